"""The summary that a build prints: things by kind, coverage by document.

In: a build's result. Out: tables on stderr. How: rich, loaded by who prints.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from peakgraph.build import Result
from peakgraph.coverage import COLUMNS, LEFT_OVER, Coverage

_CONSOLE_WIDTH = 130


def _console() -> Console:
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=_CONSOLE_WIDTH)


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def print_summary(result: Result) -> None:
    """Things by kind, what each document states, and the coverage."""
    summary, console = result.summary, _console()
    kinds = _table("Things in the graph", "kind", "number")
    for kind, number in summary.things.items():
        kinds.add_row(kind, f"{number:,}")
    console.print(kinds)
    documents = _table("What each document states", "document", "passages", "statements", "figures")
    for document, row in summary.documents.items():
        documents.add_row(document, *(f"{row.get(name, 0):,}" for name in ("passages", "statements", "figures")))
    console.print(documents)
    graphs = _table("Triples, each once", "graph", "triples")
    for name, number in summary.triples.items():
        graphs.add_row(name, f"{number:,}")
    console.print(graphs)
    print_coverage(result.coverage)


def print_coverage(coverages: Iterable[Coverage]) -> None:
    """What became of each document's non-blank characters."""
    table = _table("Coverage in non-blank characters", "document", "all", *COLUMNS, LEFT_OVER)
    for coverage in coverages:
        counts = (coverage.counts.get(kind, 0) for kind in (*COLUMNS, LEFT_OVER))
        table.add_row(coverage.document, f"{coverage.characters:,}", *(f"{count:,}" for count in counts))
    _console().print(table)
