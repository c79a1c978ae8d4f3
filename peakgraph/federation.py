"""Federated questions: a part that our graph answers, a part that another endpoint answers, and their join.

In: a question with one `SERVICE <endpoint> { ... }` and the header `#+ join: item`. Out: its rows.
How: what stands before the block binds the join variables here; the block is asked with their values put first, in
batches; the rows that come back stand in the block's place as VALUES. So it also runs where SERVICE is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyoxigraph as ox

from peakgraph.answers import Answer, Row, ask
from peakgraph.errors import PeakGraphError
from peakgraph.library import Query, read_library, read_query
from peakgraph.project_files import read_utf8
from peakgraph.service_block import Federated, header, split, variables

if TYPE_CHECKING:
    from peakgraph.graph import PeakGraph
    from peakgraph.remote import Remote

#: Who answers the outside part: SPARQL in, rows out.
Outside = Callable[[str], Answer]

#: Values that one request carries: some 5 KB, which every endpoint takes.
BATCH = 100
#: Seconds between two requests to the same endpoint.
PAUSE = 1.0


def read_federated(project: Path) -> dict[str, Query]:
    """Name to question of the project's federated library; a project need not have one."""
    folder = project / "queries" / "federated"
    return read_library(folder) if folder.is_dir() else {}


def find_federated(project: Path, name: str) -> Query:
    """The question of the federated library that has this name; raises with the names near it."""
    return read_query(project / "queries" / "federated", name)


def answer_in_parts(parts: Federated, store: ox.Store, prefixes: Mapping[str, str], outside: Outside) -> Answer:
    """The question's rows: asked here, then outside, then here; raises what either of them raises."""
    sent = ask(store, parts.local_part(), prefixes).terms
    for row in sent:
        for name, term in zip(parts.join, row, strict=True):
            if not isinstance(term, ox.NamedNode | ox.Literal):
                what = "nothing" if term is None else "a blank node"
                raise PeakGraphError(f"{parts.name}: ?{name} is {what} in a row; bind it to IRIs or literals first")
    rows: list[Row] = []
    for start in range(0, len(sent), BATCH):
        rows += _in_order(parts, outside(parts.outside_part(sent[start : start + BATCH])))
    return ask(store, parts.joined(rows), prefixes)


def answer_federated(
    graph: PeakGraph,
    question: Query | str,
    parameters: Mapping[str, str] = MappingProxyType({}),
    remote: Remote | None = None,
) -> Answer:
    """The answer to a federated question, by name or at hand: from its sample, or through `remote` from its endpoint.

    Raises `PeakGraphError` where there is no such question, it has no sample, or the endpoint does not answer.
    """
    query = find_federated(graph.project, question) if isinstance(question, str) else question
    parts = split(query.name, graph.bound(query, parameters), graph.prefixes)
    outside = from_endpoint(remote, parts, graph.prefixes) if remote else from_sample(graph, query)
    return answer_in_parts(parts, graph.store, graph.prefixes, outside)


def from_endpoint(remote: Remote, parts: Federated, prefixes: Mapping[str, str]) -> Outside:
    """Asks the endpoint that the question names."""
    from peakgraph.endpoint import ask_endpoint

    return lambda sparql: ask_endpoint(remote, parts.endpoint, sparql, prefixes)


def from_sample(graph: PeakGraph, query: Query) -> Outside:
    """Asks the question's sample: a small, real part of the outside data, in its shape."""
    store = ox.Store()
    path = sample_of(graph.project, query)
    try:
        store.load(read_utf8(path).encode(), format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise PeakGraphError(f"{path}: not Turtle: {error}") from error
    return lambda sparql: ask(store, sparql, graph.prefixes)


def sample_of(project: Path, query: Query) -> Path:
    """The file of the question's sample; raises where its header names none, or one that lies elsewhere."""
    names = header(query.text, "sample")
    if not names:
        raise PeakGraphError(
            "SERVICE asks another endpoint, and a query stays on this machine; take it out, or add --live"
        )
    if len(names) > 1 or not re.fullmatch(r"[\w-]+\.ttl", names[0]):
        raise PeakGraphError(f"{query.name}: '#+ sample:' names one .ttl file of queries/federated/samples/, no path")
    return project / "queries" / "federated" / "samples" / names[0]


def describe_sample(project: Path, query: Query) -> str:
    """Which sample answers, and what it is, in a line for people."""
    path = sample_of(project, query)
    text = read_utf8(path)
    source, read = (" ".join(header(text, key)) for key in ("source", "read"))
    return f"the sample {path.relative_to(project)} ({source}; read {read})"


def show_values_form(query: Query, text: str, prefixes: Mapping[str, str]) -> str:
    """The question as the three that are asked where SERVICE is refused, with marks where values go."""
    parts = split(query.name, text, prefixes)
    return (
        f"# 1. Ask this graph for the values of {variables(parts.join)}:\n{parts.local_part().lstrip()}\n"
        f"# 2. Ask {parts.endpoint}, with those values between the braces:\n{parts.outside_part(()).lstrip()}\n"
        f"# 3. Ask this graph again, with the rows between the braces:\n{parts.joined(()).lstrip()}"
    )


def _in_order(parts: Federated, answer: Answer) -> list[Row]:
    """The rows with their columns as the question needs them; what an endpoint leaves out is unbound."""
    if not set(parts.join) <= set(answer.columns):
        raise PeakGraphError(
            f"{parts.name}: {parts.endpoint} answered without {variables(parts.join)}; its columns: "
            f"{', '.join(answer.columns)[:200] or 'none'}"
        )
    places = [answer.columns.index(name) if name in answer.columns else -1 for name in parts.columns]
    return [tuple(row[place] if place >= 0 else None for place in places) for row in answer.terms]
