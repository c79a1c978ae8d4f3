"""The check of invariant 2: no number that the words do not give, and none that they give left out.

In: a figure as a reading states it, with its quote, contexts and repairs. Out: one-line messages, none where it holds.
How: the words are read again, as repaired; each field of the figure must be what some reading of its words gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from peakgraph.lexicon import COUNT, EXACTLY, LEVEL, Lexicon
from peakgraph.periods import Period, read_periods, says_year_on_year
from peakgraph.quantities import Quantity, read_change_words, read_quantities, read_roles
from peakgraph.wording import Place, clause_of, occurrences, read_as, sentence_of

_AROUND = 40  # characters of the quote that a message shows on either side of the words


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure as one quote states it. Values are in base units; unit, bound and change are IRIs.

    `change` None is the level. `as_stated` stands in `quote`; `contexts` are the quotes it is read with; `repairs` are
    pairs (as printed, read as) that apply to the quote or its contexts.
    """

    slug: str
    kind: Literal["target", "observation"]
    as_stated: str
    quote: str
    contexts: tuple[str, ...] = ()
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    bound: str | None = None
    change: str | None = None
    baseline_year: int | None = None
    year: int | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_as_stated: str | None = None
    threshold_value: Decimal | None = None
    threshold_unit: str | None = None
    threshold_bound: str | None = None
    repairs: tuple[tuple[str, str], ...] = ()


def check_figure(figure: StatedFigure, lexicon: Lexicon) -> list[str]:
    """What does not agree between a figure and its words, a line each; empty where all agrees.

    Where `as_stated` stands in the quote more than once, the place that agrees best counts.
    """
    if not figure.as_stated.strip():
        return ["has no words: pg:asStated is empty"]
    starts = occurrences(figure.quote, figure.as_stated)
    if not starts:
        return [f'"{figure.as_stated}" does not stand in its quote: "{_short(figure.quote)}"']
    contexts = tuple(read_as(context, figure.repairs).text for context in figure.contexts)
    readings: list[list[str]] = []
    for start in starts:
        end = start + len(figure.as_stated)
        place = read_as(figure.quote, figure.repairs, start, end)
        readings.append(_check_place(figure, place, contexts, lexicon))
        if place.words == figure.as_stated:  # "37 million", repaired to "37 million tons", is read with its unit
            place = read_as(figure.quote, figure.repairs, start, end, whole=True)
            readings.append(_check_place(figure, place, contexts, lexicon))
        elif figure.value is None:  # a repair rewrote words without a number: nobody can say what became of them
            printed = Place(figure.quote, start, end)
            rest = _check_periods(figure, place, contexts, lexicon, placed=False)
            readings.append(_check_numbers(figure, printed, lexicon) + rest)
    return min(readings, key=len)


def _check_place(figure: StatedFigure, place: Place, contexts: tuple[str, ...], lexicon: Lexicon) -> list[str]:
    return _check_numbers(figure, place, lexicon) + _check_periods(figure, place, contexts, lexicon)


# Numbers


def _check_numbers(figure: StatedFigure, place: Place, lexicon: Lexicon) -> list[str]:
    target = figure.kind == "target"
    alone = read_quantities(place.words, lexicon, target=target)
    within = [
        quantity
        for quantity in read_quantities(place.text, lexicon, target=target)
        if quantity.start < place.end and place.start < quantity.end
    ]
    if cut := _cut(alone, within, place, lexicon):
        return [cut]
    if not within:
        return _check_words_alone(figure, place, lexicon)
    if figure.value is None:
        stated = ", ".join(_say(quantity.value, quantity.unit, lexicon) for quantity in within)
        return [f'has no value, but its words give one: "{place.words}" reads {stated}']
    candidates = read_roles(place.text, within, lexicon, counts=figure.threshold_value is not None)
    return min((_differences(figure, *pair, place, lexicon) for pair in candidates), key=len)


def _cut(alone: tuple[Quantity, ...], within: list[Quantity], place: Place, lexicon: Lexicon) -> str | None:
    """A message where the words read otherwise alone than in their quote: they cut off a part of the number."""
    whole = [(q.value, q.upper, q.unit, q.change, q.start, q.end) for q in within]
    cut = [(q.value, q.upper, q.unit, q.change, q.start + place.start, q.end + place.start) for q in alone]
    bounds = [one.bound in (EXACTLY, other.bound) for one, other in zip(alone, within, strict=False)]
    if whole == cut and all(bounds):
        return None
    quoted = "; ".join(_phrase(quantity, place.text, lexicon) for quantity in within) or "no quantity"
    taken = "; ".join(_phrase(quantity, place.words, lexicon) for quantity in alone) or "no quantity"
    return f'"{place.words}" reads {taken} alone, but {quoted} in its quote: state the words whole'


