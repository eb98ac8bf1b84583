"""Flow: a process in lanes set out on a slide, so that both writers draw it alike and every word can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from kbgen.model.decks import Flow, FlowStep
from kbgen.seminar.layouts import Box
from kbgen.seminar.measure import LEADING, rows, shorten

POINTS = 14
NAMES = 1.55
"""Inches of the column with the names of lanes."""
_GAP = 0.34
"""Inches between steps, for the arrows."""
_PAD = 0.09
_MOST = 6
"""Steps on a slide; fewer where their words need more room."""
_LANES = 5


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places of everything in a flow, in inches on the slide."""

    lanes: tuple[tuple[Box, str], ...]
    steps: tuple[tuple[Box, FlowStep], ...]
    arrows: tuple[tuple[int, int], ...]
    """Pairs of indexes in ``steps``."""


def split_flow(flow: Flow, box: Box) -> Iterator[Flow]:
    """*flow* in parts of about equal length that can be read in *box*; steps keep their numbers and lanes."""
    steps = flow.steps
    most = next((n for n in range(_MOST, 2, -1) if _readable(flow, n, box)), 3)
    parts = ceil(len(steps) / most)
    size = ceil(len(steps) / parts) if parts else 0
    for start in range(0, len(steps), size or 1):
        yield _trimmed(replace(flow, steps=steps[start : start + size]))


def _trimmed(flow: Flow) -> Flow:
    """With many lanes only those that the part uses are shown."""
    if len(flow.lanes) <= _LANES:
        return flow
    used = sorted({s.lane for s in flow.steps})
    steps = tuple(replace(s, lane=used.index(s.lane)) for s in flow.steps)
    return Flow(tuple(flow.lanes[i] for i in used), steps)


def _readable(flow: Flow, columns: int, box: Box) -> bool:
    high = _lane_height(min(len(flow.lanes), _LANES), box) - 2 * _PAD
    wide = _column(columns, box) - _GAP
    return all(_lines(_words(s), wide) * POINTS * LEADING / 72 + 0.12 <= high for s in flow.steps)


def _lines(text: str, wide: float) -> int:
    return rows(text, POINTS, wide - 0.16)


def _words(step: FlowStep) -> str:
    return f"{step.number}. {step.text}" + (f" → {', '.join(map(str, step.next))}" if step.next else "")


def _lane_height(lanes: int, box: Box) -> float:
    return min(box.height / max(lanes, 1), 1.6)


def _column(columns: int, box: Box) -> float:
    return (box.width - NAMES - 0.15) / max(columns, 1)


def drawing(flow: Flow, box: Box) -> Drawing:
    """*flow* set out in *box*."""
    lane_height = _lane_height(len(flow.lanes), box)
    top = box.top + (box.height - lane_height * len(flow.lanes)) / 4
    lanes = tuple((Box(box.left, top + i * lane_height, box.width, lane_height), name) for i, name in enumerate(flow.lanes))
    column = min(_column(len(flow.steps), box), 3.2)
    wide, most = column - _GAP, int((lane_height - 2 * _PAD - 0.12) / (POINTS * LEADING / 72))
    steps = []
    for index, step in enumerate(flow.steps):
        text = shorten(_words(step), POINTS, wide - 0.16, most)
        high = lane_height - 2 * _PAD
        place = Box(box.left + NAMES + 0.15 + index * column, top + step.lane * lane_height + _PAD, wide, high)
        steps.append((place, replace(step, text=text)))
    follows = [not s.next or s.number + 1 in s.next for s in flow.steps]
    arrows = tuple((i, i + 1) for i in range(len(steps) - 1) if follows[i])
    return Drawing(lanes, tuple(steps), arrows)
