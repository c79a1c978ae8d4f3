"""Counts of the dataset in VoID: what it has how much of, graph by graph, and what it links to.

In: a `Dataset` and what people wrote about it. Out: triples.
How: the merge is counted as triples, graphs and links as facts; each part gets an IRI under <dataset#>.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.description import DATASET, Description, say
from peakgraph.links import IDENTITIES, NEAR
from peakgraph.prefixes import BASE, LINKS_GRAPH, PASSAGE, RDF, RDFS, SKOS, VOID, compact
from peakgraph.terms import Fact, value_of

SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = RDF + "type"
#: Relations that lead into a scheme outside. A homepage leads to a page, and pages are no dataset.
LINK_PREDICATES = (*IDENTITIES, *NEAR)


def count(dataset: Dataset, description: Description, prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    """How much the dataset has of everything; the merge is what is counted, each triple once."""
    yield from _totals(dataset.merge)
    yield from _class_partitions(dataset.merge, prefixes)
    yield from _property_partitions(dataset.merge, prefixes)
    yield from _vocabularies(dataset.merge, dataset.facts)
    yield from _graphs(dataset.facts, description)
    yield from _linksets(dataset.facts, prefixes)


def _totals(merge: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    triples = list(merge)
    subjects = {triple.subject for triple in triples}
    yield from say(DATASET, VOID + "triples", len(triples))
    yield from say(DATASET, VOID + "entities", sum(value_of(subject).startswith(BASE) for subject in subjects))
    yield from say(DATASET, VOID + "distinctSubjects", len(subjects))
    yield from say(DATASET, VOID + "distinctObjects", len({triple.object for triple in triples}))
    yield from say(DATASET, VOID + "properties", len({triple.predicate for triple in triples}))
    yield from say(DATASET, VOID + "classes", len(_sizes_of_classes(triples)))


def _class_partitions(merge: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    for kind, number in sorted(_sizes_of_classes(merge).items()):
        part = _part("class", kind, prefixes)
        yield from say(DATASET, VOID + "classPartition", part)
        yield from say(part, VOID + "class", kind)
        yield from say(part, VOID + "entities", number)


def _sizes_of_classes(merge: Iterable[ox.Triple]) -> Counter[str]:
    return Counter(value_of(triple.object) for triple in merge if triple.predicate.value == _TYPE)


def _property_partitions(merge: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in merge:
        found[triple.predicate.value].append(triple)
    for predicate, triples in sorted(found.items()):
        part = _part("property", predicate, prefixes)
        yield from say(DATASET, VOID + "propertyPartition", part)
        yield from say(part, VOID + "property", predicate)
        yield from say(part, VOID + "triples", len(triples))
        yield from say(part, VOID + "distinctSubjects", len({triple.subject for triple in triples}))
        yield from say(part, VOID + "distinctObjects", len({triple.object for triple in triples}))


def _vocabularies(merge: Iterable[ox.Triple], facts: Iterable[Fact]) -> Iterator[ox.Triple]:
    """The vocabularies of the classes and properties in use: what the ontology says of each, else its namespace."""
    defined = {fact.subject: fact.value for fact in facts if fact.predicate == RDFS + "isDefinedBy"}
    used = {triple.predicate.value for triple in merge} | set(_sizes_of_classes(merge))
    yield from say(DATASET, VOID + "vocabulary", *sorted({defined.get(term, _namespace(term)) for term in used}))


def _graphs(facts: Iterable[Fact], description: Description) -> Iterator[ox.Triple]:
    """The size of each named graph that is described, of all passages together, and of each document's passages."""
    sizes = Counter(fact.graph for fact in facts)
    for part in description.subjects_with(SD + "name"):
        yield from say(part, VOID + "triples", sizes[description.one(part, SD + "name")])
        yield from say(DATASET, SD + "namedGraph", part)
    stated = {graph: size for graph, size in sizes.items() if graph.startswith(PASSAGE)}
    for part in description.subjects_with(VOID + "uriSpace"):
        if part != DATASET:
            space = description.one(part, VOID + "uriSpace")
            yield from say(
                part, VOID + "triples", sum(size for graph, size in sizes.items() if graph.startswith(space))
            )
    documents = Counter[str]()
    for graph, size in stated.items():
        documents[graph.removeprefix(PASSAGE).partition("/")[0]] += size
    for name, size in sorted(documents.items()):
        part = document_part(name)
        yield from say(DATASET, VOID + "subset", part)
        yield from say(part, _TYPE, VOID + "Dataset")
        yield from say(part, VOID + "triples", size)
        yield from say(part, VOID + "uriSpace", ox.Literal(f"{PASSAGE}{name}/"))


def _linksets(facts: Iterable[Fact], prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    """A linkset for each scheme outside and each relation to it, and what the graph of links says of the scheme."""
    links = [fact for fact in facts if fact.graph == LINKS_GRAPH]
    schemes = {fact.subject: fact.value for fact in links if fact.predicate == SKOS + "inScheme"}
    sets = Counter(
        (schemes[fact.value], fact.predicate)
        for fact in links
        if fact.predicate in LINK_PREDICATES and fact.value in schemes
    )
    for (scheme, predicate), number in sorted(sets.items()):
        part = _part(f"links-{scheme.rpartition('/')[2]}", predicate, prefixes)
        yield from say(DATASET, VOID + "subset", part)
        yield from say(part, _TYPE, VOID + "Linkset")
        yield from say(part, VOID + "subjectsTarget", DATASET)
        yield from say(part, VOID + "objectsTarget", scheme)
        yield from say(part, VOID + "linkPredicate", predicate)
        yield from say(part, VOID + "triples", number)
    for scheme in sorted({scheme for scheme, _ in sets}):
        yield from say(scheme, _TYPE, VOID + "Dataset")
        for fact in links:
            if fact.subject == scheme and fact.predicate != SKOS + "inScheme":
                literal = ox.Literal(fact.value, language=fact.language or None)
                yield from say(scheme, fact.predicate, fact.value if fact.is_iri else literal)


def document_part(name: str) -> str:
    """The IRI of what the passages of one document state."""
    return f"{DATASET}#document-{name}"


def _part(kind: str, iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a part of the dataset: `<dataset#class-pg-Plan>`."""
    return f"{DATASET}#{kind}-" + re.sub(r"[^\w.-]+", "-", compact(iri, prefixes))


def _namespace(term: str) -> str:
    return term[: max(term.rfind("#"), term.rfind("/")) + 1]
