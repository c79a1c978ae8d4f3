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
from peakgraph.errors import PeakGraphError
from peakgraph.graph import PeakGraph
from peakgraph.library import Query, names_a_thing, parse_query
from peakgraph.printing import print_answer, print_evidence


def list_library(graph: PeakGraph, form: str, tag: str | None) -> None:
    """The library: names, questions, parameters and tags; of one tag, if it is given."""
    import pyoxigraph as ox

    queries = [query for query in graph.library.values() if tag is None or tag in query.tags]
    if not queries:
        tags = sorted({tag for query in graph.library.values() for tag in query.tags})
        raise PeakGraphError(f"no query has the tag '{tag}'; the tags are: {', '.join(tags)}")
    rows = [tuple(map(ox.Literal, (q.name, q.summary, ", ".join(q.parameters), ", ".join(q.tags)))) for q in queries]
    print_answer(Answer(("query", "question", "parameters", "tags"), tuple(rows)), form, graph)
    click.echo("Ask one: peakgraph query NAME; see its SPARQL and parameters: peakgraph query NAME --show", err=True)


def show_query(graph: PeakGraph, question: str, params: Mapping[str, str]) -> None:
    """The SPARQL of a question with its parameters bound."""
    click.echo(graph.bound(_find(graph, question), params), nl=False)


def answer_question(
    graph: PeakGraph, question: str, params: Mapping[str, str], form: str, *, evidence: bool, ids: bool
) -> None:
    """Asks and prints; with `evidence`, what the statements' passages say too."""
    query = _find(graph, question)
    _say_defaults(query, params)
    if evidence and query.evidence:
        click.echo(f"The answer is put together; the passages behind it, by '{query.evidence}':", err=True)
        if form == "table":
            print_answer(graph.answer(query, params), form, graph, ids=ids)
        query, params = graph.evidence_query(query, params)
    answer = graph.answer(query, params, evidence=evidence and form != "table")
    print_answer(answer, form, graph, ids=ids)
    if not answer.terms:
        click.echo(_emptiness(graph, query, params), err=True)
    elif evidence and form == "table":
        print_evidence(graph, answer)


def _say_defaults(query: Query, params: Mapping[str, str]) -> None:
    """Which parameters stand at their defaults: an answer for one industry is not one for all."""
    for name, parameter in query.parameters.items():
        if name not in params:
            click.echo(f"{name} is {parameter.default}, the default; --param {name}=... asks for another", err=True)


def _emptiness(graph: PeakGraph, query: Query, params: Mapping[str, str]) -> str:
    """Why there are no rows: a name that is not in the graph or of another kind, or that nothing of it is stated."""
    for name, value in params.items():
        default = query.parameters[name].default
        kind, asked = (term.partition(":")[0] for term in (default, value))
        if names_a_thing(default) and ":" in value and asked in graph.prefixes and asked != kind:
            return f"No rows: {name} is {value}, which is no {kind}; the default is {default}"
    unknown = graph.unknown_names(query.text)
    if unknown:
        return f"No rows: the graph has no {' and no '.join(unknown)}; is it misspelt?"
    return query.empty or "No rows: the documents state nothing of that."


def _find(graph: PeakGraph, question: str) -> Query:
    """A query of the library, or one read from a file or from stdin."""
    is_file = question.endswith((".rq", ".sparql")) or os.sep in question
    if question != "-" and not is_file:
        return graph.find(question)
    from peakgraph.documents import decode  # here, so that a question of the library does not load them
    from peakgraph.sources import read_bytes

    if question == "-":
        return parse_query("stdin", decode("stdin", sys.stdin.buffer.read()))
    return parse_query(Path(question).stem, decode(question, read_bytes(Path(question), question)))
