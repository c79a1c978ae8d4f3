"""The reader of numbers: every quantity that words state, with its unit, its bound and its change.

In: words and a lexicon. Out: frozen `Quantity` values, in base units, with their places in the words.
How: numbers first, less those of periods, names and codes; the unit stands after, the bound and the change around.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from peakgraph.grammar import Grammar, grammar_of
from peakgraph.lexicon import COUNT, EXACTLY, LEVEL, RATIO, TIMES, Lexicon, normal
from peakgraph.periods import Period, read_periods

__all__ = ["Lexicon", "Period", "Quantity", "read_change_words", "read_periods", "read_quantities", "read_roles"]

_QUOTE = "\"“”'‘’"
_NAME_GOES_ON = re.compile(r"-\w")
_LETTER = re.compile(r"[^\W_]")
_MOST_DIGITS = 20  # a longer row of digits is a code
_MARKER = re.compile(r"^[ \t]*(?:\d{1,2}(?:\.\d+)*[.)]\s|\d+[ \t]*$)", re.MULTILINE)
_JOINT = re.compile(r"[,;:.!?()\n]")  # what parts two numbers that have nothing to do with each other
_INSERTED = re.compile(r"\[[^\]\n]*\]")  # what a repair adds: "3 [units, not stated which] with ..."
_REACH = 160  # how far before a number its cues may begin, in characters
_STEPS = 6  # how many cues may stand in a row: "has increased / by / more than / a total of / 5"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that words state: `words[start:end]` is the number with its unit, less the cues around it.

    `value`, and `upper` for the upper end of a range, are in the base unit `unit`; `bound` and `change` are IRIs. The
    bound of a number without a cue is bound:exactly, its change change:level.
    """

    value: Decimal
    upper: Decimal | None
    unit: str
    bound: str
    change: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Number:
    """Digits or a number word, `factor` times; `unit` only where the word implies one."""

    value: Decimal
    factor: Decimal
    unit: str | None
    start: int
    end: int


def read_quantities(words: str, lexicon: Lexicon, *, target: bool) -> tuple[Quantity, ...]:
    """All quantities that the words state, in their order; none for words such as "tens of millions of kilowatts".

    `target` chooses between the two readings of words such as "reach". Values are in base units; a number without a
    unit is a count (unit:NUM). Numbers of periods, ordinals, names and codes are no quantities.
    """
    grammar = grammar_of(lexicon)
    closed = deque(sorted(_closed(words, lexicon, grammar)))
    quantities: list[Quantity] = []
    at = closed_until = 0
    while match := grammar.number.search(words, at):
        at = match.end()
        while closed and closed[0][0] <= match.start():
            closed_until = max(closed_until, closed.popleft()[1])
        if match.start() < closed_until or _is_name(match):
            continue
        if (number := _number(match, grammar)) is not None:
            quantities.append(_quantity(words, number, grammar, target))
            at = quantities[-1].end
    return tuple(quantities)


def read_change_words(words: str, lexicon: Lexicon) -> frozenset[str]:
    """The changes that words state without a number ("a significant increase"), as IRIs."""
    grammar = grammar_of(lexicon)
    return frozenset(grammar.tables.change_words[normal(match[1])] for match in grammar.change_word.finditer(words))


def read_roles(
    words: str, quantities: Iterable[Quantity], lexicon: Lexicon, *, counts: bool
) -> tuple[tuple[Quantity, Quantity | None], ...]:
    """What a figure may state, each with its threshold if it has one; a threshold itself is not among them.

    `quantities` are readings of `words`, in order. "3 with an income of 30 billion yuan" counts 3 above a threshold,
    and so does "more than 10 billion enterprises 4", where the count stands last. With `counts`, a count may be the
    threshold of another ("3 with 500 employees"); otherwise two counts stand side by side.
    """
    grammar = grammar_of(lexicon)
    pairs: list[tuple[Quantity, Quantity | None]] = []
    left = list(quantities)
    while left:
        first = left.pop(0)
        if left and _joined(words, first, left[0], grammar):
            second = left[0]
            if _counts_the_foregoing(words, second, grammar):
                pairs.append((left.pop(0), first))
                continue
            if (first.unit, first.change) == (COUNT, LEVEL) and (counts or second.unit != COUNT):
                pairs.append((first, left.pop(0)))
                continue
        pairs.append((first, None))
    return tuple(pairs)


def _joined(words: str, first: Quantity, second: Quantity, grammar: Grammar) -> bool:
    """Whether two quantities stand in one phrase: a noun between them, and neither a stop nor "and"."""
    between = _INSERTED.sub(" ", words[first.end : second.start])
    plain = not _JOINT.search(between) and not grammar.and_.search(between)
    return plain and bool(re.search(r"[^\W\d_]", between)) and not grammar.from_.search(words[: first.start])


def _counts_the_foregoing(words: str, quantity: Quantity, grammar: Grammar) -> bool:
    """Whether a bare count ends its clause and counts what stands before it, as in "enterprises 4"."""
    after, before = words[quantity.end :].lstrip(), words[max(0, quantity.start - _REACH) : quantity.start]
    if (quantity.unit, quantity.change) != (COUNT, LEVEL) or (after and not _JOINT.match(after)):
        return False
    cues = _cues_before(words, quantity.start, grammar)
    return grammar.tables.changes.get(cues[0]) == LEVEL if cues else not grammar.link.search(before)


def _closed(words: str, lexicon: Lexicon, grammar: Grammar) -> list[tuple[int, int]]:
    """Places whose numbers are no quantities: periods, fixed expressions, list markers and lone page numbers."""
    spans = [(period.name_offset, period.end_offset) for period in read_periods(words, lexicon)]
    spans += [match.span() for match in grammar.fixed.finditer(words)]
    if not words.strip().isdigit():  # words that are one number are that number
        spans += [match.span() for match in _MARKER.finditer(words)]
    return spans


