"""Questions to SPARQL endpoints elsewhere: the same answers as here, and a clear word for whatever else comes back."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from peakgraph.answers import Answer, ask
from peakgraph.cli import main
from peakgraph.endpoint import ask_endpoint, complete
from peakgraph.errors import PeakGraphError
from peakgraph.remote import Remote, RemoteError
from tests import hostile
from tests.hostile import Answer as ServerAnswer
from tests.hostile import Exchange, Server, sparql_endpoint
from tests.in_process import run_here
from tests.small_project import ROOT, SmallProject

PREFIXES = {"pg": "https://w3id.org/peakgraph/ontology#", "plan": "https://w3id.org/peakgraph/id/plan/"}
DATA = """@prefix pg: <https://w3id.org/peakgraph/ontology#> . @prefix plan: <https://w3id.org/peakgraph/id/plan/> .
plan:b pg:note "second \\"note\\""@en . plan:a pg:note "第一"@zh ; pg:value 1.5 . plan:c pg:place _:x . """
SELECT = 'SELECT ?plan ?note { ?plan pg:note ?note } ORDER BY DESC(?plan) # ASK "'


def asked(answer: ServerAnswer, sparql: str = SELECT, timeout: float = 5, path: str = "/sparql") -> Answer:
    with Server(answer) as server:
        return ask_endpoint(Remote(timeout, timeout, largest=1 << 20, retries=1), server.url + path, sparql, PREFIXES)


def here(sparql: str) -> Answer:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    return ask(store, sparql, PREFIXES)


@pytest.mark.parametrize(
    "sparql",
    [
        SELECT,
        "#+ summary: ADD and DELETE are words\n#+ tags: INSERT\nASK { plan:a pg:value ?v FILTER(?v > 1) }",
        "PREFIX select: <http://delete.example/> ASK { ?x pg:note 'CONSTRUCT' }",
        "CONSTRUCT { ?s pg:note ?o } WHERE { ?s pg:note ?o FILTER(LANG(?o) = 'en') }",
        "SELECT ?plan ?none { ?plan pg:place ?place OPTIONAL { ?plan pg:year ?none } }",
        f"SELECT ?plan {{ ?plan pg:note ?n FILTER(?n != '{'long ' * 1000}') }} ORDER BY ?plan",
    ],
)
def test_an_endpoint_gives_the_answer_that_the_graph_here_gives(sparql: str) -> None:
    there = asked(sparql_endpoint(DATA), sparql)
    assert there == here(sparql)
    assert len(there) > 0


def test_a_long_query_goes_in_the_body_and_so_does_one_to_an_address_with_a_query() -> None:
    with Server(sparql_endpoint(DATA)) as server:
        for url, sparql in ((server.url, SELECT), (server.url, SELECT + "x" * 2000), (server.url + "/?db=1", SELECT)):
            ask_endpoint(Remote(), url, sparql, PREFIXES)
    assert [(seen.method, seen.path[:6]) for seen in server.received] == [
        ("GET", "/?quer"),
        ("POST", "/"),
        ("POST", "/?db=1"),
    ]
    assert all(seen.headers["user-agent"].startswith("PeakGraph/") for seen in server.received)


def test_only_the_prefixes_that_a_query_needs_stand_in_front_of_it() -> None:
    assert complete("ASK { plan:a ?p 'pg:x' }", PREFIXES).startswith(
        "PREFIX plan: <https://w3id.org/peakgraph/id/plan/> ASK"
    )
    own = "PREFIX plan: <http://other.example/> ASK { plan:a ?p ?o }"
    assert complete(own, PREFIXES) == own


def test_a_fault_that_an_endpoint_finds_has_the_line_of_the_file() -> None:
    text = "#+ summary: Which notes?\nSELECT ?plan {\n  ?plan pg:note ?note . ?? plan:a\n}"
    assert complete(text, PREFIXES).splitlines()[1:] == text.splitlines()[1:]
    with pytest.raises(RemoteError, match=r"Parse error: error at 3:"):
        asked(sparql_endpoint(DATA), text)


def broken(body: str | bytes, media: str = "application/sparql-results+json", **headers: str) -> ServerAnswer:
    return lambda exchange: exchange.reply(200, body, media, **headers)


START = '{"head":{"vars":["plan"]},"results":{"bindings":[{"plan":'
TRIPLE = '{"type":"triple","value":{"object":'
BROKEN = START + '{"type":"uri","value":"http://x.example/"}}'


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (hostile.html, "answers 200 with a web page, not with data; is it a SPARQL endpoint?"),
        (broken("<!DOCTYPE html><p>Sign in"), "answers 200 with a web page"),
        (broken(""), "answers 200 and says nothing"),
        (broken(BROKEN), "the answer of"),
        (broken(BROKEN + "java.util.concurrent.TimeoutException"), "broke off at its own time limit"),
        (broken('{"head":{},"boolean":true}'), "is broken: it does not fit the form SELECT"),
        (broken(BROKEN + "]}}", X_SQL_State="S1TAT"), "answers in part"),
        (broken("a,b", "text/csv"), "answers in text/csv, which was not asked for"),
        (broken('{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"no iri"}}]}}'), "is broken"),
        (broken(BROKEN + "\x1b[2J<b>Error evaluating:</b> no federation here"), "it ends with '"),
        (broken(BROKEN + "\x1b[2J<b>Error evaluating:</b> no federation here"), "evaluating: no federation here'"),
        (broken(BROKEN + "]}}", X_SPARQL_MaxRows="1"), "gives 1 rows at the most and cut the answer there"),
        (broken('{"head":{"vars":["\\u001b[2J"]},"results":{"bindings":[]}}'), "Invalid variable name"),
        (broken('{"head":{"vars":[' + '"a",' * 2000 + '"b"]},"results":{"bindings":[]}}'), "more than 1000 columns"),
        (broken(START + TRIPLE * 20_000), "it is nested too deep"),
        (broken(START + TRIPLE * 20_000 + "{}" + "}}" * 20_000 + "}]}}"), "it is nested too deep"),
        (broken(f"<sparql>{'<triple><object>' * 20_000}", "application/sparql-results+xml"), "it is nested too deep"),
        (broken('{"head":{"vars":["plan"]},"results":{"bindings":[' + "{}," * 140_000 + "{}]}}"), "than 131072 cells"),
        (lambda e: e.reply(400, "Parse error: line 3"), "answers 400 Bad Request: Parse error: line 3"),
        (hostile.drip, "has not finished its answer within 0.5 s"),
        (hostile.endless, "is larger than 1 MiB"),
        (hostile.redirect_to("http://127.0.0.2:9/sparql"), "redirects to another place, http://127.0.0.2:9/sparql"),
    ],
)
def test_whatever_else_comes_back_is_told_in_one_line(answer: ServerAnswer, words: str) -> None:
    with pytest.raises(RemoteError) as caught:
        asked(answer, timeout=0.5)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


WHOLE = BROKEN + "]}}"


@pytest.mark.parametrize(
    ("clauses", "is_told"),
    [
        ("{ ?plan ?p ?o } LIMIT 1", False),
        ("{ ?plan ?p ?o FILTER(?o != '}') } ORDER BY ?plan limit 1 # LIMIT 2", False),
        ("{ ?plan ?p ?o } LIMIT 2", True),
        ("{ { SELECT ?plan { ?plan ?p ?o } LIMIT 1 } }", True),
        ("{ ?plan ?p ?o } # } LIMIT 1", True),
    ],
)
def test_an_answer_cut_by_the_server_is_whole_only_where_the_query_asks_for_no_more(
    clauses: str, is_told: bool
) -> None:
    cut = broken(WHOLE, X_SPARQL_MaxRows="1")
    if is_told:
        with pytest.raises(RemoteError, match="cut the answer there"):
            asked(cut, f"SELECT ?plan {clauses}")
    else:
        assert len(asked(cut, f"SELECT ?plan {clauses}")) == 1


@pytest.mark.parametrize(("value", "answer"), [('"1"', True), ('"0"', False), (None, False)])
def test_a_truth_value_is_taken_as_virtuoso_gives_it(value: str | None, answer: bool) -> None:
    cell = '"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":'
    row = "" if value is None else f'{{"__ASK_RETVAL":{{{cell}{value}}}}}'
    body = f'{{"head":{{"link":[],"vars":["__ASK_RETVAL"]}},"results":{{"bindings":[{row}]}}}}'
    found = asked(broken(body), "ASK { plan:a ?p ?o }")
    assert list(found) == [{"answer": answer}]
    with pytest.raises(RemoteError, match="does not fit the form ASK"):
        asked(broken(body.replace("__ASK_RETVAL", "other")), "ASK { plan:a ?p ?o }")


def test_rows_that_a_server_repeats_in_spite_of_distinct_come_once() -> None:
    row = '{"plan":{"type":"uri","value":"http://x.example/%s"}}'
    rows = ",".join(row % name for name in "bab")
    twice = broken('{"head":{"vars":["plan"]},"results":{"bindings":[' + rows + "]}}")
    assert [cells["plan"][-1] for cells in asked(twice, "# SELECT ?x\nselect distinct ?plan { ?plan ?p ?o }")] == [
        "b",
        "a",
    ]
    assert len(asked(twice, "SELECT ?plan { { SELECT DISTINCT ?plan { ?plan ?p ?o } } }")) == 3


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("<a:b> <a:c> " + "<<( <a:b> <a:c> " * 20_000, "nested too deep"),
        ("<a:b> <a:c> " + "(" * 99_999, "131072 cells"),
    ],
)
def test_triples_that_would_fill_or_end_the_process_are_left(turtle: str, words: str) -> None:
    with pytest.raises(RemoteError, match=words):
        asked(broken(turtle, "text/turtle"), "CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_number_without_end_is_told_in_one_line() -> None:
    answer = broken('{"head":{"vars":["plan"]},"x":' + "9" * (17 << 20))
    with Server(answer) as server, pytest.raises(RemoteError, match="is broken"):
        ask_endpoint(Remote(), server.url, SELECT, PREFIXES)


def test_an_endpoint_is_never_changed() -> None:
    for update in ("INSERT DATA { plan:a pg:note 'x' }", "# SELECT\nCLEAR ALL"):
        with pytest.raises(PeakGraphError, match="changed by none"):
            asked(sparql_endpoint(DATA), update)


def test_rdf_xml_is_not_read_since_its_entities_may_grow_without_end() -> None:
    with pytest.raises(RemoteError, match="application/rdf\\+xml, which was not asked for"):
        asked(broken("<rdf:RDF/>", "application/rdf+xml"), "CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    small = SmallProject(tmp_path_factory.mktemp("endpoint") / "project")
    small.make()
    small.write(
        "queries/notes.rq",
        "#+ summary: Which notes?\n#+ param: plan -- a plan\n"
        "SELECT ?plan ?note { VALUES ?plan { plan:a } ?plan pg:note ?note } ORDER BY ?plan\n",
    )
    return small


def test_a_library_query_goes_to_an_endpoint_though_nothing_is_built_here(unbuilt: SmallProject) -> None:
    with Server(sparql_endpoint(DATA)) as server:
        done = unbuilt.run("query", "notes", "-p", "plan=b", "--endpoint", server.url, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert list(csv.DictReader(io.StringIO(done.stdout))) == [
        {"plan": "https://w3id.org/peakgraph/id/plan/b", "note": 'second "note"'}
    ]


def test_an_endpoint_without_rows_says_so(unbuilt: SmallProject) -> None:
    with Server(sparql_endpoint(DATA)) as server:
        done = run_here(unbuilt, "query", "notes", "-p", "plan=any-other", "--endpoint", server.url)
    assert done.returncode == 0
    assert "No rows: http://127.0.0.1:" in done.stderr


def test_harmful_letters_of_an_endpoint_do_not_reach_the_terminal(unbuilt: SmallProject) -> None:
    data = '<http://x.example/a\u202eb> <https://w3id.org/peakgraph/ontology#note> "\\u001B[2Jgone\\u202E" .'
    with Server(sparql_endpoint(data)) as server:
        done = run_here(unbuilt, "query", "-", "--endpoint", server.url, stdin="SELECT ?x ?note { ?x pg:note ?note }")
    assert "\N{REPLACEMENT CHARACTER}[2Jgone\N{REPLACEMENT CHARACTER}" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_show_prints_what_would_be_sent_and_sends_nothing(unbuilt: SmallProject) -> None:
    done = run_here(unbuilt, "query", "notes", "--endpoint", "http://127.0.0.1:9/", "--show")
    assert done.returncode == 0
    assert done.stdout.startswith("PREFIX pg: <https://w3id.org/peakgraph/ontology#> PREFIX plan:")


JOIN = """#+ join: plan
SELECT ?plan ?name WHERE { ?plan pg:note ?note SERVICE <http://127.0.0.1:9/> { ?plan ?is ?name } }"""


@pytest.mark.parametrize(
    "refusal", [broken(BROKEN + "Error: no federation"), lambda exchange: exchange.reply(500, "no federation")]
)
def test_an_endpoint_that_fails_at_service_is_told_with_what_else_can_be_done(
    unbuilt: SmallProject, refusal: ServerAnswer
) -> None:
    with Server(refusal) as server:
        done = run_here(unbuilt, "query", "-", "--endpoint", server.url, stdin=JOIN)
        plain = run_here(unbuilt, "query", "notes", "--endpoint", server.url)
    assert (done.returncode, plain.returncode) == (2, 2)
    assert "no federation" in done.stderr
    assert "it may not do SERVICE: --live asks from here, --show --values prints the other form" in done.stderr
    assert "SERVICE" not in plain.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("notes", "--endpoint", "http://127.0.0.1:9/", "--evidence"), "--evidence looks in the graph on this machine"),
        (("notes", "--login"), "--login goes with --endpoint"),
        (("notes", "--endpoint", "http://127.0.0.1:9/", "--insecure"), "--insecure goes with --login"),
        (("notes", "--endpoint", "http://127.0.0.1:9/", "--login"), "set PEAKGRAPH_USER and PEAKGRAPH_PASSWORD"),
        (("--endpoint", "http://127.0.0.1:9/"), "go with a question"),
        (("notes", "--endpoint", "file:///etc/passwd"), "not a URL that can be asked"),
        (("notes", "--endpoint", "http://127.0.0.1:9/"), "cannot be reached: Connection refused"),
    ],
)
def test_what_does_not_go_together_is_told_in_one_line(
    unbuilt: SmallProject, words: tuple[str, ...], said: str
) -> None:
    done = run_here(unbuilt, "query", *words)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("peakgraph: ")
    assert said in done.stderr


