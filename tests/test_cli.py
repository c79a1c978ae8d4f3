"""The command line as users type it."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import networkx
import pytest

from tests.small_project import SmallProject, run_peakgraph

ASK = "SELECT ?plan ?body WHERE { ?plan pg:issuedBy ?body }"
BODY = "https://w3id.org/peakgraph/id/actor/hubei-provincial-government"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    project = SmallProject(tmp_path_factory.mktemp("cli") / "project")
    project.make()
    project.write("queries/issuers.rq", f"#+ summary: Who issued what?\n#+ tags: plans\n{ASK.replace('pg:', PG)}\n")
    done = project.run("build")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Page: file://" in done.stderr
    return project


PG = "<https://w3id.org/peakgraph/ontology#issuedBy>"


def test_help_has_examples_for_every_command() -> None:
    for command in ("build", "validate", "query", "explore", "export", "link", "publish", "completion"):
        done = run_peakgraph(command, "--help")
        assert done.returncode == 0
        assert "Examples:" in done.stdout, command


def test_a_query_from_stdin_gives_rows(built: SmallProject) -> None:
    done = built.run("query", "-", "--format", "csv", stdin=ASK)
    assert done.returncode == 0, done.stderr
    assert list(csv.DictReader(io.StringIO(done.stdout))) == [
        {"plan": "https://w3id.org/peakgraph/id/plan/green-plan", "body": BODY}
    ]


def test_every_format_opens_in_its_tool(built: SmallProject) -> None:
    found = {
        form: built.run("query", "-", "--format", form, stdin=ASK).stdout
        for form in ("table", "csv", "tsv", "json", "xml", "markdown")
    }
    assert json.loads(found["json"])["results"]["bindings"][0]["body"]["value"] == BODY
    assert BODY in "".join(ElementTree.fromstring(found["xml"]).itertext())
    assert found["tsv"].splitlines()[1].endswith(f"<{BODY}>")
    assert found["markdown"].splitlines()[2] == "| plan:green-plan | actor:hubei-provincial-government |"
    assert "actor:hubei-provincial-government" in found["table"]


def test_evidence_shows_the_quote(built: SmallProject) -> None:
    done = built.run("query", "-", "--evidence", stdin=ASK)
    assert 'issued the "Green Plan" for the cement industry.' in done.stdout
    done = built.run("query", "-", "--evidence", "--format", "csv", stdin=ASK)
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["evidence_quote"].startswith("The Hubei Provincial Government issued")
    assert row["evidence_document"].endswith("/document/small")


def test_evidence_says_so_where_there_is_none(built: SmallProject) -> None:
    done = built.run("query", "-", "--evidence", stdin="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert "[1] No evidence" in done.stdout


def test_an_answer_without_rows_says_so(built: SmallProject) -> None:
    done = built.run("query", "-", stdin="SELECT ?x { ?x pg:includesMeasure ?y ; pg:year 1999 }")
    assert done.returncode == 0
    assert "nothing in the graph is like that" in done.stderr


def test_a_query_of_the_library_by_name_by_file_and_the_list_of_all(built: SmallProject) -> None:
    by_name = built.run("query", "issuers", "--format", "csv")
    by_file = built.run("query", str(built.folder / "queries" / "issuers.rq"), "--format", "csv")
    assert by_name.stdout == by_file.stdout
    assert "Who issued what?" in built.run("query").stdout
    assert "SELECT ?plan ?body" in built.run("query", "issuers", "--show").stdout


def test_the_list_can_be_cut_to_one_tag(built: SmallProject) -> None:
    assert "issuers" in built.run("query", "--tag", "plans").stdout
    done = built.run("query", "--tag", "nothing")
    assert done.returncode == 2
    assert "no query has the tag 'nothing'; the tags are: plans" in done.stderr


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("query", "isuers"), "", "no query 'isuers' in the library; did you mean issuers?"),
        (("query", "none.rq"), "", "none.rq: no such file"),
        (("query", "-"), "SELEC ?x", "not a SPARQL query"),
        (("query", "-"), "SELECT ?x { ?x nope:y ?z }", "the prefix nope: is not known"),
        (("query", "-"), "DELETE WHERE { ?s ?p ?o }", "DELETE changes a graph; ask with SELECT"),
        (("query", "-"), "Which plans are there?", "it has no SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (("query", "-"), "", "stdin: the file is empty"),
        (("query", "issuers", "--param", "industry=x"), "", "has no parameter 'industry'"),
        (("query", "issuers", "--param", "industry"), "", "write it as NAME=VALUE"),
        (("qery",), "", "no command 'qery'; did you mean 'query'?"),
    ],
)
def test_wrong_input_gets_one_line_that_says_what_to_do(
    built: SmallProject, words: tuple[str, ...], stdin: str, said: str
) -> None:
    done = built.run(*words, stdin=stdin)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_query_cannot_change_the_graph_or_reach_out(built: SmallProject) -> None:
    for update in ("INSERT DATA { place:a a pg:Place }", "DROP ALL", "LOAD <file:///etc/passwd>"):
        assert built.run("query", "-", stdin=update).returncode == 2
    done = built.run("query", "-", stdin="SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert done.returncode == 2
    assert "SERVICE asks another endpoint" in done.stderr
    words = """SELECT ?x { VALUES ?x { "SERVICE" } FILTER(?x != '''a service''') } # SERVICE <x>"""
    assert built.run("query", "-", stdin=words).returncode == 0


