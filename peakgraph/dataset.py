"""The dataset: every named graph, and their merge.

In: `Sources`. Out: a `Dataset` of quads, and the findings made on the way.
How: ontology and entities parsed once each, readings stated passage by passage, labels built, then inference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from peakgraph.documents import Document
from peakgraph.errors import Finding, PeakGraphError
from peakgraph.inference import infer
from peakgraph.labels import build_labels
from peakgraph.links import english_labels, link_triples, read_links, uri_spaces
from peakgraph.mappings import read_mappings
from peakgraph.prefixes import EDITORIAL_GRAPH, INFERRED_GRAPH, LINKS_GRAPH, ONTOLOGY_GRAPH, PROPOSED
from peakgraph.readings import Reading, parse_reading
from peakgraph.sources import Sources, TextFile
from peakgraph.statements import Statements, describe_passages, plain_syntax_error, state
from peakgraph.terms import Fact, fact, value_of

#: A document's name goes into IRIs and tables as it is.
_DOCUMENT_NAME = re.compile(r"[A-Za-z0-9_.-]+\.txt")


@dataclass(frozen=True)
class Dataset:
    """The quads of all named graphs, without repetition."""

    quads: frozenset[ox.Quad]
    statements: Statements = field(compare=False)
    readings: tuple[Reading, ...] = ()

    @cached_property
    def merge(self) -> frozenset[ox.Triple]:
        """Each triple of every graph but the proposed ones, once: what the default graph holds."""
        return frozenset(quad.triple for quad in self.quads if not value_of(quad.graph_name).startswith(PROPOSED))

    @cached_property
    def triples(self) -> frozenset[ox.Triple]:
        """Each triple of every graph, the proposed ones too, once: what the checks look at."""
        return frozenset(quad.triple for quad in self.quads)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every quad as text, in order."""
        return tuple(sorted(map(fact, self.quads)))

    def with_triples(self, triples: Iterable[ox.Triple], graph: str) -> Dataset:
        """The dataset with these triples added to one graph."""
        name = ox.NamedNode(graph)
        added = {ox.Quad(t.subject, t.predicate, t.object, name) for t in triples}
        return Dataset(self.quads | added, self.statements, self.readings)


def assemble(sources: Sources) -> tuple[Dataset, list[Finding]]:
    """What people wrote, before inference; raises where a document's bytes are not those it is bound to."""
    documents = check_hashes(sources)
    _check_prefixes(sources.prefix_file)
    readings: list[Reading] = []
    findings: list[Finding] = []
    for file in sources.readings:
        reading, wrong = parse_reading(file.path, file.text)
        findings += wrong
        if reading is not None:
            readings.append(reading)
    findings += _check_one_reading_each(readings, documents)
    statements = state(readings, documents, sources.prefix_file.text)
    quads = set(statements.quads)
    quads.update(describe_passages(statements))
    for files, graph in ((sources.ontology, ONTOLOGY_GRAPH), (sources.entities, EDITORIAL_GRAPH)):
        for file in files:
            quads.update(_parse_turtle(file, sources.prefix_file.text, graph, findings))
    quads.update(_link_quads(sources, quads, findings))
    dataset = Dataset(frozenset(quads), statements, tuple(readings))
    return _with_labels(dataset), findings + statements.findings


def _link_quads(sources: Sources, quads: Iterable[ox.Quad], findings: list[Finding]) -> Iterator[ox.Quad]:
    """The graph of links: the schemes that they lead to, and what the mappings say of the things in `quads`."""
    name = ox.NamedNode(LINKS_GRAPH)
    schemes = [
        quad.triple
        for file in sources.link_schemes
        for quad in _parse_turtle(file, sources.prefix_file.text, LINKS_GRAPH, findings)
    ]
    sets = []
    for file in sources.links:
        mappings, wrong = read_mappings(file.path, file.text)
        sets.append(mappings)
        findings += wrong
    links, wrong = read_links(sets, uri_spaces(schemes), english_labels(quad.triple for quad in quads))
    if not any(finding.check == "turtle" for finding in findings):  # else what was not read would seem to be missing
        findings += wrong
    yield from (ox.Quad(t.subject, t.predicate, t.object, name) for t in (*schemes, *link_triples(links)))


