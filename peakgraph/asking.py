"""What `peakgraph query` does once it knows what is asked.

In: a graph or an endpoint, a question, parameters, a format. Out: the answer on stdout; remarks on stderr.
How: a name of the library, else a file, else stdin; evidence by the query that the header names, else by the rows.
A question with SERVICE is answered from its sample, or live.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from peakgraph.answers import Answer
from peakgraph.errors import PeakGraphError, harmless
from peakgraph.evidence import with_evidence
from peakgraph.graph import ANY_KIND, PeakGraph
from peakgraph.library import ANY, Query, as_iri, names_a_thing, parse_query
from peakgraph.printing import print_answer, print_evidence
from peakgraph.terms import Term

#: Formats that a terminal shows.
_FOR_PEOPLE = ("table", "markdown")
#: What endpoints answer to a query that they cannot do.
_FAILED = (400, 500, 501)


def list_library(graph: PeakGraph, form: str, tag: str | None) -> None:
    """The library: names, questions, parameters and tags; of one tag, if it is given, federated questions too."""
    import pyoxigraph as ox

    from peakgraph.federation import read_federated

    federated = read_federated(graph.project)
    known = graph.library if tag is None else {**graph.library, **federated}
    queries = [query for query in known.values() if tag is None or tag in query.tags]
    if not queries:
        tags = sorted({tag for query in known.values() for tag in query.tags})
        raise PeakGraphError(f"no query has the tag '{tag}'; the tags are: {', '.join(tags)}")
    said = {q.name: _first_sentence(q.summary) if form == "table" else q.summary for q in queries}
    rows = [tuple(map(ox.Literal, (q.name, said[q.name], ", ".join(q.parameters), ", ".join(q.tags)))) for q in queries]
    print_answer(Answer(("query", "question", "parameters", "tags"), tuple(rows)), form, graph)
    click.echo("Ask one: peakgraph query NAME; all on it, and its SPARQL: peakgraph query NAME --show", err=True)
    if federated and tag is None:
        click.echo(f"{len(federated)} more join the graph with open data: peakgraph query --tag federated", err=True)


def _first_sentence(summary: str) -> str:
    """The question itself, without what is said on it."""
    return re.split(r"(?<=[?.])\s", summary, maxsplit=1)[0]


def show_query(graph: PeakGraph, question: str, params: Mapping[str, str], *, values: bool = False) -> None:
    """The SPARQL of a question with its parameters bound; of a federated one, by VALUES if `values` is set."""
    query = _find(graph, question)
    text = graph.bound(query, params)
    if values:
        from peakgraph.federation import show_values_form

        text = show_values_form(query, text, graph.prefixes)
    click.echo(text, nl=False)


def answer_question(
    graph: PeakGraph,
    question: str,
    params: Mapping[str, str],
    form: str,
    *,
    evidence: bool,
    ids: bool,
    live: float | None = None,
) -> None:
    """Asks and prints; with `evidence`, what the statements' passages say too.

    `live` asks the endpoint that a federated question names: the seconds that one request to it may take.
    """
    query = _find(graph, question)
    if live is not None and not _is_federated(query):
        raise PeakGraphError(f"'{query.name}' asks this graph alone; leave out --live")
    _say_defaults(query, params)
    if evidence and query.evidence:
        click.echo(f"The answer is put together; the passages behind it, by '{query.evidence}':", err=True)
        if form == "table":
            print_answer(graph.answer(query, params), form, graph, ids=ids)
        query, params = graph.evidence_query(query, params)
    if _is_federated(query):
        answer = _answer_in_two_places(graph, query, params, live)
        answer = with_evidence(graph.store, answer) if evidence and form != "table" else answer
        answer = _harmless(answer) if form in _FOR_PEOPLE else answer
    else:
        answer = graph.answer(query, params, evidence=evidence and form != "table")
    print_answer(answer, form, graph, ids=ids)
    if not answer.terms and _is_federated(query) and live is None:
        click.echo("No rows from the sample, which is small; --live asks the endpoint itself", err=True)
    elif not answer.terms:
        click.echo(_emptiness(graph, query, params), err=True)
    elif evidence and form == "table":
        print_evidence(graph, answer)


def _answer_in_two_places(graph: PeakGraph, query: Query, params: Mapping[str, str], live: float | None) -> Answer:
    """The answer to a federated question, and on stderr, who gives the outside part of it."""
    from peakgraph.federation import PAUSE, answer_federated, describe_sample
    from peakgraph.service_block import split

    if live is None:
        sample = describe_sample(graph.project, query)
    endpoint = split(query.name, graph.bound(query, params), graph.prefixes).endpoint
    if live is None:
        click.echo(f"From {sample}, not from {endpoint}; --live asks there", err=True)
        return answer_federated(graph, query, params)
    from peakgraph.remote import Remote, shown

    click.echo(f"Asking {shown(endpoint)} ...", err=True)
    return answer_federated(graph, query, params, Remote(timeout=live, total=live, pause=PAUSE))


def _is_federated(query: Query) -> bool:
    """Whether the query has a SERVICE block; most say by their letters that they have none, and load no scanner."""
    if "service" not in query.text.casefold():
        return False
    from peakgraph.service_block import is_federated

    return is_federated(query.text)


class Elsewhere(NamedTuple):
    """An endpoint to ask: its URL, how long a request may take, whether it gets the login of the environment.

    `insecure` gives the login to another machine over http too.
    """

    url: str
    timeout: float
    login: bool
    insecure: bool


class _Project(PeakGraph):
    """The queries and prefixes of a project, built or not, for questions that another graph answers.

    What is not in the graph here may be there, so a parameter names what it says; labels are looked up where they can.
    """

    def __init__(self, project: Path) -> None:
        self.is_built = False
        self.project = project
        with suppress(PeakGraphError):
            super().__init__(project)
            self.is_built = True

    def _named(self, query: Query, name: str, value: str) -> str:
        parameter = query.parameters.get(name)
        if not self.is_built or parameter is None or value == ANY or not names_a_thing(parameter.default):
            return value
        return self._labelled(value, as_iri(parameter.default, parameter.default, self.prefixes)) or value


def ask_elsewhere(
    project: Path, question: str, params: Mapping[str, str], form: str, there: Elsewhere, *, show: bool, ids: bool
) -> None:
    """Asks an endpoint a question of the library or a file, and prints what it answers; `show` prints the SPARQL."""
    from peakgraph.endpoint import complete
    from peakgraph.remote import origin, shown

    origin(there.url)
    graph = _Project(project)
    query = _find(graph, question)
    sparql = complete(graph.bound(query, params), graph.prefixes)
    if show:
        click.echo(sparql, nl=False)
        return
    _say_defaults(query, params)
    if sys.stderr.isatty():
        click.echo(f"Asking {shown(there.url)} ...", err=True)
    answer = _answer_there(there, query, sparql, graph.prefixes)
    print_answer(_harmless(answer) if form in _FOR_PEOPLE else answer, form, graph, ids=ids)
    if not answer.terms:
        click.echo(f"No rows: {shown(there.url)} has nothing of that.", err=True)


def _answer_there(there: Elsewhere, query: Query, sparql: str, prefixes: Mapping[str, str]) -> Answer:
    """The endpoint's answer; where it fails at a question with SERVICE, the words say what else can be done."""
    from peakgraph.credentials import refuse_plain
    from peakgraph.endpoint import BrokenAnswerError, ask_endpoint
    from peakgraph.remote import Credentials, Remote, RemoteError

    credentials = Credentials.from_environment("PEAKGRAPH") if there.login else None
    if there.login and credentials is None:
        raise PeakGraphError("--login: set PEAKGRAPH_USER and PEAKGRAPH_PASSWORD, or PEAKGRAPH_TOKEN")
    if credentials and not there.insecure:
        refuse_plain(there.url)
    remote = Remote(timeout=there.timeout, total=there.timeout, credentials=credentials)
    try:
        return ask_endpoint(remote, there.url, sparql, prefixes)
    except RemoteError as error:
        failed = isinstance(error, BrokenAnswerError) or error.status in _FAILED
        if not (failed and _is_federated(query)):
            raise
        raise PeakGraphError(
            f"{error}; it may not do SERVICE: --live asks from here, --show --values prints the other form"
        ) from error


