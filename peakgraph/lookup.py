"""Candidates from a SPARQL endpoint: what has one of our names there, and what is known of it.

In: things, an endpoint. Out: for each thing, what may be the same. How: two questions a batch, with our names and then
their things as VALUES; pyoxigraph writes these, so that nothing in a name becomes part of the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from peakgraph.answers import Row
from peakgraph.endpoint import ask_endpoint
from peakgraph.kept_answers import KeptRemote
from peakgraph.linkables import LINKING, Thing
from peakgraph.project_files import read_utf8
from peakgraph.remote import RemoteError, shown
from peakgraph.scoring import Found, forms, one_line
from peakgraph.terms import Term, value_of

#: Languages under which a name of ours may stand elsewhere; "" is none, "mul" Wikidata's for all.
_TAGS = {"en": ("en", "mul", ""), "zh": ("zh", "zh-hans", "zh-cn", "mul", "")}
_FIRST_LINE = re.compile(r"^SELECT .*$", re.MULTILINE)
#: Their things that one question describes.
_DESCRIBED = 50


class Endpoint:
    """A SPARQL endpoint that is asked for candidates."""

    #: Things of ours that one question is about.
    batch = 10

    def __init__(self, remote: KeptRemote, url: str) -> None:
        self.remote = remote
        self.url = url
        self.name = shown(url)
        self.spaces: tuple[str, ...] = ()
        self._names = read_utf8(LINKING / "names.rq")
        self._descriptions = read_utf8(LINKING / "descriptions.rq")

    def ask(self, things: Sequence[Thing]) -> tuple[dict[str, list[Found]], list[str]]:
        """IRI of a thing to what has one of its names there, and remarks on what was too much."""
        rows = self._ask(self._names, "name", (name for thing in things for name in _tagged(thing)))
        if len(rows) >= _limit(self._names):
            if len(things) == 1:
                return {}, [f"{things[0].label}: {len(rows)} things or more have this name at {self.name}; too many"]
            half = len(things) // 2
            (first, some), (second, more) = self.ask(things[:half]), self.ask(things[half:])
            return first | second, some + more
        named: dict[str, set[str]] = {}
        for item, name in rows:
            if isinstance(item, ox.NamedNode):
                named.setdefault(value_of(name), set()).add(item.value)
        wanted = {thing.iri: {iri for name in _names(thing) for iri in named.get(name, ())} for thing in things}
        described = self._describe(sorted(set().union(*wanted.values())))
        return {thing: [described[iri] for iri in sorted(iris)] for thing, iris in wanted.items()}, []

    def _describe(self, iris: Sequence[str]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for start in range(0, len(iris), _DESCRIBED):
            some = iris[start : start + _DESCRIBED]
            rows = self._ask(self._descriptions, "item", map(ox.NamedNode, some))
            if len(rows) >= _limit(self._descriptions):
                if len(some) == 1:  # one that fills it alone would fill it each time
                    raise RemoteError(f"{self.name} says too much of {some[0]}; name another service")
                half = len(some) // 2
                found |= self._describe(some[:half]) | self._describe(some[half:])
                continue
            said: dict[str, list[Row]] = {iri: [] for iri in some}
            for row in rows:
                said.get(value_of(row[0]), []).append(row)
            found |= {iri: _found(iri, rows) for iri, rows in said.items()}
        return found

    def _ask(self, template: str, variable: str, values: Iterable[Term]) -> tuple[Row, ...]:
        terms = " ".join(str(value) for value in values)
        if not terms:
            return ()
        sparql = re.sub(
            rf"(VALUES \?{variable} \{{)[^}}]*\}}", lambda found: f"{found[1]} {terms} }}", template, count=1
        )
        answer = ask_endpoint(self.remote, self.url, sparql, {})
        if answer.columns != tuple(re.findall(r"\?(\w+)", _FIRST_LINE.findall(template)[0])):
            raise RemoteError(f"{self.name} answers with other columns than asked for; it does not speak SPARQL 1.1")
        if len(answer) > _limit(template):
            raise RemoteError(f"{self.name} gives more rows than it was asked for; it does not speak SPARQL 1.1")
        self.remote.keep()
        return answer.terms


def _limit(template: str) -> int:
    """The rows that a question asks for at most, so that a common name does not bring everything."""
    found = re.search(r"^LIMIT (\d+)$", template, re.MULTILINE)
    assert found, "each template has one"
    return int(found[1])


def _names(thing: Thing) -> set[str]:
    return {name for names in forms(thing).values() for name in names}


def _tagged(thing: Thing) -> Iterable[ox.Literal]:
    """The thing's names in each language in which they may stand there."""
    for language, names in forms(thing).items():
        for name in names:
            for tag in _TAGS[language]:
                yield ox.Literal(name, language=tag) if tag else ox.Literal(name)


def _found(iri: str, rows: Sequence[Row]) -> Found:
    """What rows of (item, role, value, property, name of the value) say of one thing."""
    names: dict[str, list[str]] = {}
    groups: dict[str, dict[str, list[Term]]] = {"type": {}, "place": {}, "country": {}}
    description = ""
    for _, role, value, _, label in sorted(rows, key=lambda row: tuple(map(str, row))):
        part = value_of(role)
        if part in ("label", "other name") and isinstance(value, ox.Literal):
            names.setdefault(_tag(value), []).append(one_line(value.value))
        elif part == "description" and isinstance(value, ox.Literal) and _tag(value) in ("en", "zh", ""):
            description = description or one_line(value.value)
        elif part in groups and isinstance(value, ox.NamedNode):
            groups[part].setdefault(value.value, []).extend([label] if label is not None else [])
    return Found(
        iri,
        {tag: tuple(dict.fromkeys(some)) for tag, some in names.items()},
        tuple(dict.fromkeys(_english_first(kind, labels) for kind, labels in groups["type"].items())),
        _named(groups["place"]),
        _named(groups["country"]),
        description,
    )


def _tag(literal: ox.Literal) -> str:
    tag = literal.language or ""
    return "" if tag == "mul" else tag


def _english_first(iri: str, labels: Sequence[Term]) -> str:
    """A label for people; the end of the IRI where it has none."""
    ranked = sorted(labels, key=lambda label: getattr(label, "language", None) not in ("en", "mul", None))
    return one_line(value_of(ranked[0])) if ranked else re.split(r"[/#]", iri)[-1]


def _named(group: Mapping[str, Sequence[Term]]) -> tuple[tuple[str, ...], ...]:
    """The names of each thing of a group, that for people first."""
    return tuple(
        tuple(dict.fromkeys((_english_first(iri, labels), *(one_line(value_of(label)) for label in labels))))
        for iri, labels in group.items()
    )