def test_validate_prints_findings_on_stdout_and_says_whether_it_conforms(project: SmallProject) -> None:
    done = project.run("validate")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("conforms\n")
    project.edit("Spring is", "Spring was")
    done = project.run("validate")
    assert done.returncode == 1
    assert "quote not found" in done.stdout
    assert "does not conform" in done.stderr


def test_explore_prints_the_address_of_the_page(built: SmallProject) -> None:
    done = built.run("explore", "--print")
    assert done.stdout.strip() == (built.dist / "network.html").resolve().as_uri()


def test_exports_open_again_with_the_same_counts(built: SmallProject, tmp_path: Path) -> None:
    for form in ("gexf", "graphml", "turtle", "nquads", "trig", "ntriples", "jsonld"):
        out = tmp_path / f"graph.{form}"
        done = built.run("export", "--format", form, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert out.stat().st_size > 100
    assert built.run("export", "--format", "csv", "--out", str(tmp_path / "tables")).returncode == 0
    with (tmp_path / "tables" / "nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        nodes = {row["id"] for row in csv.DictReader(file)}
    with (tmp_path / "tables" / "edges.csv").open(encoding="utf-8-sig", newline="") as file:
        edges = list(csv.DictReader(file))
    gexf = networkx.read_gexf(tmp_path / "graph.gexf")
    graphml = networkx.read_graphml(tmp_path / "graph.graphml")
    assert set(gexf) == set(graphml) == nodes
    assert gexf.number_of_edges() == graphml.number_of_edges() == len(edges)
    assert {edge["origin"] for edge in edges} == {"stated", "editorial"}


def test_rdf_exports_hold_what_they_say(built: SmallProject, tmp_path: Path) -> None:
    import rdflib

    counts = {}
    for form, parser in (("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")):
        built.run("export", "--format", form, "--out", str(tmp_path / form))
        counts[form] = len(rdflib.Graph().parse(tmp_path / form, format=parser))
    assert len(set(counts.values())) == 1
    done = built.run("query", "-", "--format", "csv", stdin="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(done.stdout.split()[1]) == counts["turtle"]


def test_an_export_that_cannot_be_written_says_where(built: SmallProject, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = built.run("export", "--format", "turtle", "--out", str(tmp_path / "file" / "x.ttl"))
    assert done.returncode == 2
    assert "name another place with --out" in done.stderr


def test_an_export_follows_links_fills_pipes_and_leaves_no_half_file(built: SmallProject, tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text("old")
    (tmp_path / "link.ttl").symlink_to(tmp_path / "old.ttl")
    assert built.run("export", "--format", "turtle", "--out", str(tmp_path / "link.ttl")).returncode == 0
    assert (tmp_path / "link.ttl").is_symlink()
    assert (tmp_path / "old.ttl").stat().st_size > 100
    device = Path("/dev/full")
    done = built.run("export", "--format", "turtle", "--out", str(device))
    assert done.returncode == 2
    assert "cannot be written (No space left on device)" in done.stderr
    assert device.is_char_device()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.ttl", "old.ttl"]


def test_two_tables_do_not_go_into_one_stream(built: SmallProject) -> None:
    done = built.run("export", "--format", "csv")
    assert done.returncode == 2
    assert "csv is 3 files; name a folder for them with --out" in done.stderr


def test_a_narrow_terminal_gets_records(built: SmallProject) -> None:
    asked = "SELECT ?plan ?body ?a ?b { ?plan pg:issuedBy ?body BIND(1 AS ?a) BIND(2 AS ?b) }"
    done = built.run("query", "-", stdin=asked, COLUMNS="40")
    assert "[1]\n  plan: plan:green-plan\n  body: actor:hubei-provincial-government\n  a: 1\n" in done.stdout


def test_a_table_shows_labels_for_things_unless_asked_for_ids(built: SmallProject) -> None:
    asked = "SELECT ?plan ?plan_label ?none { ?plan a pg:Plan ; rdfs:label ?plan_label }"
    table = built.run("query", "-", stdin=asked).stdout
    assert "Green Plan" in table
    assert "plan:green-plan" not in table
    assert "none" not in table
    assert "plan:green-plan" in built.run("query", "-", "--ids", stdin=asked).stdout


def test_the_library_is_listed_by_whole_names_and_first_sentences() -> None:
    done = run_peakgraph("query", "--tag", "links", COLUMNS="80")
    assert "\nthings-without-links " in done.stdout
    assert "peakgraph link" not in done.stdout  # that is said after the question
    assert "peakgraph link" in run_peakgraph("query", "--tag", "links", "--format", "csv").stdout


def test_of_a_thing_of_another_kind_the_answer_is_not_that_it_is_none() -> None:
    done = run_peakgraph("query", "links-of-thing", "--param", "thing=actor:cpc")
    assert done.stderr == "This thing has no link to open data.\n"


def test_a_parameter_may_be_a_label_and_its_default_is_said(built: SmallProject) -> None:
    body = "SELECT ?plan { VALUES ?industry { INDUSTRY } ?plan a ?class ; ?property ?industry }"
    text = "#+ summary: x\n#+ param: industry -- x\nPREFIX industry: <https://w3id.org/peakgraph/id/industry/>\n"
    built.write("queries/by-industry.rq", text + body.replace("INDUSTRY", "industry:cement"))
    try:
        done = built.run("query", "by-industry", "--format", "csv")
        assert "industry is industry:cement, the default" in done.stderr
        for label in ("Cement", "水泥", "cement", "industry:cement"):
            again = built.run("query", "by-industry", "--format", "csv", "--param", f"industry={label}")
            assert (again.returncode, again.stdout, again.stderr) == (0, done.stdout, "")
    finally:
        (built.folder / "queries" / "by-industry.rq").unlink()


def test_a_name_that_is_not_in_the_graph_is_not_a_silence_of_the_documents(built: SmallProject) -> None:
    done = built.run("query", "-", stdin="SELECT ?x { ?x pg:issuedby ?y }")
    assert "No rows: the graph has no pg:issuedby; is it misspelt?" in done.stderr


def test_closed_and_full_streams_and_ascii_terminals_are_no_tracebacks(built: SmallProject) -> None:
    import subprocess
    import sys

    from tests.small_project import ROOT

    command = f"{sys.executable} -m peakgraph query - --project {built.folder}"
    for line, code in (
        (f"{command} <&-", 2),
        (f"echo 'ASK {{}}' | {command} >&-", 0),
        (f"echo 'ASK {{}}' | {command} > /dev/full", 2),
        (f"""echo 'SELECT ("湖北" AS ?x) {{}}' | PYTHONIOENCODING=ascii {command}""", 0),
    ):
        done = subprocess.run(line, shell=True, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
        assert "Traceback" not in done.stderr, line
        assert done.returncode == code, done.stderr


def test_a_reader_that_stops_early_is_no_fault(built: SmallProject) -> None:
    import subprocess
    import sys

    from tests.small_project import ROOT

    done = subprocess.run(
        f"{sys.executable} -m peakgraph export --format nquads --project {built.folder} | head -1",
        shell=True,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    done = run_peakgraph("completion", shell)
    assert "_PEAKGRAPH_COMPLETE" in done.stdout


def test_completion_offers_the_queries() -> None:
    done = run_peakgraph(_PEAKGRAPH_COMPLETE="bash_complete", COMP_WORDS="peakgraph query chain", COMP_CWORD="2")
    assert "chain-masters" in done.stdout


def test_an_answer_that_a_format_cannot_hold_says_so(built: SmallProject) -> None:
    for asked in ("SELECT (BNODE() AS ?b) {}", "SELECT * {}"):
        done = built.run("query", "-", "--format", "csv", stdin=asked)
        assert done.returncode == 2
        assert "csv cannot hold this answer" in done.stderr


def test_show_prints_the_query_with_its_parameters_in_it() -> None:
    done = run_peakgraph("query", "plans-for-industry", "--show", "--param", "industry=Cement")
    assert "VALUES ?industry { <https://w3id.org/peakgraph/id/industry/cement> }" in done.stdout


def test_the_evidence_of_a_count_is_quotes() -> None:
    done = run_peakgraph("query", "things-by-document", "--evidence", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert sum(bool(row["evidence_quote"]) for row in rows) > 100


def test_a_parameter_of_another_kind_is_not_a_silence_of_the_documents() -> None:
    done = run_peakgraph("query", "plans-for-industry", "--param", "industry=place:hunan")
    assert "No rows: industry is place:hunan, which is no industry" in done.stderr
    assert "No document states" not in done.stderr


@pytest.mark.parametrize(
    "words", [("chain-masters", "--tag", "lists"), ("--show",), ("--param", "a=b"), ("--evidence",)]
)
def test_an_option_that_would_do_nothing_says_so(words: tuple[str, ...]) -> None:
    done = run_peakgraph("query", *words)
    assert done.returncode == 2
    assert done.stderr.startswith("peakgraph: --")


def test_a_page_that_is_not_built_yet_is_said_to_be_missing(built: SmallProject, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(built.folder, tmp_path / "project")
    (tmp_path / "project" / "graph" / "dist" / "network.html").unlink()
    done = run_peakgraph("explore", "--print", "--project", str(tmp_path / "project"))
    assert done.returncode == 2
    assert "network.html: not there; run 'peakgraph build'" in done.stderr


def test_explore_all_builds_the_page_anew_and_tells_where_it_is(project: SmallProject) -> None:
    done = project.run("explore", "--all", "--print")
    assert done.returncode == 0
    assert done.stdout.strip() == (project.dist / "network.html").as_uri()
    project.edit('"600 billion yuan"', '"700 billion yuan"')
    before = (project.dist / "network.html").read_bytes()
    assert project.run("explore", "--all", "--print").returncode == 1
    assert (project.dist / "network.html").read_bytes() == before