def _is_name(match: re.Match[str]) -> bool:
    """Whether a number alone fills quotation marks or brackets: a name such as "6997", a list marker such as (1)."""
    before, after = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    return bool(before and after) and ((before in _QUOTE and after in _QUOTE) or before + after == "()")


def _number(match: re.Match[str], grammar: Grammar) -> _Number | None:
    """The number at a match, times the multipliers after it; None where letters follow that are no unit."""
    text, end = match.string, match.end()
    groups = match.groupdict()
    unit: str | None = None
    if groups.get("digits"):
        digits = re.sub(r"[^\d.-]", "", groups["digits"].replace("−", "-"))
        if len(digits) > _MOST_DIGITS:
            return None
        value = Decimal(digits)
    elif groups.get("tens"):
        value = grammar.tables.values[normal(groups["tens"])][0] + grammar.tables.values[normal(groups["ones"])][0]
    elif groups.get("article"):
        value = Decimal(1)
    else:
        value, unit = grammar.tables.values[normal(groups["word"])]
    factor = Decimal(1)
    while found := grammar.multiplier.match(text, end):
        factor *= grammar.tables.multipliers[normal(found[1])]
        end = found.end()
    if end == match.end() and not groups.get("digits") and _NAME_GOES_ON.match(text, end):
        return None  # "three-chain", "two-oriented": a name and no count
    if _LETTER.match(text, end) and not grammar.unit_after.match(text, end):
        return None  # "5G", "22nd", "10,000s"
    return _Number(value, factor, unit, match.start(), end)


def _quantity(words: str, number: _Number, grammar: Grammar, target: bool) -> Quantity:
    """The number with its range, its unit, its bound and its change."""
    start, end, unit, multiplier = number.start, number.end, number.unit, Decimal(1)
    if found := grammar.unit_after.match(words, end):
        (unit, multiplier), end = grammar.tables.units[normal(found[1])], found.end()
    elif prefixed := grammar.unit_before.search(words[max(0, start - _REACH) : start]):
        unit, multiplier = grammar.tables.units[normal(prefixed[1])]
        start = max(0, start - _REACH) + prefixed.start()
    value, upper = number.value * number.factor * multiplier, None
    if second := _second(words, start, end, grammar):
        other_unit, other_end = None, second.end
        if found := grammar.unit_after.match(words, second.end):
            other_unit, other_end = grammar.tables.units[normal(found[1])], found.end()
        factor = second.factor if number.factor == 1 else number.factor
        scale = other_unit[1] if other_unit else multiplier
        low, high = number.value * factor * scale, second.value * second.factor * scale
        same_unit = unit is None or other_unit is None or other_unit[0] == unit
        if same_unit and low < high:
            value, upper, end, unit = low, high, other_end, other_unit[0] if other_unit else unit
    bound, change = _cues(words, start, end, grammar, target)
    unit = unit or COUNT
    if unit == RATIO and change == LEVEL:
        change = TIMES
    return Quantity(_plain(value), None if upper is None else _plain(upper), unit, bound, change, start, end)


def _plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent: 600000000000.00 is 600000000000."""
    return Decimal(f"{value.normalize():f}")


def _second(words: str, start: int, end: int, grammar: Grammar) -> _Number | None:
    """The second number of a range whose first one ends at `end`; "from 10% to 20%" is no range."""
    before = words[max(0, start - _REACH) : start]
    joiner = grammar.joined if grammar.between.search(before) else grammar.joiner
    if not (found := joiner.match(words, end)) or grammar.from_.search(before):
        return None
    match = grammar.second.match(words, found.end())
    return _number(match, grammar) if match else None


def _cues(words: str, start: int, end: int, grammar: Grammar, target: bool) -> tuple[str, str]:
    """Bound and change of the number at a place: the nearest cues before it, else those right after it."""
    bound: str | None = None
    change: str | None = None
    for cue in _cues_before(words, start, grammar):
        if bound is None and cue in grammar.tables.bounds:
            bound = grammar.tables.bounds[cue].in_target if target else grammar.tables.bounds[cue].in_observation
        change = change or grammar.tables.changes.get(cue)
    while found := grammar.cue_after.match(words, end):
        cue, end = normal(found[1]), found.end()
        bound = grammar.tables.bounds_after.get(cue, bound)
        stated = grammar.tables.changes_after.get(cue, frozenset())
        if change is None:
            change = next(iter(sorted(stated - set(grammar.tables.yearly.values()))), None)
        elif grammar.tables.yearly.get(change) in stated:
            change = grammar.tables.yearly[change]
    return bound or EXACTLY, change or LEVEL


def _cues_before(words: str, start: int, grammar: Grammar) -> list[str]:
    """The cues that stand in a row right before a place, the nearest first."""
    cues: list[str] = []
    for _ in range(_STEPS):
        begin = max(0, start - _REACH)
        before = words[begin:start]
        if match := grammar.cue_before.search(before):
            cues.append(normal(match[1]))
            start = begin + match.start()
            continue
        nearest = ((_last(pattern, before), cue) for cue, pattern in grammar.gap_cues)
        gaps = [(match.start(), cue) for match, cue in nearest if match]
        if gaps:
            cues.append(max(gaps)[1])
        break
    return cues


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that starts last: of two verbs before one "by", the nearer one counts."""
    match = pattern.search(text)
    while match and (nearer := pattern.search(text, match.start() + 1)):
        match = nearer
    return match