def _with_labels(dataset: Dataset) -> Dataset:
    """Labels of what the merge holds go to the editorial graph, those of what is only proposed to a proposed one."""
    reviewed = frozenset(build_labels(dataset.merge))
    labelled = {triple.subject for triple in reviewed}
    proposed = [triple for triple in build_labels(dataset.triples) if triple.subject not in labelled]
    return dataset.with_triples(reviewed, EDITORIAL_GRAPH).with_triples(proposed, PROPOSED + "labels")


def add_inferred(dataset: Dataset, sources: Sources) -> Dataset:
    """The dataset with the graph of what follows from its merge."""
    return dataset.with_triples(infer(dataset.merge, sources.rules, sources.prefixes), INFERRED_GRAPH)


def check_hashes(sources: Sources) -> dict[str, Document]:
    """File name to document; raises where a document is not the one that its hash binds."""
    for document in sources.documents:
        if not _DOCUMENT_NAME.fullmatch(document.name):
            raise PeakGraphError(f"seeds/{document.name}: rename it; a name has letters, digits, '.', '_' and '-' only")
        bound = sources.hashes.get(document.name)
        if bound is None:
            raise PeakGraphError(
                f"seeds/{document.name}: not listed in seeds/SHA256SUMS; add its line (sha256sum {document.name})"
            )
        if bound != document.sha256:
            raise PeakGraphError(
                f"seeds/{document.name}: the document has changed (sha256 {document.sha256[:12]}..., bound to "
                f"{bound[:12]}...); restore it, or review its reading and bind it anew in seeds/SHA256SUMS"
            )
    missing = sorted(set(sources.hashes) - {document.name for document in sources.documents})
    if missing:
        raise PeakGraphError(f"seeds/{missing[0]}: listed in seeds/SHA256SUMS and not there; restore it")
    return {document.name: document for document in sources.documents}


def _check_prefixes(file: TextFile) -> None:
    """Every other file is read with these in front: with a fault here, each of them would seem to have it."""
    try:
        list(ox.parse(file.text, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise PeakGraphError(f"{file.path}:{error.lineno}: {plain_syntax_error(error)}") from error


def _check_one_reading_each(readings: list[Reading], documents: Iterable[str]) -> list[Finding]:
    """A second reading of a document, and a document that nobody has read (a warning: not yet read)."""
    findings, seen = [], dict[str, str]()
    for reading in readings:
        if reading.document in seen:
            message = f"a second reading of {reading.document}; {seen[reading.document]} reads it too: keep one"
            findings.append(Finding(f"{reading.path}:1", "reading-form", message))
        seen.setdefault(reading.document, reading.path)
    for name in sorted(set(documents) - set(seen)):
        message = "no reading yet: what it says is not in the graph"
        findings.append(Finding(f"seeds/{name}", "unread", message, "warning"))
    return findings


def _parse_turtle(file: TextFile, head: str, graph: str, findings: list[Finding]) -> Iterator[ox.Quad]:
    """The quads of a Turtle file in one graph; a finding where it does not parse or has a blank node."""
    name = ox.NamedNode(graph)
    try:
        triples = [quad.triple for quad in ox.parse(head + "\n" + file.text, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        line = max(1, (error.lineno or 1) - head.count("\n") - 1)
        message = f"Turtle does not parse: {plain_syntax_error(error)}"
        findings.append(Finding(f"{file.path}:{line}", "turtle", message))
        return
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            findings.append(Finding(file.path, "turtle", "a triple term; say it in plain triples"))
            continue
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            message = f"a blank node at {triple.predicate}; give the thing an IRI of its own"
            findings.append(Finding(file.path, "turtle", message))
        yield ox.Quad(triple.subject, triple.predicate, triple.object, name)
