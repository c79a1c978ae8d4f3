"""Every figure of the dataset read again from its words, passage by passage.

In: the index of a dataset, and the lexicon. Out: findings with the reading's line.
How: a figure as one passage states it becomes a `StatedFigure`; peakgraph.figures says what does not agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from peakgraph.checks import Index
from peakgraph.errors import Finding
from peakgraph.figures import StatedFigure, check_figure
from peakgraph.lexicon import Lexicon
from peakgraph.prefixes import ID, PG
from peakgraph.terms import Fact


def _decimal(text: str) -> Decimal:
    """A finite number; raises ValueError for `NaN` and the like."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_KINDS = ("target", "observation")

#: Property of a figure to the field of a `StatedFigure` and what makes its value.
_FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "value": ("value", _decimal),
    "upperValue": ("upper", _decimal),
    "unit": ("unit", str),
    "bound": ("bound", str),
    "change": ("change", str),
    "baselineYear": ("baseline_year", int),
    "year": ("year", int),
    "periodStart": ("period_start", date.fromisoformat),
    "periodEnd": ("period_end", date.fromisoformat),
    "periodAsStated": ("period_as_stated", str),
    "thresholdValue": ("threshold_value", _decimal),
    "thresholdUnit": ("threshold_unit", str),
    "thresholdBound": ("threshold_bound", str),
}


def check_figures(index: Index, lexicon: Lexicon) -> list[Finding]:
    """What does not agree between figures and their words; a field stated twice over in a passage is SHACL's."""
    return [finding for passage in index.by_passage for finding in _check_passage(index, passage, lexicon)]


def _check_passage(index: Index, passage: str, lexicon: Lexicon) -> Iterator[Finding]:
    figures: dict[str, list[Fact]] = defaultdict(list)
    for quad in index.by_passage[passage]:
        kind, _, slug = quad.subject.removeprefix(ID).partition("/")
        if kind in _KINDS and slug:
            figures[quad.subject].append(quad)
    for iri, quads in figures.items():
        words = [quad.value for quad in quads if quad.predicate == PG + "asStated"]
        unworded = [] if words else [quad for quad in quads if quad.predicate.removeprefix(PG) in _FIELDS]
        if unworded:
            what = f"{index.name(iri)}: {index.name(unworded[0].predicate)}"
            message = f"{what} with no pg:asStated in this block; give the words it stands in"
            yield Finding(index.where(passage), "figure", message, focus=iri)
        for as_stated in words:
            try:
                figure = _stated_figure(index, passage, iri, as_stated, quads)
            except (ValueError, ArithmeticError) as error:
                message = f"{index.name(iri)}: a number or date that is none: {error}"
                yield Finding(index.where(passage), "figure", message, focus=iri)
                continue
            for said in check_figure(figure, lexicon):
                yield Finding(index.where(passage), "figure", f"{index.name(iri)}: {said}", focus=iri)


def _stated_figure(index: Index, passage: str, iri: str, as_stated: str, quads: list[Fact]) -> StatedFigure:
    """The figure as the passage states it, with the repairs of the passage and of those it is read with."""
    fields = {}
    for quad in quads:
        name, make = _FIELDS.get(quad.predicate.removeprefix(PG), ("", str))
        if name:
            fields[name] = make(quad.value)
    quote, *contexts = index.words(passage)
    read_with = {passage, *index.dataset.statements.contexts.get(passage, ())}
    return StatedFigure(
        slug=index.name(iri),
        kind="target" if "/target/" in iri else "observation",
        as_stated=as_stated,
        quote=quote,
        contexts=tuple(contexts),
        repairs=index.repairs_of(read_with),
        **fields,
    )
