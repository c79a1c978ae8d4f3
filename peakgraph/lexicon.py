"""The lexicon: the words by which a text states bounds, changes, units, numbers and periods.

In: the Turtle of vocabularies/bounds.ttl, changes.ttl and units.ttl. Out: a frozen `Lexicon` of plain tuples.
How: each concept's cues are collected by scheme; no cue word stands in Python, so an expert edits the files alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from peakgraph.prefixes import ID, PG, RDFS, SKOS

BOUND, CHANGE, NUMBER, PERIOD, SCHEME = (f"{ID}{kind}/" for kind in ("bound", "change", "number", "period", "scheme"))
QUDT_UNIT = "http://qudt.org/vocab/unit/"
EXACTLY = BOUND + "exactly"
LEVEL, TIMES = CHANGE + "level", CHANGE + "times"
COUNT, RATIO = QUDT_UNIT + "NUM", QUDT_UNIT + "UNITLESS"

_Concepts = Mapping[str, Mapping[str, list[str]]]  # concept, predicate, values
_PREDICATES = {SKOS + name for name in ("inScheme", "notation", "related", "broader")} | {RDFS + "label"}
_PREDICATES |= {PG + name for name in ("cue", "cueAfter", "cueBefore", "cueInTarget", "cueInObservation", "cueInWords")}
_PREDICATES |= {PG + name for name in ("ordinalCue", "baseUnit", "multiplier")}
DIGITS = r"\d[\d.,]{0,20}"  # a number inside a cue; no longer, or a long row of digits takes minutes
SPACE = r"(?:[^\S\n]|\n(?!\s*\n))"  # white space inside a paragraph: a text may be wrapped, a blank line parts
_GAP = r"(?:[^,;:.!?\n]|\n(?!\s*\n)|[.,:](?=\d))*?"  # any words of one clause; a point in a number ends none


class BoundCue(NamedTuple):
    """Words of a bound and what they mean in a target and in an observation; `after`: right after the number."""

    words: str
    in_target: str
    in_observation: str
    after: bool


class ChangeCue(NamedTuple):
    """Words of a change and where they stand: `before` or `after` the number, or in `words` without a number."""

    words: str
    change: str
    place: str


class UnitCue(NamedTuple):
    """Words of a unit, the base unit and what turns a number into it; `before`: right before the number."""

    words: str
    unit: str
    multiplier: Decimal
    before: bool


class NumberCue(NamedTuple):
    """A word that is itself a number, and the unit that it implies, if any."""

    words: str
    value: Decimal
    unit: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cue words. All words are lower case; `words_of` holds the lists that have a role in the grammar.

    `yearly` pairs a change with the same change per year; `multipliers` are words such as "million"; `ordinals` words
    such as "tenth"; `year_parts` have a first and a last month; `labels` names each IRI for messages.
    """

    bounds: tuple[BoundCue, ...]
    changes: tuple[ChangeCue, ...]
    yearly: tuple[tuple[str, str], ...]
    units: tuple[UnitCue, ...]
    numbers: tuple[NumberCue, ...]
    multipliers: tuple[tuple[str, Decimal], ...]
    ordinals: tuple[tuple[str, int], ...]
    year_parts: tuple[tuple[str, int, int], ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    labels: tuple[tuple[str, str], ...]

    def words_of(self, concept: str) -> tuple[str, ...]:
        """The cues of a number or period word by its IRI. KeyError if the vocabulary has no such concept."""
        return dict(self.roles)[concept]

    def label(self, iri: str | None) -> str:
        """The English label of a bound, change or unit; "nothing" for None, the IRI itself where it has none."""
        return "nothing" if iri is None else dict(self.labels).get(iri, iri)


def read_lexicon(texts: Iterable[str], prefixes: str = "") -> Lexicon:
    """The lexicon of the Turtle `texts`, each read with the @prefix lines of `prefixes` before it.

    Raises SyntaxError for broken Turtle and ValueError for a concept that lacks what its scheme needs.
    """
    import pyoxigraph as ox  # here, so that reading figures with a ready lexicon does not load it

    concepts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        for triple in ox.parse(input=f"{prefixes}\n{text}", format=ox.RdfFormat.TURTLE):
            subject, value = triple.subject, triple.object
            if triple.predicate.value not in _PREDICATES:
                continue
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
                raise ValueError(f"blank node in a vocabulary, near {triple}; give it an IRI")
            if not isinstance(value, ox.Literal) or value.language in (None, "en"):
                concepts[subject.value][triple.predicate.value].append(value.value)
    return _build(concepts)


def cue_pattern(cue: str, number: str = DIGITS) -> str:
    """A regular expression for one cue: "..." is any words of a clause, "#" a number, a space any white space."""
    pieces = re.split(r"(\s*\.\.\.\s*|#|\s+)", cue)
    return "".join(_piece(piece, number) for piece in pieces if piece)


def alternatives(cues: Iterable[str], number: str = DIGITS) -> str:
    """A group that matches the longest of the cues; it matches nothing where there is none."""
    ordered = sorted(set(cues), key=lambda cue: (-len(cue), cue))
    return f"(?:{'|'.join(cue_pattern(cue, number) for cue in ordered) or '(?!)'})"


def normal(words: str) -> str:
    """Words as the lexicon spells them: lower case, single spaces."""
    return " ".join(words.lower().split())


def _piece(piece: str, number: str) -> str:
    if "..." in piece:
        return rf"\b{_GAP}\b"
    if piece == "#":
        return f"(?:{number})"
    return r"\s+" if piece.isspace() else re.escape(piece)


def _decimal(iri: str, concept: Mapping[str, list[str]], predicate: str) -> Decimal:
    try:
        (text,) = concept[predicate]
        value = Decimal(text)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise ValueError(f"<{iri}> needs one decimal number in <{predicate}>") from error
    return value


def _in_scheme(concepts: _Concepts, scheme: str) -> list[tuple[str, Mapping[str, list[str]]]]:
    found = [(iri, c) for iri, c in sorted(concepts.items()) if SCHEME + scheme in c.get(SKOS + "inScheme", ())]
    if not found:
        raise ValueError(f"no concept is skos:inScheme <{SCHEME}{scheme}>; give the text of its vocabulary file")
    return found


def _build(concepts: _Concepts) -> Lexicon:
    bounds = _in_scheme(concepts, "bounds")
    changes = _in_scheme(concepts, "changes")
    units = _in_scheme(concepts, "units")
    numbers = _in_scheme(concepts, "number-words")
    periods = _in_scheme(concepts, "period-words")
    return Lexicon(
        bounds=_bounds(bounds),
        changes=tuple(
            ChangeCue(words, iri, place)
            for iri, c in changes
            for place, predicate in (("before", "cue"), ("after", "cueAfter"), ("words", "cueInWords"))
            for words in sorted(c.get(PG + predicate, ()))
        ),
        yearly=tuple((broader, iri) for iri, c in changes for broader in c.get(SKOS + "broader", ())),
        units=_units(units),
        numbers=tuple(
            NumberCue(words, _decimal(iri, c, SKOS + "notation"), next(iter(c.get(SKOS + "related", ())), None))
            for iri, c in numbers
            if c.get(SKOS + "notation")
            for words in sorted(c.get(PG + "cue", ()))
        ),
        multipliers=tuple(
            (words, _decimal(iri, c, PG + "multiplier"))
            for iri, c in numbers
            if c.get(PG + "multiplier")
            for words in sorted(c.get(PG + "cue", ()))
        ),
        ordinals=tuple(
            (words, int(_decimal(iri, c, SKOS + "notation")))
            for iri, c in numbers
            for words in sorted(c.get(PG + "ordinalCue", ()))
        ),
        year_parts=tuple(part for iri, c in periods if c.get(SKOS + "notation") for part in _year_parts(iri, c)),
        roles=tuple((iri, tuple(sorted(c.get(PG + "cue", ())))) for iri, c in (*numbers, *periods)),
        labels=tuple((iri, label) for iri, c in (*bounds, *changes, *units) for label in c.get(RDFS + "label", ())[:1]),
    )


def _bounds(concepts: Iterable[tuple[str, Mapping[str, list[str]]]]) -> tuple[BoundCue, ...]:
    cues: list[BoundCue] = []
    readings: dict[str, dict[str, str]] = {"cueInTarget": {}, "cueInObservation": {}}
    for iri, concept in concepts:
        cues += [BoundCue(words, iri, iri, False) for words in sorted(concept.get(PG + "cue", ()))]
        cues += [BoundCue(words, iri, iri, True) for words in sorted(concept.get(PG + "cueAfter", ()))]
        for predicate, reading in readings.items():
            for words in concept.get(PG + predicate, ()):
                if reading.setdefault(words, iri) != iri:
                    raise ValueError(f'"{words}" is pg:{predicate} of <{iri}> and of <{reading[words]}>; keep one')
    in_target, in_observation = readings["cueInTarget"], readings["cueInObservation"]
    for words in sorted(in_target.keys() | in_observation.keys()):
        cues.append(BoundCue(words, in_target.get(words, EXACTLY), in_observation.get(words, EXACTLY), False))
    return tuple(cues)


def _units(concepts: Iterable[tuple[str, Mapping[str, list[str]]]]) -> tuple[UnitCue, ...]:
    cues: list[UnitCue] = []
    for iri, concept in concepts:
        base, multiplier = concept.get(PG + "baseUnit", ()), _decimal(iri, concept, PG + "multiplier")
        if len(base) != 1:
            raise ValueError(f"<{iri}> needs one pg:baseUnit, has {len(base)}")
        for predicate, before in (("cue", False), ("cueBefore", True)):
            cues += [UnitCue(words, base[0], multiplier, before) for words in sorted(concept.get(PG + predicate, ()))]
    return tuple(cues)


def _year_parts(iri: str, concept: Mapping[str, list[str]]) -> list[tuple[str, int, int]]:
    months = re.fullmatch(r"(\d+)-(\d+)", concept[SKOS + "notation"][0])
    if not months or not 1 <= int(months[1]) <= int(months[2]) <= 12:
        raise ValueError(f'<{iri}> needs a skos:notation such as "1-6", its first and its last month')
    return [(words, int(months[1]), int(months[2])) for words in sorted(concept.get(PG + "cue", ()))]
