"""Where the nodes of a drawing stand.

In: a networkx graph. Out: a whole-number x and y for each node. How: igraph's Fruchterman-Reingold from a fixed seed,
component by component; the components side by side, nodes without an edge in a grid below them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import networkx

Node = TypeVar("Node", bound=Hashable)
Points = list[tuple[float, float]]

#: The room that a node has on average, in the drawing's units (pixels at scale 1): wide, because labels are.
CELL = (150.0, 110.0)
#: A drawing's width to its height, near to that of the space on most screens.
RATIO = 1.3
_SEED = 20231008
_STEPS = 500


def lay_out(graph: networkx.Graph[Node]) -> dict[Node, tuple[int, int]]:
    """The place of each node; the same for the same graph (nodes and edges in the same order) on one platform."""
    numbers = {node: number for number, node in enumerate(graph)}
    pairs = {(numbers[a], numbers[b]) for a, b in graph.edges() if a != b}
    neighbours = _neighbours(len(numbers), pairs)
    components = sorted(_components(neighbours), key=lambda component: (-len(component), component))
    boxes = [(component, _spread(component, neighbours)) for component in components if len(component) > 1]
    alone = [component[0] for component in components if len(component) == 1]
    if alone:
        columns = math.ceil(math.sqrt(len(alone) * RATIO * CELL[1] / CELL[0]))
        boxes.append((alone, [(i % columns * CELL[0], i // columns * CELL[1]) for i in range(len(alone))]))
    places: dict[int, tuple[int, int]] = {}
    for (component, points), (left, top) in zip(boxes, _pack([_size(points) for _, points in boxes]), strict=True):
        places.update((n, (round(left + x), round(top + y))) for n, (x, y) in zip(component, points, strict=True))
    return {node: places[number] for node, number in numbers.items()}


def _neighbours(count: int, pairs: set[tuple[int, int]]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for a, b in sorted({(min(pair), max(pair)) for pair in pairs}):
        found[a].append(b)
        found[b].append(a)
    return found


def _components(neighbours: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in range(len(neighbours)):
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


def _spread(component: list[int], neighbours: Sequence[Sequence[int]]) -> Points:
    """The points of one connected component, from (0, 0) on, with `CELL` of room for each node on average."""
    import igraph

    own = {number: index for index, number in enumerate(component)}
    edges = [(own[a], own[b]) for a in component for b in neighbours[a] if a < b]
    with _seeded_igraph():
        layout = igraph.Graph(len(component), edges).layout_fruchterman_reingold(niter=_STEPS)
    left, top, right, bottom = layout.bounding_box().coords
    # As many cells as nodes, in a rectangle of the drawing's ratio: labels have the same room whatever the count.
    room = math.sqrt(len(component) * CELL[0] * CELL[1])
    across, down = room * math.sqrt(RATIO), room / math.sqrt(RATIO)
    x_scale = across / max(right - left, 1e-9)
    y_scale = down / max(bottom - top, 1e-9)
    if len(component) < 10:  # a few nodes in a line must not be pulled into a square
        x_scale = y_scale = min(x_scale, y_scale, CELL[0])
    return [((x - left) * x_scale, (y - top) * y_scale) for x, y in layout]


@contextmanager
def _seeded_igraph() -> Iterator[None]:
    """igraph draws its random numbers from a generator of ours, and afterwards from Python's again, its default."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _size(points: Points) -> tuple[float, float]:
    return max(x for x, _ in points) + CELL[0], max(y for _, y in points) + CELL[1]


def _pack(sizes: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The corner of each box, in rows as wide as the widest box or as the whole drawing's ratio asks."""
    area = sum(width * height for width, height in sizes)
    row_width = max([math.sqrt(area * RATIO), *(width for width, _ in sizes)])
    x = y = row_height = 0.0
    for width, height in sizes:
        if x and x + width > row_width:
            x, y, row_height = 0.0, y + row_height, 0.0
        yield x, y
        x, row_height = x + width, max(row_height, height)
