"""Federated questions: one answer, whether SERVICE asks, our own process asks, or the sample stands for the endpoint.

The known answers, `queries/federated/NAME.csv`, are what `peakgraph query NAME --format csv` prints from the samples.
Write them anew as those of the library (see test_queries.py), with `queries/federated/*.rq`.

PEAKGRAPH_LIVE=1 adds a test that asks the real endpoints, over the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib.query import ResultRow

from peakgraph.answers import Answer
from peakgraph.cli import main
from peakgraph.endpoint import ask_endpoint
from peakgraph.errors import PeakGraphError
from peakgraph.federation import (
    BATCH,
    PAUSE,
    answer_federated,
    answer_in_parts,
    find_federated,
    read_federated,
    sample_of,
)
from peakgraph.graph import PeakGraph
from peakgraph.library import Query, parse_query, read_library
from peakgraph.prefixes import read_prefixes
from peakgraph.remote import Remote
from peakgraph.service_block import Federated, split
from tests.engines import comparable, note, rows, same_rows
from tests.hostile import Server, html
from tests.small_project import ROOT
from tests.stores import oxigraph_server

FOLDER = ROOT / "queries" / "federated"
LIBRARY = read_federated(ROOT)
PREFIXES = read_prefixes((ROOT / "ontology" / "prefixes.ttl").read_text("utf-8"))
Record = Callable[[str, object], None]
SERVICE = re.compile(r"SERVICE <[^>]+>")

every_question = pytest.mark.parametrize("query", LIBRARY.values(), ids=LIBRARY)

SMALL = """#+ join: item
SELECT ?thing ?item ?name WHERE {
  ?thing <http://example.org/is> ?item .
  SERVICE <http://localhost/query> { ?item <http://example.org/called> ?name ; <http://example.org/in> ?nowhere }
}
ORDER BY ?item ?name
"""


@pytest.fixture(scope="module")
def graph() -> PeakGraph:
    return PeakGraph(ROOT, in_memory=True)


@contextmanager
def server_with(store: ox.Store, folder: Path) -> Iterator[str]:
    """An Oxigraph server that holds the default graph of a store; its query address."""
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    with oxigraph_server(folder) as running:
        headers = {"Content-Type": "application/n-triples"}
        Remote().send("PUT", f"{running.url}/store?default", headers=headers, body=data)
        yield running.query


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint that holds all samples: in the tests, it stands for each of the real ones."""
    store = ox.Store()
    for query in LIBRARY.values():
        store.load(sample_of(ROOT, query).read_bytes(), format=ox.RdfFormat.TURTLE)
    with server_with(store, tmp_path_factory.mktemp("outside")) as url:
        yield url


