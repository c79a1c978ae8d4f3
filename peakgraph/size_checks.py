"""Sizes of lists and whole dates read again from their words.

In: the index of a dataset, and the lexicon. Out: findings with the reading's line.
How: a size must be a number of the quote or its contexts, a date a day that they name; as printed or as repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from peakgraph.checks import Index
from peakgraph.errors import Finding
from peakgraph.lexicon import Lexicon
from peakgraph.periods import read_periods
from peakgraph.prefixes import DCTERMS, PG, SCHEMA
from peakgraph.terms import Fact

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_SIZE = PG + "statedSize"
_DATES = {
    DCTERMS + "issued",
    PG + "periodStart",
    PG + "periodEnd",
    *(SCHEMA + name for name in ("startDate", "endDate", "legislationDate", "legislationDateOfApplicability")),
}


def check_sizes_and_dates(index: Index, lexicon: Lexicon) -> list[Finding]:
    """Each stated size and each whole date that its passage's words do not give."""
    return [finding for passage in index.by_passage for finding in _check_passage(index, passage, lexicon)]


def _check_passage(index: Index, passage: str, lexicon: Lexicon) -> Iterator[Finding]:
    facts = [fact for fact in index.by_passage[passage] if fact.predicate == _SIZE or fact.predicate in _DATES]
    if not facts:
        return
    read_with = {passage, *index.dataset.statements.contexts.get(passage, ())}
    words = index.words(passage) + [read for _, read in index.repairs_of(read_with)]
    for fact in facts:
        said = _size_fault(fact, words, lexicon) if fact.predicate == _SIZE else _date_fault(fact, words, lexicon)
        if said:
            message = f"{index.name(fact.subject)}: {index.name(fact.predicate)} {said}"
            yield Finding(index.where(passage), "size-or-date", message, focus=fact.subject, path=fact.predicate)


def _size_fault(fact: Fact, words: list[str], lexicon: Lexicon) -> str:
    numbers = {int(found.replace(",", "")) for text in words for found in _DIGITS.findall(text)}
    for cue in lexicon.numbers:
        if any(re.search(rf"(?<!\w){re.escape(cue.words)}(?!\w)", text, re.IGNORECASE) for text in words):
            numbers.add(int(cue.value))
    if not fact.value.isdecimal() or int(fact.value) in numbers:
        return ""  # no number at all: the shapes say so
    return f"{fact.value} is no number of the quote or its context, which have {', '.join(map(str, sorted(numbers)))}"


def _date_fault(fact: Fact, words: list[str], lexicon: Lexicon) -> str:
    """A period's end, a day with its year, or a day whose year stands elsewhere in the words."""
    try:
        day = date.fromisoformat(fact.value)
    except ValueError:
        return ""  # no date at all: the shapes say so
    periods = [period for text in words for period in read_periods(text, lexicon)]
    if any(day in (period.start, period.end) for period in periods):
        return ""
    months = [cue for cue, first, last in lexicon.year_parts if first == last == day.month]
    named = rf"(?<!\w)(?:{'|'.join(map(re.escape, months))})\.?\s+{day.day}(?!\d)"
    stands = any(re.search(named, text, re.IGNORECASE) for text in words)
    if stands and any(str(day.year) in text for text in words):
        return ""
    return f"{fact.value} is not a day that the quote or its context gives"
