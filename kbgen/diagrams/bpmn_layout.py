"""Where everything of a BPMN chart stands: pool, lanes, nodes, flows and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from kbgen.diagrams.bpmn_chart import Chart, Node
from kbgen.diagrams.bpmn_grid import Box, Grid, grid
from kbgen.diagrams.bpmn_routes import Point, routes

_LETTER, _LINE = 6.2, 14
"""Width of an average letter and height of a line of the words beside a shape, as BPMN programs write them."""
_WIDTH = 130
"""Of words beside a shape."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A chart laid out; all units are those of BPMN (pixels)."""

    pool: Box
    lanes: Mapping[str, Box]
    """Role → lane."""
    nodes: Mapping[str, Box]
    flows: Mapping[str, tuple[Point, ...]]
    labels: Mapping[str, Box]
    """Event, gateway or flow → the words beside it."""


def lay_out(chart: Chart) -> Layout:
    """Places for everything of *chart*; the same chart gives the same places."""
    made = grid(chart)
    nodes = {node.id: made.box(node) for node in chart.nodes}
    flows = routes(made, nodes)
    lanes = made.lanes()
    pool = Box(0, 0, made.left[-1], sum(lane.height for lane in lanes.values()))
    labels = dict((*_beside_nodes(chart, nodes), *_beside_flows(made, nodes, flows)))
    return Layout(pool, lanes, nodes, flows, labels)


def _beside_nodes(chart: Chart, nodes: Mapping[str, Box]) -> Iterator[tuple[str, Box]]:
    """Words of events stand below them, those of gateways above."""
    for node in chart.nodes:
        if node.name and _is_small(node):
            box = nodes[node.id]
            width, height = _words(node.name, 3 if node.part == "split" else 4)
            y = box.y - height - 4 if node.part == "split" else box.bottom + 4
            yield node.id, Box(box.middle[0] - width // 2, y, width, height)


def _is_small(node: Node) -> bool:
    return node.part != "step" or node.tag.endswith("Event")


def _beside_flows(
    grid: Grid, nodes: Mapping[str, Box], flows: Mapping[str, tuple[Point, ...]]
) -> Iterator[tuple[str, Box]]:
    """Words of a flow stand above its first part that runs across; of a flow back, above where it runs back."""
    for flow in grid.chart.flows:
        if flow.name:
            points = flows[flow.id]
            across = [(a, b) for a, b in pairwise(points) if a.y == b.y]
            begin = nodes[flow.source].right + 6
            part = next(((a, b) for a, b in across if max(a.x, b.x) > begin + 40), across[-1])
            width, height = _words(flow.name, 3)
            x = max(begin, min(part[0].x, part[1].x) + 4)
            if points[-1].x < begin:
                part = max(across, key=lambda p: abs(p[1].x - p[0].x))
                x = max(part[0].x, part[1].x) - width - 4
            yield flow.id, Box(x, part[0].y - height - 2, width, height)


def _words(text: str, lines: int) -> tuple[int, int]:
    """Width and height of a text of at most so many lines."""
    width = max(_WIDTH, ceil(len(text) * _LETTER * 1.15 / lines))
    return width, _LINE * ceil(len(text) * _LETTER * 1.15 / width)