@pytest.fixture(scope="module")
def here(graph: PeakGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our own graph on a server whose engine knows SERVICE."""
    with server_with(graph.store, tmp_path_factory.mktemp("here")) as url:
        yield url


@pytest.fixture(scope="module")
def rdflib_graph(graph: PeakGraph) -> rdflib.Graph:
    """The part of our graph that the questions name, in rdflib: whole, it takes seconds to read."""
    named = {iri for query in LIBRARY.values() for iri in re.findall(r"[a-z]+:[\w-]+", query.text)}
    full = {PREFIXES[prefix] + name for prefix, _, name in (iri.partition(":") for iri in named) if prefix in PREFIXES}
    full.add("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    merge = graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    triples = (quad.triple for quad in merge if quad.predicate.value in full)
    found = rdflib.Graph()
    found.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return found


def at(query: Query, endpoint: str) -> Query:
    """The question with a local endpoint in the place of the real one."""
    text, count = SERVICE.subn(f"SERVICE <{endpoint}>", query.text)
    assert count == 1
    return parse_query(query.name, text)


def known(query: Query) -> bytes:
    return (FOLDER / f"{query.name}.csv").read_bytes()


def parts_of(text: str) -> Federated:
    return split("small", text, {})


def term(text: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://example.org/{text}")


def store_of(*items: ox.NamedNode | ox.Literal) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(term(f"thing{place:03}"), term("is"), item) for place, item in enumerate(items))
    return store


def items(count: int) -> list[ox.NamedNode]:
    return [term(f"item{place:03}") for place in range(count)]


# Answers


def test_there_are_enough_questions_and_each_has_a_sample_a_known_answer_and_one_endpoint() -> None:
    assert len(LIBRARY) >= 8
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(LIBRARY)
    assert {sample_of(ROOT, query) for query in LIBRARY.values()} == set((FOLDER / "samples").iterdir())
    assert not set(LIBRARY) & set(read_library(ROOT / "queries")), "a name means one question"
    assert len({split(query.name, query.text, PREFIXES).endpoint for query in LIBRARY.values()}) >= 4


@every_question
def test_the_sample_gives_the_known_answer(query: Query, graph: PeakGraph, record_property: Record) -> None:
    answer = answer_federated(graph, query)
    same = answer.to_bytes("csv") == known(query)
    note(record_property, f"federated/{query.name}", "pyoxigraph", len(answer), same)
    assert len(answer) > 0
    assert same, f"read the difference, then write {query.name}.csv anew"


@every_question
def test_an_engine_that_knows_service_gives_the_same(
    query: Query, graph: PeakGraph, here: str, outside: str, record_property: Record
) -> None:
    asked = ask_endpoint(Remote(), here, at(query, outside).text, PREFIXES)
    same = rows(asked) == rows(answer_federated(graph, query))
    note(record_property, f"federated/{query.name}", "oxigraph server", len(asked), same)
    assert same


@every_question
def test_rdflib_gives_the_same_by_service(
    query: Query, graph: PeakGraph, rdflib_graph: rdflib.Graph, outside: str, record_property: Record
) -> None:
    answer = answer_federated(graph, query)
    found = [row for row in rdflib_graph.query(at(query, outside).text) if isinstance(row, ResultRow)]
    same = same_rows([tuple(comparable(row[column]) for column in answer.columns) for row in found], rows(answer))
    note(record_property, f"federated/{query.name}", "rdflib", len(found), same)
    assert same


@every_question
def test_values_first_through_our_own_client_gives_the_same(
    query: Query, graph: PeakGraph, outside: str, record_property: Record
) -> None:
    answer = answer_federated(graph, at(query, outside), remote=Remote())
    same = answer.to_bytes("csv") == known(query)
    note(record_property, f"federated/{query.name}:values-first", "oxigraph server", len(answer), same)
    assert same


if os.environ.get("PEAKGRAPH_LIVE"):

    @every_question
    def test_the_real_endpoint_answers(query: Query, graph: PeakGraph) -> None:
        answer = answer_federated(graph, query, remote=Remote(pause=PAUSE))
        assert answer.columns == answer_federated(graph, query).columns
        assert len(answer) > 0


# The header and the samples


@every_question
def test_the_header_says_what_is_asked_of_whom(query: Query) -> None:
    assert query.text.startswith("#+ summary: ")
    assert query.summary.partition("?")[1] == "?", "the summary asks"
    assert query.tags[0] == "federated"
    assert query.empty.endswith(".")
    assert max(map(len, query.text.splitlines())) <= 120


@every_question
def test_it_declares_the_prefixes_that_it_uses_and_no_others(query: Query) -> None:
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]+)>$", query.text, re.MULTILINE))
    body = re.sub(r"^PREFIX.*$|#.*$|<[^<>\s]*>|\"[^\"]*\"", "", query.text, flags=re.MULTILINE)
    assert set(declared) == set(re.findall(r"(?<![\w?$:-])([a-z]\w*):", body))
    assert {prefix: iri for prefix, iri in declared.items() if prefix in PREFIXES}.items() <= PREFIXES.items()


@pytest.mark.parametrize("path", sorted((FOLDER / "samples").iterdir()), ids=lambda path: path.stem)
def test_a_sample_says_where_it_was_read_and_under_which_licence(path: Path) -> None:
    header = dict(re.findall(r"^#\+ (\w+): (.+)$", path.read_text("utf-8"), re.MULTILINE))
    assert set(header) == {"source", "read", "licence"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", header["read"])
    assert "ODbL" not in path.read_text("utf-8")
    assert f"`samples/{path.name}`" in (FOLDER / "README.md").read_text("utf-8")


def test_a_wikidata_sample_says_of_each_item_where_its_values_were_read() -> None:
    for path in (FOLDER / "samples").glob("wikidata-*.ttl"):
        blocks = path.read_text("utf-8").split("\n\n")[1:]
        assert len(blocks) >= 5
        assert all("# read in " in block for block in blocks), path.name


# What the questions say

#: What is counted, and how it is typed: `?policy a pg:Policy`, or `?policy pg:appliesTo ?place ; a pg:Policy`.
COUNTED = re.compile(r"COUNT\(\s*(DISTINCT\s+)?[?*](\w*)")


def untyped(text: str) -> list[str]:
    """The variables that a query counts without DISTINCT or without naming their class."""
    return [
        name
        for distinct, name in COUNTED.findall(text)
        if not distinct or not re.search(rf"[.{{}})]\s*\?{name} (?:[^.{{}}]*; )?a pg:[A-Z]", text)
    ]


@every_question
def test_what_is_counted_is_counted_once_and_by_its_class(query: Query) -> None:
    assert untyped(query.text) == []


def test_policies_of_an_industry_are_those_that_the_library_knows(graph: PeakGraph) -> None:
    policies: dict[object, set[object]] = {}
    for row in graph.query("target-industries-by-plan"):
        policies.setdefault(row["industry"], set()).add(row["plan"])
    found = {row["industry"]: row["policies"] for row in answer_federated(graph, "industries-in-isic")}
    assert len(found) > 20
    assert found == {industry: len(policies[industry]) for industry in found}


def test_policies_of_a_province_are_those_that_the_library_knows(graph: PeakGraph) -> None:
    found = {str(row["place"]): row["policies"] for row in answer_federated(graph, "provinces-and-people")}
    assert len(found) >= 5
    for place, policies in found.items():
        there = [
            row["thing"]
            for row in graph.query("province-profile", place=place)
            if (row["section"], str(row["relation"]).rpartition("#")[2], row["there"])
            == ("plan or policy", "appliesTo", place)
        ]
        assert policies == len(set(there)), place


def test_a_figure_in_two_wordings_is_one_figure() -> None:
    graph = PeakGraph(ROOT, in_memory=True)
    before = answer_federated(graph, "figures-in-si-units")
    stated = ox.NamedNode(f"{PREFIXES['pg']}asStated")
    for row in before:
        figure = ox.NamedNode(str(row["figure"]))
        graph.store.add(ox.Quad(figure, stated, ox.Literal("~ last in the alphabet", language="en")))
    assert answer_federated(graph, "figures-in-si-units").terms == before.terms


def test_a_fall_of_output_is_not_taken_for_output(graph: PeakGraph) -> None:
    rows = {str(row["figure"]).rpartition("/")[2]: row for row in answer_federated(graph, "figures-in-si-units")}
    assert rows["004-crude-steel-output-2021"]["change_label"] == "decrease by"
    assert rows["004-cement-capacity-reduction"]["bound_label"] == "more than"
    assert all(row["bound_label"] and row["si_value"] for row in rows.values())
    assert not [row for row in rows.values() if row["symbol"] == "a"], "years in a row are no physical figure"


def test_a_sum_for_each_inhabitant_says_of_which_years_both_are(graph: PeakGraph) -> None:
    answer = answer_federated(graph, "money-per-inhabitant")
    assert {row["year_of_population"] for row in answer} == {2020}
    assert {2023, 2025, None} <= {row["year_of_sum"] for row in answer}
    assert all(row["bound_label"] for row in answer)


def test_a_multiplier_is_compared_however_many_decimals_it_has(graph: PeakGraph) -> None:
    answer = answer_federated(graph, "multipliers-by-qudt")
    assert all(None not in row.values() for row in answer)
    assert {row["finding"] for row in answer} == {"agree"}
    assert "http://qudt.org/vocab/unit/TONNE-PER-YR" in {row["unit"] for row in answer}


def test_a_multiplier_that_is_no_number_is_told(graph: PeakGraph) -> None:
    parts = split("m", LIBRARY["multipliers-by-qudt"].text, PREFIXES)

    def outside(sparql: str) -> Answer:
        assert "xsd:double" in sparql
        unit = ox.NamedNode("http://qudt.org/vocab/unit/TONNE")
        return Answer(("unit", "base", "multiplier_by_qudt"), ((unit, unit, None),))

    assert answer_in_parts(parts, graph.store, PREFIXES, outside).terms[0][-1] == ox.Literal("not comparable")


def test_no_summary_says_that_wikidata_said_what_the_sample_read_elsewhere() -> None:
    wikidata = [query for query in LIBRARY.values() if "wikidata" in query.tags]
    assert len(wikidata) == 4
    for query in wikidata:
        assert "by Wikidata" not in query.summary
        assert "the sample" in query.summary, "its values were read elsewhere"
    assert "can only agree" in LIBRARY["codes-of-provinces"].summary


def test_the_readme_says_where_the_service_form_does_not_go() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    assert re.search(r"Virtuoso[^.\n]*`--show --values`", text)
    assert "38 decimals" in text


# The way there and back


def test_each_value_is_sent_once_and_in_batches() -> None:
    asked: list[str] = []

    def outside(sparql: str) -> Answer:
        asked.append(sparql)
        return Answer(("item", "name"), ((term("item007"), ox.Literal("seven")),) if len(asked) == 1 else ())

    answer = answer_in_parts(parts_of(SMALL), store_of(*items(2 * BATCH + 1), *items(5)), {}, outside)
    assert [sparql.count("(<http://example.org/item") for sparql in asked] == [BATCH, BATCH, 1]
    assert answer.terms == ((term("thing007"), term("item007"), ox.Literal("seven")),)


def test_only_what_the_question_uses_is_asked_for() -> None:
    assert "SELECT ?item ?name WHERE" in parts_of(SMALL).outside_part(())
    star = SMALL.replace("SELECT ?thing ?item ?name", "SELECT *")
    assert "SELECT ?item ?name ?nowhere WHERE" in parts_of(star).outside_part(())


def test_nobody_is_asked_about_nothing() -> None:
    def outside(sparql: str) -> Answer:
        raise AssertionError(sparql)

    answer = answer_in_parts(parts_of(SMALL), ox.Store(), {}, outside)
    assert (answer.columns, answer.terms) == (("thing", "item", "name"), ())


def test_rows_that_came_twice_count_twice_and_a_missing_column_is_unbound() -> None:
    rows = ((term("item000"),), (term("item000"),))
    answer = answer_in_parts(parts_of(SMALL), store_of(term("item000")), {}, lambda sparql: Answer(("item",), rows))
    assert answer.terms == ((term("thing000"), term("item000"), None),) * 2


@pytest.mark.parametrize(
    "harm",
    [
        '") } } ; DROP ALL #',
        "'''\"\"\"\\",
        "\x00\x1b[2J\u202e",
        "line\nline\r\n}",
        "SERVICE <http://evil.example/> { ?s ?p ?o }",
    ],
)
def test_words_from_outside_stay_words(harm: str) -> None:
    literal = ox.Literal(harm)
    answer = answer_in_parts(
        parts_of(SMALL),
        store_of(term("item000")),
        {},
        lambda sparql: Answer(("item", "name"), ((term("item000"), literal),)),
    )
    assert answer.terms[0][2] == literal


def test_words_in_our_graph_stay_words_in_what_is_sent() -> None:
    harm = ox.Literal('") } } DROP ALL #\n\\')
    store = store_of(harm)
    asked: list[str] = []

    def outside(sparql: str) -> Answer:
        asked.append(sparql)
        found = ox.Store().query(sparql.replace("?item <http://example.org/called> ?name", "").replace("; <", "?s <"))
        assert found is not None
        return Answer(("item", "name"), ((harm, ox.Literal("kept")),))

    assert answer_in_parts(parts_of(SMALL), store, {}, outside).terms == ((term("thing000"), harm, ox.Literal("kept")),)
    assert len(asked) == 1


# What cannot be asked


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("#+ join: item\n", "", "small: say in '#+ join: item' which variables of the SERVICE block our graph binds"),
        ("#+ join: item", "#+ join: thing", "the block has: item, name, nowhere"),
        ("SERVICE <", "SERVICE SILENT <", "SERVICE SILENT would hide that an endpoint fails; take SILENT out"),
        (
            "SERVICE <http://localhost/query>",
            "SERVICE ?item",
            "needs the http address of one endpoint, and not '?item'",
        ),
        ("SERVICE <http:", "SERVICE <file:", "needs the http address of one endpoint"),
        ("SELECT ?thing ?item ?name", "ASK", "only SELECT without FROM can be asked in two places"),
        ("WHERE {", "FROM <http://example.org/> WHERE {", "only SELECT without FROM"),
        ("SERVICE <", "OPTIONAL { ?s ?p ?o } { SERVICE <", "SERVICE stands inside another block"),
        ("?nowhere }", "?nowhere . SERVICE <http://localhost/> { ?item ?p ?o } }", "2 SERVICE blocks"),
        ("?nowhere }\n}\n", "?nowhere\n", "the braces of its SERVICE block do not close"),
    ],
)
def test_a_question_that_cannot_be_put_together_again_is_refused(before: str, after: str, told: str) -> None:
    assert before in SMALL
    with pytest.raises(PeakGraphError, match=re.escape(told)):
        parts_of(SMALL.replace(before, after))


def test_the_block_is_found_whatever_strings_and_comments_say() -> None:
    text = SMALL.replace("?nowhere }", '?nowhere . FILTER (?name != "SERVICE <x> { } }") # SERVICE { \n }')
    parts = parts_of("# SERVICE <http://comment/> {\n" + text)
    assert parts.endpoint == "http://localhost/query"
    assert parts.pattern.rstrip().endswith("# SERVICE {")
    assert parts.after.lstrip().startswith("}")


def test_a_join_variable_without_a_value_is_told() -> None:
    text = SMALL.replace("?thing <http://example.org/is> ?item .", "?thing ?p ?o OPTIONAL { ?thing ?item 7 }")
    with pytest.raises(PeakGraphError, match="small: \\?item is nothing in a row; bind it to IRIs or literals first"):
        answer_in_parts(parts_of(text), store_of(term("item000")), {}, lambda sparql: Answer((), ()))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(("name",), ()), r"http://localhost/query answered without \?item; its columns: name"),
        (Answer(("item",), ((ox.BlankNode(),),)), "answered with a blank node, which means nothing elsewhere"),
    ],
)
def test_an_answer_that_does_not_fit_is_told(answer: Answer, told: str) -> None:
    with pytest.raises(PeakGraphError, match=told):
        answer_in_parts(parts_of(SMALL), store_of(term("item000")), {}, lambda sparql: answer)


def test_a_question_without_a_sample_says_how_to_ask_the_endpoint(graph: PeakGraph) -> None:
    with pytest.raises(
        PeakGraphError,
        match="SERVICE asks another endpoint, and a query stays on this machine; take it out, or add --live",
    ):
        answer_federated(graph, parse_query("small", SMALL))


@pytest.mark.parametrize("sample", ["../README.md", "/etc/passwd", "no/such.ttl", "sdg.ttl\n#+ sample: gemet.ttl"])
def test_a_question_reaches_no_other_file_by_its_sample(sample: str, graph: PeakGraph) -> None:
    with pytest.raises(PeakGraphError, match=r"names one \.ttl file of queries/federated/samples/, no path"):
        answer_federated(graph, parse_query("small", f"#+ sample: {sample}\n{SMALL}"))


def test_a_name_that_is_nearly_right_is_hinted_at() -> None:
    with pytest.raises(PeakGraphError, match="did you mean provinces-and-people"):
        find_federated(ROOT, "provinces-and-peopel")


# The command


def ask(*words: str) -> Result:
    return CliRunner().invoke(main, ["query", *words, "--project", str(ROOT)])


def test_without_live_the_sample_answers_and_the_command_says_so() -> None:
    done = ask("provinces-and-people", "--format", "csv")
    assert (done.exit_code, done.stdout_bytes) == (0, known(LIBRARY["provinces-and-people"]))
    assert done.stderr.startswith("From the sample queries/federated/samples/wikidata-provinces.ttl (facts of the 2020")
    assert "not from https://query.wikidata.org/sparql; --live asks there" in done.stderr


def test_with_live_the_endpoint_answers(tmp_path: Path, outside: str) -> None:
    query = LIBRARY["provinces-and-people"]
    file = tmp_path / "mine.rq"
    file.write_text(at(query, outside).text, "utf-8")
    done = ask(str(file), "--live", "--format", "csv")
    assert (done.exit_code, done.stdout_bytes) == (0, known(query))
    assert done.stderr == f"Asking {outside} ...\n"


def test_an_endpoint_that_answers_with_a_page_is_told_in_one_line(tmp_path: Path) -> None:
    with Server(html) as server:
        file = tmp_path / "mine.rq"
        file.write_text(at(LIBRARY["concepts-and-sdgs"], server.url).text, "utf-8")
        done = ask(str(file), "--live")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "answers 200 with a web page, not with data" in done.stderr.splitlines()[-1]
    assert len(server.received) == 1
    assert "VALUES (?sdg) {" in server.received[0].form["query"]
    assert "peakgraph" not in server.received[0].form["query"], "nothing of ours but the identifiers that we link to"


def test_an_empty_answer_of_a_sample_is_no_word_on_the_endpoint() -> None:
    done = ask("gemet-names", "--param", "language=eo")
    assert done.stderr.splitlines()[-1] == "No rows from the sample, which is small; --live asks the endpoint itself"
    known_language = ask("gemet-names", "--param", "language=fr", "--format", "csv")
    assert known_language.stdout_bytes == known(LIBRARY["gemet-names"])


def test_federated_questions_are_listed_by_their_tags() -> None:
    more = f"{len(LIBRARY)} more join the graph with open data: peakgraph query --tag federated"
    assert more in ask("--format", "csv").stderr
    listed = ask("--tag", "federated", "--format", "csv").stdout.splitlines()[1:]
    assert [line.partition(",")[0] for line in listed] == sorted(LIBRARY)


def test_show_prints_the_service_form_and_the_values_form() -> None:
    query = LIBRARY["multipliers-by-qudt"]
    assert ask(query.name, "--show").stdout == query.text
    here, there, joined = re.split(r"^# \d\. .+\n", ask(query.name, "--show", "--values").stdout, flags=re.M)[1:]
    assert "SELECT DISTINCT ?unit ?base WHERE" in here
    assert "SELECT ?unit ?base ?multiplier_by_qudt WHERE {\n  VALUES (?unit ?base) {" in there
    assert "VALUES (?unit ?base ?multiplier_by_qudt) {" in joined
    assert "PREFIX pg:" in here
    assert "PREFIX pg:" not in there
    for part in (here, there, joined):
        ox.Store().query(part)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("documents", "--live"), "'documents' asks this graph alone; leave out --live"),
        (("provinces-and-people", "--values"), "--values goes with --show"),
        (("provinces-and-people", "--show", "--live"), "--live asks the endpoint in the question; leave it out"),
        (("--live",), "go with a question"),
        (("documents", "--show", "--values"), "documents: it has no SERVICE block: it asks this graph alone"),
    ],
)
def test_what_does_not_go_together_is_told(words: tuple[str, ...], told: str) -> None:
    done = ask(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
