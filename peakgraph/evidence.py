"""Evidence: the passages that state what stands in an answer's rows.

In: a store and rows of terms. Out: statements with their quotes. How: for each two terms of a row, the quads between
them whose graph is a passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

import pyoxigraph as ox

from peakgraph.answers import Answer, Row
from peakgraph.prefixes import OA, PASSAGE, PG

_EXACT = ox.NamedNode(OA + "exact")
_SOURCE = ox.NamedNode(OA + "hasSource")
_SPOKEN_BY = ox.NamedNode(PG + "spokenBy")

#: The columns that evidence adds to an answer.
COLUMNS = ("subject", "predicate", "object", "quote", "speaker", "document", "passage")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement and the passage that makes it; `speaker` where it is not the document itself."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.Term
    passage: ox.NamedNode
    quote: ox.Literal
    document: ox.NamedNode
    speaker: ox.NamedNode | None


def row_evidence(store: ox.Store, row: Row) -> list[Evidence]:
    """What passages state between the terms of a row, in the order of the passages."""
    found = set()
    for subject, value in permutations({term for term in row if term is not None}, 2):
        if isinstance(subject, ox.NamedNode):
            found.update(store.quads_for_pattern(subject, None, value, None))
    stated = (quad for quad in found if quad.graph_name.value.startswith(PASSAGE))
    return sorted((_evidence(store, quad) for quad in stated), key=lambda e: (str(e.passage), str(e.predicate), str(e)))


def _evidence(store: ox.Store, quad: ox.Quad) -> Evidence:
    def value(predicate: ox.NamedNode) -> ox.Term | None:
        return next((q.object for q in store.quads_for_pattern(quad.graph_name, predicate, None)), None)

    return Evidence(
        quad.subject, quad.predicate, quad.object, quad.graph_name, value(_EXACT), value(_SOURCE), value(_SPOKEN_BY)
    )


def with_evidence(store: ox.Store, answer: Answer) -> Answer:
    """The answer with the columns of evidence, a row for each statement; a row without evidence stays, unfilled."""
    columns = (*answer.columns, *(f"evidence_{name}" for name in COLUMNS))
    return Answer(columns, tuple(_extended(store, answer.terms)))


def _extended(store: ox.Store, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        found = row_evidence(store, row)
        for e in found:
            yield (*row, e.subject, e.predicate, e.object, e.quote, e.speaker, e.document, e.passage)
        if not found:
            yield (*row, *(None for _ in COLUMNS))
