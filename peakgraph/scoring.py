"""How alike a thing of ours and one of theirs are, and whether that is enough to propose a link.

In: a `Thing` and what a service says of its candidates. Out: a verdict on each, with the evidence in words.
How: names in both languages, type and place each give 0 to 1; two candidates that score alike are homonyms, and of
homonyms none is proposed: a wrong link is worse than none.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from urllib.parse import urlsplit

from peakgraph.linkables import INDIVIDUALS, LINKING, Thing
from peakgraph.links import kind_of
from peakgraph.project_files import read_utf8

#: What each part counts for.
_NAME, _TYPE, _PLACE = 0.6, 0.2, 0.2
#: A part of which nothing is known speaks neither for nor against.
_UNKNOWN = 0.5
#: From this score on a candidate is proposed, if no other comes within `_MARGIN`; a close concept from a lower one.
PROPOSED = 0.85
_PROPOSED_CONCEPT = 0.8
_MARGIN = 0.1
#: Below this one a candidate is not worth a person's look.
_WORTH_A_LOOK = 0.55
#: The confidence of a candidate that is not proposed stays at or below this.
ABSTAINED = 0.5
#: Names that differ by no more than the word for their type ("Gucheng", "Gucheng County").
_NEARLY = 0.95
_ALIKE = 0.8
#: Names that match in one language, where nothing is known of the other.
_ONE_LANGUAGE = 0.9
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Found:
    """A thing of theirs: its names by language ("" where the service says none), types, and the names of its places.

    What is empty is not known.
    """

    iri: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    countries: tuple[tuple[str, ...], ...] = ()
    description: str = ""

    @property
    def label(self) -> str:
        """Its name for people: the English one if there is one."""
        return next((names[0] for names in (self.names.get("en"), *self.names.values()) if names), "")


@dataclass(frozen=True)
class Verdict:
    """What is thought of a candidate: proposed or not, how sure (0 to 1), why, in words."""

    found: Found
    proposed: bool
    confidence: float
    score: float
    evidence: str


@cache
def read_types() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Class of ours to the words, English and Chinese, that the types of others have for it; none: any will do."""
    rows = csv.DictReader(read_utf8(LINKING / "types.csv").splitlines())
    return {row["class"]: (_words(row["english"]), _words(row["chinese"])) for row in rows}


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def judge(thing: Thing, candidates: Iterable[Found]) -> list[Verdict]:
    """A verdict on each candidate that is worth a look, the best first.

    Pages, names, papers and works that bear the name of a thing (the class `-` of types.csv) are no candidates.
    """
    fitting = (found for found in candidates if not _is_of_type(found, read_types()["-"][0]))
    scored = sorted((_scored(thing, found) for found in fitting), key=lambda one: (-one.score, one.found.iri))
    scored = [one for one in scored if one.score >= _WORTH_A_LOOK]
    rivals = [one for one in scored if one.score > scored[0].score - _MARGIN]
    if len(rivals) > 1:
        others = f"homonym: {len(rivals)} candidates that cannot be told apart"
        return [_abstain(one, others if one in rivals else "another scores higher") for one in scored]
    return [scored[0], *(_abstain(one, "another scores higher") for one in scored[1:])] if scored else []


def abstain_on_shared(verdicts: Mapping[str, list[Verdict]], taken: Mapping[str, str]) -> dict[str, list[Verdict]]:
    """Withdraws what cannot be: proposed for two things of ours, or `taken` by another, or a second one of a register.

    `taken` is each thing of theirs to that of ours that it is by a reviewed link.
    """
    wanted: dict[str, set[str]] = {iri: {thing} for iri, thing in taken.items()}
    for thing, found in verdicts.items():
        for verdict in found:
            if verdict.proposed and kind_of(thing) in INDIVIDUALS:
                wanted.setdefault(verdict.found.iri, set()).add(thing)
    there: dict[str, dict[str, str]] = {}
    for theirs, thing in taken.items():
        there.setdefault(thing, {})[_host(theirs)] = theirs
    return {
        thing: [
            _abstain(one, why) if one.proposed and (why := _clash(thing, one.found.iri, wanted, there)) else one
            for one in found
        ]
        for thing, found in verdicts.items()
    }


def _clash(thing: str, theirs: str, wanted: Mapping[str, set[str]], there: Mapping[str, Mapping[str, str]]) -> str:
    """Why the two cannot be the same; nothing where they can."""
    if wanted.get(theirs, set()) - {thing}:
        return "homonym: it fits another thing of ours as well"
    known = there.get(thing, {}).get(_host(theirs), theirs)
    return "" if known == theirs else f"homonym: by a reviewed link it is {known} there"


def _host(iri: str) -> str:
    """Who gives a thing this IRI."""
    return urlsplit(iri).netloc


def _abstain(verdict: Verdict, why: str) -> Verdict:
    confidence = min(verdict.confidence, ABSTAINED)
    return Verdict(verdict.found, False, confidence, verdict.score, f"{why}; {verdict.evidence}")


def _scored(thing: Thing, found: Found) -> Verdict:
    name, name_words = _name_fit(thing, found)
    kind, kind_words = _type_fit(thing, found)
    place, place_words = _place_fit(thing, found)
    parts = ((_NAME, name), (_TYPE, kind), (_PLACE, place))
    score = round(sum(weight * (_UNKNOWN if part is None else part) for weight, part in parts), 2)
    evidence = f"{name_words}; {kind_words}; {place_words}; score {score:.2f}"
    enough = PROPOSED if thing.kind in INDIVIDUALS else _PROPOSED_CONCEPT
    proposed = score >= enough
    if not proposed:
        evidence = f"not sure enough; {evidence}"
    return Verdict(found, proposed, score if proposed else min(score, ABSTAINED), score, evidence)


