"""Facets: what a view of the network is narrowed by: document, province, industry, year, and whether it is reviewed.

In: a `Dataset`, and the things wanted. Out: `Facets`. How: one pass over the facts, each read from both sides; then
places up to provinces, industries up to broader ones, and provinces down to what hangs on a thing that has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from peakgraph.dataset import Dataset
from peakgraph.prefixes import (
    DCTERMS,
    ID,
    INFERRED_GRAPH,
    LINKS_GRAPH,
    ORG,
    OWL,
    PASSAGE,
    PASSAGES_GRAPH,
    PG,
    PROPOSED,
    RDF,
    SCHEMA,
    SKOS,
)

_TYPE = RDF + "type"
_PROVINCES = (PG + "Province", PG + "Municipality")
_PLACE, _INDUSTRY = ID + "place/", ID + "industry/"

#: From a thing to what it hangs on, whose provinces it has where it is tied to no place itself.
HANGS_ON = frozenset(
    (
        *(PG + name for name in ("targetOf", "measureOf", "about", "implements")),
        *(PG + name for name in ("issuedBy", "preparedBy", "carriedOutBy")),
        *(DCTERMS + "isPartOf", SCHEMA + "organizer", SCHEMA + "legislationPassedBy"),
        *(ORG + "subOrganizationOf", ORG + "postIn", ORG + "holds"),
    )
)

#: What only mentions a place: found there itself, and what hangs on it is not.
_MENTIONS = (PG + "names", PG + "involves", SCHEMA + "attendee")

#: Years and dates of a thing's own; a baseline year is only what a figure is compared with.
_DATES = frozenset(
    (
        *(PG + "year", PG + "periodStart", PG + "periodEnd", DCTERMS + "issued", SCHEMA + "startDate"),
        *(SCHEMA + "endDate", SCHEMA + "legislationDate", SCHEMA + "legislationDateOfApplicability"),
    )
)
#: The first and last of a span: the years between are meant too.
_SPANS = ((PG + "periodStart", PG + "periodEnd"), (SCHEMA + "startDate", SCHEMA + "endDate"))
_YEAR = re.compile(r"(\d{4})(?:-|$)")


@dataclass(frozen=True, slots=True)
class Facets:
    """For each thing asked for, by its IRI: sorted tuples, empty where there is nothing to say.

    They say where a thing is found again, and state nothing: a thing is found under a province, and that need not
    mean that a text puts it there.

    - `documents`: names (as in IRIs, without `.txt`) of the documents with a passage that states something of the
      thing, as subject or as value, or that the thing speaks.
    - `provinces`: IRIs of provinces and municipalities. A place has itself and those that it lies within at any
      depth, and no others. Any other thing has those of each place that a statement with it as subject has as value,
      whatever the property: where it is, applies, is carried out, which places a list names, who attended. Only what
      is tied to no place at all, not even to China, has those of what it hangs on (`HANGS_ON`, and for a member of a
      body, that body): a target those of its plan, a measure, list or observation those of its plan or of what it is
      part of or about, a plan those of who issued it, an event those of its organisers, an actor those of the body
      that it is part of; at any depth and never upwards. A place that is only mentioned (named in a list, attending)
      is not passed on. Industries, topics and technologies have none.
    - `industries`: IRIs. Itself, those that a statement with it as subject has as value, and the broader ones of
      these at any depth. Own statements only: nothing is passed down, as a plan's industries are many and each of
      its targets is for one of them or for none.
    - `years`: the thing's own: of its figure, event or date, and every year of its period.
    - `reviewed`: whether anything but a proposed graph speaks of it.

    Proposed statements count for all of them.
    """

    documents: Mapping[str, tuple[str, ...]]
    provinces: Mapping[str, tuple[str, ...]]
    industries: Mapping[str, tuple[str, ...]]
    years: Mapping[str, tuple[int, ...]]
    reviewed: Mapping[str, bool]


def facets_of(dataset: Dataset, things: Collection[str]) -> Facets:
    """The facets of these things; a thing that nothing is said of has none, and is not reviewed."""
    found = _sort(dataset)
    found.pass_down()
    wanted = sorted(set(things))
    return Facets(
        documents={thing: _sorted(found.documents.get(thing, ())) for thing in wanted},
        provinces={thing: _sorted(found.provinces.get(thing, ())) for thing in wanted},
        industries={thing: _sorted(found.industries_of(thing)) for thing in wanted},
        years={thing: tuple(sorted(found.years_of(thing))) for thing in wanted},
        reviewed={thing: thing in found.reviewed for thing in wanted},
    )


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values))


@dataclass(slots=True)
class _Found:
    """What the facts say, by thing; `provinces` once they are passed down."""

    documents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reviewed: set[str] = field(default_factory=set)
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    within: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tied_industries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broader: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hangs_on: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    roles: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    dates: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    provinces: dict[str, set[str]] = field(default_factory=dict)

    def tie(self, subject: str, predicate: str, value: str) -> None:
        """Takes in a statement between two things."""
        if predicate == _TYPE:
            self.kinds[subject].add(value)
        elif value.startswith(_PLACE):
            if not subject.startswith(_PLACE):
                self.places[subject].add((predicate, value))
            elif predicate == PG + "within":
                self.within[subject].add(value)
        elif value.startswith(_INDUSTRY):
            if not subject.startswith(_INDUSTRY):
                self.tied_industries[subject].add(value)
            elif predicate == SKOS + "broader":
                self.broader[subject].add(value)
        if predicate in HANGS_ON:
            self.hangs_on[subject].add(value)
        elif predicate in (ORG + "member", ORG + "organization"):
            self.roles[subject, predicate].add(value)

    def pass_down(self) -> None:
        """Fills `provinces`: those of things tied to places, then those of what hangs on them."""
        for thing in {*self.within, *(thing for thing in self.kinds if thing.startswith(_PLACE))}:
            self.provinces[thing] = self.provinces_of(thing)
        passed: dict[str, set[str]] = defaultdict(set)
        for thing, ties in self.places.items():
            self.provinces[thing] = set()
            for predicate, place in ties:
                self.provinces[thing] |= self.provinces_of(place)
                if predicate not in _MENTIONS:
                    passed[thing] |= self.provinces_of(place)
        below = self.what_hangs()
        queue = sorted(passed)
        while queue:
            above = queue.pop()
            for thing in below.get(above, ()):
                if not passed[above] <= passed[thing]:
                    passed[thing] |= passed[above]
                    queue.append(thing)
        for thing, provinces in passed.items():
            self.provinces.setdefault(thing, provinces)

    def what_hangs(self) -> dict[str, list[str]]:
        """A thing to those tied to no place that hang on it; a member hangs on the body that it has a role in."""
        below: dict[str, list[str]] = defaultdict(list)
        for thing, others in self.hangs_on.items():
            if thing not in self.provinces:
                for other in others:
                    below[other].append(thing)
        for (role, predicate), members in self.roles.items():
            bodies = self.roles.get((role, ORG + "organization"), ()) if predicate == ORG + "member" else ()
            for body in bodies:
                below[body] += [member for member in members if member not in self.provinces]
        return below

    def provinces_of(self, place: str) -> set[str]:
        """The provinces among a place and those that it lies within."""
        return {iri for iri in _upwards({place}, self.within) if not self.kinds.get(iri, set()).isdisjoint(_PROVINCES)}

    def industries_of(self, thing: str) -> set[str]:
        """A thing's own industries and the broader ones."""
        own = {thing} if thing.startswith(_INDUSTRY) else self.tied_industries.get(thing, set())
        return _upwards(own, self.broader)

    def years_of(self, thing: str) -> set[int]:
        """The years of a thing's dates, and those between the ends of its period."""
        years = set().union(*(self.dates.get((thing, name), ()) for name in _DATES))
        for first, last in _SPANS:
            starts, ends = self.dates.get((thing, first)), self.dates.get((thing, last))
            if starts and ends:
                years.update(range(min(starts), max(ends)))
        return years


