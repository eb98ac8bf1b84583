"""The grid a BPMN chart stands on: columns from left to right as work flows, rows of a lane one below another.

A node takes a cell of its own, so nothing can overlap. All units are those of BPMN (pixels).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from kbgen.diagrams.bpmn_chart import Chart, Node

HEAD = 30
"""Width of the strips with the names of pool and lane."""
CELL = 176
"""Height of a cell: a task and room below it for the words of an event and for flows that pass."""
_TASK, _EVENT, _GATEWAY = (170, 90), (36, 36), (50, 50)
_MIDDLE = 72
"""Where the nodes of a cell have their middle."""
_AISLE, _WIDE_AISLE = 50, 150
"""Between columns; wide where flows with words leave."""
_NARROW = 90
"""Width of a column of events and gateways."""
_APART = 100_000
"""Rows of lanes are numbered this far apart until it is known how many each lane has."""


class Box(NamedTuple):
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(slots=True)
class Grid:
    """Cells of nodes: column and row (rows counted over all lanes)."""

    chart: Chart
    column: dict[str, int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    """Role → number of rows of its lane."""
    left: list[int] = field(default_factory=list)
    """Left edge of every column; one more where the last aisle ends."""
    width: list[int] = field(default_factory=list)
    """Width of every column."""
    taken: set[tuple[int, int]] = field(default_factory=set)
    """Cells (column, row) with a node."""

    def free(self, columns: range, row: int) -> bool:
        """Whether no node stands in these cells of a row."""
        return not any((column, row) in self.taken for column in columns)

    def box(self, node: Node) -> Box:
        """Where a node stands."""
        width, height = size(node)
        column = self.column[node.id]
        middle = self.left[column] + self.width[column] // 2
        return Box(middle - width // 2, self.row[node.id] * CELL + _MIDDLE - height // 2, width, height)

    def lanes(self) -> dict[str, Box]:
        """Role → its lane."""
        found, top = {}, 0
        for role, rows in self.rows.items():
            found[role] = Box(HEAD, top, self.left[-1] - HEAD, rows * CELL)
            top += rows * CELL
        return found


def grid(chart: Chart) -> Grid:
    """Cells for all nodes of *chart*; the same chart gives the same cells."""
    made = Grid(chart)
    _columns(made)
    _rows(made)
    _widths(made)
    return made


def size(node: Node) -> tuple[int, int]:
    """Width and height of a node."""
    if node.part in ("split", "join"):
        return _GATEWAY
    return _EVENT if node.tag.endswith("Event") else _TASK


def _columns(grid: Grid) -> None:
    """A node stands right of everything that leads to it; flows back do not count."""
    order = {node.id: n for n, node in enumerate(grid.chart.nodes)}
    into: dict[str, list[str]] = defaultdict(list)
    for flow in grid.chart.flows:
        if order[flow.source] < order[flow.target]:
            into[flow.target].append(flow.source)
    for node in grid.chart.nodes:
        grid.column[node.id] = max((grid.column[id] + 1 for id in into[node.id]), default=0)


def _rows(grid: Grid) -> None:
    """A node stands in its lane in the row of what leads to it, else in the first row that is free in its column."""
    first = {role: number * _APART for number, role in enumerate(grid.chart.roles)}
    grid.rows = dict.fromkeys(first, 1)
    before: dict[str, str] = {}
    for flow in grid.chart.flows:
        before.setdefault(flow.target, flow.source)
    for node in sorted(grid.chart.nodes, key=lambda n: grid.column[n.id]):
        column, top = grid.column[node.id], first[node.role]
        row = grid.row.get(before.get(node.id, ""), top)
        if row // _APART != top // _APART or (column, row) in grid.taken:
            row = next(r for r in range(top, top + _APART) if (column, r) not in grid.taken)
        grid.taken.add((column, row))
        grid.row[node.id] = row
        grid.rows[node.role] = max(grid.rows[node.role], row - top + 1)
    above, down = 0, {}
    for role, rows in grid.rows.items():
        down[role] = above - first[role]
        above += rows
    grid.row = {node.id: grid.row[node.id] + down[node.role] for node in grid.chart.nodes}
    grid.taken = {(grid.column[node.id], grid.row[node.id]) for node in grid.chart.nodes}


def _widths(grid: Grid) -> None:
    columns = max(grid.column.values(), default=0) + 1
    grid.width = [_NARROW] * columns
    aisle = [_AISLE] * columns
    talking = {flow.source for flow in grid.chart.flows if flow.name}
    for node in grid.chart.nodes:
        column = grid.column[node.id]
        grid.width[column] = max(grid.width[column], size(node)[0])
        if node.id in talking:
            aisle[column] = _WIDE_AISLE
    left = 2 * HEAD + _AISLE
    for column in range(columns):
        grid.left.append(left)
        left += grid.width[column] + aisle[column]
    grid.left.append(left)
