"""The drawing: the network as pyvis's nodes, edges and options, each node at its place.

In: the network. Out: what vis-network draws, and the links that are not drawn, as plain values.
How: past some thousands of nodes the most central ones are drawn; positions are ours, so nothing moves by itself.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from peakgraph.labels import MARKS_OF_DIRECTION
from peakgraph.network import ORIGINS
from peakgraph.prefixes import ID

if TYPE_CHECKING:
    import networkx

#: What a drawn thing is: name, legend, shape, whether the shape is hollow, whether it is shown at first. Colours are
#: the style sheet's, by name. No two kinds have the same shape and filling, so that nobody needs the colours.
KINDS = (
    ("plan", "Plans", "square", False, True),
    ("actor", "Actors", "dot", False, True),
    ("person", "Persons and offices", "dot", True, True),
    ("place", "Places", "triangleDown", False, True),
    ("industry", "Industries", "hexagon", False, True),
    ("event", "Events", "star", False, True),
    ("list", "Lists", "square", True, False),
    ("measure", "Measures", "triangle", False, False),
    ("target", "Targets", "diamond", False, False),
    ("observation", "Observations", "diamond", True, False),
    ("topic", "Topics and technologies", "hexagon", True, False),
)
SAME_KIND = {"office": "person", "technology": "topic"}
#: A network of more nodes than the first is drawn in part: so many of the most central ones.
MOST_DRAWN, CENTRAL = 5000, 1500
_LONGEST_LABEL = 120


def kind_of(network: networkx.MultiDiGraph[str], node: str) -> str:
    """The name of a node's kind in `KINDS`."""
    kind: str = network.nodes[node]["kind"]
    return SAME_KIND.get(kind, kind)


def short(iri: str) -> str:
    """A thing's name in the page: the end of its IRI, such as `place/hubei`."""
    return iri.removeprefix(ID)


def drawing_of(network: networkx.MultiDiGraph[str], *, draw_all: bool = False) -> dict[str, Any]:
    """Nodes, edges and options as pyvis makes them, the regions with their boxes, and the links that are not drawn.

    A link has its two ends, what it says (`by`: a predicate or a membership; `title`: in words) and where it comes
    from (`origin`).
    """
    from pyvis.network import Network

    from peakgraph.layout import lay_out
    from peakgraph.regions import region_boxes, regions_of

    told = _without_inferred(network)
    drawn = told if draw_all or len(told) <= MOST_DRAWN else told.subgraph(_most_central(told))
    seen_first = {name for name, *_, first in KINDS if first}
    first = [node for node in drawn if kind_of(network, node) in seen_first]
    regions = regions_of(drawn)
    places = lay_out(drawn, first, regions)
    inside = {short(node) for node in drawn}
    links = _links(network)
    made = Network(directed=True)
    made.toggle_physics(False)
    # Network.add_node and add_edge look through all that is there each time: its classes make the same at once.
    made.nodes += [_node(told, node, place) for node, place in places.items()]
    made.edges += _edges([link for link in links if link["from"] in inside and link["to"] in inside])
    nodes, edges, *_, options = made.get_network_data()
    boxes = region_boxes(places, regions, first)
    return {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "regions": [(name, *map(round, box)) for name, box in boxes.items()],
        "rest": [link for link in links if link["from"] not in inside or link["to"] not in inside],
    }


def _without_inferred(network: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """The network of what people say: what follows from it says the same once more, and should move no node."""
    told = network.copy()
    told.remove_edges_from([edge[:3] for edge in network.edges(keys=True, data="source") if edge[3] == "inferred"])
    return told


def _most_central(network: networkx.MultiDiGraph[str]) -> list[str]:
    """The nodes that the most lead to, by PageRank over links taken both ways."""
    import igraph

    numbers = {node: number for number, node in enumerate(network)}
    graph = igraph.Graph(len(numbers), [(numbers[a], numbers[b]) for a, b in network.edges()])
    ranks = graph.pagerank(directed=False)
    best = sorted(numbers, key=lambda node: (-round(ranks[numbers[node]], 12), node))[:CENTRAL]
    return sorted(best, key=numbers.__getitem__)


def _node(network: networkx.MultiDiGraph[str], node: str, place: tuple[int, int]) -> dict[str, Any]:
    from pyvis.node import Node

    kind = kind_of(network, node)
    shape = next(shape for name, _, shape, _, _ in KINDS if name == kind)
    size = 9 + min(15, round(2.2 * math.sqrt(network.degree(node))))
    label = short_label(network.nodes[node]["label"])
    options: dict[str, Any] = Node(short(node), shape, label, group=kind, size=size, x=place[0], y=place[1]).options
    return options


def _links(network: networkx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    """The links in the order of their sureness: what documents state comes before what follows from it."""
    found = [
        (ORIGINS.index(edge["source"]), short(a), short(b), edge.get("membership", edge["predicate"]), edge)
        for a, b, edge in network.edges(data=True)
    ]
    links = []
    for number, (_, a, b, by, edge) in enumerate(sorted(found, key=lambda link: link[:4])):
        said = {"by": short(by), "title": edge["label"], "origin": edge["source"]}
        links.append({"id": number, "from": a, "to": b, **said})
    return links


def _edges(links: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """pyvis's edges. Those between the same two nodes would lie on each other: each after the first is bent more."""
    from pyvis.edge import Edge

    beside: Counter[frozenset[str]] = Counter()
    for link in links:
        ends = frozenset((link["from"], link["to"]))
        smooth = {"enabled": True, "type": "curvedCW", "roundness": round(0.2 * beside[ends], 1)}
        bent = {"smooth": smooth} if beside[ends] else {}
        beside[ends] += 1
        rest = {name: value for name, value in link.items() if name not in ("from", "to")}
        yield Edge(link["from"], link["to"], True, **rest, **bent).options


def short_label(label: str) -> str:
    """A label for the drawing: one line, its marks of direction taken out, cut where it is long."""
    # In a canvas nothing confines marks of direction to the text that they stand in.
    line = " ".join(label.translate(MARKS_OF_DIRECTION).split()) or "(no name)"
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1].rstrip() + "…"
