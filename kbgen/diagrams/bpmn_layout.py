"""Where everything of a BPMN chart stands: pool, lanes, nodes, flows and the words beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from kbgen.diagrams.bpmn_chart import Chart, Node
from kbgen.diagrams.bpmn_grid import Box, grid
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
    labels = dict(_beside_nodes(chart, nodes))
    labels.update(_beside_flows(chart, (*nodes.values(), *labels.values()), flows))
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
    chart: Chart, shapes: Collection[Box], flows: Mapping[str, tuple[Point, ...]]
) -> Iterator[tuple[str, Box]]:
    """Words of a flow stand above or below a part of it that runs across, where there is room."""
    taken = list(shapes)
    for flow in chart.flows:
        if flow.name:
            places = list(_places(flows[flow.id], *_words(flow.name, 6)))
            free = (place for place in places if not any(_overlap(place, other) for other in taken))
            chosen = next(free, places[0])
            taken.append(chosen)
            yield flow.id, chosen


def _places(points: tuple[Point, ...], width: int, height: int) -> Iterator[Box]:
    """Where the words of a flow could stand, the best first: at the beginning, at the end, along the way."""
    across = [(min(a.x, b.x), max(a.x, b.x), a.y) for a, b in pairwise(points) if a.y == b.y]
    parts = [part for part in across if part[1] - part[0] >= width // 2] or across
    for left, right, y in dict.fromkeys([*parts[:1], *parts[-1:], *parts]):
        begin, end = (left + 6, right - width - 6) if points[0].x <= points[-1].x else (right - width - 6, left + 6)
        for x in (begin, end, (left + right - width) // 2):
            yield Box(x, y - height - 2, width, height)
            yield Box(x, y + 4, width, height)


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _words(text: str, lines: int) -> tuple[int, int]:
    """Width and height of a text of at most so many lines."""
    width = max(_WIDTH, ceil(len(text) * _LETTER * 1.15 / lines))
    return width, _LINE * ceil(len(text) * _LETTER * 1.15 / width)