def _harmless(answer: Answer) -> Answer:
    """The answer with a mark for each letter that would move a terminal's cursor; only texts of others have such."""
    import pyoxigraph as ox

    def safe(term: Term | None) -> Term | None:
        text = "" if term is None else getattr(term, "value", str(term))  # IRIs too may hold marks of direction
        return term if harmless(text) == text else ox.Literal(harmless(text))

    return Answer(answer.columns, tuple(tuple(map(safe, row)) for row in answer.terms))


def _say_defaults(query: Query, params: Mapping[str, str]) -> None:
    """Which parameters stand at their defaults: an answer for one industry is not one for all."""
    for name, parameter in query.parameters.items():
        if name not in params:
            click.echo(f"{name} is {parameter.default}, the default; --param {name}=... asks for another", err=True)


def _emptiness(graph: PeakGraph, query: Query, params: Mapping[str, str]) -> str:
    """Why there are no rows: a name that is not in the graph or of another kind, or that nothing of it is stated."""
    for name, value in params.items():
        if name == ANY_KIND:
            continue
        default = query.parameters[name].default
        kind, asked = (term.partition(":")[0] for term in (default, value))
        if names_a_thing(default) and ":" in value and asked in graph.prefixes and asked != kind:
            return f"No rows: {name} is {value}, which is no {kind}; the default is {default}"
    unknown = graph.unknown_names(query.text)
    if unknown:
        return f"No rows: the graph has no {' and no '.join(unknown)}; is it misspelt?"
    if query.empty:
        return query.empty
    if _is_federated(query):
        return "No rows: the endpoint has nothing that joins with what the graph holds."
    return "No rows: nothing in the graph is like that."


def _find(graph: PeakGraph, question: str) -> Query:
    """A query of the library, or one read from a file or from stdin."""
    is_file = question.endswith((".rq", ".sparql")) or os.sep in question
    if question != "-" and not is_file:
        if not (graph.project / "queries" / "federated" / f"{question}.rq").is_file():
            return graph.find(question)
        from peakgraph.federation import find_federated

        return find_federated(graph.project, question)
    from peakgraph.documents import decode  # here, so that a question of the library does not load them
    from peakgraph.sources import read_bytes

    if question == "-":
        return parse_query("stdin", decode("stdin", sys.stdin.buffer.read()))
    return parse_query(Path(question).stem, decode(question, read_bytes(Path(question), question)))
