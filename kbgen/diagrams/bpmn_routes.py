"""The way of every flow of a BPMN chart: along the aisles between the cells, or through cells that are empty.

So no flow crosses a node. Flows that share an aisle run beside each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kbgen.diagrams.bpmn_chart import Flow, Node
from kbgen.diagrams.bpmn_grid import CELL, HEAD, Box, Grid


class Point(NamedTuple):
    """An end or a bend of a flow."""

    x: int
    y: int


@dataclass(slots=True)
class _Streets:
    """Aisles and corridors, with how many flows run in each."""

    grid: Grid
    boxes: Mapping[str, Box]
    nodes: Mapping[str, Node]
    aisles: Counter[int] = field(default_factory=Counter)
    corridors: Counter[int] = field(default_factory=Counter)

    def aisle(self, column: int) -> int:
        """The x of the next lane of the aisle right of *column* (-1: before the first column)."""
        self.aisles[column] += 1
        begin = 2 * HEAD if column < 0 else self.grid.left[column] + self.grid.width[column]
        return begin + 12 + 8 * ((self.aisles[column] - 1) % 4)

    def corridor(self, row: int) -> int:
        """The y of the next lane of the corridor below *row*."""
        self.corridors[row] += 1
        return (row + 1) * CELL - 8 - 6 * ((self.corridors[row] - 1) % 3)


def routes(grid: Grid, boxes: Mapping[str, Box]) -> dict[str, tuple[Point, ...]]:
    """Flow → its ends and bends, all straight up and down or across."""
    streets = _Streets(grid, boxes, {node.id: node for node in grid.chart.nodes})
    return {flow.id: _tidy(_route(flow, streets)) for flow in grid.chart.flows}


def _route(flow: Flow, streets: _Streets) -> list[Point]:
    grid, source, target = streets.grid, streets.boxes[flow.source], streets.boxes[flow.target]
    (c, r), (to, row) = ((grid.column[id], grid.row[id]) for id in (flow.source, flow.target))
    out, into = Point(source.right, source.middle[1]), Point(target.x, target.middle[1])
    between = range(c + 1, to)
    if to > c and row == r and grid.free(between, r):
        return [out, into]
    if streets.nodes[flow.source].part == "split" and _is_open(grid, (c, r), (to, row)):
        x = source.middle[0]
        return [Point(x, source.bottom if row > r else source.y), Point(x, into.y), into]
    if to > c and grid.free(between, row):
        x = streets.aisle(c)
        return [out, Point(x, out.y), Point(x, into.y), into]
    if to > c and grid.free(between, r):
        x = streets.aisle(to - 1)
        return [out, Point(x, out.y), Point(x, into.y), into]
    x, y, last = streets.aisle(c), streets.corridor(min(r, row) if row != r else r), streets.aisle(to - 1)
    return [out, Point(x, out.y), Point(x, y), Point(last, y), Point(last, into.y), into]


def _is_open(grid: Grid, begin: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a flow may leave a gateway upwards or downwards and turn towards its target."""
    (c, r), (to, row) = begin, end
    step = 1 if row > r else -1
    down = all((c, passed) not in grid.taken for passed in range(r + step, row + step, step))
    return to > c and row != r and down and grid.free(range(c + 1, to), row)


def _tidy(points: list[Point]) -> tuple[Point, ...]:
    """Without points said twice and bends that do not bend."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2].x == kept[-1].x == point.x or kept[-2].y == kept[-1].y == point.y):
            kept.pop()
        kept.append(point)
    return tuple(kept)
