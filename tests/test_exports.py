"""The graph in other tools: what is exported opens again there and says the same."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from peakgraph import network_exports
from peakgraph.build import build
from peakgraph.cli import main
from peakgraph.errors import PeakGraphError
from peakgraph.exports import FILES, export, export_files
from peakgraph.graph import PeakGraph
from peakgraph.jsonld import expanded
from peakgraph.prefixes import BASE, PASSAGE, RDF
from tests.checkers import run_checker
from tests.small_project import ROOT, SmallProject

DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
Attributes = dict[str, Any]


@pytest.fixture(scope="module")
def graph() -> PeakGraph:
    return PeakGraph(ROOT, in_memory=True)


@pytest.fixture(scope="module")
def merge(graph: PeakGraph) -> set[ox.Triple]:
    """The merge, number by number as the build wrote it."""
    data = (graph.dist / "peakgraph.nt").read_bytes()
    return {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}


@pytest.fixture(scope="module")
def stated(graph: PeakGraph) -> dict[str, set[ox.Triple]]:
    """Passage to what it states."""
    found = defaultdict(set)
    for quad in ox.parse((graph.dist / "peakgraph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(PASSAGE):
            found[quad.graph_name.value].add(quad.triple)
    return found


@pytest.fixture(scope="module")
def compact(graph: PeakGraph) -> bytes:
    return export_files(graph, "jsonld")["peakgraph.jsonld"]


@pytest.fixture(scope="module")
def each(graph: PeakGraph) -> dict[str, bytes]:
    """Nanopublications, a file each."""
    return export_files(graph, "nanopub", one_each=True)


@pytest.fixture(scope="module")
def network(graph: PeakGraph) -> networkx.MultiDiGraph[str]:
    return graph.to_networkx()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """The small project, built once."""
    project = SmallProject(tmp_path_factory.mktemp("exports") / "project")
    project.make()
    assert build(project.folder, project.dist).conforms
    return project


@pytest.fixture
def small(built: SmallProject, tmp_path: Path) -> SmallProject:
    """A copy of it that can be changed."""
    shutil.copytree(built.folder, tmp_path / "small")
    return SmallProject(tmp_path / "small")


# ---------------------------------------------------------------- as built


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "trig"])
def test_what_the_build_wrote_is_exported_byte_for_byte(form: str, graph: PeakGraph) -> None:
    ((name, data),) = export_files(graph, form).items()
    assert data == (graph.dist / name).read_bytes()


# ---------------------------------------------------------------- JSON-LD


def test_the_jsonld_gives_the_merge_again_in_pyoxigraph_and_rdflib(compact: bytes, merge: set[ox.Triple]) -> None:
    import rdflib

    assert {quad.triple for quad in ox.parse(compact, format=ox.RdfFormat.JSON_LD)} == merge
    plain = ox.serialize(merge, format=ox.RdfFormat.N_TRIPLES)
    assert plain is not None
    again = rdflib.Graph().parse(data=compact, format="json-ld")
    assert set(again) == set(rdflib.Graph().parse(data=plain, format="nt"))


def test_every_name_in_the_jsonld_is_readable_and_every_value_plain(compact: bytes) -> None:
    """A property that people look for has a name, and needs no object around its value to say what it is."""
    things = json.loads(compact)["@graph"]
    names = {name for thing in things for name in thing}
    assert not {name for name in names if "/" in name}
    assert {"label", "issuedBy", "targetsIndustry", "setsTarget", "value", "year", "exact"} <= names
    wrapped = {
        name
        for thing in things
        for name, value in thing.items()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, dict) and {"id", "@value"} & one.keys() and ":" not in name
    }
    assert wrapped == {"notation"}, "add these to ontology/context.jsonld"  # a notation may be a number or a text


def test_the_jsonld_says_what_a_target_says(compact: bytes) -> None:
    found = {thing["id"]: thing for thing in json.loads(compact)["@graph"]}
    target = found["id/target/000-environmental-industry-income-2025"]
    assert (target["value"], target["unit"], target["year"]) == ("600000000000.0", "qudtUnit:CCY_CNY", 2025)
    assert target["place"] == "id/place/hubei"
    assert found["id/place/hubei"]["label"] == {"en": "Hubei", "zh": "湖北省"}


def test_the_frame_has_plans_with_what_belongs_to_them_inside(graph: PeakGraph, merge: set[ox.Triple]) -> None:
    data = export_files(graph, "jsonld-framed")["plans.jsonld"]
    plans = {plan["id"]: plan for plan in json.loads(data)["@graph"]}
    assert len(plans) > 40
    plan = plans["id/plan/hubei-environmental-industry-2023"]
    assert plan["issuedBy"]["label"]["zh"] == "湖北省制造强省建设领导小组"
    target = next(target for target in plan["setsTarget"] if target.get("value") == "600000000000.0")
    assert target["indicator"]["label"]["en"] == "operating income"
    assert any("will reach 600 billion yuan" in passage["exact"] for passage in target["wasDerivedFrom"])
    assert None not in plan.values()
    spoken = {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.JSON_LD)} - merge
    assert spoken
    for triple in spoken:  # the frame adds nothing but the passages that speak of a thing
        assert triple.predicate.value == DERIVED
        about = graph.store.quads_for_pattern(triple.subject, None, None, triple.object)  # type: ignore[arg-type]
        assert next(about, None) is not None


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """An address of a context, and what is asked of it."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = b'{"@context": {}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/context.jsonld", asked
        http.shutdown()
        thread.join()


