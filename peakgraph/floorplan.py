"""Where the regions of a drawing lie: rectangles that fill one as wide as most screens.

In: how many nodes each region has, and how many links there are between regions. Out: a frame for each region's nodes.
How: a rectangle is cut in two again and again, by the regions' order; the order is the best of those that exchanges of
two regions lead to, with much-linked regions near one another, many-linked ones in the middle, and no thin frame.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

#: The room of a node that is seen first, which has a label, in the drawing's units: pixels at scale 1.
FIRST_ROOM = (130.0, 90.0)
#: A drawing's width to its height, near to that of the space on most screens.
RATIO = 1.5
#: What a node takes up in its row and column: more than its room, as rows are not quite regular.
PITCH = (150.0, 100.0)
#: A frame's own ratio, as good as any between the two.
_WIDEST, _NARROWEST = 2.2, 1.0
#: Orders of more regions are not tried.
_FEW = 16
#: From which ratio on a box is cut side by side; the best of these is taken.
_LEANS = (1.0, 1.3, 1.6, 2.0)

Links = Mapping[tuple[str, str], int]


class Box(NamedTuple):
    """A rectangle of the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def size(self) -> tuple[float, float]:
        return self.right - self.left, self.bottom - self.top

    def at(self, across: float, down: float) -> tuple[float, float]:
        """The point at two shares of the box's width and height."""
        return self.left + across * (self.right - self.left), self.top + down * (self.bottom - self.top)


def margins(count: int) -> Box:
    """The space round a region's nodes on each side, in a drawing of so many: their half room, an edge, a caption.

    All but the room grows with the drawing, so that it is as large on the screen when the whole is seen.
    """
    width, height = FIRST_ROOM
    whole = _height(count)
    side = width / 2 + 0.006 * whole
    return Box(side, height / 2 + 0.05 * whole, side, height / 2 + 0.018 * whole)


def _height(count: int) -> float:
    """About the height of a drawing of so many nodes."""
    return math.sqrt(count * PITCH[0] * PITCH[1] / RATIO)


def frames(counts: Mapping[str, int], links: Links) -> dict[str, Box]:
    """The frame in which the middles of a region's nodes lie; round it, `margins` and then a gap are free."""
    if not counts:
        return {}
    total = sum(counts.values())
    around, gap = margins(total), 0.014 * _height(total)
    outside = around.left + around.right + gap, around.top + around.bottom + gap
    areas = {name: _area(count, outside) for name, count in counts.items()}
    height = math.sqrt(sum(areas.values()) / RATIO)
    cells = _best(counts, areas, Box(0, 0, height * RATIO, height), links)
    scale = max(_tightness(counts[name], cell.size, outside) for name, cell in cells.items())
    return {
        name: Box(
            cell.left * scale + around.left + gap / 2,
            cell.top * scale + around.top + gap / 2,
            cell.right * scale - around.right - gap / 2,
            cell.bottom * scale - around.bottom - gap / 2,
        )
        for name, cell in sorted(cells.items())
    }


def rows_of(count: int, size: tuple[float, float]) -> int:
    """In how many rows so many nodes best fill a frame of a size."""
    width, height = (max(length + room, room) for length, room in zip(size, PITCH, strict=True))
    return min(range(1, count + 1), key=lambda rows: (_crowding(count, rows, (width, height)), rows))


def _crowding(count: int, rows: int, size: tuple[float, float]) -> float:
    """How much larger a space must be for each node to have its room in these rows."""
    return max(math.ceil(count / rows) * PITCH[0] / size[0], rows * PITCH[1] / size[1])


def _tightness(count: int, size: tuple[float, float], outside: tuple[float, float]) -> float:
    """By how much a cell of a size must grow so that its nodes have room in it."""
    rows = rows_of(count, (size[0] - outside[0], size[1] - outside[1]))
    columns = math.ceil(count / rows)
    needed = (columns - 1) * PITCH[0] + outside[0], (rows - 1) * PITCH[1] + outside[1]
    return max(needed[0] / size[0], needed[1] / size[1])


def _area(count: int, outside: tuple[float, float]) -> float:
    """What a region needs with its margins, were it of a good ratio."""
    rows = rows_of(count, (math.sqrt(count * RATIO), math.sqrt(count / RATIO)))
    columns = math.ceil(count / rows)
    return ((columns - 1) * PITCH[0] + outside[0]) * ((rows - 1) * PITCH[1] + outside[1])


def _cut(order: Sequence[str], areas: Mapping[str, float], box: Box, lean: float) -> dict[str, Box]:
    """Cuts a box in two until there is a cell for each region, in their order: side by side where it is wide.

    A box is wide where its ratio is more than `lean`.
    """
    if len(order) == 1:
        return {order[0]: box}
    sums = list(itertools.accumulate(areas[name] for name in order))
    cut = min(range(1, len(order)), key=lambda place: abs(sums[place - 1] - sums[-1] / 2))
    share = sums[cut - 1] / sums[-1]
    width, height = box.size
    if width > height * lean:
        middle = box.left + width * share
        first, second = box._replace(right=middle), box._replace(left=middle)
    else:
        middle = box.top + height * share
        first, second = box._replace(bottom=middle), box._replace(top=middle)
    return _cut(order[:cut], areas, first, lean) | _cut(order[cut:], areas, second, lean)


def _best(counts: Mapping[str, int], areas: Mapping[str, float], whole: Box, links: Links) -> dict[str, Box]:
    """The cells of the best order that exchanges lead to; where there are few regions, all exchanges are tried."""
    total = sum(links.values()) or 1
    length = sum(whole.size)

    def cost(cells: Mapping[str, Box]) -> float:
        far = sum(math.dist(cells[a].middle, cells[b].middle) * count for (a, b), count in links.items())
        ratios = [width / height for width, height in (cell.size for cell in cells.values())]
        thin = sum(max(0.0, ratio / _WIDEST - 1, _NARROWEST / ratio - 1) for ratio in ratios)
        return far / total / length + thin / 2

    def search(lean: float) -> dict[str, Box]:
        order = sorted(counts, key=lambda name: (-counts[name], name))
        best = _cut(order, areas, whole, lean)
        least, moved = cost(best), len(order) <= _FEW
        while moved:  # ends, as each exchange makes the cost less
            moved = False
            for a, b in itertools.combinations(range(len(order)), 2):
                order[a], order[b] = order[b], order[a]
                cells = _cut(order, areas, whole, lean)
                if (found := cost(cells)) < least - 1e-6:
                    best, least, moved = cells, found, True
                else:
                    order[a], order[b] = order[b], order[a]
        return best

    return min(map(search, _LEANS), key=cost)
