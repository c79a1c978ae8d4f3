"""SPARQL endpoints elsewhere: a question goes there, its answer comes back as one of ours.

In: a client, an endpoint's URL, SPARQL. Out: an `Answer`, in the server's order, or one line on what came instead.
How: SPARQLWrapper makes the request, our own client sends it, pyoxigraph reads the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import pyoxigraph as ox
from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

from peakgraph.answers import Answer
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import as_sparql
from peakgraph.remote import Remote, RemoteError, Reply, origin, shown
from peakgraph.sparql import form_of, undeclared

#: A longer query goes in the body: some servers and gateways take no longer address.
_LONGEST_ADDRESS = 2000
_F = TypeVar("_F")
_GRAPHS = ("CONSTRUCT", "DESCRIBE")
_RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper, for the request alone; it would find the form of a query in its comments too."""

    def _parseQueryType(self, query: str) -> str | None:
        return form_of(query)


def ask_endpoint(remote: Remote, url: str, sparql: str, prefixes: Mapping[str, str]) -> Answer:
    """The endpoint's answer to SPARQL; prefixes that it uses and does not declare are ours.

    A CONSTRUCT or DESCRIBE gives three columns, an ASK one. Raises RemoteError where the endpoint gives no answer, and
    PeakGraphError for an update: endpoints are asked here and never changed.
    """
    form = form_of(sparql)
    if form is None:
        raise PeakGraphError("an endpoint is asked with SELECT, ASK, CONSTRUCT or DESCRIBE, and changed by none")
    reply = _send(remote, url, complete(sparql, prefixes), form)
    _check_whole(reply)
    try:
        return _triples(reply) if form in _GRAPHS else _rows(reply, form)
    except (SyntaxError, ValueError) as error:
        where = shown(reply.url)
        if b"TimeoutException" in reply.body[-(1 << 16) :]:
            raise RemoteError(f"{where} broke off at its own time limit; ask for less") from error
        words = " ".join(str(getattr(error, "msg", None) or error).split())[:160]
        raise RemoteError(f"the answer of {where} is broken: {words}") from error


def complete(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with those of our prefixes declared in front that it uses and does not declare."""
    text = sparql.removeprefix("\ufeff")
    wanted = undeclared(text)
    return as_sparql({prefix: prefixes[prefix] for prefix in prefixes if prefix in wanted}) + text


def _send(remote: Remote, url: str, sparql: str, form: str) -> Reply:
    origin(url)
    wrapper = _Wrapper(url, agent=remote.user_agent)
    wrapper.setOnlyConneg(True)
    wrapper.setReturnFormat(TURTLE if form in _GRAPHS else JSON)
    if form in _GRAPHS:
        # Virtuoso's Turtle makes an integer of a decimal.
        wrapper.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.9")
    wrapper.setQuery(sparql)
    wrapper.setMethod(GET)
    request = wrapper._createRequest()
    if "?" in url or len(request.full_url) > _LONGEST_ADDRESS:
        wrapper.setMethod(POST)
        request = wrapper._createRequest()
    body = request.data if isinstance(request.data, bytes) else None
    return remote.send(
        request.get_method(), request.full_url, headers=dict(request.header_items()), body=body, repeatable=True
    )


def _check_whole(reply: Reply) -> None:
    """Raises where the body is empty, a web page, or by the server's own word not the whole answer."""
    where = shown(reply.url)
    if not reply.body.strip():
        raise RemoteError(f"{where} answers {reply.status} and says nothing; is it a SPARQL endpoint?")
    if reply.headers.get("x-sql-state", "") == "S1TAT":
        raise RemoteError(f"{where} reached its own time limit and answers in part; ask for less")
    start = reply.body[:200].lstrip().lower()
    if _media(reply) in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype html", b"<html")):
        raise RemoteError(f"{where} answers {reply.status} with a web page, not with data; is it a SPARQL endpoint?")


def _media(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().casefold()


def _format(reply: Reply, formats: Mapping[str, _F], guess: _F | None) -> _F:
    """How the body is written: by its media type, else as its first letter tells."""
    found = formats.get(_media(reply), guess)
    if found is None:
        media = re.sub(r"[^\w/+.-]", "", _media(reply)) or "no media type"
        raise RemoteError(f"{shown(reply.url)} answers in {media}, which was not asked for")
    return found


def _rows(reply: Reply, form: str) -> Answer:
    is_json = reply.body.lstrip().startswith(b"{")
    found = ox.parse_query_results(
        reply.body, format=_format(reply, _RESULTS, ox.QueryResultsFormat.JSON if is_json else None)
    )
    try:
        if isinstance(found, ox.QuerySolutions) and form == "SELECT":
            columns = tuple(variable.value for variable in found.variables)
            return Answer(columns, tuple(map(tuple, list(found))))
        if isinstance(found, ox.QueryBoolean) and form == "ASK":
            return Answer(("answer",), ((ox.Literal(bool(found)),),))
    finally:
        del found  # it may be dropped in its own thread only, and an error's traceback would carry it elsewhere
    raise ValueError(f"it does not fit the form {form}")


def _triples(reply: Reply) -> Answer:
    quads = ox.parse(reply.body, format=_format(reply, _TRIPLES, None), base_iri=reply.url)
    rows = dict.fromkeys((quad.subject, quad.predicate, quad.object) for quad in quads)
    return Answer(("subject", "predicate", "object"), tuple(rows))
