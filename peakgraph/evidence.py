"""Evidence: the passages that state what stands in an answer's rows.

In: a store and rows of terms. Out: statements with their quotes. How: for each two terms of a row, the quads between
them whose graph is a passage; the printed names of things are not counted, for any passage that names them has those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

import pyoxigraph as ox

from peakgraph.answers import Answer, Row
from peakgraph.prefixes import OA, PASSAGE, PG
from peakgraph.terms import Term, value_of

_EXACT = ox.NamedNode(OA + "exact")
_SOURCE = ox.NamedNode(OA + "hasSource")
_NAMED_AS = ox.NamedNode(PG + "namedAs")
_SPOKEN_BY = ox.NamedNode(PG + "spokenBy")
_READ_WITH = ox.NamedNode(PG + "readWith")
_REPAIRS = ox.NamedNode(PG + "repairs")
_AS_PRINTED = ox.NamedNode(PG + "asPrinted")
_READ_AS = ox.NamedNode(PG + "readAs")
_NOTE = ox.NamedNode(PG + "note")


class Evidence(NamedTuple):
    """One statement and the passage that makes it; `speaker` where that is not the document itself.

    `read_with` are the quotes needed to understand it, `remarks` our repairs and notes on any of these passages.
    """

    subject: Term
    predicate: Term
    object: Term
    quote: Term | None
    speaker: Term | None
    document: Term | None
    passage: Term
    read_with: Term | None
    remarks: Term | None


#: The columns that evidence adds to an answer.
COLUMNS = Evidence._fields


def row_evidence(store: ox.Store, row: Row) -> list[Evidence]:
    """What passages state between the terms of a row, in the order of the passages."""
    found: set[Evidence] = set()
    for subject, value in permutations({term for term in row if term is not None}, 2):
        if not isinstance(subject, ox.NamedNode):
            continue
        for quad in store.quads_for_pattern(subject, None, value, None):
            passage = quad.graph_name
            if quad.predicate == _NAMED_AS or not isinstance(passage, ox.NamedNode):
                continue
            if passage.value.startswith(PASSAGE):
                found.add(_evidence(store, subject, quad.predicate, value, passage))
    return sorted(found, key=lambda e: (_place(e.passage), str(e.predicate), str(e)))


def _evidence(store: ox.Store, subject: Term, predicate: Term, value: Term, passage: ox.NamedNode) -> Evidence:
    quote, speaker, document = (next(_values(store, passage, p), None) for p in (_EXACT, _SPOKEN_BY, _SOURCE))
    contexts = sorted((term for term in _values(store, passage, _READ_WITH)), key=_place)
    quotes = [value_of(next(_values(store, context, _EXACT), None)) for context in contexts]
    remarks = [line for place in (passage, *contexts) for line in _remarks(store, place)]
    return Evidence(
        *(subject, predicate, value, quote, speaker, document, passage),
        *(ox.Literal(" | ".join(lines)) if lines else None for lines in (quotes, remarks)),
    )


def _remarks(store: ox.Store, passage: Term) -> Iterator[str]:
    """Each repair of the passage as `printed "..." read as "..."`, then each note on it."""
    repairs = store.quads_for_pattern(None, _REPAIRS, passage, ox.DefaultGraph())
    for repair in sorted((quad.subject for quad in repairs), key=str):
        printed, read = (value_of(next(_values(store, repair, p), None)) for p in (_AS_PRINTED, _READ_AS))
        yield f'printed "{printed}", read as "{read}"'
    yield from sorted(f"note: {value_of(note)}" for note in _values(store, passage, _NOTE))


def _values(store: ox.Store, subject: Term, predicate: ox.NamedNode) -> Iterator[Term]:
    """The values of a thing in the merge."""
    if isinstance(subject, ox.NamedNode):
        yield from (quad.object for quad in store.quads_for_pattern(subject, predicate, None, ox.DefaultGraph()))


def _place(passage: Term) -> tuple[str, int]:
    document, _, span = value_of(passage).rpartition("/")
    return document, int(span.partition("-")[0])


def with_evidence(store: ox.Store, answer: Answer) -> Answer:
    """The answer with the columns of evidence, a row for each statement; a row without evidence stays, unfilled."""
    columns = (*answer.columns, *(f"evidence_{name}" for name in COLUMNS))
    return Answer(columns, tuple(_extended(store, answer.terms)))


def _extended(store: ox.Store, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        found = row_evidence(store, row)
        for evidence in found:
            yield (*row, *evidence)
        if not found:
            yield (*row, *(None for _ in COLUMNS))
