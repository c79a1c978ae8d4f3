"""Where the nodes of a drawing stand.

In: a networkx graph, and the nodes that are seen first. Out: a whole-number x and y for each node.
How: igraph's Fruchterman-Reingold from a fixed seed, component by component, the components side by side; nodes that
stand too close are pushed apart; all others then find a free place round what they are linked to.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import networkx

Node = TypeVar("Node", bound=Hashable)
Point = tuple[float, float]
Neighbours = Mapping[int, Collection[int]]

#: The room of a node that is seen first, which has a label, and of another, in the drawing's units: pixels at scale 1.
FIRST_ROOM, ROOM = (130.0, 90.0), 40.0
#: A drawing's width to its height, near to that of the space on most screens.
RATIO = 1.35
_SEED = 20231008
_STEPS = 500
_MOST_PAIRS = 1_000_000
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def lay_out(graph: networkx.Graph[Node], first: Collection[Node] | None = None) -> dict[Node, tuple[int, int]]:
    """The place of each node; the same for the same graph (nodes and edges in the same order) on one platform.

    Without `first` all nodes are seen first.
    """
    numbers = {node: number for number, node in enumerate(graph)}
    pairs = {(numbers[a], numbers[b]) for a, b in graph.edges() if a != b}
    neighbours = _neighbours(range(len(numbers)), pairs)
    seen = {numbers[node] for node in (graph if first is None else first)}
    for component in _components(neighbours):
        if seen.isdisjoint(component):  # nothing in it that the others could stand round
            seen.update(component)
    places = _place_first(seen, neighbours)
    _push_apart(places)
    _place_round(places, neighbours)
    return {node: (round(places[number][0]), round(places[number][1])) for node, number in numbers.items()}


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


def _place_first(seen: set[int], neighbours: Neighbours) -> dict[int, Point]:
    """The places of the nodes that are seen first, as if the others were not there but for the links that they make."""
    pairs = {(a, b) for a in seen for b in neighbours[a] if b in seen}
    unseen = {node: [n for n in ends if n not in seen] for node, ends in neighbours.items() if node not in seen}
    for component in _components(unseen):
        ends = Counter(end for node in component for end in neighbours[node] if end in seen)
        if ends:  # through the component they are all near the one that has the most of it
            hub = min(ends, key=lambda end: (-ends[end], end))
            pairs.update((hub, end) for end in ends if end != hub)
    linked = _neighbours(sorted(seen), pairs)
    components = sorted(_components(linked), key=lambda component: (-len(component), component))
    boxes = [(component, _spread(component, linked)) for component in components if len(component) > 1]
    if alone := [component[0] for component in components if len(component) == 1]:
        boxes.append((alone, _grid(len(alone))))
    places: dict[int, Point] = {}
    for (component, points), (left, top) in zip(boxes, _pack([_size(points) for _, points in boxes]), strict=True):
        places.update((node, (left + x, top + y)) for node, (x, y) in zip(component, points, strict=True))
    return places


def _spread(component: list[int], neighbours: Neighbours) -> list[Point]:
    """The points of a connected component, from (0, 0) on, with the room of a node for each on average."""
    import igraph

    own = {number: index for index, number in enumerate(component)}
    edges = [(own[a], own[b]) for a in component for b in neighbours[a] if a < b]
    with _seeded_igraph():
        layout = igraph.Graph(len(component), edges).layout_fruchterman_reingold(niter=_STEPS)
    side = math.sqrt(len(component) * FIRST_ROOM[0] * FIRST_ROOM[1])
    if len(component) < 10:  # a few nodes in a line stay a line
        left, top, right, bottom = layout.bounding_box().coords
        scale = side / max(right - left, bottom - top, 1e-9)
        return [((x - left) * scale, (y - top) * scale) for x, y in layout]
    xs, ys = (_evened([point[axis] for point in layout]) for axis in (0, 1))
    return [(x * side * math.sqrt(RATIO), y * side / math.sqrt(RATIO)) for x, y in zip(xs, ys, strict=True)]


def _evened(values: Sequence[float]) -> list[float]:
    """Coordinates from 0 to 1, drawn out where many are close: half as they are, half by their rank."""
    low, width = min(values), (max(values) - min(values)) or 1
    order = {number: rank for rank, number in enumerate(sorted(range(len(values)), key=lambda n: (values[n], n)))}
    last = len(values) - 1
    return [((value - low) / width + order[number] / last) / 2 for number, value in enumerate(values)]


@contextmanager
def _seeded_igraph() -> Iterator[None]:
    """igraph draws its random numbers from a generator of ours, and afterwards from Python's again, its default."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _grid(count: int) -> list[Point]:
    width, height = FIRST_ROOM
    columns = math.ceil(math.sqrt(count * RATIO * height / width))
    return [(number % columns * width, number // columns * height) for number in range(count)]


def _size(points: Sequence[Point]) -> Point:
    return max(x for x, _ in points) + FIRST_ROOM[0], max(y for _, y in points) + FIRST_ROOM[1]


def _pack(sizes: Sequence[Point]) -> Iterator[Point]:
    """The corner of each box, in rows as wide as the widest box, or as the drawing's ratio asks."""
    row_width = max([math.sqrt(sum(width * height for width, height in sizes) * RATIO), *(width for width, _ in sizes)])
    x = y = row_height = 0.0
    for width, height in sizes:
        if x and x + width > row_width:
            x, y, row_height = 0.0, y + row_height, 0.0
        yield x, y
        x, row_height = x + width, max(row_height, height)


def _push_apart(places: dict[int, Point]) -> None:
    """Moves nodes out of one another's room, each pair the shorter way, up to a fixed amount of work."""
    width, height = FIRST_ROOM
    looked = 0
    moved = True
    while moved and looked < _MOST_PAIRS:
        moved = False
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for node, (x, y) in places.items():
            cells[int(x // width), int(y // height)].append(node)
        for (column, row), nodes in sorted(cells.items()):
            near = [n for c in (column, column + 1) for r in (row - 1, row, row + 1) for n in cells.get((c, r), ())]
            looked += len(nodes) * len(near)
            for a, b in itertools.product(nodes, near):
                (ax, ay), (bx, by) = places[a], places[b]
                x_gap, y_gap = width - abs(ax - bx), height - abs(ay - by)
                if a == b or x_gap < 1 or y_gap < 1:
                    continue
                moved = True
                if x_gap / width < y_gap / height:
                    push = x_gap / 2 if (ax, a) < (bx, b) else -x_gap / 2
                    places[a], places[b] = (ax - push, ay), (bx + push, by)
                else:
                    push = y_gap / 2 if (ay, a) < (by, b) else -y_gap / 2
                    places[a], places[b] = (ax, ay - push), (bx, by + push)


def _place_round(places: dict[int, Point], neighbours: Neighbours) -> None:
    """Adds each further node: amid its neighbours that have a place, at the next free one of a spiral from there."""
    # A node that is seen first has a mark and, below it, the first line of its label.
    taken = {_cell((x + dx, y + dy)) for x, y in places.values() for dx in (-20, 20) for dy in (-20, 20, 40)}
    turns: Counter[Point] = Counter()
    ahead = sorted({n for node in places for n in neighbours[node] if n not in places})
    while ahead:
        for node, ends in [(node, [places[n] for n in neighbours[node] if n in places]) for node in ahead]:
            middle = sum(x for x, _ in ends) / len(ends), sum(y for _, y in ends) / len(ends)
            point = middle
            while _cell(point) in taken:
                turns[middle] += 1 + turns[middle] // 64  # in a crowd it steps wider
                angle, distance = turns[middle] * _GOLDEN_ANGLE, ROOM * math.sqrt(turns[middle])
                point = middle[0] + distance * math.cos(angle), middle[1] + distance * math.sin(angle)
            places[node] = point
            taken.add(_cell(point))
        ahead = sorted({n for node in ahead for n in neighbours[node] if n not in places})


def _cell(point: Point) -> tuple[int, int]:
    return round(point[0] / ROOM), round(point[1] / ROOM)
