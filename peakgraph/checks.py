"""The checks that are ours: words, figures, terms, use, size, agreement. Shapes are in shapes/.

In: a `Dataset` before inference. Out: findings, each with the reading's line.
How: one pass over the quads builds an index; each check is a function over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.errors import Finding
from peakgraph.prefixes import BASE, DCTERMS, EDITORIAL_GRAPH, ID, ONTOLOGY_GRAPH, PASSAGE, PG, RDF, RDFS, compact

_LABEL = RDFS + "label"
_TYPE = RDF + "type"

#: Properties whose words must stand in the quote, or in the quote or a passage that it is read with.
IN_QUOTE = (PG + "asStated",)
IN_QUOTE_OR_CONTEXT = tuple(PG + name for name in ("namedAs", "aimAsStated", "periodAsStated", "dateAsStated"))


@dataclass(slots=True)
class Index:
    """The dataset by subject, by passage, and by what declares what."""

    dataset: Dataset
    prefixes: Mapping[str, str]
    by_subject: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    by_passage: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, dataset: Dataset, prefixes: Mapping[str, str]) -> Index:
        """The index of a dataset."""
        index = cls(dataset, prefixes)
        for quad in sorted(dataset.quads, key=str):
            index.by_subject[quad.subject.value].append(quad)
            if quad.graph_name.value.startswith(PASSAGE):
                index.by_passage[quad.graph_name.value].append(quad)
        return index

    def name(self, iri: str) -> str:
        """The compact name of an IRI, for messages."""
        return compact(iri, self.prefixes)

    def where(self, passage: str) -> str:
        """The line of the reading that a passage comes from."""
        return self.dataset.statements.places.get(passage, passage)

    def where_stated(self, iri: str) -> str:
        """A line that states something of the thing, else the editorial graph's folder."""
        places = [self.where(q.graph_name.value) for q in self.by_subject[iri] if q.graph_name.value in self.by_passage]
        return min(places, default="graph/entities")

    def words(self, passage: str) -> list[str]:
        """The passage's own words, then those it is read with."""
        statements = self.dataset.statements
        others = sorted(statements.contexts.get(passage, ()))
        return [statements.passages[iri].exact for iri in (passage, *others)]


def check_dataset(index: Index) -> list[Finding]:
    """All checks of this module, in the order of the readings."""
    checks = (check_words, check_repairs, check_terms, check_entities, check_use, check_sizes, check_agreement)
    return sorted(finding for check in checks for finding in check(index))


def check_words(index: Index) -> Iterator[Finding]:
    """A name, an aim, a figure's words, a period: printed as the statement says, where it says."""
    for passage, quads in index.by_passage.items():
        own, *others = index.words(passage)
        for quad in quads:
            predicate = quad.predicate.value
            if predicate in IN_QUOTE_OR_CONTEXT:
                found, place = any(quad.object.value in text for text in (own, *others)), "quote or its context"
            elif predicate in IN_QUOTE:
                found, place = quad.object.value in own, "quote"
            else:
                continue
            if not found:
                message = f'{index.name(predicate)} "{quad.object.value}" does not stand in the {place}'
                yield Finding(index.where(passage), "words", message, focus=quad.subject.value, path=predicate)


def check_repairs(index: Index) -> Iterator[Finding]:
    """What a translation note gives as printed is printed in a passage that it repairs."""
    passages = index.dataset.statements.passages
    for subject, quads in index.by_subject.items():
        printed = [quad.object.value for quad in quads if quad.predicate.value == PG + "asPrinted"]
        repaired = [quad.object.value for quad in quads if quad.predicate.value == PG + "repairs"]
        texts = [passages[iri].exact for iri in repaired if iri in passages]
        for words in printed:
            if not any(words in text for text in texts):
                where = min((index.where(iri) for iri in repaired), default="graph/readings")
                message = f'{index.name(subject)}: pg:asPrinted "{words}" does not stand in the passage it repairs'
                yield Finding(where, "words", message, focus=subject, path=PG + "asPrinted")


def check_terms(index: Index) -> Iterator[Finding]:
    """Every predicate and class, and every IRI of a vocabulary or entity of ours, is declared somewhere."""
    declared = {quad.subject.value for quad in index.dataset.quads if quad.graph_name.value == ONTOLOGY_GRAPH}
    described = declared | {
        quad.subject.value for quad in index.dataset.quads if quad.predicate.value in (_TYPE, _LABEL)
    }
    reported = set()
    for quad in sorted(index.dataset.quads, key=str):
        terms = [(quad.predicate.value, declared)]
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                terms.append((term.value, described))
        if quad.predicate.value == _TYPE:
            terms.append((quad.object.value, declared))
        for iri, known in terms:
            graph = quad.graph_name.value
            if iri in known or _is_ours_to_name(iri) or (iri, graph) in reported:
                continue
            reported.add((iri, graph))
            message = f"{index.name(iri)} is not declared; {_nearest_term(index.name(iri), described, index.prefixes)}"
            where = index.where(graph) if graph in index.by_passage else index.where_stated(quad.subject.value)
            yield Finding(where, "undefined-term", message, focus=quad.subject.value, value=iri)


