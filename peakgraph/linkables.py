"""Things that may have links: what the graph here knows of them, for comparing them with what others have.

In: a graph. Out: `Thing`s with names in both languages, classes, places (the nearest first) and a definition.
How: one query over the merge; the places of a place are those that it lies within.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from peakgraph.answers import ask
from peakgraph.graph import PeakGraph
from peakgraph.links import kind_of
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import PG
from peakgraph.project_files import read_utf8
from peakgraph.terms import value_of

#: Queries and the table of types that the linker reads.
LINKING = TEMPLATES / "linking"
KINDS = ("place", "actor", "person", "industry", "topic", "technology", "indicator")
#: Kinds whose things can be the same as things of others; concepts can only be close.
INDIVIDUALS = ("place", "actor", "person")


@dataclass(frozen=True)
class Thing:
    """A thing of ours. `english` and `chinese` are its names, the canonical one first; `places` has names of each."""

    iri: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    classes: frozenset[str] = frozenset()
    places: tuple[frozenset[str], ...] = ()
    definition: str = ""

    @property
    def kind(self) -> str:
        """`place`, `actor` ...: the folder of its IRI."""
        return kind_of(self.iri)

    @property
    def label(self) -> str:
        """Its English name."""
        return (self.english or self.chinese)[0]


def read_things(graph: PeakGraph) -> dict[str, Thing]:
    """IRI to thing, for each thing of a kind that may have links."""
    rows = ask(graph.store, read_utf8(LINKING / "things.rq"), {}).terms
    known: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for thing, role, value in rows:
        if isinstance(value, ox.NamedNode | ox.Literal):
            known.setdefault(value_of(thing), {}).setdefault(value_of(role), []).append(value)
    wanted = {iri: said for iri, said in known.items() if kind_of(iri) in KINDS and "label" in said}
    return {iri: _thing(iri, said, known) for iri, said in wanted.items()}


_Known = Mapping[str, Mapping[str, list[ox.NamedNode | ox.Literal]]]


def _thing(iri: str, said: Mapping[str, list[ox.NamedNode | ox.Literal]], known: _Known) -> Thing:
    around = {place.value for place in said.get("place", [])}
    for place in tuple(around):
        around |= {outer.value for outer in known.get(place, {}).get("place", [])}
    # A place that lies within more others is the nearer one.
    nearest_first = sorted(around - {iri}, key=lambda place: (-len(known.get(place, {}).get("place", [])), place))
    return Thing(
        iri,
        _names(said, "en"),
        _names(said, "zh"),
        frozenset(c.value.removeprefix(PG) for c in said.get("class", []) if c.value.startswith(PG)),
        tuple(
            frozenset(_names(known[place], "en") + _names(known[place], "zh"))
            for place in nearest_first
            if place in known
        ),
        next((text.value for text in said.get("definition", []) if _language(text) == "en"), ""),
    )


def _names(said: Mapping[str, list[ox.NamedNode | ox.Literal]], language: str) -> tuple[str, ...]:
    return tuple(
        name.value for role in ("label", "other name") for name in said.get(role, []) if _language(name) == language
    )


def _language(term: ox.NamedNode | ox.Literal) -> str | None:
    return term.language if isinstance(term, ox.Literal) else None
