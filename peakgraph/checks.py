"""The checks that are ours: words, figures, terms, use, size, agreement. Shapes are in shapes/.

In: a `Dataset` before inference. Out: findings, each with the reading's line.
How: one pass over the quads builds an index; each check is a function over it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from peakgraph.dataset import Dataset
from peakgraph.errors import Finding
from peakgraph.prefixes import (
    BASE,
    DCTERMS,
    EDITORIAL_GRAPH,
    ID,
    LINKS_GRAPH,
    ONTOLOGY_GRAPH,
    ORG,
    OWL,
    PASSAGE,
    PG,
    PROPOSED,
    RDF,
    RDFS,
    SKOS,
    compact,
)
from peakgraph.terms import Fact

_LABEL = RDFS + "label"
_TYPE = RDF + "type"

#: Properties whose words must stand in the quote or its context; a figure's words are read with the figure.
IN_QUOTE_OR_CONTEXT = (
    DCTERMS + "title",
    *(PG + name for name in ("namedAs", "aimAsStated", "periodAsStated", "dateAsStated")),
)


@dataclass
class Index:
    """The dataset by subject, by passage, and by what declares what."""

    dataset: Dataset
    prefixes: Mapping[str, str]
    by_subject: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    by_passage: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, dataset: Dataset, prefixes: Mapping[str, str]) -> Index:
        """The index of a dataset."""
        index = cls(dataset, prefixes)
        for quad in dataset.facts:
            index.by_subject[quad.subject].append(quad)
            if quad.graph.startswith((PASSAGE, PROPOSED)) and quad.graph != PROPOSED + "labels":
                index.by_passage[quad.graph.replace(PROPOSED, PASSAGE)].append(quad)
        return index

    def name(self, iri: str) -> str:
        """The compact name of an IRI, for messages."""
        return compact(iri, self.prefixes)

    def where(self, passage: str) -> str:
        """The line of the reading that a passage comes from."""
        return self.dataset.statements.places.get(passage, passage)

    def where_stated(self, iri: str) -> str:
        """A line that states something of the thing, else the editorial graph's folder."""
        graphs = (quad.graph.replace(PROPOSED, PASSAGE) for quad in self.by_subject[iri])
        return min((self.where(graph) for graph in graphs if graph in self.by_passage), default=_home(iri))

    def repairs_of(self, passages: set[str]) -> tuple[tuple[str, str], ...]:
        """(as printed, read as) of the translation notes on these passages."""
        pairs = set()
        for iri, quads in self.repairs.items():
            if passages & {quad.value for quad in quads if quad.predicate == PG + "repairs"}:
                facts = {quad.predicate: quad.value for quad in self.by_subject[iri]}
                pairs.add((facts.get(PG + "asPrinted", ""), facts.get(PG + "readAs", "")))
        return tuple(sorted(pairs))

    @cached_property
    def repairs(self) -> dict[str, list[Fact]]:
        """The quads of each translation note."""
        return {iri: quads for iri, quads in self.by_subject.items() if iri.startswith(ID + "repair/")}

    def words(self, passage: str) -> list[str]:
        """The passage's own words, then those it is read with."""
        statements = self.dataset.statements
        others = sorted(statements.contexts.get(passage, ()))
        return [statements.passages[iri].exact for iri in (passage, *others)]


def check_dataset(index: Index) -> list[Finding]:
    """All checks of this module, in the order of the readings."""
    checks = (
        *(check_words, check_repairs, check_terms, check_slugs),
        *(check_editorial, check_labels, check_use, check_sizes, check_agreement),
    )
    return sorted(finding for check in checks for finding in check(index))


