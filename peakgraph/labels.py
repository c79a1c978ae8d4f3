"""Labels that the build gives to what people do not name one by one: figures, lists, memberships, repairs, documents.

In: the merge. Out: `rdfs:label` triples in English (and Chinese where every part has a Chinese label).
How: each label is put together from the labels of the thing's parts and its stated words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from peakgraph.prefixes import DCTERMS, ORG, PG, RDF, RDFS
from peakgraph.terms import fact

#: Names that a label of a figure lists one by one.
_MOST_NAMES = 3
#: Marks that a name may have been printed in.
_QUOTATION = "\"'“”‘’"
MARKS_OF_DIRECTION = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LABEL = ox.NamedNode(RDFS + "label")


class _Merge:
    """The merge by subject and predicate, values sorted, so that the first one is always the same."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.labels: dict[tuple[str, str], str] = {}
        self.typed: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, value, _, _, language in map(fact, triples):
            if predicate == _LABEL.value:
                self.labels[subject, language] = value
            elif predicate == RDF + "type":
                self.typed[value].add(subject)
            else:
                self.values[subject, predicate].append(value)
        for found in self.values.values():
            found.sort()

    def first(self, subject: str, predicate: str) -> str:
        return next(iter(self.values.get((subject, predicate), ())), "")

    def all(self, subject: str, predicate: str) -> list[str]:
        return self.values.get((subject, predicate), [])

    def name(self, iri: str, language: str) -> str:
        return self.labels.get((iri, language), "")

    def unlabelled(self, *classes: str) -> list[str]:
        things = {thing for kind in classes for thing in self.typed[kind]}
        return sorted(thing for thing in things if (thing, "en") not in self.labels and not thing.startswith("_:"))


def build_labels(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """A label a language for each figure, enumeration, membership, translation note and document without one."""
    merge = _Merge(triples)
    kinds = (
        (_figure, (PG + "Figure", PG + "Target", PG + "Observation")),
        (_enumeration, (PG + "Enumeration",)),
        (_membership, (ORG + "Membership",)),
    )
    for describe, classes in kinds:
        for thing in merge.unlabelled(*classes):
            for language in ("en", "zh"):
                if text := describe(merge, thing, language):
                    yield _label(thing, text, language)
    for thing in merge.unlabelled(PG + "TranslationNote"):
        printed, read = merge.first(thing, PG + "asPrinted"), merge.first(thing, PG + "readAs")
        yield _label(thing, f'"{printed}", read as "{read}"', "en")
    for thing in merge.unlabelled(PG + "SourceDocument"):
        title = merge.first(thing, DCTERMS + "title") or merge.first(thing, DCTERMS + "identifier")
        yield _label(thing, title, "en")


def _label(thing: str, text: str, language: str) -> ox.Triple:
    """A label put together out of several names, without their marks of direction: those would turn the others."""
    return ox.Triple(ox.NamedNode(thing), _LABEL, ox.Literal(text.translate(MARKS_OF_DIRECTION), language=language))


def _figure(merge: _Merge, thing: str, language: str) -> str:
    """`operating income, Hubei, 2025: 600 billion yuan`; none in Chinese where the indicator has no Chinese name."""
    indicator = merge.name(merge.first(thing, PG + "indicator"), language)
    subject, place = (_names(merge, merge.all(thing, PG + name), language) for name in ("industry", "place"))
    when = merge.first(thing, PG + "year") or _period(
        merge.first(thing, PG + "periodStart"), merge.first(thing, PG + "periodEnd"), language
    )
    stated = min(merge.all(thing, PG + "asStated"), key=lambda words: (len(words), words), default="")
    if not indicator:
        return "" if language == "zh" else stated
    parts = [part for part in (indicator, subject, place, when) if part]
    return (", " if language == "en" else "，").join(parts) + (": " if language == "en" else "：") + stated


def _period(start: str, end: str, language: str) -> str:
    """`2021-2025`; one year where both are of it; the months where the period is not of whole years."""
    if not (start and end) or (start.endswith("-01-01") and end.endswith("-12-31")):
        return "-".join(dict.fromkeys(filter(None, (start[:4], end[:4]))))
    if language == "zh":
        return "至".join(dict.fromkeys(f"{date[:4]}年{int(date[5:7])}月" for date in (start, end)))
    return " to ".join(dict.fromkeys(date[:7] for date in (start, end)))


def _names(merge: _Merge, things: list[str], language: str) -> str:
    """The names of up to three things, else the first and how many more."""
    names = sorted(filter(None, (merge.name(thing, language) for thing in things)))
    if len(names) <= _MOST_NAMES:
        return (" and " if language == "en" else "、").join(names)
    return f"{names[0]} and {len(names) - 1} more" if language == "en" else f"{names[0]}等{len(names)}项"


def _enumeration(merge: _Merge, thing: str, language: str) -> str:
    """`chain master enterprise: "8 chain main enterprises" (8 stated, 2 named)`; without a printed name, what of."""
    kind = merge.name(merge.first(thing, PG + "memberKind"), language)
    size, named = merge.first(thing, PG + "statedSize"), len(merge.all(thing, PG + "names"))
    printed = min(merge.all(thing, PG + "namedAs"), key=lambda words: (len(words), words), default="")
    of = f'"{_unquoted(printed)}"' if printed else merge.name(merge.first(thing, PG + "about"), language)
    if language == "zh":
        counts = f"（所述{size}，列出{named}）" if size else f"（列出{named}）"
        return "：".join(filter(None, [kind, of])) + counts if kind else ""
    counts = f" ({size} stated, {named} named)" if size else f" ({named} named)"
    return ": ".join(filter(None, [kind or "list", of])) + counts


def _unquoted(name: str) -> str:
    """A name that was printed in marks of quotation, without them: a label puts its own."""
    return name[1:-1] if len(name) > 2 and {name[0], name[-1]} <= set(_QUOTATION) else name


def _membership(merge: _Merge, thing: str, language: str) -> str:
    member, role, body = (
        merge.name(merge.first(thing, ORG + part), language) for part in ("member", "role", "organization")
    )
    if not (member and role and body):
        return ""
    return f"{member}: {role} in {body}" if language == "en" else f"{member}：{body}{role}"