def _is_ours_to_name(iri: str) -> bool:
    """Graph names, the ontology's own IRIs and RDF's lists of terms need no declaration."""
    return iri in (_TYPE, _LABEL) or iri in (BASE + "ontology", BASE + "ontology/0.1.0")


def _nearest_term(name: str, known: Iterable[str], prefixes: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [compact(iri, prefixes) for iri in sorted(known)], 1)
    return f"did you mean {near[0]}?" if near else "declare it in ontology/ or graph/entities/"


def check_entities(index: Index) -> Iterator[Finding]:
    """A thing that a passage types or speaks of has a label (SHACL counts them); entities are described once."""
    seen: dict[tuple[str, str], str] = {}
    for subject, quads in index.by_subject.items():
        for quad in quads:
            if quad.graph_name.value == EDITORIAL_GRAPH and quad.predicate.value == _LABEL:
                key = (subject, quad.object.language or "")
                if key in seen:
                    message = f'{index.name(subject)} has two labels, "{seen[key]}" and "{quad.object.value}"; keep one'
                    yield Finding("graph/entities", "label", message, focus=subject, path=_LABEL)
                seen[key] = quad.object.value


def check_use(index: Index) -> Iterator[Finding]:
    """Every entity and every concept is used by a passage, or stands above one that is."""
    used: set[str] = set()
    for graph in (*index.by_passage.values(),):
        for quad in graph:
            used.update(term.value for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode))
    used.update(q.object.value for q in index.dataset.quads if q.subject.value in index.dataset.statements.passages)
    waiting = list(used)
    while waiting:
        for quad in index.by_subject.get(waiting.pop(), ()):
            value = quad.object.value
            if isinstance(quad.object, ox.NamedNode) and value.startswith(ID) and value not in used:
                used.add(value)
                waiting.append(value)
    for subject in index.by_subject:
        if subject.startswith(ID) and subject not in used and _must_be_used(subject):
            message = f"{index.name(subject)} is used by no passage; use it or take it away"
            yield Finding(_home(subject), "unused", message, focus=subject)


#: Closed lists that are complete whether or not a document uses each member, and things that point at passages.
_FREE_KINDS = (
    *("scheme", "bound", "change", "unit", "number", "status", "level", "commitment", "confidence"),
    *("disposition", "basis", "repair", "role"),
)


def _must_be_used(iri: str) -> bool:
    return iri.removeprefix(ID).partition("/")[0] not in _FREE_KINDS


def _home(iri: str) -> str:
    kind = iri.removeprefix(ID).partition("/")[0]
    concepts = ("industry", "topic", "technology", "indicator", "kind")
    return "ontology/vocabularies" if kind in concepts else "graph/entities"


def check_sizes(index: Index) -> Iterator[Finding]:
    """A list names at most as many members as it is said to have."""
    for subject, quads in index.by_subject.items():
        sizes = [int(quad.object.value) for quad in quads if quad.predicate.value == PG + "statedSize"]
        named = {quad.object.value for quad in quads if quad.predicate.value == PG + "names"}
        if sizes and len(named) > max(sizes):
            message = f"{index.name(subject)} names {len(named)} members of {max(sizes)} stated; which are too many?"
            yield Finding(index.where_stated(subject), "list-size", message, focus=subject, path=PG + "names")


_SAME = ("indicator", "place", "industry", "year", "periodStart", "periodEnd", "about", "unit", "change", "baselineYear")
_SAME += ("thresholdValue", "thresholdUnit")


def check_agreement(index: Index) -> Iterator[Finding]:
    """Two documents that give one figure different values: a warning, for each may be right about itself."""
    groups: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    for subject, quads in index.by_subject.items():
        facts: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            facts[quad.predicate.value].add(quad.object.value)
        kinds = facts[_TYPE] & {PG + "Target", PG + "Observation"}
        timed = facts[PG + "year"] or facts[PG + "periodEnd"]
        if kinds and timed and facts[PG + "value"]:
            key = (*sorted(kinds), *(tuple(sorted(facts[PG + name])) for name in _SAME))
            groups[key][subject] = "/".join(sorted(facts[PG + "value"]))
    for figures in groups.values():
        if len(set(figures.values())) > 1:
            said = ", ".join(f"{index.name(iri)} says {value}" for iri, value in sorted(figures.items()))
            where = index.where_stated(min(figures))
            yield Finding(where, "agreement", f"the same figure with different values: {said}", "warning")


def titles(index: Index) -> dict[str, str]:
    """Document IRI to the title that the document states, for tables."""
    return {
        quad.subject.value: quad.object.value
        for quad in index.dataset.quads
        if quad.predicate.value == DCTERMS + "title" and quad.graph_name.value != ONTOLOGY_GRAPH
    }


