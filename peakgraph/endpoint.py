"""SPARQL endpoints elsewhere: a question goes there, its answer comes back as one of ours.

In: a client, an endpoint's URL, SPARQL. Out: an `Answer`, in the server's order, or one line on what came instead.
How: SPARQLWrapper makes the request, our own client sends it, pyoxigraph reads the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox
from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

from peakgraph.answers import Answer
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import as_sparql
from peakgraph.remote import Remote, RemoteError, Reply, first_words, origin, shown
from peakgraph.sparql import code_of, form_of, undeclared

#: A longer query goes in the body: some servers and gateways take no longer address.
_LONGEST_ADDRESS = 2000
#: Each byte that is allowed may be an empty cell, which takes far more room here than there.
_BYTES_A_CELL = 8
#: What no question of people is answered with: the parser takes minutes over so many columns, and triples in triples
#: deeper than some thousand end the whole process.
_MOST_COLUMNS = 1000
_MOST_TRIPLE_TERMS = 1000
_DEEPEST = 30
_JSON_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_NO_JSON_MARKS = bytes(set(range(256)) - set(b"{}[],"))
#: Bytes at the end of a broken answer, where some servers say why they broke off; the letters of them that are told.
_END = 4096
_LONGEST_END = 120
#: Virtuoso 7 answers ASK with a row of this column for true, and with none or 0 for false.
_VIRTUOSO_ASK = "__ASK_RETVAL"
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


class BrokenAnswerError(RemoteError):
    """The endpoint began an answer and gave something else, or not all of it."""


def ask_endpoint(remote: Remote, url: str, sparql: str, prefixes: Mapping[str, str]) -> Answer:
    """The endpoint's answer to SPARQL; prefixes that it uses and does not declare are ours.

    A CONSTRUCT or DESCRIBE gives three columns, an ASK one. Raises RemoteError where the endpoint gives no answer, and
    PeakGraphError for an update: endpoints are asked here and never changed.
    """
    form = form_of(sparql)
    if form is None:
        raise PeakGraphError("an endpoint is asked with SELECT, ASK, CONSTRUCT or DESCRIBE, and changed by none")
    reply = _send(remote, url, complete(sparql, prefixes), form)
    distinct, limit = _outer_clauses(sparql)
    _check_whole(reply, limit)
    most = remote.largest // _BYTES_A_CELL
    try:
        answer = _triples(reply, most) if form in _GRAPHS else _rows(reply, form, most)
    except (SyntaxError, ValueError, MemoryError) as error:  # the parser's word for a text without end is MemoryError
        where = shown(reply.url)
        if b"TimeoutException" in reply.body[-(1 << 16) :]:
            raise RemoteError(f"{where} broke off at its own time limit; ask for less") from error
        raise BrokenAnswerError(f"the answer of {where} is broken: {_fault(remote, reply, error)}") from error
    # Virtuoso 7 gives some rows twice where a column has no value.
    return Answer(answer.columns, tuple(dict.fromkeys(answer.terms))) if distinct else answer


def complete(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with those of our prefixes declared in front that it uses and does not declare.

    They stand in its first line, so that an error's line is the line of the file.
    """
    text = sparql.removeprefix("\ufeff")
    wanted = undeclared(text)
    return as_sparql({prefix: prefixes[prefix] for prefix in prefixes if prefix in wanted}).replace("\n", " ") + text


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


def _outer_clauses(sparql: str) -> tuple[bool, int | None]:
    """Whether a query is a SELECT DISTINCT, and the LIMIT that it sets itself; those of SELECTs in it do not count."""
    code = code_of(sparql)
    head = re.search(r"(?<![\w:?$-])SELECT(?![\w:-])\s*(DISTINCT\b)?", code, re.IGNORECASE)
    limit = re.search(r"(?<![\w?$])LIMIT\s+(\d+)", code.rpartition("}")[2], re.IGNORECASE)
    distinct = head is not None and head[1] is not None and form_of(sparql) == "SELECT"
    return distinct, int(limit[1]) if limit else None


def _fault(remote: Remote, reply: Reply, error: BaseException) -> str:
    """What the parser says, and how the body ends: a server that fails late says so there."""
    end = reply.body[-_END:].decode("utf-8", "replace")
    words = str(getattr(error, "msg", None) or error)
    if remote.credentials:
        end, words = remote.credentials.redact(end), remote.credentials.redact(words)
    return f"{first_words(words)}; it ends with '{first_words(end[-_LONGEST_END:])}'"