@pytest.mark.parametrize("form", ["jsonld", "jsonld-framed"])
def test_a_context_that_lies_elsewhere_is_never_fetched(
    small: SmallProject, server: tuple[str, list[str]], form: str
) -> None:
    address, asked = server
    own = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))
    own["@context"]["@import"] = address
    small.write("ontology/context.jsonld", json.dumps(own))
    with pytest.raises(PeakGraphError, match=f"asks for {address}, and nothing is fetched"):
        export_files(PeakGraph(small.folder), form)
    assert asked == []


def test_a_context_that_is_broken_is_told_in_one_line(small: SmallProject) -> None:
    for text, word in (
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no JSON object"),
        ('{"@context": {"x": {"@id": 5}}}', "must be a string"),
    ):
        small.write("ontology/context.jsonld", text)
        with pytest.raises(PeakGraphError, match=rf"^.*context\.jsonld.*{word}.*$") as told:
            export_files(PeakGraph(small.folder), "jsonld")
        assert "\n" not in str(told.value)


# ---------------------------------------------------------------- RDF 1.2


def test_rdf_1_2_holds_the_merge_and_the_passages_of_each_stated_triple(
    graph: PeakGraph, merge: set[ox.Triple], stated: dict[str, set[ox.Triple]]
) -> None:
    data = export_files(graph, "rdf12")["peakgraph.rdf12.ttl"]
    found = {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)}
    reified = {t.subject: t.object for t in found if t.predicate.value == RDF + "reifies"}
    derived = {t for t in found if t.predicate.value == DERIVED and t.subject in reified}
    by_passage = defaultdict(set)
    for triple in derived:
        assert isinstance(triple.object, ox.NamedNode)
        by_passage[triple.object.value].add(reified[triple.subject])
    assert by_passage == stated
    assert {t for t in found if t.subject not in reified} == merge
    assert len(set(reified.values())) == len(reified)
    assert not any(isinstance(subject, ox.BlankNode) for subject in reified)


def test_rdf_1_2_answers_who_says_so_in_sparql(graph: PeakGraph) -> None:
    store = ox.Store()
    store.load(export_files(graph, "rdf12")["peakgraph.rdf12.ttl"], format=ox.RdfFormat.TURTLE)
    asked = """SELECT ?quote { ?statement rdf:reifies <<( ?plan pg:setsTarget ?target )>> ; prov:wasDerivedFrom ?passage
        . ?target pg:value 600000000000.0 . ?passage oa:exact ?quote }"""
    rows = store.query(asked, prefixes=dict(graph.prefixes))
    assert isinstance(rows, ox.QuerySolutions)
    assert any("will reach 600 billion yuan" in row["quote"].value for row in rows)  # type: ignore[union-attr]