def check_words(index: Index) -> Iterator[Finding]:
    """A name, a title, an aim, a period: printed as the statement says, where it says."""
    for passage, facts in index.by_passage.items():
        texts = index.words(passage)
        for fact in facts:
            if fact.predicate in IN_QUOTE_OR_CONTEXT and not any(fact.value in text for text in texts):
                message = f'{index.name(fact.predicate)} "{fact.value}" does not stand in the quote or its context'
                yield Finding(index.where(passage), "words", message, focus=fact.subject, path=fact.predicate)


def check_repairs(index: Index) -> Iterator[Finding]:
    """What a translation note gives as printed is printed in a passage that it repairs."""
    passages = index.dataset.statements.passages
    for subject, quads in index.by_subject.items():
        printed = [quad.value for quad in quads if quad.predicate == PG + "asPrinted"]
        repaired = [quad.value for quad in quads if quad.predicate == PG + "repairs"]
        texts = [passages[iri].exact for iri in repaired if iri in passages]
        for words in printed:
            if not any(words in text for text in texts):
                where = min((index.where(iri) for iri in repaired), default="graph/readings")
                message = f'{index.name(subject)}: pg:asPrinted "{words}" does not stand in the passage it repairs'
                yield Finding(where, "words", message, focus=subject, path=PG + "asPrinted")


def check_terms(index: Index) -> Iterator[Finding]:
    """Every predicate and class, and every IRI of a vocabulary or entity of ours, is declared somewhere."""
    declared = {quad.subject for quad in index.dataset.facts if quad.graph == ONTOLOGY_GRAPH}
    described = declared | {quad.subject for quad in index.dataset.facts if quad.predicate in (_TYPE, _LABEL)}
    described |= {quad.subject for quad in index.dataset.facts if quad.graph == LINKS_GRAPH}  # codes of others
    reported = set()
    for quad in index.dataset.facts:
        terms = [(quad.predicate, declared)]
        terms += [(iri, described) for iri in quad.ends if iri.startswith(BASE)]
        if quad.predicate == _TYPE:
            terms.append((quad.value, declared))
        for iri, known in terms:
            graph = quad.graph
            if iri in known or _is_given(iri) or (iri, graph) in reported:
                continue
            reported.add((iri, graph))
            message = f"{index.name(iri)} is not declared; {_nearest_term(index.name(iri), described, index.prefixes)}"
            passage = graph.replace(PROPOSED, PASSAGE)
            where = index.where(passage) if passage in index.by_passage else index.where_stated(quad.subject)
            yield Finding(where, "undefined-term", message, focus=quad.subject, value=iri)


def _is_given(iri: str) -> bool:
    """The languages of RDF, RDFS and OWL, and the ontology's own IRIs, need no declaration."""
    return iri.startswith((RDF, RDFS, OWL)) or iri in (BASE + "ontology", BASE + "ontology/0.1.0")