def _upwards(things: set[str], above: Mapping[str, set[str]]) -> set[str]:
    """The things and all above them."""
    found, queue = set(things), list(things)
    while queue:
        new = above.get(queue.pop(), set()) - found
        found |= new
        queue += new
    return found


def _sort(dataset: Dataset) -> _Found:
    """One pass over the facts; a statement whose property has an inverse is read from both sides."""
    found = _Found()
    inverses: dict[str, set[str]] = defaultdict(set)
    for fact in dataset.facts:
        if fact.predicate == OWL + "inverseOf":
            inverses[fact.subject].add(fact.value)
            inverses[fact.value].add(fact.subject)
    for fact in dataset.facts:
        subject, predicate, value, graph, is_iri, _ = fact
        # What follows is nothing new and covers the merge only; links say how others call a thing.
        if graph in (INFERRED_GRAPH, LINKS_GRAPH):
            continue
        document = _document(graph, subject, predicate)
        if document:
            for end in fact.ends:
                found.documents[end].add(document)
        if not graph.startswith(PROPOSED):
            found.reviewed.update(fact.ends)
        if is_iri:
            found.tie(subject, predicate, value)
            for inverse in inverses.get(predicate, ()):
                found.tie(value, inverse, subject)
        elif predicate in _DATES and (year := _YEAR.match(value)):
            found.dates[subject, predicate].add(int(year[1]))
    return found


def _document(graph: str, subject: str, predicate: str) -> str:
    """The document with the passage that makes a statement; who speaks a passage is stated of the passage itself."""
    if graph == PASSAGES_GRAPH and predicate == PG + "spokenBy":
        graph = subject
    for namespace in (PASSAGE, PROPOSED):
        document, slash, _ = graph.removeprefix(namespace).partition("/")
        if graph.startswith(namespace) and slash:
            return document
    return ""
