"""The network that people see: things as nodes, statements between them as edges.

In: a store, or the dataset's quads. Out: a networkx `MultiDiGraph`. How: values of vocabularies are attributes; a
membership is an edge with its role; a figure hangs on what sets it, else on what it is about, else on its place;
passages are the evidence of edges and nodes, and no nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import networkx
import pyoxigraph as ox

from peakgraph.prefixes import (
    EDITORIAL_GRAPH,
    ID,
    INFERRED_GRAPH,
    ONTOLOGY_GRAPH,
    ORG,
    PASSAGE,
    PG,
    PROPOSED,
    RDF,
    RDFS,
    SKOS,
    THING_KINDS,
    compact,
)
from peakgraph.terms import fact

#: Where an edge comes from, the surest first.
ORIGINS = ("stated", "editorial", "proposed", "inferred")
_FIGURES = ("target", "observation")
_TYPE, _LABEL = RDF + "type", RDFS + "label"

#: What a figure hangs on, first that there is.
_HOOKS = ("setsTarget", "about", "place", "industry")


@dataclass(slots=True)
class _Graph:
    """The quads sorted into what nodes and edges need."""

    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    facts: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    links: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def network_of(
    quads: Iterable[ox.Quad], prefixes: Mapping[str, str], *, everything: bool = False
) -> networkx.MultiDiGraph[str]:
    """The network of a dataset; with `everything` also what is only proposed and the links that follow from others.

    Nodes are IRIs with `label`, `label_zh`, `kind`, `type`, `names` (as printed), and the figures' own attributes;
    edges have `predicate`, `label`, `source` (stated, editorial, proposed or inferred), `passages` (IRIs, joined by a
    space), and where they stand for a membership its IRI as `membership`.
    """
    graph = _sort(quads, everything)
    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in sorted(node for node in graph.types if _kind(node) in THING_KINDS):
        network.add_node(node, **_attributes(node, graph, prefixes))
    hooks = _figure_hooks(graph)
    for (subject, predicate, value), graphs in sorted(graph.links.items()):
        figure = next((end for end in (subject, value) if _kind(end) in _FIGURES), None)
        hooked = _kind(subject) == "list" or hooks.get(figure or "") == predicate or graphs == {INFERRED_GRAPH}
        if figure is not None and not hooked:
            continue
        if subject in network and value in network:
            _add_edge(network, subject, predicate, value, graphs, graph, prefixes)
    _add_memberships(network, graph, prefixes)
    return network


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""


def _sort(quads: Iterable[ox.Quad], everything: bool) -> _Graph:
    graph = _Graph()
    for subject, predicate, value, name, is_iri, language in map(fact, quads):
        if name == INFERRED_GRAPH:  # of what follows, the links alone: a thing's types are those that people gave it
            if everything and is_iri and predicate != _TYPE:
                graph.links[subject, predicate, value].add(name)
            continue
        proposed = name.startswith(PROPOSED)
        if not (name.startswith(PASSAGE) or name in (EDITORIAL_GRAPH, ONTOLOGY_GRAPH) or (proposed and everything)):
            continue
        if predicate == _LABEL:
            graph.labels[subject, language] = value
        elif predicate == _TYPE:
            graph.types[subject].add(value)
        elif predicate == PG + "namedAs":
            graph.names[subject].add(value)
        else:
            graph.facts[subject, predicate].add(value)
            if is_iri:
                graph.links[subject, predicate, value].add(name)
    return graph


def _attributes(node: str, graph: _Graph, prefixes: Mapping[str, str]) -> dict[str, str]:
    """A node's attributes as text, so that every export can hold them."""
    types = sorted(graph.types[node] - {SKOS + "Concept"})
    attributes = {
        "label": graph.labels.get((node, "en"), compact(node, prefixes)),
        "label_zh": graph.labels.get((node, "zh"), ""),
        "kind": _kind(node),
        "type": " ".join(compact(iri, prefixes) for iri in types),
        "names": " | ".join(sorted(graph.names[node])),
    }
    for name in (
        "status",
        "governmentLevel",
        "indicator",
        "industry",
        "place",
        "unit",
        "bound",
        "change",
        "commitment",
    ):
        values = sorted(graph.facts.get((node, PG + name), ()))
        if values:
            attributes[name] = " | ".join(graph.labels.get((v, "en"), compact(v, prefixes)) for v in values)
    for name in ("value", "year", "periodStart", "periodEnd", "asStated", "statedSize"):
        values = sorted(graph.facts.get((node, PG + name), ()))
        if values:
            attributes[name] = " | ".join(values)
    return attributes


def _figure_hooks(graph: _Graph) -> dict[str, str]:
    """Figure to the predicate of the edges that it hangs on."""
    found: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in graph.links:
        if predicate == PG + "setsTarget":
            found[value].add(predicate)
        elif _kind(subject) in _FIGURES:
            found[subject].add(predicate)
    return {
        figure: next((PG + hook for hook in _HOOKS if PG + hook in predicates), "")
        for figure, predicates in found.items()
        if _kind(figure) in _FIGURES
    }


def _add_edge(
    network: networkx.MultiDiGraph[str],
    subject: str,
    predicate: str,
    value: str,
    graphs: set[str],
    graph: _Graph,
    prefixes: Mapping[str, str],
    label: str = "",
    **more: str,
) -> None:
    passages = sorted(name for name in graphs if name.startswith(PASSAGE))
    ours = graphs & {EDITORIAL_GRAPH, ONTOLOGY_GRAPH}
    source = "stated" if passages else "editorial" if ours else "inferred" if INFERRED_GRAPH in graphs else "proposed"
    network.add_edge(
        subject,
        value,
        key=predicate if not label else f"{predicate} {label}",
        predicate=compact(predicate, prefixes),
        label=label or graph.labels.get((predicate, "en"), compact(predicate, prefixes)),
        source=source,
        passages=" ".join(passages),
        **more,
    )


def _add_memberships(network: networkx.MultiDiGraph[str], graph: _Graph, prefixes: Mapping[str, str]) -> None:
    for node in sorted(iri for iri, types in graph.types.items() if ORG + "Membership" in types):
        role = next(iter(sorted(graph.facts.get((node, ORG + "role"), ()))), "")
        for member in sorted(graph.facts.get((node, ORG + "member"), ())):
            for body in sorted(graph.facts.get((node, ORG + "organization"), ())):
                if member in network and body in network:
                    graphs = graph.links[node, ORG + "member", member]
                    label = graph.labels.get((role, "en"), compact(role, prefixes))
                    _add_edge(network, member, ORG + "role", body, graphs, graph, prefixes, label, membership=node)
