"""Where the nodes of a drawing stand.

In: a networkx graph, the nodes that are seen first, and each node's region. Out: a whole-number x and y for each node.
How: each region has a frame (`floorplan`), in which its nodes stand in rows, in the order that igraph's
Fruchterman-Reingold gives them from a fixed seed; neighbours in a row or column are exchanged where that shortens the
links; nodes that are not seen first then find a free place round what they are linked to, in their region.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from peakgraph.floorplan import Box, frames, rows_of

if TYPE_CHECKING:
    import networkx

Node = TypeVar("Node", bound=Hashable)
Point = tuple[float, float]
Neighbours = Mapping[int, Collection[int]]
Rows = list[list[int]]

#: The room of a node that is not seen first.
ROOM = 40.0
_SEED = 20231008
#: So much work at most goes into a region's layout and into exchanges, in steps times nodes and in links looked at.
_STEPS, _MOST_STEPS, _MOST_LOOKS = 500, 400_000, 500_000
#: Among more, only those that are near drive each other apart.
_MANY = 400
#: What a node that is seen first takes up, from its middle: its mark and, below, the first line of its label.
_MARK = ((-12, -12), (12, -12), (-12, 12), (12, 12), (0, 36))
_ANYWHERE = Box(-math.inf, -math.inf, math.inf, math.inf)
#: How far a node is drawn from its place in a table to that of its rank, and to that of its height among its row.
_DRAW, _LIFT = 0.3, 0.35
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def lay_out(
    graph: networkx.Graph[Node], first: Collection[Node] | None = None, regions: Mapping[Node, str] | None = None
) -> dict[Node, tuple[int, int]]:
    """The place of each node; the same for the same graph (nodes and edges in the same order) on one platform.

    Without `first` all nodes are seen first; without `regions` all are in one.
    """
    numbers = {node: number for number, node in enumerate(graph)}
    pairs = {(numbers[a], numbers[b]) for a, b in graph.edges() if a != b}
    neighbours = _neighbours(range(len(numbers)), pairs)
    region_of = ["" if regions is None else regions[node] for node in graph]
    seen = {numbers[node] for node in (graph if first is None else first)}
    for component in _components(neighbours):
        if seen.isdisjoint(component):  # nothing in it that the others could stand round
            seen.update(component)
    links = _links_seen(seen, neighbours)
    counts = Counter(region_of[node] for node in sorted(seen))
    boxes = frames(counts, Counter(_ordered(region_of[a], region_of[b]) for a in links for b in links[a] if a < b))
    places = _place_first(links, region_of, boxes)
    _place_round(places, neighbours, region_of, boxes)
    return {node: (round(places[number][0]), round(places[number][1])) for node, number in numbers.items()}


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _neighbours(nodes: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {node: [] for node in nodes}
    for a, b in sorted({(min(pair), max(pair)) for pair in pairs}):
        found[a].append(b)
        found[b].append(a)
    return found


def _components(neighbours: Neighbours) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in neighbours:
        if start in seen:
            continue
        component, ahead = {start}, [start]
        while ahead:
            for other in neighbours[ahead.pop()]:
                if other not in component:
                    component.add(other)
                    ahead.append(other)
        seen |= component
        yield sorted(component)


def _links_seen(seen: set[int], neighbours: Neighbours) -> dict[int, list[int]]:
    """The neighbours among nodes that are seen first, as if the others were not there but for the links they make."""
    pairs = {(a, b) for a in seen for b in neighbours[a] if b in seen}
    unseen = {node: [n for n in ends if n not in seen] for node, ends in neighbours.items() if node not in seen}
    for component in _components(unseen):
        ends = Counter(end for node in component for end in neighbours[node] if end in seen)
        if ends:  # through the component they are all near the one that has the most of it
            hub = min(ends, key=lambda end: (-ends[end], end))
            pairs.update((hub, end) for end in ends if end != hub)
    return _neighbours(sorted(seen), pairs)


def _place_first(links: Neighbours, region_of: Sequence[str], boxes: Mapping[str, Box]) -> dict[int, Point]:
    members: dict[str, list[int]] = defaultdict(list)
    for node in links:
        members[region_of[node]].append(node)
    middles = {node: boxes[region_of[node]].middle for node in links}
    every: list[Rows] = []
    places: dict[int, Point] = {}
    for region, nodes in sorted(members.items()):
        points = _turned(nodes, _spread(nodes, links), links, middles)
        rows = _rows(points, rows_of(len(nodes), boxes[region].size))
        places.update((nodes[number], place) for number, place in _stand(rows, points, boxes[region]).items())
        every.append([[nodes[number] for number in row] for row in rows])
    _exchange(places, every, links)
    return places


def _spread(nodes: list[int], links: Neighbours) -> list[Point]:
    """Points for a region's nodes that are near one another where they are linked, or have a neighbour in common."""
    import igraph

    own = {node: index for index, node in enumerate(nodes)}
    pairs = [(own[a], own[b]) for a in nodes for b in links[a] if a < b and b in own]
    shared: dict[int, list[int]] = defaultdict(list)
    for node in nodes:
        for other in links[node]:
            if other not in own:
                shared[other].append(own[node])
    commons = [ends for ends in shared.values() if len(ends) > 1]
    pairs += [(len(nodes) + number, end) for number, ends in enumerate(commons) for end in ends]
    count = len(nodes) + len(commons)
    with _seeded_igraph():
        steps = min(_STEPS, max(20, _MOST_STEPS // count))
        layout = igraph.Graph(count, pairs).layout_fruchterman_reingold(niter=steps, grid=count > _MANY)
    return [(x, y) for x, y in layout[: len(nodes)]]


def _turned(nodes: list[int], points: list[Point], links: Neighbours, middles: Mapping[int, Point]) -> list[Point]:
    """The points mirrored so that what is linked to other regions lies on their side."""
    centre = [sum(point[axis] for point in points) / len(points) for axis in (0, 1)]
    pull = [0.0, 0.0]
    for node, point in zip(nodes, points, strict=True):
        for other in links[node]:
            for axis in (0, 1):
                pull[axis] += (middles[other][axis] - middles[node][axis]) * (point[axis] - centre[axis])
    across, down = (1 if side >= 0 else -1 for side in pull)
    return [(x * across, y * down) for x, y in points]


@contextmanager
def _seeded_igraph() -> Iterator[None]:
    """igraph draws its random numbers from a generator of ours, and afterwards from Python's again, its default."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _rows(points: list[Point], count: int) -> Rows:
    """The numbers of the points in so many rows of nearly the same length, from the top, each from the left."""
    down = sorted(range(len(points)), key=lambda number: (points[number][1], number))
    cuts = itertools.pairwise(len(points) * row // count for row in range(count + 1))
    return [sorted(down[start:end], key=lambda number: (points[number][0], number)) for start, end in cuts]


def _stand(rows: Rows, points: list[Point], box: Box) -> dict[int, Point]:
    """The places of the rows' points in a frame: as in a table, but drawn some way to where their ranks would be.

    So they keep their room, and yet lines along a row or a column do not all lie on one another.
    """
    columns = max(map(len, rows))
    across, down = 1 / max(columns - 1, 1), 1 / max(len(rows) - 1, 1)
    rank = _ranks([x for x, _ in points])
    shares: dict[int, Point] = {}
    for number, row in enumerate(rows):
        height = _ranks([points[node][1] for node in row])
        for place, node in enumerate(row):
            x = 0.5 + across * (place - (len(row) - 1) / 2)
            y = down * (number + _LIFT * (height[place] - 0.5))
            shares[node] = x + _DRAW * (rank[node] - x), min(max(y, 0.0), 1.0)
    xs, ys = (_stretched([shares[node][axis] for node in shares]) for axis in (0, 1))
    return {node: box.at(x, y) for node, x, y in zip(shares, xs, ys, strict=True)}


def _stretched(shares: list[float]) -> list[float]:
    """Numbers stretched to go from 0 to 1; all in the middle where there is nothing to stretch."""
    low, width = min(shares), max(shares) - min(shares)
    return [(share - low) / width if width > 1e-9 else 0.5 for share in shares]


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 0 to 1; 0.5 where there is only one."""
    order = sorted(range(len(values)), key=lambda number: (values[number], number))
    last = len(values) - 1
    ranks = dict(zip(order, range(len(values)), strict=True))
    return [ranks[number] / last if last else 0.5 for number in range(len(values))]


def _exchange(places: dict[int, Point], every: list[Rows], links: Neighbours) -> None:
    """Exchanges nodes that stand beside or below one another where it shortens their links, up to a fixed work."""

    def length(node: int, at: Point, but: int) -> float:
        return sum(math.dist(at, places[other]) for other in links[node] if other != but)

    looked, moved = 0, True
    while moved and looked < _MOST_LOOKS:
        moved = False
        for rows in every:
            for (upper, left), (lower, right) in _beside(rows):
                a, b = rows[upper][left], rows[lower][right]
                looked += len(links[a]) + len(links[b])
                here, there = places[a], places[b]
                gain = length(a, here, b) - length(a, there, b) + length(b, there, a) - length(b, here, a)
                if gain > 1:
                    places[a], places[b] = there, here
                    rows[upper][left], rows[lower][right] = b, a
                    moved = True


def _beside(rows: Rows) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for number, row in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else []
        for place in range(len(row)):
            if place + 1 < len(row):
                yield (number, place), (number, place + 1)
            if place < len(below):
                yield (number, place), (number + 1, place)


def _place_round(
    places: dict[int, Point], neighbours: Neighbours, region_of: Sequence[str], boxes: Mapping[str, Box]
) -> None:
    """Adds each further node: amid its neighbours that have a place, at the next free one of a spiral from there.

    A node whose region has a frame stands in it as long as there is room: amid its neighbours there, or, if it has
    none there, on that side of the frame on which its neighbours are in the whole.
    """
    taken = {_cell((x + dx, y + dy)) for x, y in places.values() for dx, dy in _MARK}
    whole = Box(
        0, 0, max((box.right for box in boxes.values()), default=1), max((b.bottom for b in boxes.values()), default=1)
    )
    turns: Counter[tuple[Point, Box]] = Counter()
    ahead = sorted({n for node in places for n in neighbours[node] if n not in places})
    while ahead:
        for node, ends in [(node, [n for n in neighbours[node] if n in places]) for node in ahead]:
            region = region_of[node]
            box = boxes.get(region, _ANYWHERE)
            inside = [places[n] for n in ends if region_of[n] == region]
            middle = _amid(inside or [places[n] for n in ends])
            if not inside and region in boxes:
                middle = box.at(middle[0] / whole.right, middle[1] / whole.bottom)
            point = _next_free(middle, box, taken, turns)
            places[node] = point
            taken.add(_cell(point))
        ahead = sorted({n for node in ahead for n in neighbours[node] if n not in places})


def _next_free(middle: Point, box: Box, taken: Collection[tuple[int, int]], turns: Counter[tuple[Point, Box]]) -> Point:
    """The next free point of the spiral round a middle that is in the box; of the whole spiral when the box is full."""
    for within in (box, _ANYWHERE):
        spiral = middle, within
        point, distance = (round(middle[0]), round(middle[1])), 0.0
        while distance < sum(within.size) + 4 * ROOM:
            if _cell(point) not in taken and _inside(point, within):
                return point
            turns[spiral] += 1 + turns[spiral] // 256  # in a crowd it steps wider
            angle, distance = turns[spiral] * _GOLDEN_ANGLE, ROOM * math.sqrt(turns[spiral])
            x, y = middle[0] + distance * math.cos(angle), middle[1] + distance * math.sin(angle)
            point = round(x), round(y)  # before it is looked up: in cells of their own they then differ
    raise AssertionError("a spiral without end has a free point")


def _amid(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _inside(point: Point, box: Box) -> bool:
    return box.left - ROOM <= point[0] <= box.right + ROOM and box.top - ROOM <= point[1] <= box.bottom + ROOM


def _cell(point: Point) -> tuple[int, int]:
    return round(point[0] / ROOM), round(point[1] / ROOM)
