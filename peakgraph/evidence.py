"""Evidence: the passages that state what stands in an answer's rows.

In: a store and rows of terms. Out: statements with their quotes. How: for each two terms of a row, the quads between
them whose graph is a passage.
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


class Evidence(NamedTuple):
    """One statement and the passage that makes it; `speaker` where that is not the document itself."""

    subject: Term
    predicate: Term
    object: Term
    quote: Term | None
    speaker: Term | None
    document: Term | None
    passage: Term


def row_evidence(store: ox.Store, row: Row) -> list[Evidence]:
    """What passages state between the terms of a row, in the order of the passages."""
    found: set[Evidence] = set()
    for subject, value in permutations({term for term in row if term is not None}, 2):
        if not isinstance(subject, ox.NamedNode):
            continue
        for quad in store.quads_for_pattern(subject, None, value, None):
            passage = quad.graph_name
            if quad.predicate == _NAMED_AS:  # a label in a row that is also a printed name: of no use as evidence
                continue
            if isinstance(passage, ox.NamedNode) and passage.value.startswith(PASSAGE):
                quote, speaker, document = (_value(store, passage, p) for p in (_EXACT, _SPOKEN_BY, _SOURCE))
                found.add(Evidence(subject, quad.predicate, value, quote, speaker, document, passage))
    return sorted(found, key=lambda e: (_place(e.passage), str(e.predicate), str(e)))


def _value(store: ox.Store, passage: ox.NamedNode, predicate: ox.NamedNode) -> Term | None:
    """The passage's value in the merge."""
    return next((q.object for q in store.quads_for_pattern(passage, predicate, None, ox.DefaultGraph())), None)


def _place(passage: Term) -> tuple[str, int]:
    document, _, span = value_of(passage).rpartition("/")
    return document, int(span.partition("-")[0])


#: The columns that evidence adds to an answer.
COLUMNS = Evidence._fields


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
