"""The graph as the build wrote it, and in RDF 1.2 with each statement's passages.

In: the build's files and the prefixes. Out: triples, quads, bytes. How: read from the checked files, in their order,
and not from a store, which writes some numbers otherwise; so the same graph gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from peakgraph.dist import read_checked
from peakgraph.prefixes import BASE, PASSAGE, RDF
from peakgraph.store import MERGE, NAMED_GRAPHS
from peakgraph.terms import value_of

#: A stated triple's own name: this and a hash of it.
STATEMENT = BASE + "statement/"
_REIFIES = ox.NamedNode(RDF + "reifies")
_DERIVED = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")


def read_merge(dist: Path) -> list[ox.Triple]:
    """The triples of the merge as the build wrote them, in order."""
    return [quad.triple for quad in ox.parse(read_checked(dist, MERGE), format=ox.RdfFormat.N_TRIPLES)]


def read_quads(dist: Path) -> list[ox.Quad]:
    """The quads of the named graphs as the build wrote them, graph by graph, in order."""
    return list(ox.parse(read_checked(dist, NAMED_GRAPHS), format=ox.RdfFormat.N_QUADS))


def rdf12(dist: Path, prefixes: Mapping[str, str]) -> bytes:
    """The merge in RDF 1.2, with the passages of each stated triple."""
    triples = read_merge(dist) + passages_of_statements(read_quads(dist))
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""


def passages_of_statements(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """RDF 1.2: for each triple that a reviewed passage states, a statement that reifies it, derived from its passages.

    The statement is an IRI and no blank node: others can speak of it, and it is the same in every export.
    """
    stated: dict[ox.Triple, set[ox.NamedNode]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode) and value_of(quad.graph_name).startswith(PASSAGE):
            stated[quad.triple].add(quad.graph_name)
    found = []
    for triple in sorted(stated, key=str):
        statement = ox.NamedNode(STATEMENT + hashlib.sha256(str(triple).encode()).hexdigest()[:32])
        found.append(ox.Triple(statement, _REIFIES, triple))
        found += [ox.Triple(statement, _DERIVED, passage) for passage in sorted(stated[triple], key=str)]
    return found