# ---------------------------------------------------------------- nanopublications


def test_every_nanopublication_is_valid_under_its_trusty_uri_and_can_be_signed(
    each: dict[str, bytes], stated: dict[str, set[ox.Triple]], tmp_path: Path
) -> None:
    assert len(each) == len(stated) > 400
    for name, data in each.items():
        (tmp_path / name).write_bytes(data)
    done = run_checker("linked-data", "python", str(ROOT / "tests" / "check_nanopublications.py"), str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == {}
    assert found["valid"] == len(stated)
    assert "The Trusty artefact of the nanopub" in found["changed"]
    assert found["signed"] == ""


def test_a_nanopublication_asserts_what_its_passage_states_and_quotes_it(
    graph: PeakGraph, stated: dict[str, set[ox.Triple]]
) -> None:
    (data,) = export_files(graph, "nanopub").values()
    quads = defaultdict(set)
    for quad in ox.parse(data, format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        quads[quad.graph_name.value].add(quad.triple)
    of_passage = {}
    for name, triples in quads.items():
        if name.endswith("#provenance"):
            assertion = name.replace("#provenance", "#assertion")
            (passage,) = (
                t.object.value for t in triples if t.subject.value == assertion and t.predicate.value == DERIVED
            )  # type: ignore[union-attr]
            of_passage[passage] = quads[assertion]
            exact = {
                t.object.value for t in triples if t.predicate.value.endswith("#exact") and t.subject.value == passage
            }  # type: ignore[union-attr]
            assert len(exact) == 1
            about = {t.predicate.value.rpartition("/")[2] for t in quads[name.replace("#provenance", "#pubinfo")]}
            assert {"license", "creator", "created"} <= about
    assert of_passage == stated
    assert len(quads) == 4 * len(stated)


def test_a_repaired_passage_has_its_repair_in_the_provenance(each: dict[str, bytes]) -> None:
    text = each["000_dfc4a74bb6ac1407_1981-2252.trig"].decode()
    assert 'pg:asPrinted "there will be a total of"@en' in text.partition("sub:provenance {")[2]
    assert 'pg:readAs "there were in total"@en' in text


def test_what_is_only_proposed_is_no_nanopublication(project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    project.edit("reviewer: A reviewer\n", "")
    assert build(project.folder, project.dist).conforms
    with pytest.raises(PeakGraphError, match="no reviewed passage states anything yet"):
        export_files(PeakGraph(project.folder), "nanopub")


def test_nanopublications_do_not_go_among_those_of_another_export(small: SmallProject, tmp_path: Path) -> None:
    graph, folder = PeakGraph(small.folder), tmp_path / "np"
    first = export(graph, "nanopub", f"{folder}/")
    assert export(graph, "nanopub", str(folder)) == first
    (folder / "small_1-2.trig").write_text("")
    with pytest.raises(PeakGraphError, match=r"small_1-2\.trig: not a nanopublication of this graph; empty the folder"):
        export(graph, "nanopub", str(folder))


def test_nanopublications_need_a_licence_and_say_where_it_belongs(small: SmallProject) -> None:
    from peakgraph.nanopublications import nanopublications

    quads = [quad for quad in PeakGraph(small.folder).store if not quad.predicate.value.endswith("/license")]
    with pytest.raises(PeakGraphError, match="no dcterms:license of the ontology"):
        list(nanopublications(quads))


# ---------------------------------------------------------------- tables


def test_the_tables_are_valid_by_their_own_description(graph: PeakGraph, tmp_path: Path) -> None:
    """The network's, those of the build, and one that is wrong in three ways, so that the check is seen to work."""
    export(graph, "csv", f"{tmp_path}/network")
    dist = {name: (ROOT / "graph" / "dist" / name).read_bytes() for name in ("figures.csv", "coverage.csv")}
    wrong = {
        "nodes.csv": (tmp_path / "network" / "nodes.csv").read_bytes(),
        "edges.csv": (tmp_path / "network" / "edges.csv").read_bytes().replace(b",stated,", b",guessed,", 1)
        + b"a:b,c:d,p,l,stated,,\n",
        "figures.csv": dist["figures.csv"].replace(b",2025,", b",soon,", 1),
    }
    for name, files in (("build", dist), ("wrong", wrong)):
        (tmp_path / name).mkdir()
        for file, data in {**files, "datapackage.json": network_exports.data_package(ROOT, files)}.items():
            (tmp_path / name / file).write_bytes(data)
    code = (
        "import json, sys; from frictionless import validate\n"
        "found = [validate(f'{sys.argv[1]}/{name}/datapackage.json') for name in ('network', 'build', 'wrong')]\n"
        "kinds = [{e.type for part in (f, *f.tasks) for e in part.errors} for f in found]\n"
        "print(json.dumps([sorted(each) for each in kinds]))"
    )
    done = run_checker("linked-data", "python", "-c", code, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], [], ["constraint-error", "foreign-key", "type-error"]]


def test_an_attribute_without_a_described_column_is_told(network: networkx.MultiDiGraph[str]) -> None:
    more = network.copy()
    more.add_node(BASE + "id/plan/new", label="new", colour="green")
    with pytest.raises(PeakGraphError, match=r"nodes.csv needs another column .*colour"):
        network_exports.tables(more, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[]", "{}", '{"resources": []}', '{"resources": 5}', '{"resources": [{"name": "nodes"}]}'),
        '{"resources": [{"name": "nodes", "path": "nodes.csv", "schema": {"fields": [{"name": "id"}]}}]}',
    ],
)
def test_a_broken_description_of_the_tables_is_told_in_one_line(small: SmallProject, text: str) -> None:
    small.write("ontology/tables.json", text)
    with pytest.raises(PeakGraphError, match=r"^.*tables\.json: no.*; restore it$"):
        export_files(PeakGraph(small.folder), "csv")


# ---------------------------------------------------------------- networks


def _opened(network: networkx.MultiDiGraph[str], form: str) -> networkx.MultiDiGraph[str]:
    if form == "gexf":
        found = networkx.read_gexf(io.BytesIO(network_exports.gexf(network)))
        for *_, facts in found.edges(data=True):
            facts.pop("id")  # GEXF numbers its edges
        return found
    return networkx.read_graphml(io.BytesIO(network_exports.graphml(network)), force_multigraph=True)


def _expected(facts: Attributes) -> Attributes:
    """What a node or an edge has in a file: numbers as numbers, and `origin` for what would be an edge's end."""
    numbers = {"value": float, "year": int, "statedSize": int}
    return {
        {"source": "origin"}.get(name, name): numbers[name](text) if name in numbers else text
        for name, text in facts.items()
    }


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_the_network_loads_again_with_every_node_edge_and_attribute(
    network: networkx.MultiDiGraph[str], form: str
) -> None:
    again = _opened(network, form)
    assert again.number_of_nodes() == network.number_of_nodes() > 1000
    assert again.number_of_edges() == network.number_of_edges() > 2000
    assert dict(again.nodes(data=True)) == {node: _expected(facts) for node, facts in network.nodes(data=True)}
    edges = [(a, b, _expected(facts)) for a, b, facts in network.edges(data=True)]
    assert list(again.edges(data=True)) == edges


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_texts_of_any_kind_load_again(form: str) -> None:
    """What no XML file can hold is shown as a mark, and a number with several values is left out."""
    text = "湖北 \"quoted\" <b>&amp; 'x'\ttab\nline ]]> 😀"
    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    network.add_node("urn:a", label=text, names=" | ", value="5", year="2024 | 2025")
    network.add_node("urn:b", label="bell \x07 and \x00 and \ufffe", value="0.5")
    network.add_edge("urn:a", "urn:b", key="x", label=text, source="stated")
    again = _opened(network, form)
    assert again.nodes["urn:a"] == {"label": text, "names": " | ", "value": 5.0}
    assert again.nodes["urn:b"] == {"label": "bell \ufffd and \ufffd and \ufffd", "value": 0.5}
    assert list(again.edges(data=True)) == [("urn:a", "urn:b", {"label": text, "origin": "stated"})]


def test_an_attribute_is_one_column_whether_its_numbers_have_a_point_or_not() -> None:
    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    network.add_node("urn:a", value="5")
    network.add_node("urn:b", value="0.5")
    assert network_exports.gexf(network).count(b'title="value"') == 1
    assert network_exports.graphml(network).count(b'attr.name="value"') == 1


def test_links_out_are_in_the_rdf_and_not_in_the_network(graph: PeakGraph, network: networkx.MultiDiGraph[str]) -> None:
    links = ox.NamedNode(BASE + "graph/links")
    mappings = {quad.subject.value for quad in graph.store.quads_for_pattern(None, None, None, links)}  # type: ignore[union-attr]
    assert any("/id/mapping/" in iri for iri in mappings)
    assert not [node for node in network if "/id/mapping/" in node or not node.startswith(BASE)]
    assert b"/id/mapping/" in export_files(graph, "nquads")["peakgraph.nq"]


# ---------------------------------------------------------------- all of them


def test_exports_are_the_same_bytes_on_every_run(small: SmallProject) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path\n"
        "from peakgraph.exports import FILES, export_files; from peakgraph.graph import PeakGraph\n"
        "graph = PeakGraph(Path(sys.argv[1]))\n"
        "for form in [*FILES, 'csv']:\n"
        "    for name, data in export_files(graph, form).items(): print(form, name, hashlib.sha256(data).hexdigest())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(small.folder)],
            env={"PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(small.folder / "cache")},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for seed in ("1", "2")
    ]
    runs = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert runs[0] == runs[1]
    assert runs[0].count("\n") == len(FILES) + 3


def test_the_file_for_gephi_has_no_date(network: networkx.MultiDiGraph[str]) -> None:
    assert b"lastmodified" not in network_exports.gexf(network)


def test_an_integer_that_json_readers_would_change_stays_a_text() -> None:
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    thing, counts = ox.NamedNode(BASE + "id/plan/a"), ox.NamedNode(BASE + "counts")
    for text, value in (("2025", 2025), (str(2**53 + 1), str(2**53 + 1)), ("007", "007")):
        (node,) = expanded([ox.Triple(thing, counts, ox.Literal(text, datatype=integer))])
        assert node[counts.value] == [{"@value": value, "@type": integer.value}]


def test_an_export_that_fails_leaves_what_was_there(
    small: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "peakgraph.nt"
    target.write_text("earlier")

    def full(path: Path, to: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(PeakGraphError, match=r"peakgraph\.nt: cannot be written \(No space left on device\)"):
        export(PeakGraph(small.folder), "ntriples", str(target))
    assert {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file()} == {target.name: "earlier"}


def test_a_folder_gets_each_format_under_a_name_with_its_ending(small: SmallProject, tmp_path: Path) -> None:
    graph = PeakGraph(small.folder)
    for form in ("turtle", "ntriples", "jsonld", "rdf12", "gexf"):
        assert export(graph, form, str(tmp_path)) == [tmp_path.resolve() / FILES[form]]
    assert export(graph, "trig", f"{tmp_path}/new/") == [tmp_path.resolve() / "new" / "peakgraph.trig"]
    data = (tmp_path / "peakgraph.ttl").read_bytes()
    assert hashlib.sha256(data).digest() == hashlib.sha256(export_files(graph, "turtle")["peakgraph.ttl"]).digest()


def test_the_command_names_what_it_wrote_or_counts_it(
    small: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path.resolve()
    words = ["export", "--format", "csv", "--out", f"{folder}/tables/", "--project", str(small.folder)]
    names = ("nodes.csv", "edges.csv", "datapackage.json")
    assert CliRunner().invoke(main, words).stderr == "".join(f"wrote {folder}/tables/{name}\n" for name in names)
    monkeypatch.setattr("peakgraph.exports.export", lambda *_: [Path(f"np/{number}.trig") for number in range(464)])
    assert CliRunner().invoke(main, words).stderr == "wrote 464 files to np\n"