def _check_words_alone(figure: StatedFigure, place: Place, lexicon: Lexicon) -> list[str]:
    """The check of a figure whose words hold no number."""
    fields = {
        "value": figure.value,
        "upper value": figure.upper,
        "unit": figure.unit,
        "bound": figure.bound,
        "threshold value": figure.threshold_value,
        "threshold unit": figure.threshold_unit,
        "threshold bound": figure.threshold_bound,
    }
    messages = [
        f'{name} {_shown(value, lexicon)} is not in its words: "{place.words}" holds no number'
        for name, value in fields.items()
        if value is not None
    ]
    stated, changes = figure.change or LEVEL, read_change_words(place.words, lexicon) or {LEVEL}
    if stated not in changes:
        read = " or ".join(sorted(lexicon.label(change) for change in changes))
        messages.append(f'change {lexicon.label(stated)} is not in its words: "{place.words}" reads {read}')
    return messages


def _differences(
    figure: StatedFigure, read: Quantity, threshold: Quantity | None, place: Place, lexicon: Lexicon
) -> list[str]:
    """What of a figure is not what one quantity of its words, with its threshold, reads."""
    condition = _as_condition(threshold, place, lexicon) if threshold else None
    pairs: list[tuple[str, Decimal | str | None, Decimal | str | None]] = [
        ("value", figure.value, read.value),
        ("upper value", figure.upper, read.upper),
        ("unit", figure.unit, read.unit),
        ("bound", figure.bound, read.bound),
        ("change", figure.change or LEVEL, read.change),
        ("threshold value", figure.threshold_value, condition.value if condition else None),
        ("threshold unit", figure.threshold_unit, condition.unit if condition else None),
        ("threshold bound", figure.threshold_bound, condition.bound if condition else None),
    ]
    messages: list[str] = []
    for name, stated, found in pairs:
        if stated == found:
            continue
        unit = threshold.unit if threshold and name.startswith("threshold") else read.unit
        says = _say(found, unit, lexicon) if isinstance(found, Decimal) else _shown(found, lexicon)
        where = _words_around(place) if "bound" in name else place.words
        missing = (
            f"{name} {_shown(stated, lexicon)} is not in its words"
            if stated is not None
            else f"has no {name}, but its words give one"
        )
        messages.append(f'{missing}: "{where}" reads {says}')
    return messages


def _as_condition(threshold: Quantity, place: Place, lexicon: Lexicon) -> Quantity:
    """The threshold with the bound of a condition: "reaching 30 billion" means at least, whoever says it."""
    readings = read_quantities(place.text, lexicon, target=True)
    return next(quantity for quantity in readings if quantity.start == threshold.start)


# Periods


def _check_periods(
    figure: StatedFigure, place: Place, contexts: tuple[str, ...], lexicon: Lexicon, *, placed: bool = True
) -> list[str]:
    """The check of years and periods; without `placed` nobody knows which of them stand near the words."""
    own = read_periods(place.text, lexicon)
    others = [period for context in contexts for period in read_periods(context, lexicon)]
    start, end = clause_of(place, own)
    near = [period for period in own if placed and start <= period.start_offset < end]
    adverbial = [period for period in near if not place.text[period.start_offset].isdigit()]
    adverbial = near if adverbial else []  # "(2021 Edition)" alone dates no figure; "by 2025 and 2030" dates two
    messages = _check_year(figure, [*own, *others], adverbial)
    messages += _check_span(figure, [*own, *others], adverbial)
    messages += _check_baseline(figure, [*own, *others], near, place.text[start:end], lexicon)
    if figure.period_as_stated is not None and (
        not figure.period_as_stated.strip()
        or not any(figure.period_as_stated in text for text in (figure.quote, *figure.contexts))
    ):
        messages.append(f'period "{figure.period_as_stated}" stands neither in its quote nor in a context')
    return messages + (_check_left_out(figure, own, adverbial, place) if placed else [])


