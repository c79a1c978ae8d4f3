"""The graph in Python."""

from __future__ import annotations

import networkx
import pytest
import rdflib

import peakgraph
from peakgraph.errors import PeakGraphError
from peakgraph.graph import PeakGraph
from tests.small_project import ROOT


@pytest.fixture(scope="module")
def graph() -> PeakGraph:
    return peakgraph.open(ROOT, in_memory=True)


def test_a_library_query_gives_rows_as_python_values(graph: PeakGraph) -> None:
    rows = list(graph.query("chain-masters"))
    assert {row["stated_size"] for row in rows} == {8}
    assert {row["enterprise_label"] for row in rows} >= {"Shenglong Electric"}


def test_a_parameter_and_evidence(graph: PeakGraph) -> None:
    answer = graph.query("plans-for-industry", industry="cement", evidence=True)
    assert "evidence_quote" in answer.columns
    with pytest.raises(PeakGraphError, match="did you mean industry:cement"):
        graph.query("plans-for-industry", industry="cemment")


def test_a_homepage_is_among_the_links_of_a_thing(graph: PeakGraph) -> None:
    (row,) = graph.query("links-of-thing", thing="Yangtze River Ecological and Environmental Protection Group")
    assert (row["relation"], row["scheme"]) == ("http://xmlns.com/foaf/0.1/homepage", None)


def test_a_parameter_called_thing_takes_the_name_of_any_thing(graph: PeakGraph) -> None:
    of_cement = {row["code"] for row in graph.query("links-of-thing", thing="cement")}
    assert "2394" in of_cement  # the class of cement in ISIC Rev.4
    assert of_cement == {row["code"] for row in graph.query("links-of-thing", thing="industry:cement")}
    with pytest.raises(PeakGraphError, match="is not in the graph"):
        graph.query("plans-for-industry", industry="Hubei")


def test_sparql_needs_no_prefixes_of_ours(graph: PeakGraph) -> None:
    answer = graph.query("SELECT ?plan { ?plan a pg:FiveYearPlan }")
    assert len(answer) >= 2


def test_an_answer_becomes_a_data_frame(graph: PeakGraph) -> None:
    frame = graph.query("all-targets").to_dataframe()
    assert len(frame) == len(graph.query("all-targets"))
    assert "value" in frame.columns


def test_the_rdflib_dataset_holds_the_same(graph: PeakGraph) -> None:
    dataset = graph.to_rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    (row,) = dataset.query(sparql)
    assert int(row[0]) == next(iter(graph.query(sparql)))["n"]
    quads = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    (row,) = dataset.query(quads)
    assert int(row[0]) == next(iter(graph.query(quads)))["n"]


def test_the_network_has_things_as_nodes_and_statements_as_edges(graph: PeakGraph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, networkx.MultiDiGraph)
    kinds = {facts["kind"] for _, facts in network.nodes(data=True)}
    assert {"actor", "place", "plan", "measure", "industry", "target", "observation", "list"} <= kinds
    assert not kinds & {"status", "bound", "role", "membership", "passage", "unit"}
    id_ = "https://w3id.org/peakgraph/id/"
    chain = network.get_edge_data(
        f"{id_}actor/shenglong-electric-appliances", f"{id_}actor/hubei-environmental-industry-chain"
    )
    assert [facts["label"] for facts in chain.values()] == ["chain master"]
    for _, _, facts in network.edges(data=True):
        assert (facts["source"] == "stated") == bool(facts["passages"])


def test_every_target_hangs_on_something(graph: PeakGraph) -> None:
    network = graph.to_networkx()
    alone = [node for node, facts in network.nodes(data=True) if facts["kind"] == "target" and not network.degree(node)]
    assert alone == []


def test_the_store_on_disk_and_in_memory_answer_alike(graph: PeakGraph) -> None:
    on_disk = peakgraph.open(ROOT)
    assert on_disk.query("all-targets").terms == graph.query("all-targets").terms


def test_a_folder_that_holds_no_project(tmp_path: object) -> None:
    with pytest.raises(PeakGraphError, match="no project here"):
        peakgraph.open(str(tmp_path))


def test_an_answer_shows_itself_in_one_line_and_in_notebooks(graph: PeakGraph) -> None:
    answer = graph.query("SELECT ('<b>' AS ?x) {}")
    assert repr(answer) == "<Answer: 1 rows of x>"
    assert "<td>&lt;b&gt;</td>" in answer._repr_html_()
    assert "triples" in repr(graph)


def test_a_number_may_be_given_as_a_number(graph: PeakGraph) -> None:
    assert len(graph.query("targets-due", year=2030)) > 0
    assert graph.query("targets-due", year=2030).terms == graph.query("targets-due", year="2030").terms