def _name_fit(thing: Thing, found: Found) -> tuple[float, str]:
    """The mean of both languages where both are known; a name whose language is not said counts for its script."""
    theirs: dict[str, list[str]] = {"en": [], "zh": []}
    for language, names in found.names.items():
        for name in names:
            base = language.partition("-")[0]
            theirs[base if base in theirs else "zh" if re.search(r"[\u3400-\u9fff]", name) else "en"].append(name)
    fits, words = [], []
    for language, ours in (("en", thing.english), ("zh", thing.chinese)):
        best = max(((similarity(a, b, thing.classes), a, b) for a in ours for b in theirs[language]), default=None)
        if best:
            fits.append(best[0])
            how = "the same" if best[0] == 1 else f"{best[0]:.2f} like {_quoted(best[1])}"
            words.append(f"{'English' if language == 'en' else 'Chinese'} name {_quoted(best[2])} {how}")
    if not fits:
        return 0.0, "no name to compare"
    return (sum(fits) / 2 if len(fits) == 2 else fits[0] * _ONE_LANGUAGE), ", ".join(words)


def one_line(text: str) -> str:
    """A text of others, made fit for a cell of a table: printable, on one line, no longer than a name is."""
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())
    return flat if len(flat) <= _LONGEST_NAME else flat[: _LONGEST_NAME - 4] + " ..."


def _quoted(name: str) -> str:
    return f'"{name}"'


@cache
def similarity(ours: str, theirs: str, classes: frozenset[str]) -> float:
    """1 for the same name, a little less for one that differs by the word for its type, else how alike they are."""
    first, second = normalised(ours), normalised(theirs)
    if first == second:
        return 1.0
    if _bare(first, classes) == _bare(second, classes):
        return _NEARLY
    ratio = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return ratio * _NEARLY if ratio >= _ALIKE else ratio / 2


def normalised(name: str) -> str:
    """The name without capitals, accents, punctuation, articles and widths of letters."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return " ".join(word for word in re.sub(r"[\W_]+", " ", flat).split() if word not in ("the", "of"))


def _bare(name: str, classes: frozenset[str]) -> str:
    """The name without the word for its type, if something is left."""
    for kind in sorted(classes):
        english, chinese = read_types().get(kind, ((), ()))
        for word in (*(f" {one}" for one in english), *chinese):
            if name.endswith(word) and len(name) > len(word) + 1:
                return name.removesuffix(word)
    return name


def forms(thing: Thing) -> dict[str, tuple[str, ...]]:
    """Language to the names under which others may have a thing: with and without the word for its type."""
    found: dict[str, tuple[str, ...]] = {}
    for language, names, place in (("en", thing.english, 0), ("zh", thing.chinese, 1)):
        made = list(names)
        for kind in sorted(thing.classes) if thing.kind == "place" else ():
            word = next(iter(read_types().get(kind, ((), ()))[place]), "")
            mark = f" {word.title()}" if place == 0 else word
            if word:
                made += [name.removesuffix(mark) if name.endswith(mark) else name + mark for name in names]
        found[language] = tuple(dict.fromkeys(name for name in made if len(name) > 1))
    return found


def _type_fit(thing: Thing, found: Found) -> tuple[float | None, str]:
    words = {word for kind in thing.classes for part in read_types().get(kind, ((), ())) for word in part}
    if not found.types or not words:
        return None, "type not compared"
    shown = ", ".join(found.types[:3])
    if _is_of_type(found, words):
        return 1.0, f"type fits ({shown})"
    return 0.0, f"type does not fit ({shown})"


def _is_of_type(found: Found, words: Iterable[str]) -> bool:
    """Whether a type of it has one of the words: at the beginning of a word of English, at the end in Chinese."""
    pattern = "|".join(rf"\b{re.escape(word)}|{re.escape(word)}$" for word in words)
    return bool(pattern) and any(re.search(pattern, kind.casefold()) for kind in found.types)


def _place_fit(thing: Thing, found: Found) -> tuple[float | None, str]:
    """1 in the same place, 0 in another one; a country alone says little unless ours lies in no smaller place."""
    if not thing.places:
        return None, "place not compared"
    ours = [{_bare(normalised(name), _PLACES) for name in names} for names in thing.places]
    near, country = (
        [{_bare(normalised(name), _PLACES) for name in names} for names in places]
        for places in (found.places, found.countries)
    )
    smaller, largest = ours[:-1], ours[-1]
    for place, names in zip(smaller, thing.places, strict=False):
        if any(not place.isdisjoint(theirs) for theirs in near):
            return 1.0, f"in the same place ({min(names)})"
    elsewhere = [names[0] for names, flat in zip(found.places, near, strict=True) if largest.isdisjoint(flat)]
    if smaller and elsewhere:
        return 0.0, f"in another place ({', '.join(elsewhere[:3])})"
    if any(not largest.isdisjoint(theirs) for theirs in (*near, *country)):
        return (None if smaller else 1.0), f"in the same country ({min(thing.places[-1])})"
    if near or country:
        return 0.0, f"in another place ({', '.join(names[0] for names in (*found.places, *found.countries)[:3])})"
    for names in thing.places:
        if named := sorted(name for name in names if len(name) > 1 and name in found.description):
            country_alone = smaller and names is thing.places[-1]
            return (None if country_alone else 1.0), f"its description names {named[0]}"
    return None, "place not compared"


_PLACES = frozenset({"Province", "Municipality", "City", "County", "District"})