def test_a_login_reaches_the_endpoint_only_when_asked_for_by_both(unbuilt: SmallProject) -> None:
    serve = sparql_endpoint(DATA)

    def guarded(exchange: Exchange) -> None:
        if exchange.received.headers.get("authorization") == "Basic bWU6c2VjcmV0":
            serve(exchange)
        else:
            exchange.reply(401, WWW_Authenticate="Basic")

    secret = {"PEAKGRAPH_USER": "me", "PEAKGRAPH_PASSWORD": "secret"}
    with Server(guarded) as server:
        refused = run_here(unbuilt, "query", "notes", "--endpoint", server.url, **secret)
        done = run_here(unbuilt, "query", "notes", "--endpoint", server.url, "--login", **secret)
    assert (refused.returncode, done.returncode) == (2, 0)
    assert "401 Unauthorized: it asks for a login" in refused.stderr
    assert "第一" in done.stdout
    assert "secret" not in refused.stderr + done.stderr


def test_an_endpoint_with_nothing_that_joins_is_not_taken_for_documents_that_say_nothing() -> None:
    join = (
        "#+ join: place\nSELECT ?place ?name "
        "WHERE {{ ?place a pg:Province SERVICE <{}> {{ ?place <http://x.example/name> ?name }} }}"
    )
    with Server(sparql_endpoint(DATA)) as server:
        done = CliRunner().invoke(main, ["query", "-", "--live", "--project", str(ROOT)], input=join.format(server.url))
    assert done.exit_code == 0
    said = "No rows: the endpoint has nothing that joins with what the graph holds."
    assert done.stderr.splitlines()[-1] == said


