"""Answers on a terminal: a table where it fits, records where it does not, quotes under the rows.

In: an answer and a graph. Out: text on stdout. How: rich draws the table; a thing shows as its label, where the answer
has one, and a column that is empty throughout is left out.
"""

from __future__ import annotations

import os
import sys

import click

from peakgraph.answers import Answer, as_shown
from peakgraph.evidence import Evidence, row_evidence
from peakgraph.graph import PeakGraph
from peakgraph.prefixes import DOCUMENT
from peakgraph.terms import value_of

#: Columns of a table narrower than this are hard to read: the rows are then printed as records.
_NARROWEST = 14
_PIPE_WIDTH = 200


def print_answer(answer: Answer, form: str, graph: PeakGraph, *, ids: bool = False) -> None:
    """The answer in one of the formats; `ids` keeps the IRIs of things that a table shows by label."""
    if form != "table":
        click.echo(answer.to_bytes(form, graph.prefixes), nl=False)
        return
    columns, rows = _visible(answer, graph, ids)
    width = _width()
    if len(columns) * _NARROWEST > width:
        _print_records(columns, rows)
    else:
        _print_table(columns, rows, width)


def _width() -> int:
    """The terminal's width, that of COLUMNS where it is set, else wide enough for a pipe."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        import shutil

        return shutil.get_terminal_size().columns
    return _PIPE_WIDTH


def _visible(answer: Answer, graph: PeakGraph, ids: bool) -> tuple[list[str], list[list[str]]]:
    """The columns to show: none that is empty throughout, and no IRI beside its label."""
    shown = answer.shown(graph.prefixes)
    kept = [
        number
        for number, name in enumerate(answer.columns)
        if (any(row[number] for row in shown) or not shown) and (ids or f"{name}_label" not in answer.columns)
    ]
    return [answer.columns[number] for number in kept], [[row[number] for number in kept] for row in shown]


def _print_table(columns: list[str], rows: list[list[str]], width: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        # A question's name is there to be typed.
        table.add_column(column.removesuffix("_label"), overflow="fold", no_wrap=column == "query")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=sys.stdout, width=width).print(table)


def _print_records(columns: list[str], rows: list[list[str]]) -> None:
    """A row as lines of `column: value`, numbered, a blank line after it."""
    names = [column.removesuffix("_label") for column in columns]
    for number, row in enumerate(rows, 1):
        click.echo(f"[{number}]")
        for name, value in zip(names, row, strict=True):
            if value:
                click.echo(f"  {name}: {value}")
        click.echo()


def print_evidence(graph: PeakGraph, answer: Answer) -> None:
    """The quotes behind each row, numbered as the rows; a quote that was shown is named by its place alone."""
    seen: set[str] = set()
    for number, row in enumerate(answer.terms, 1):
        by_passage: dict[str, list[Evidence]] = {}
        for evidence in row_evidence(graph.store, row):
            by_passage.setdefault(value_of(evidence.passage), []).append(evidence)
        if not by_passage:
            click.echo(f"[{number}] No evidence: no document states anything between the things of this row.")
        for passage, found in by_passage.items():
            _print_passage(graph, number, found, again=passage in seen)
            seen.add(passage)


def _print_passage(graph: PeakGraph, number: int, found: list[Evidence], *, again: bool) -> None:
    first = found[0]
    document = value_of(first.document).removeprefix(DOCUMENT)
    place = f"{document}, characters {value_of(first.passage).rpartition('/')[2]}"
    speaker = f", spoken by {as_shown(first.speaker, graph.prefixes)}" if first.speaker else ""
    if again:
        click.echo(f"[{number}] (quoted above) {place}{speaker}")
    else:
        click.echo(f'[{number}] "{value_of(first.quote)}"')
        click.echo(f"    {place}{speaker}")
        for label, remark in (("read with", first.read_with), ("remarks", first.remarks)):
            if remark:
                click.echo(f"    {label}: {value_of(remark)}")
    for evidence in found:
        terms = (evidence.subject, evidence.predicate, evidence.object)
        click.echo(f"    states: {' '.join(as_shown(term, graph.prefixes) for term in terms)}")
