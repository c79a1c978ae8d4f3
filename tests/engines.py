"""Answers of several engines, compared as terms, and the table of who gives the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from peakgraph.answers import Answer
from peakgraph.library import Query

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

ENGINES = ("rdflib", "pyoxigraph", "oxigraph server", "Virtuoso")
#: The name of what a test notes for the table: query, engine, rows, whether they are the same.
NOTE = "answer"
Row = tuple[object, ...]
Record = Callable[[str, object], None]


def comparable(value: object) -> object:
    """A term of either library in one form; numbers by their value, as engines write decimals differently."""
    if value is None:
        return None
    if isinstance(value, ox.Literal):
        text, language, datatype = value.value, value.language, value.datatype.value
    elif isinstance(value, rdflib.Literal):
        text, language, datatype = str(value), value.language, str(value.datatype or rdflib.XSD.string)
    else:
        return getattr(value, "value", str(value))
    if datatype.endswith(("#integer", "#decimal")):
        return Decimal(text).normalize()
    return (text, language) if language else (text, datatype)


def rows(answer: Answer) -> list[Row]:
    return [tuple(map(comparable, row)) for row in answer.terms]


def in_decided_order(query: Query, answer: Answer) -> list[Row]:
    """The order of the rows as far as SPARQL decides it: by the first keys, as long as they are IRIs or nothing."""
    tail = query.text[query.text.rindex("ORDER BY") :].removeprefix("ORDER BY").split()
    keys: list[int] = []
    for key in tail:
        if not re.fullmatch(r"\?\w+", key) or key[1:] not in answer.columns:
            break
        place = answer.columns.index(key[1:])
        if any(isinstance(row[place], ox.Literal) for row in answer.terms):
            break
        keys.append(place)
    return [tuple(comparable(row[key]) for key in keys) for row in answer.terms]


def same_rows(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether the same rows are there the same number of times, in whatever order."""
    return sorted(map(repr, one)) == sorted(map(repr, other))


def note(record_property: Record, query: str, engine: str, number: int, same: bool) -> None:
    """Notes an answer for the table."""
    record_property(NOTE, f"{query} {ENGINES.index(engine)} {number} {'same' if same else 'DIFFERS'}")


def print_table(terminal: TerminalReporter) -> None:
    """Each query with its rows and what each engine gave; a test that did not run leaves a dash."""
    found: dict[str, dict[str, str]] = {}
    for reports in terminal.stats.values():
        for report in reports:
            if not isinstance(report, pytest.TestReport) or report.when != "call":
                continue
            for name, value in report.user_properties:
                if name == NOTE:
                    query, engine, number, verdict = str(value).split(" ")
                    found.setdefault(query, {})[ENGINES[int(engine)]] = f"{number} {verdict}"
    if not found:
        return
    terminal.section("the query library on four engines: rows, and whether they are the known answer")
    width = max(map(len, found))
    terminal.write_line("  ".join(["query".ljust(width), *(engine.ljust(15) for engine in ENGINES)]).rstrip())
    for query, answers in sorted(found.items()):
        cells = (answers.get(engine, "-").ljust(15) for engine in ENGINES)
        terminal.write_line("  ".join([query.ljust(width), *cells]).rstrip())
