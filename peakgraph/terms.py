"""Terms and facts: what stands in a triple, and a triple as plain text for who only reads it.

In: pyoxigraph quads or triples. Out: `Term`, `Fact`. How: one place narrows the library's unions for all others.
"""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Fact(NamedTuple):
    """A statement as text: IRIs and literals by their value; no `graph` for a bare triple or the default graph."""

    subject: str
    predicate: str
    value: str
    graph: str
    is_iri: bool
    language: str

    @property
    def ends(self) -> tuple[str, ...]:
        """The IRIs of subject and object."""
        return (self.subject, self.value) if self.is_iri else (self.subject,)


def value_of(term: Term | ox.DefaultGraph | None) -> str:
    """An IRI, a literal's text, `_:id` for a blank node, nothing for the default graph or for no term."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None or isinstance(term, ox.DefaultGraph) else str(term)


def fact(statement: ox.Quad | ox.Triple) -> Fact:
    """The statement as text."""
    value = statement.object
    return Fact(
        value_of(statement.subject),
        statement.predicate.value,
        value_of(value),
        value_of(statement.graph_name) if isinstance(statement, ox.Quad) else "",
        isinstance(value, ox.NamedNode),
        (value.language or "") if isinstance(value, ox.Literal) else "",
    )


def is_iri(text: str) -> bool:
    """Whether the text may stand as an IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
