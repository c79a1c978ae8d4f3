"""The reader of periods: years, parts of a year, dates, five-year plans, and the years a change is counted from.

In: words and a lexicon. Out: frozen `Period` values with their places in the words.
How: one regular expression for each way of naming a period, the most specific first, built from the lexicon's cues.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peakgraph.lexicon import DIGITS, NUMBER, PERIOD, Lexicon, alternatives, normal

_DIGITS = r"(?<![\w+/])(?<!\d[.,])(?:19|20)\d\d"
_YEAR = _DIGITS + r"(?![\w+/]|[.,]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\w|[.,]\d)"
_QUOTES = "[\\s\"“”'‘’(]*"
_START = r"(?<![\w-])"
_REACH = 160  # how far before a year its cue may begin, in characters


@dataclass(frozen=True, slots=True)
class Period:
    """A period as words name it, `words[start_offset:end_offset]`; without the cues before it from `name_offset` on.

    Years and dates are None where the words do not give them: "by 2025" has an end and no start, "February 18" and
    "the past three years" have neither year nor date. `baseline`: a change is counted from it.
    """

    start_year: int | None
    end_year: int | None
    start: date | None
    end: date | None
    baseline: bool
    start_offset: int
    end_offset: int
    name_offset: int

    @property
    def year(self) -> int | None:
        """The one calendar year that the period lies in; None if there is none or are several."""
        return self.start_year if self.start_year == self.end_year else None

    @property
    def whole_years(self) -> bool:
        """Whether the period is made of whole calendar years, or says only by the end of which year."""
        starts = self.start is None or (self.start.month, self.start.day) == (1, 1)
        return starts and (self.end is None or (self.end.month, self.end.day) == (12, 31))


@dataclass(frozen=True, slots=True)
class _Grammar:
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    heads: tuple[tuple[str, re.Pattern[str]], ...]
    counted_before: re.Pattern[str]  # words that make a number such as 2000 a quantity and no year
    counted_after: re.Pattern[str]
    year_on_year: re.Pattern[str]
    parts: dict[str, tuple[int, int]]
    ordinals: dict[str, int]


def read_periods(text: str, lexicon: Lexicon) -> tuple[Period, ...]:
    """All periods that the text names, in its order, none overlapping another."""
    grammar = _grammar(lexicon)
    periods: list[Period] = []  # in the text's order
    for kind, pattern in grammar.patterns:
        for match in pattern.finditer(text):
            at = bisect_left(periods, match.end(), key=lambda period: period.name_offset)
            if at and match.start() < periods[at - 1].end_offset:
                continue  # a part of a period that a more specific pattern found
            if (period := _period(kind, match, grammar)) is not None:
                periods.insert(at, period)
    return tuple(periods)


def says_year_on_year(text: str, lexicon: Lexicon) -> bool:
    """Whether the text counts a change from the same period of the year before."""
    return bool(_grammar(lexicon).year_on_year.search(text))


def plan_years(ordinal: int) -> tuple[int, int]:
    """First and last year of China's five-year plan of that number (1 to 30); ValueError beyond.

    The first ran from 1953, the second from 1958, and after a gap of three years the third from 1966.
    """
    if not 1 <= ordinal <= 30:
        raise ValueError(f"no five-year plan {ordinal}")
    first = 1953 + 5 * (ordinal - 1) if ordinal < 3 else 1966 + 5 * (ordinal - 3)
    return first, first + 4


def _period(kind: str, match: re.Match[str], grammar: _Grammar) -> Period | None:
    """The period of one match with the cues before it; None where the words only look like one."""
    text = match.string
    if kind == "year" and _is_counted(match, grammar):
        return None
    dates = _dates(kind, match, grammar)
    if dates is None:
        return None
    start, end = dates
    offset, found = match.start(), set[str]()
    while head := _head(text, offset, grammar):
        found.add(head[0])
        offset = head[1]
    if end is None:  # no year in the words
        return Period(None, None, None, None, False, match.start(), match.end(), match.start())
    first: int | None = start.year if start else end.year
    last: int | None = end.year
    if found & {"by", "end-of", "as-of"}:
        start, first = None, last
    elif "since" in found:
        end = last = None
    elif "season" in found:
        start = end = None
    return Period(first, last, start, end, "baseline" in found and first == last, offset, match.end(), match.start())


def _head(text: str, end: int, grammar: _Grammar) -> tuple[str, int] | None:
    """The cue that ends right before `end`, and where it starts."""
    begin = max(0, end - _REACH)
    for kind, pattern in grammar.heads:
        if match := pattern.search(text[begin:end]):
            return kind, begin + match.start()
    return None


def _is_counted(match: re.Match[str], grammar: _Grammar) -> bool:
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    return bool(grammar.counted_after.match(match.string, match.end()) or grammar.counted_before.search(before))


def _dates(kind: str, match: re.Match[str], grammar: _Grammar) -> tuple[date | None, date | None] | None:
    """First and last day of a match; None, None without a year; None where it is no period after all."""
    groups = match.groupdict()
    if kind == "relative":
        return None, None
    if kind == "plan":
        digits = re.match(r"\d+", groups["ordinal"])
        ordinal = int(digits[0]) if digits else grammar.ordinals[normal(groups["ordinal"])]
        if not 1 <= ordinal <= 30:
            return None
        first, last = plan_years(ordinal)
        return date(first, 1, 1), date(last, 12, 31)
    if kind in ("years", "between"):
        first, last = int(groups["year"]), int(groups["last"])
        return (date(first, 1, 1), date(last, 12, 31)) if first < last else None
    return _dates_in_year(kind, match, grammar)


def _dates_in_year(kind: str, match: re.Match[str], grammar: _Grammar) -> tuple[date | None, date | None] | None:
    groups = match.groupdict()
    names = [groups[name] for name in ("part", "last") if groups.get(name)]
    months = [grammar.parts[normal(name)] for name in names]
    if any(first == last and not name[0].isupper() for name, (first, last) in zip(names, months, strict=True)):
        return None  # "may" and "march" are words; a month begins with a capital
    if groups.get("month"):
        months = [(int(groups["month"]), int(groups["month"]))]
    if groups["year"] is None:
        return None, None
    year = int(groups["year"])
    first, last = (months[0][0], months[-1][1]) if months else (1, 12)
    if not 1 <= first <= last <= 12:
        return None
    day = groups.get("day")
    if day and int(day) > monthrange(year, last)[1]:
        return None
    return date(year, first, int(day or 1)), date(year, last, int(day or monthrange(year, last)[1]))


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> _Grammar:
    """The regular expressions of a lexicon, the most specific first: a year in a date is no year of its own."""

    def words(slug: str) -> tuple[str, ...]:
        return lexicon.words_of(PERIOD + slug)

    number = rf"(?:{DIGITS}|{alternatives(cue.words for cue in lexicon.numbers)})"
    number = rf"{number}(?:\s*{alternatives(words('to'))}\s*{number})?"
    parts = {cue: (first, last) for cue, first, last in lexicon.year_parts}
    month = alternatives(cue for cue, (first, last) in parts.items() if first == last)
    part, to = alternatives(parts), alternatives(words("to"))
    ordinal = rf"(?:\d{{1,2}}[a-z]{{2}}|{alternatives(cue for cue, _ in lexicon.ordinals)})"
    between, joined = (alternatives(lexicon.words_of(NUMBER + slug)) for slug in ("between", "and"))
    patterns = {
        "iso": rf"(?P<year>{_DIGITS})-(?P<month>\d\d)-(?P<day>\d\d)(?!\w)",
        "relative": rf"{_START}{alternatives(words('relative'), number)}(?!\w)",
        "plan": rf"{_START}(?P<ordinal>{ordinal})\s+{alternatives(words('five-year-plan'))}(?!\w)",
        "date": rf"{_START}(?P<part>{month})\.?\s+(?P<day>{_DAY})(?:,?\s+(?P<year>{_YEAR}))?",
        "day-first": rf"{_START}(?P<day>{_DAY})\s+(?P<part>{month})(?!\w)\.?(?:,?\s+(?P<year>{_YEAR}))?",
        "parts": rf"{_START}(?P<part>{part})\.?(?:\s*{to}\s*(?P<last>{part})\.?)?,?\s+(?P<year>{_YEAR})",
        "between": rf"{_START}{between}\s+(?P<year>{_YEAR})\s+{joined}\s+(?P<last>{_YEAR})",
        "years": rf"(?P<year>{_YEAR})\s*{to}\s*(?P<last>{_YEAR})",
        "year": rf"(?P<year>{_YEAR})",
    }
    kinds = ("baseline", "since", "as-of", "end-of", "by", "season", "in", "from")
    of_periods = {cue for kind in kinds for cue in words(kind)}
    counted = {cue.words for cue in lexicon.bounds if not cue.after} - of_periods
    units = {cue.words for cue in lexicon.units if not cue.before} | {cue for cue, _ in lexicon.multipliers}
    return _Grammar(
        tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in patterns.items()),
        tuple((k, re.compile(rf"{_START}{alternatives(words(k))}{_QUOTES}$", re.IGNORECASE)) for k in kinds),
        re.compile(rf"{_START}{alternatives(counted)}{_QUOTES}$", re.IGNORECASE),
        re.compile(rf"[\s-]*{alternatives(units)}(?!\w)", re.IGNORECASE),
        re.compile(rf"{_START}{alternatives(words('year-on-year'))}(?!\w)", re.IGNORECASE),
        parts,
        dict(lexicon.ordinals),
    )
