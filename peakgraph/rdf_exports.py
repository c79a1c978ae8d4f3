"""The graph as RDF files: the merge, the named graphs, and RDF 1.2 with each statement's passages.

In: a store's quads and the prefixes. Out: bytes. How: pyoxigraph writes what it gets in order, so that the same graph
gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from peakgraph.prefixes import BASE, PASSAGE, RDF
from peakgraph.terms import value_of

#: A stated triple's own name: this and a hash of it.
STATEMENT = BASE + "statement/"
_REIFIES = ox.NamedNode(RDF + "reifies")
_DERIVED = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")

MERGE = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdf12": ox.RdfFormat.TURTLE}
GRAPHS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}


def merge_of(store: ox.Store) -> list[ox.Triple]:
    """The triples of the default graph, in order."""
    return sorted((quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())), key=str)


def graphs_of(store: ox.Store) -> list[ox.Quad]:
    """The quads of the named graphs, graph by graph, in order."""
    named = (quad for quad in store if quad.graph_name != ox.DefaultGraph())
    return sorted(named, key=lambda quad: (str(quad.graph_name), str(quad)))


def rdf_bytes(store: ox.Store, form: str, prefixes: Mapping[str, str]) -> bytes:
    """The merge (`turtle`, `ntriples`, `rdf12`) or the named graphs (`nquads`, `trig`)."""
    if form in GRAPHS:
        return ox.serialize(graphs_of(store), format=GRAPHS[form], prefixes=dict(prefixes)) or b""
    triples = merge_of(store)
    if form == "rdf12":
        triples += passages_of_statements(store)
    return ox.serialize(triples, format=MERGE[form], prefixes=dict(prefixes)) or b""


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