def _check_year(figure: StatedFigure, periods: list[Period], near: list[Period]) -> list[str]:
    if figure.year is None:
        return []
    dated = [period for period in periods if period.year is not None and not period.baseline]
    nearest = [period for period in near if period.year is not None and not period.baseline]
    found = [period for period in nearest or dated if period.year == figure.year]
    if not found:
        where = "in its clause" if nearest else "in its quote and contexts"
        years = ", ".join(str(year) for year in sorted({p.year for p in nearest or dated if p.year})) or "none"
        return [f"year {figure.year} is not in its words: the years {where} are {years}"]
    parts = [(p.start, p.end) for p in found if p.start and p.end and p.start < p.end and not p.whole_years]
    if len(parts) == len(found) and (figure.period_start, figure.period_end) not in parts:
        first, last = parts[0]
        return [f"year {figure.year} is more than its words say: state the period {first} to {last}"]
    return []


def _check_span(figure: StatedFigure, periods: list[Period], near: list[Period]) -> list[str]:
    stated = (figure.period_start, figure.period_end)
    if stated == (None, None):
        return []
    nearest: set[tuple[date | None, date | None]]
    nearest = {(p.start, p.end) for p in near if p.start and p.end and not p.baseline}
    spans = nearest or {(p.start, p.end) for p in periods if (p.start or p.end) and not p.baseline}
    if stated not in spans:
        read = ", ".join(sorted(f"{first} to {last}" for first, last in spans)) or "none"
        return [f"period {stated[0]} to {stated[1]} is not in its words: the periods there are {read}"]
    years = [day.year for day in stated if day]
    if figure.year is not None and not min(years) <= figure.year <= max(years):
        return [f"year {figure.year} lies outside its period {stated[0]} to {stated[1]}"]
    return []


def _check_baseline(
    figure: StatedFigure, periods: list[Period], near: list[Period], clause: str, lexicon: Lexicon
) -> list[str]:
    nearest = {period.year for period in near if period.baseline}
    stated, level = figure.baseline_year, (figure.change or LEVEL) == LEVEL
    if stated is None:
        if nearest and not level:
            return [f"has no baseline year, but its clause counts from {', '.join(sorted(map(str, nearest)))}"]
        return []
    if level and figure.value is not None:
        return [f"baseline year {stated} stands with a level: only a change has one"]
    years = nearest or {period.year for period in periods if period.baseline}
    until = figure.year or (figure.period_end.year if figure.period_end else None)
    if until is not None and says_year_on_year(clause, lexicon):
        years = years | {until - 1}
    if stated not in years:
        read = ", ".join(sorted(map(str, years))) or "none"
        return [f"baseline year {stated} is not in its words: the baseline years there are {read}"]
    return []


def _check_left_out(figure: StatedFigure, own: tuple[Period, ...], near: list[Period], place: Place) -> list[str]:
    """A period in the figure's own clause, or earlier in its sentence, must be in the figure; a day's date need not."""
    if figure.year is not None or figure.period_start is not None or figure.period_end is not None:
        return []
    days = [p for p in own if p.start is not None and p.start == p.end]
    begin, _ = sentence_of(place, own)
    earlier = [p for p in own if begin <= p.start_offset < place.start and not place.text[p.start_offset].isdigit()]
    dated = [p for p in near + earlier if (p.start_year or p.end_year) and not p.baseline and p not in days]
    relative = [p for p in near if p.start_year is None and p.end_year is None]
    left_out = dated or ([] if figure.period_as_stated else relative)
    return [
        f'has no year or period, but its sentence says "{place.text[period.start_offset : period.end_offset]}"'
        for period in left_out[:1]
    ]


def _words_around(place: Place) -> str:
    """The words with what stands before and after them in their clause, where a bound may stand."""
    start, end = clause_of(place, ())
    start, end = max(start, place.start - _AROUND), min(end, place.end + _AROUND)
    return place.text[start:end].strip()


def _short(words: str) -> str:
    return words if len(words) <= 90 else words[:87] + "..."


def _say(value: Decimal | None, unit: str | None, lexicon: Lexicon) -> str:
    if value is None:
        return "nothing"
    return f"{value:f}" if unit == COUNT else f"{value:f} {lexicon.label(unit)}"


def _shown(value: Decimal | str | None, lexicon: Lexicon) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else lexicon.label(value)


def _phrase(quantity: Quantity, text: str, lexicon: Lexicon) -> str:
    change = "" if quantity.change == LEVEL else f" ({lexicon.label(quantity.change)})"
    said = _say(quantity.value, quantity.unit, lexicon)
    said = said if quantity.upper is None else f"{quantity.value:f} to {_say(quantity.upper, quantity.unit, lexicon)}"
    return f'{lexicon.label(quantity.bound)} {said}{change}, from "{text[quantity.start : quantity.end]}"'
