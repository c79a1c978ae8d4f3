"""What `peakgraph query` does once it knows what is asked.

In: a graph, a question, parameters, a format. Out: the answer on stdout; remarks on stderr.
How: a name of the library, else a file, else stdin; evidence by the query that the header names, else by the rows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from peakgraph.answers import Answer
from peakgraph.documents import decode
from peakgraph.errors import PeakGraphError
from peakgraph.evidence import row_evidence
from peakgraph.graph import PeakGraph
from peakgraph.library import Query, bind, parse_query
from peakgraph.prefixes import DOCUMENT
from peakgraph.sources import read_bytes
from peakgraph.terms import value_of


def list_library(graph: PeakGraph, form: str, tag: str | None) -> None:
    """The library: names, questions, parameters and tags; of one tag, if it is given."""
    import pyoxigraph as ox

    queries = [query for query in graph.library.values() if tag is None or tag in query.tags]
    if not queries:
        tags = sorted({tag for query in graph.library.values() for tag in query.tags})
        raise PeakGraphError(f"no query has the tag '{tag}'; the tags are: {', '.join(tags)}")
    rows = [tuple(map(ox.Literal, (q.name, q.summary, ", ".join(q.parameters), ", ".join(q.tags)))) for q in queries]
    _print(Answer(("query", "question", "parameters", "tags"), tuple(rows)), form, graph)
    click.echo("Ask one: peakgraph query NAME; see its SPARQL and parameters: peakgraph query NAME --show", err=True)


def show_query(graph: PeakGraph, question: str, params: Mapping[str, str]) -> None:
    """The SPARQL of a question with its parameters bound."""
    click.echo(bind(_find(graph, question), params, graph.prefixes), nl=False)


def answer_question(graph: PeakGraph, question: str, params: dict[str, str], form: str, evidence: bool) -> None:
    """Asks and prints; with `evidence`, what the statements' passages say too."""
    query = _find(graph, question)
    if evidence and query.evidence:
        click.echo(f"The answer is put together; the passages behind it, by '{query.evidence}':", err=True)
        shared = graph.find(query.evidence)
        kept = {name: value for name, value in params.items() if name in shared.parameters}
        _print(graph.answer(query, params), form, graph)
        _print(graph.answer(shared, kept), form, graph)
        return
    answer = graph.answer(query, params, evidence=evidence and form != "table")
    _print(answer, form, graph)
    if not answer.terms:
        click.echo(query.empty or "No rows: the documents state nothing of that.", err=True)
    elif evidence and form == "table":
        _print_evidence(graph, answer)


def _find(graph: PeakGraph, question: str) -> Query:
    """A query of the library, or one read from a file or from stdin."""
    if question == "-":
        return parse_query("stdin", decode("stdin", sys.stdin.buffer.read()))
    if os.path.exists(question) and not os.path.isdir(question):
        return parse_query(Path(question).stem, decode(question, read_bytes(Path(question), question)))
    if question.endswith(".rq") or os.sep in question:
        raise PeakGraphError(f"{question}: no such file; 'peakgraph query' lists the library's names")
    return graph.find(question)


def _print(answer: Answer, form: str, graph: PeakGraph) -> None:
    if form != "table":
        click.echo(answer.to_bytes(form, graph.prefixes), nl=False)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in answer.columns:
        table.add_column(column, overflow="fold")
    for row in answer.shown(graph.prefixes):
        table.add_row(*(Text(cell) for cell in row))
    wide = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=wide, soft_wrap=False).print(table)


def _print_evidence(graph: PeakGraph, answer: Answer) -> None:
    """The quotes under a table, numbered as its rows."""
    from peakgraph.answers import as_shown

    found = False
    for number, row in enumerate(answer.terms, 1):
        for e in row_evidence(graph.store, row):
            found = True
            statement = " ".join(as_shown(term, graph.prefixes) for term in (e.subject, e.predicate, e.object))
            place = value_of(e.passage).rpartition("/")[2]
            speaker = f", spoken by {as_shown(e.speaker, graph.prefixes)}" if e.speaker else ""
            click.echo(f"[{number}] {statement}")
            click.echo(f'    "{value_of(e.quote)}"')
            click.echo(f"    {value_of(e.document).removeprefix(DOCUMENT)}, characters {place}{speaker}")
    if not found:
        click.echo("No evidence: no document states anything between the things of a row.", err=True)
