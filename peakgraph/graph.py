"""The graph in Python: open it, ask it, take it elsewhere.

In: a project folder. Out: a `PeakGraph`. How: a pyoxigraph store underneath; rdflib, pandas and networkx are loaded
only by the methods that give their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from peakgraph.answers import Answer, ask
from peakgraph.errors import PeakGraphError
from peakgraph.evidence import with_evidence
from peakgraph.library import ANY, Query, as_iri, bind, names_a_thing, read_library, read_query
from peakgraph.paths import find_project
from peakgraph.prefixes import BASE, ID, RDFS, compact, read_prefixes
from peakgraph.project_files import read_utf8
from peakgraph.sparql import names_in
from peakgraph.store import memory_store, open_store
from peakgraph.terms import value_of

if TYPE_CHECKING:
    import networkx
    import rdflib


_LABEL = ox.NamedNode(RDFS + "label")
#: The parameter that takes a thing of any kind; others take things of their default's kind.
ANY_KIND = "thing"


class PeakGraph:
    """A built graph: the named graphs, the merge as default graph, and the query library.

    >>> import peakgraph
    >>> graph = peakgraph.open()
    >>> answer = graph.query("chain-masters")
    >>> answer.columns[0]
    'list'
    """

    def __init__(self, project: Path | None = None, *, in_memory: bool = False) -> None:
        """Opens the graph of a project folder (the one around the caller, if none is named).

        `in_memory` loads it whole, which makes many queries faster; else the on-disk store of the user's cache serves.
        Raises `PeakGraphError` where nothing has been built.
        """
        self.project = project or find_project()
        self.store: ox.Store = memory_store(self.dist) if in_memory else open_store(self.dist)

    @property
    def dist(self) -> Path:
        """The folder of the build's files."""
        return self.project / "graph" / "dist"

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix to namespace, from ontology/prefixes.ttl."""
        return read_prefixes(read_utf8(self.project / "ontology" / "prefixes.ttl"))

    @cached_property
    def library(self) -> dict[str, Query]:
        """Name to query of the library."""
        return read_library(self.project / "queries")

    def find(self, name: str) -> Query:
        """The query of the library that has this name; raises with the names near it."""
        return read_query(self.project / "queries", name)

    def query(self, question: str, *, evidence: bool = False, **parameters: object) -> Answer:
        """The answer to a library query (by name), or to SPARQL text.

        `parameters` replace the defaults of a library query; `evidence` adds a row for each statement between the
        terms of a row, with its quote. Raises `PeakGraphError` for a name, a parameter or SPARQL that does not fit.
        """
        is_name = not any(character in question for character in " \n{")
        query = self.find(question) if is_name else Query("sparql", question)
        return self.answer(query, {name: str(value) for name, value in parameters.items()}, evidence=evidence)

    def answer(self, query: Query, parameters: Mapping[str, str], *, evidence: bool = False) -> Answer:
        """The answer to a query that is at hand; see `query`.

        With `evidence`, a query that puts numbers together gives way to the one that its header names as its evidence.
        """
        if evidence:
            query, parameters = self.evidence_query(query, parameters)
        found = ask(self.store, self.bound(query, parameters), self.prefixes)
        return with_evidence(self.store, found) if evidence else found

    def evidence_query(self, query: Query, parameters: Mapping[str, str]) -> tuple[Query, Mapping[str, str]]:
        """The query whose rows show the passages behind this one: that which its header names, else itself."""
        if not query.evidence:
            return query, parameters
        behind = self.find(query.evidence)
        return behind, {name: value for name, value in parameters.items() if name in behind.parameters}

    def bound(self, query: Query, parameters: Mapping[str, str]) -> str:
        """The SPARQL of a query with its parameters in it, labels turned into the things that they name."""
        named = {name: self._named(query, name, value) for name, value in parameters.items()}
        return bind(query, named, self.prefixes)

    def _named(self, query: Query, name: str, value: str) -> str:
        """The value, a label turned into the IRI that it names; raises where it names nothing in the graph.

        A parameter that names nothing would give an empty answer that misleads.
        """
        parameter = query.parameters.get(name)
        if parameter is None or value == ANY or not names_a_thing(parameter.default):
            return value
        default = as_iri(parameter.default, parameter.default, self.prefixes)
        labelled = self._labelled(value, ID if name == ANY_KIND else default.rpartition("/")[0] + "/")
        if labelled:
            return labelled
        node = ox.NamedNode(as_iri(value, parameter.default, self.prefixes))
        if not self._holds(node):
            raise PeakGraphError(f"parameter {name}: {value} is not in the graph; {self._near(node.value)}")
        return value

    def _labelled(self, label: str, kind: str) -> str:
        """The thing that has this label in English or Chinese and an IRI of this kind, if there is just one."""
        wanted = label.casefold()
        found = {
            value_of(quad.subject)
            for quad in self.store.quads_for_pattern(None, _LABEL, None, ox.DefaultGraph())
            if value_of(quad.object).casefold() == wanted and value_of(quad.subject).startswith(kind)
        }
        return found.pop() if len(found) == 1 else ""

    def unknown_names(self, sparql: str) -> list[str]:
        """The names of ours in a query that stand nowhere in the graph, compact: likely slips."""
        names = {iri for iri in names_in(sparql, self.prefixes) if iri.startswith(BASE)}
        return [compact(iri, self.prefixes) for iri in sorted(names) if not self._holds(ox.NamedNode(iri))]

    def _holds(self, node: ox.NamedNode) -> bool:
        merge = ox.DefaultGraph()
        return (
            next(self.store.quads_for_pattern(node, None, None, merge), None) is not None
            or next(self.store.quads_for_pattern(None, None, node, merge), None) is not None
        )

    def __repr__(self) -> str:
        return f"<PeakGraph of {self.project}: {len(self.store):,} triples>"

    def _near(self, iri: str) -> str:
        """The names of things of the same kind that look like it."""
        from difflib import get_close_matches

        head, _, local = iri.rpartition("/")
        rows = self.store.quads_for_pattern(
            None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), None, None
        )
        things = {value_of(quad.subject) for quad in rows}
        known = {thing.rpartition("/")[2] for thing in things if thing.startswith(head + "/")}
        near = get_close_matches(local, sorted(known), 3, 0.4)
        if not near:
            return "look for it with the query 'find' (text=...)"
        return "did you mean " + " or ".join(compact(f"{head}/{name}", self.prefixes) for name in near) + "?"

    def to_rdflib(self) -> rdflib.Dataset:
        """The dataset as an rdflib `Dataset`: the named graphs, and the merge as its default graph."""
        import rdflib

        dataset = rdflib.Dataset(default_union=False)
        data = self.store.dump(format=ox.RdfFormat.N_QUADS)
        assert data is not None
        dataset.parse(data=data, format="nquads")
        for prefix, namespace in self.prefixes.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The network that people see: things as nodes, statements between them as edges."""
        from peakgraph.network import network_of

        return network_of(self.store, self.prefixes)