def test_a_question_without_service_is_not_told_to_be_split() -> None:
    done = CliRunner().invoke(main, ["query", "chain-masters", "--show", "--values", "--project", str(ROOT)])
    assert done.exit_code == 2
    assert "chain-masters: it has no SERVICE block: it asks this graph alone" in done.stderr


def test_a_login_goes_over_plain_http_to_another_machine_only_where_the_user_says_so(unbuilt: SmallProject) -> None:
    secret = {"PEAKGRAPH_USER": "me", "PEAKGRAPH_PASSWORD": "secret"}
    with Server(sparql_endpoint(DATA)) as server:
        address = server.url.replace("127.0.0.1", "0.0.0.0")  # it leads here, and is no loopback address
        words = ("query", "notes", "--endpoint", address, "--login")
        refused = run_here(unbuilt, *words, **secret)
        assert (refused.returncode, server.received) == (2, [])
        assert "the login would go over http, which anybody on the way can read" in refused.stderr
        assert run_here(unbuilt, *words, "--insecure", **secret).returncode == 0
        assert run_here(unbuilt, *words[:-1], **secret).returncode == 0


def test_a_password_that_a_broken_answer_gives_back_is_not_told(unbuilt: SmallProject) -> None:
    secret = {"PEAKGRAPH_USER": "me", "PEAKGRAPH_PASSWORD": "geheim"}
    with Server(broken(BROKEN + "geheim " * 5)) as server:
        done = run_here(unbuilt, "query", "notes", "--endpoint", server.url, "--login", **secret)
    assert "it ends with" in done.stderr
    assert "geheim" not in done.stderr