def _check_whole(reply: Reply, limit: int | None) -> None:
    """Raises where the body is empty, a web page, or by the server's own word not the whole answer."""
    where = shown(reply.url)
    if not reply.body.strip():
        raise RemoteError(f"{where} answers {reply.status} and says nothing; is it a SPARQL endpoint?")
    if reply.headers.get("x-sql-state", "") == "S1TAT":
        raise RemoteError(f"{where} reached its own time limit and answers in part; ask for less")
    most = reply.headers.get("x-sparql-maxrows", "")  # Virtuoso says it where the answer has as many
    if re.fullmatch(r"[0-9]{1,18}", most) and (limit is None or limit > int(most)):
        raise RemoteError(
            f"{where} gives {most} rows at the most and cut the answer there; ask for less, or for parts: ORDER BY, "
            f"LIMIT {most} and OFFSET"
        )
    start = reply.body[:200].lstrip().lower()
    if _media(reply) in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype html", b"<html")):
        raise RemoteError(f"{where} answers {reply.status} with a web page, not with data; is it a SPARQL endpoint?")


def _check_size(reply: Reply, cells: int, most: int) -> None:
    if cells > most:
        raise RemoteError(f"the answer of {shown(reply.url)} has more than {most} cells; ask for less")


def _media(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().casefold()


def _format(reply: Reply, formats: Mapping[str, _F], guess: _F | None) -> _F:
    """How the body is written: by its media type, else as its first letter tells."""
    found = formats.get(_media(reply), guess)
    if found is None:
        media = re.sub(r"[^\w/+.-]", "", _media(reply)) or "no media type"
        raise RemoteError(f"{shown(reply.url)} answers in {media}, which was not asked for")
    return found


def check_shape(body: bytes, *, is_json: bool) -> None:
    """Raises where the parser would not come to an end, or to a bad one."""
    if is_json:
        marks = _JSON_STRING.sub(b"", body).translate(None, _NO_JSON_MARKS)
        wide, marks = b"," * _MOST_COLUMNS in marks, marks.translate(None, b",")
        for _ in range(_DEEPEST):  # what is left then is nested deeper, or never closed
            before, marks = marks, marks.replace(b"{}", b"").replace(b"[]", b"")
            if marks == before:
                break
        deep = len(marks) > _DEEPEST
    else:
        wide = max(body.count(b"<variable"), body.partition(b"\n")[0].count(b"\t")) > _MOST_COLUMNS
        deep = len(re.findall(rb"<<|[<:]triple\b", body)) > _MOST_TRIPLE_TERMS
    if wide or deep:
        raise ValueError(f"more than {_MOST_COLUMNS} columns" if wide else "it is nested too deep")


def _rows(reply: Reply, form: str, most: int) -> Answer:
    is_json = reply.body.lstrip().startswith(b"{")
    written = _format(reply, _RESULTS, ox.QueryResultsFormat.JSON if is_json else None)
    check_shape(reply.body, is_json=written == ox.QueryResultsFormat.JSON)
    found = ox.parse_query_results(reply.body, format=written)
    try:
        if isinstance(found, ox.QuerySolutions) and form == "SELECT":
            columns = tuple(variable.value for variable in found.variables)
            rows = tuple(map(tuple, islice(found, most // max(1, len(columns)) + 1)))
            _check_size(reply, len(rows) * len(columns), most)
            return Answer(columns, rows)
        if isinstance(found, ox.QueryBoolean) and form == "ASK":
            return Answer(("answer",), ((ox.Literal(bool(found)),),))
        if isinstance(found, ox.QuerySolutions) and [variable.value for variable in found.variables] == [_VIRTUOSO_ASK]:
            said = [row[0] for row in islice(found, 1)]
            return Answer(("answer",), ((ox.Literal(said not in ([], [ox.Literal(0)])),),))
    finally:
        del found  # it may be dropped in its own thread only, and an error's traceback would carry it elsewhere
    raise ValueError(f"it does not fit the form {form}")


def _triples(reply: Reply, most: int) -> Answer:
    written = _format(reply, _TRIPLES, None)
    check_shape(reply.body, is_json=False)
    quads = tuple(islice(ox.parse(reply.body, format=written, base_iri=reply.url), most // 3 + 1))
    _check_size(reply, len(quads) * 3, most)
    rows = dict.fromkeys((quad.subject, quad.predicate, quad.object) for quad in quads)
    return Answer(("subject", "predicate", "object"), tuple(rows))
