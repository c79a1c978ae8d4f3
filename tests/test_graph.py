"""The real graph: what it promises, measured."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from peakgraph.build import Result, _lexicon, data_files
from peakgraph.coverage import LEFT_OVER
from peakgraph.figure_checks import _FIELDS  # every field of a figure that the build reads again
from peakgraph.prefixes import PASSAGE, PG
from tests.small_project import ROOT


def test_the_project_conforms_before_and_after_inference(real: Result) -> None:
    assert [str(finding) for finding in real.findings if finding.severity == "violation"] == []


def test_every_stated_triple_lives_in_a_passage_whose_quote_stands_at_its_offsets(real: Result) -> None:
    texts = {document.stem: document.text for document in real.sources.documents}
    stated = {fact.graph for fact in real.inferred.facts if fact.graph.startswith(PASSAGE)}
    assert stated
    exact = {f.subject: f.value for f in real.inferred.facts if f.predicate.endswith("/oa#exact")}
    for graph in stated:
        document, _, span = graph.removeprefix(PASSAGE).partition("/")
        start, end = map(int, span.split("-"))
        assert texts[document][start:end] == exact[graph]
    assert not any(fact.graph.startswith(PASSAGE) for fact in real.inferred.facts if fact.graph not in stated)


def test_each_non_blank_character_of_each_document_is_accounted_for(real: Result) -> None:
    assert len(real.coverage) == 5
    for coverage in real.coverage:
        assert coverage.left_over == ()
        assert LEFT_OVER not in coverage.counts
        assert sum(coverage.counts.values()) == coverage.characters


def test_every_figure_was_read_again(real: Result) -> None:
    """A figure whose value is moved by one digit is found out, in each document."""
    from peakgraph.checks import Index
    from peakgraph.dataset import Dataset
    from peakgraph.figure_checks import check_figures

    value = PG + "value"
    assert "value" in _FIELDS
    moved, count = set(), 0
    for quad in real.dataset.quads:
        if quad.predicate.value == value:
            number = ox.Literal(str(float(quad.object.value) * 10 + 1), datatype=quad.object.datatype)
            moved.add(ox.Quad(quad.subject, quad.predicate, number, quad.graph_name))
            count += 1
        else:
            moved.add(quad)
    changed = Dataset(frozenset(moved), real.dataset.statements, real.dataset.readings)
    findings = check_figures(Index.of(changed, real.sources.prefixes), _lexicon(real.sources))
    assert count > 60
    assert len({(finding.where, finding.focus) for finding in findings}) == count


def test_there_is_no_blank_node(real: Result) -> None:
    assert not any(isinstance(t, ox.BlankNode) for q in real.inferred.quads for t in (q.subject, q.object))


@pytest.mark.parametrize("name", ["peakgraph.nq", "peakgraph.nt", "peakgraph.trig", "peakgraph.ttl", "figures.csv"])
def test_the_committed_files_are_what_the_build_makes(real: Result, name: str) -> None:
    made = data_files(real)[name]
    assert (ROOT / "graph" / "dist" / name).read_bytes() == made, "run 'peakgraph build' and commit graph/dist"


def test_the_merge_is_the_graphs_without_the_proposed(real: Result) -> None:
    merged = {quad.triple for quad in real.inferred.quads if "/proposed/" not in str(quad.graph_name)}
    assert real.inferred.merge == merged


def test_what_is_inferred_is_in_no_other_graph(real: Result) -> None:
    inferred = {q.triple for q in real.inferred.quads if str(q.graph_name).endswith("/graph/inferred>")}
    others = {q.triple for q in real.inferred.quads if not str(q.graph_name).endswith("/graph/inferred>")}
    assert inferred
    assert not inferred & others


def test_the_statements_are_many_enough_for_researchers(real: Result) -> None:
    summary = real.summary
    assert sum(summary.things.values()) > 1000
    for document, row in summary.documents.items():
        assert row["statements"] > 250, document