def _nearest_term(name: str, known: Iterable[str], prefixes: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    prefix = name.partition(":")[0] + ":"
    alike = [other for other in (compact(iri, prefixes) for iri in sorted(known)) if other.startswith(prefix)]
    near = get_close_matches(name, alike, 1, 0.85)
    return f"did you mean {near[0]}?" if near else "declare it in ontology/ or graph/entities/"


#: What we may add to a thing that documents speak of, with no sentence: names, kinds, where a body or place belongs,
#: repairs and notes. All else is a statement, and needs a passage.
EDITORIAL = {
    *(_TYPE, _LABEL, SKOS + "altLabel", ORG + "subOrganizationOf", ORG + "postIn"),
    *(PG + name for name in ("chineseNameBasis", "within", "jurisdiction", "governmentLevel")),
    *(PG + name for name in ("asPrinted", "readAs", "rationale", "confidence", "repairs", "note")),
}


def check_editorial(index: Index) -> Iterator[Finding]:
    """Entities and vocabularies state nothing about actors, places, plans, measures, figures, lists and events."""
    for subject, facts in index.by_subject.items():
        if not subject.startswith(ID) or not _must_be_used(subject) or _home(subject) == "ontology/vocabularies":
            continue
        for fact in facts:
            if fact.graph in (EDITORIAL_GRAPH, ONTOLOGY_GRAPH) and fact.predicate not in EDITORIAL:
                what = f"{index.name(subject)} {index.name(fact.predicate)}"
                message = f"{what} is a statement with no sentence; state it in a reading, under the quote that says it"
                yield Finding(_home(subject), "editorial", message, focus=subject, path=fact.predicate)


def check_labels(index: Index) -> Iterator[Finding]:
    """A thing has one label a language; that it has one at all is SHACL's to say."""
    seen: dict[tuple[str, str], str] = {}
    for subject, quads in index.by_subject.items():
        for quad in quads:
            if quad.graph == EDITORIAL_GRAPH and quad.predicate == _LABEL:
                key = (subject, quad.language)
                if key in seen:
                    message = f'{index.name(subject)} has two labels, "{seen[key]}" and "{quad.value}"; keep one'
                    yield Finding("graph/entities", "label", message, focus=subject, path=_LABEL)
                seen[key] = quad.value


_NUMBERED = re.compile(r"(?:target|observation|list|measure|event)/(\d{3})-")


def check_slugs(index: Index) -> Iterator[Finding]:
    """A number at the head of a slug is that of the document whose passages speak of the thing."""
    for passage, facts in index.by_passage.items():
        number = passage.removeprefix(PASSAGE)[:3]
        for fact in facts:
            match = _NUMBERED.match(fact.subject.removeprefix(ID))
            if match and number.isdigit() and match[1] != number and fact.predicate == _TYPE:
                message = f"{index.name(fact.subject)} carries another document's number; begin its slug with {number}"
                yield Finding(index.where(passage), "slug", message, focus=fact.subject)


def check_use(index: Index) -> Iterator[Finding]:
    """Every entity and every concept is used by a passage, or stands above one that is."""
    used: set[str] = set()
    for facts in index.by_passage.values():
        for quad in facts:
            used.update(quad.ends)
    used.update(q.value for q in index.dataset.facts if q.subject in index.dataset.statements.passages)
    waiting = list(used)
    while waiting:
        for quad in index.by_subject.get(waiting.pop(), ()):
            if quad.is_iri and quad.value.startswith(ID) and quad.value not in used:
                used.add(quad.value)
                waiting.append(quad.value)
    for subject, quads in index.by_subject.items():
        elsewhere = all(quad.graph == LINKS_GRAPH for quad in quads)  # a code of others, or how a link is known
        if subject.startswith(ID) and subject not in used and _must_be_used(subject) and not elsewhere:
            message = f"{index.name(subject)} is used by no passage; use it or take it away"
            yield Finding(_home(subject), "unused", message, focus=subject)


#: Closed lists that are complete whether or not a document uses each member, and things that point at passages.
_FREE_KINDS = (
    *("scheme", "bound", "change", "unit", "number", "period", "status", "level", "commitment", "confidence"),
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
        sizes = [int(quad.value) for quad in quads if quad.predicate == PG + "statedSize" and quad.value.isdecimal()]
        named = {quad.value for quad in quads if quad.predicate == PG + "names"}
        if sizes and len(named) > max(sizes):
            message = f"{index.name(subject)} names {len(named)} members of {max(sizes)} stated; which are too many?"
            yield Finding(index.where_stated(subject), "list-size", message, focus=subject, path=PG + "names")


_SAME: tuple[str, ...] = (
    "indicator",
    "place",
    "industry",
    "year",
    "periodStart",
    "periodEnd",
    "about",
    "unit",
    "change",
    "baselineYear",
)
_SAME += ("thresholdValue", "thresholdUnit")


def check_agreement(index: Index) -> Iterator[Finding]:
    """Two documents that give one figure different values: a warning, for each may be right about itself."""
    groups: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    for subject, quads in index.by_subject.items():
        facts: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            facts[quad.predicate].add(quad.value)
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
