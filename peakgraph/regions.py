"""The regions of the drawing: each province, the nation, the industries, and the rest, as on a map.

In: the network. Out: the name of a region for each node.
How: provinces spread along statements that say where a thing belongs, the most telling statements first; what they do
not reach is told by its kind; small provinces are taken together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from peakgraph.floorplan import Box, margins

if TYPE_CHECKING:
    import networkx

NATIONAL, INDUSTRIES, OTHER_PROVINCES, OTHER_ACTORS = "National", "Industries", "Other provinces", "Other actors"
REST = "Elsewhere and general"
#: A province with fewer things of its own has no region of its own, and only so many have one.
FEWEST, MOST_PROVINCES = 4, 8

_PROVINCES, _COUNTRY = {"pg:Province", "pg:Municipality"}, "pg:Country"
_ACTORS, _POLICIES = ("actor", "person", "office"), ("plan", "event", "place")
_INDUSTRIES = ("industry", "topic", "technology")
#: Kinds that hang on other things, and so make no province large.
_HANGING = ("measure", "target", "observation", "list", "topic", "technology")

_POSTS = ("org:postIn", "org:holds")
#: Statements that say where their subject belongs, the most telling first: what it lies in; what it is in force for;
#: where it is; whose it is; what it is about or a part of; where it was held.
_STEPS = (
    ("pg:within",),
    ("pg:jurisdiction", "pg:appliesTo"),
    ("pg:place",),
    (
        *("pg:issuedBy", "pg:preparedBy", "schema:legislationPassedBy", "schema:organizer", "pg:carriedOutBy"),
        *(*_POSTS, "org:role", "org:subOrganizationOf", "pg:operatesIn"),
    ),
    ("pg:about", "dcterms:isPartOf"),
    ("schema:location",),
)
#: Statements whose object belongs where their subject does: a plan's parts; the actors that something names.
_PARTS = ("pg:includesMeasure", "pg:setsTarget")
_NAMED = ("pg:carriedOutBy", "pg:involves", "pg:supports", "pg:preparedBy", "pg:names")

Node = TypeVar("Node", bound=Hashable)
_Links = Mapping[str, Sequence[tuple[str, str]]]


def regions_of(network: networkx.MultiDiGraph[str]) -> dict[str, str]:
    """The name of each node's region; the same for the same network.

    A thing belongs to the one province that it is, lies in (at any depth), is in force for or stands in; else to that
    of its issuer, organiser, employer or parent; else to that of what it is about or a part of, or where it was held;
    else, as an actor, to that of the measures, lists and places that name it. What is of no province or of several is
    national where it is a plan, an event, a place, or a body of the national level with its offices and their holders.
    Other actors have a region of their own, and so have industries, with topics and technologies. A measure, figure or
    list of no province belongs to what it hangs on.
    """
    kinds: dict[str, str] = dict(network.nodes(data="kind"))
    types = {node: set(text.split()) for node, text in network.nodes(data="type")}
    to, back = _links(network)
    provinces = {node for node in network if types[node] & _PROVINCES}
    national = {node for node, level in network.nodes(data="governmentLevel") if level == "national"}
    national |= {node for node in network if _COUNTRY in types[node]}
    industries = {node for node, kind in kinds.items() if kind in _INDUSTRIES}

    found = {node: node for node in provinces}
    free = set(network) - national - industries
    for step in _STEPS:
        _spread(found, to, back, step, free)
    _spread(found, back, to, _PARTS, free)
    actors = {node for node in network if kinds[node] in _ACTORS}
    # A group, such as "enterprises", is a province's only where all that names it is; another body, where any is.
    named = {n for n in actors & free if "pg:ActorGroup" not in types[n] or all(m in found for _, m in back[n])}
    _spread(found, back, to, _NAMED, named)
    _spread(found, to, back, _POSTS, actors & free)
    national |= {node for node in network if kinds[node] in _POLICIES}
    found |= dict.fromkeys(national - set(found), NATIONAL)
    _spread(found, to, back, (*_POSTS, "pg:jurisdiction"), actors & free)
    found |= dict.fromkeys(actors - set(found), OTHER_ACTORS)
    # Only now, so that no measure is among the industries because it names more of them than of other things.
    both = {node: (*to[node], *back[node]) for node in network}
    _spread(found, both, both, (), free, several=True)
    found |= dict.fromkeys(industries, INDUSTRIES)
    _spread(found, both, both, (), free, several=True)
    names = _names(Counter(found[node] for node in found if kinds[node] not in _HANGING), provinces, network)
    return {node: names[found[node]] if node in found else REST for node in network}


def region_boxes(
    places: Mapping[Node, tuple[float, float]], regions: Mapping[Node, str], first: Collection[Node]
) -> dict[str, Box]:
    """Each region's left, top, right and bottom round its nodes that are seen first, the largest region first.

    Above the nodes there is room for a caption. Where `lay_out` made the places, no two boxes overlap.
    """
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for node in first:
        members[regions[node]].append(places[node])
    around = margins(len(first))
    boxes = {}
    for name, points in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        boxes[name] = Box(min(xs) - around.left, min(ys) - around.top, max(xs) + around.right, max(ys) + around.bottom)
    return boxes


def _links(network: networkx.MultiDiGraph[str]) -> tuple[_Links, _Links]:
    """Each node's statements, and those of which it is the object: the predicate and the other end.

    What is only proposed says nothing yet.
    """
    to: dict[str, list[tuple[str, str]]] = {node: [] for node in network}
    back: dict[str, list[tuple[str, str]]] = {node: [] for node in network}
    for subject, value, edge in network.edges(data=True):
        if edge.get("source") != "proposed":
            to[subject].append((edge["predicate"], value))
            back[value].append((edge["predicate"], subject))
    return to, back


def _spread(
    found: dict[str, str], to: _Links, back: _Links, along: Collection[str], free: set[str], *, several: bool = False
) -> None:
    """Gives nodes the region of the nodes that they lead to `along` predicates (without any: along all), in rounds.

    A node is decided in the round in which it is reached, once: by the one region that it leads to, or, with `several`,
    by the one that it leads to most. So the work grows with the statements, and the order of nodes has no say.
    """
    ahead, seen = list(found), set(found)
    while ahead:
        reached = {n for node in ahead for name, n in back[node] if n in free and (not along or name in along)} - seen
        decided = {}
        for node in reached:
            regions = Counter(found[n] for name, n in to[node] if n in found and (not along or name in along))
            if len(regions) == 1 or several:
                decided[node] = min(regions, key=lambda region: (-regions[region], region))
        found |= decided
        seen |= reached
        ahead = list(decided)


def _names(counts: Counter[str], provinces: set[str], network: networkx.MultiDiGraph[str]) -> dict[str, str]:
    """The name of each region found: a province's label, but for small ones, of which there are more than one."""
    largest = sorted(provinces, key=lambda node: (-counts[node], node))
    small = {node for rank, node in enumerate(largest) if rank >= MOST_PROVINCES or counts[node] < FEWEST}
    names = {name: name for name in (NATIONAL, INDUSTRIES, OTHER_ACTORS)}
    for node in provinces:
        names[node] = OTHER_PROVINCES if node in small and len(small) > 1 else network.nodes[node]["label"]
    return names
