"""Nanopublications: one for each reviewed passage that states something, with its quote as provenance.

In: the quads of the dataset. Out: the quads of each nanopublication, by passage. How: the assertion is the passage's
graph as it is; what the dataset says of the passage is its provenance; licence, creator and date are the ontology's.
Each has a Trusty URI: its name holds the hash of all that it says. None is signed: that takes its publisher's own key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import BASE, DCTERMS, OA, ONTOLOGY_GRAPH, PASSAGE, PG, RDF, RDFS
from peakgraph.terms import Term, value_of
from peakgraph.trusty import PLACEHOLDER, artifact_code

NANOPUBLICATION = BASE + "np/"
_NP = "http://www.nanopub.org/nschema#"
_NPX = "http://purl.org/nanopub/x/"
_PAV = "http://purl.org/pav/"
_PROV = "http://www.w3.org/ns/prov#"
_FOAF = "http://xmlns.com/foaf/0.1/"

#: Prefixes of the files, beside those of the ontology.
PREFIXES = {"np": _NP, "npx": _NPX, "pav": _PAV, "foaf": _FOAF}

#: What of a document's description goes along with each of its passages.
_OF_DOCUMENT = {DCTERMS + name for name in ("title", "publisher", "issued", "identifier")} | {PG + "sha256"}
#: As many characters of a quote stand in a nanopublication's label.
_LABEL_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Nanopublication:
    """The quads of one nanopublication, under its IRI; `passage` is where its assertion stands."""

    iri: str
    passage: str
    quads: tuple[ox.Quad, ...]


@dataclass(slots=True)
class _Source:
    """The quads sorted into what nanopublications are made of."""

    stated: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    said_of: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    repairs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def values(self, subject: str, predicate: str) -> list[Term]:
        return sorted((q.object for q in self.said_of[subject] if q.predicate.value == predicate), key=str)


def nanopublications(quads: Iterable[ox.Quad]) -> Iterator[Nanopublication]:
    """One for each passage that states something and is reviewed, by the passage's IRI."""
    source = _sort(quads)
    header = _header(source)
    for passage in sorted(source.stated):
        iri = NANOPUBLICATION + artifact_code(_all_parts(NANOPUBLICATION + PLACEHOLDER, passage, source, header))
        placed = {(_place(quad, iri), str(quad)): quad for quad in _all_parts(iri, passage, source, header)}
        yield Nanopublication(iri, passage, tuple(placed[key] for key in sorted(placed)))


def _place(quad: ox.Quad, iri: str) -> int:
    return ("#Head", "#assertion", "#provenance", "#pubinfo").index(value_of(quad.graph_name).removeprefix(iri))


def _sort(quads: Iterable[ox.Quad]) -> _Source:
    source = _Source()
    repairs = ox.NamedNode(PG + "repairs")
    for quad in quads:
        graph, subject = value_of(quad.graph_name), value_of(quad.subject)
        if graph.startswith(PASSAGE):
            source.stated[graph].append(quad)
        elif graph.startswith(BASE + "graph/"):
            source.said_of[subject].append(quad)
            if quad.predicate == repairs:
                source.repairs[value_of(quad.object)].add(subject)
    return source


def _header(source: _Source) -> dict[str, list[Term]]:
    """Licence, creators and date, as the ontology's header has them: no clock, and the same for all."""
    ontology = PG.removesuffix("#")
    found = {name: source.values(ontology, DCTERMS + name) for name in ("license", "creator", "modified", "created")}
    found["created"] = (found.pop("modified") or found["created"])[-1:]
    for name, values in found.items():
        if not values:
            raise PeakGraphError(
                f"{ONTOLOGY_GRAPH}: no dcterms:{name} of the ontology, which nanopublications need; add it there"
            )
    return found


def _all_parts(iri: str, passage: str, source: _Source, header: dict[str, list[Term]]) -> Iterator[ox.Quad]:
    graphs = {name: f"{iri}#{name}" for name in ("Head", "assertion", "provenance", "pubinfo")}
    head = [(RDF + "type", _NP + "Nanopublication")]
    parts = (("hasAssertion", "assertion"), ("hasProvenance", "provenance"), ("hasPublicationInfo", "pubinfo"))
    head += [(_NP + name, graphs[part]) for name, part in parts]
    for predicate, value in head:
        yield _quad(iri, predicate, ox.NamedNode(value), graphs["Head"])
    assertion = ox.NamedNode(graphs["assertion"])
    for quad in source.stated[passage]:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, assertion)
    yield from _provenance(iri, passage, source, graphs)
    yield from _publication(iri, passage, source, header, graphs["pubinfo"])


def _provenance(iri: str, passage: str, source: _Source, graphs: dict[str, str]) -> Iterator[ox.Quad]:
    """The words, where they stand, who read them, and how they were mended where a translation went wrong."""
    assertion, graph = graphs["assertion"], graphs["provenance"]
    yield _quad(assertion, _PROV + "wasDerivedFrom", ox.NamedNode(passage), graph)
    contexts = [value_of(context) for context in source.values(passage, PG + "readWith")]
    readers: dict[str, None] = {}
    for document in source.values(passage, OA + "hasSource"):
        yield _quad(passage, _PROV + "wasQuotedFrom", document, graph)
        for quad in source.said_of[value_of(document)]:
            if quad.predicate.value in _OF_DOCUMENT:
                yield _quad(value_of(document), quad.predicate.value, quad.object, graph)
        for predicate, role in (("reader", _PROV + "wasAttributedTo"), ("reviewer", _PAV + "curatedBy")):
            for name in source.values(value_of(document), PG + predicate):
                readers.setdefault(value_of(name))
                agent = f"{iri}#agent-{list(readers).index(value_of(name)) + 1}"
                yield _quad(assertion, role, ox.NamedNode(agent), graph)
                yield from _agent(agent, name, graph)
    for place in (passage, *contexts):
        for about in (place, *sorted(source.repairs[place])):
            for quad in source.said_of[about]:
                if value_of(quad.graph_name) != BASE + "graph/inferred":
                    yield _quad(about, quad.predicate.value, quad.object, graph)


def _publication(
    iri: str, passage: str, source: _Source, header: dict[str, list[Term]], graph: str
) -> Iterator[ox.Quad]:
    for name in ("license", "created"):
        for value in header[name]:
            yield _quad(iri, DCTERMS + name, value, graph)
    for number, creator in enumerate(header["creator"], 1):
        agent = value_of(creator) if isinstance(creator, ox.NamedNode) else f"{iri}#creator-{number}"
        yield _quad(iri, DCTERMS + "creator", ox.NamedNode(agent), graph)
        if not isinstance(creator, ox.NamedNode):
            yield from _agent(agent, creator, graph)
    types = {q.object for q in source.stated[passage] if q.predicate.value == RDF + "type"}
    for kind in types:
        yield _quad(iri, _NPX + "hasNanopubType", kind, graph)
    for quote in source.values(passage, OA + "exact"):
        words = value_of(quote)
        label = words if len(words) <= _LABEL_LENGTH else words[: _LABEL_LENGTH - 1] + "…"
        yield _quad(iri, RDFS + "label", ox.Literal(label), graph)


def _agent(iri: str, name: Term, graph: str) -> Iterator[ox.Quad]:
    """Someone who is known by name alone."""
    yield _quad(iri, RDF + "type", ox.NamedNode(_PROV + "Agent"), graph)
    yield _quad(iri, _FOAF + "name", name, graph)


def _quad(subject: str, predicate: str, value: Term, graph: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.NamedNode(graph))
