"""Flow: a process in lanes set out on a slide, so that both writers draw it alike and every word can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from kbgen.model.decks import Flow, FlowStep
from kbgen.seminar.layouts import Box
from kbgen.seminar.measure import LEADING, RESERVE, rows, shorten
from kbgen.seminar.widths import width

SIZES = (18, 16, 14)
"""Points of the words, best first: the smallest decides how many steps a slide holds."""
NAMES = 1.75
"""Inches of the column with the names of lanes."""
_GAP = 0.34
"""Inches between steps, for the arrows."""
_PAD = 0.09
_MOST = 6
"""Steps on a slide; fewer where their words need more room."""
_EMPTY = 0.62
"""Inches of a lane that the slide shows no step of."""
_HIGHEST = 1.7
_NAME_ROWS = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places of everything in a flow, in inches on the slide."""

    lanes: tuple[tuple[Box, str], ...]
    steps: tuple[tuple[Box, FlowStep], ...]
    arrows: tuple[tuple[int, int], ...]
    """Pairs of indexes in ``steps``."""
    points: int
    """Size of all words."""


def split_flow(flow: Flow, box: Box) -> Iterator[Flow]:
    """*flow* in parts of about equal length that can be read in *box*; steps keep their numbers.

    Every part shows all lanes, unless that takes more than one part more than showing only the lanes it uses.
    """
    made = _parts(flow, box, whole=True)
    if len(made) > ceil(len(flow.steps) / _MOST):
        used = _parts(flow, box, whole=False)
        made = made if len(made) <= len(used) + 1 and all(_fits(part, box) for part in made) else used
    yield from made


def _parts(flow: Flow, box: Box, *, whole: bool) -> list[Flow]:
    """The fewest parts that can be read, one step each at the worst."""
    count = len(flow.steps)
    made: list[Flow] = []
    for parts in range(ceil(count / _MOST), count + 1):
        made = [replace(flow, steps=chunk) for chunk in _even(flow.steps, parts)]
        made = made if whole else [_only_used(part) for part in made]
        if all(_fits(part, box) for part in made):
            break
    return made


def _fits(flow: Flow, box: Box) -> bool:
    return sum(_heights(flow, box, SIZES[-1])) <= box.height


def _even(steps: tuple[FlowStep, ...], parts: int) -> Iterator[tuple[FlowStep, ...]]:
    """*steps* in *parts* that differ by one at most."""
    size, more = divmod(len(steps), parts)
    start = 0
    for index in range(parts):
        end = start + size + (index < more)
        yield steps[start:end]
        start = end


def _only_used(flow: Flow) -> Flow:
    """With more lanes than a slide holds, only those that the part uses."""
    used = sorted({s.lane for s in flow.steps})
    steps = tuple(replace(s, lane=used.index(s.lane)) for s in flow.steps)
    return Flow(tuple(flow.lanes[i] for i in used), steps)


def _heights(flow: Flow, box: Box, points: int) -> list[float]:
    """Inches each lane needs: for its highest step, for its name, or next to nothing."""
    wide = _column(len(flow.steps), box) - _GAP
    names = (min(rows(name, points, NAMES - 0.2, bold=True), _NAME_ROWS) for name in flow.lanes)
    needed = [max(_EMPTY, count * _line(points) + 0.14) for count in names]
    for step in flow.steps:
        high = rows(_words(step), points, wide - 0.22, bold=step.lit) * _line(points) + 0.12 + 2 * _PAD
        needed[step.lane] = max(needed[step.lane], high)
    return needed


def _line(points: int) -> float:
    return points * LEADING / 72


def _points(flow: Flow, box: Box) -> int:
    """The largest size in which all is seen and no word is broken."""
    room = _column(len(flow.steps), box) - _GAP - 0.22
    said = [(_words(step), room) for step in flow.steps] + [(name, NAMES - 0.2) for name in flow.lanes]
    longest = [(max(width(word, True) for word in words.split(" ")) * RESERVE / 72, inches) for words, inches in said]
    able = (size for size in SIZES if all(wide * size <= inches for wide, inches in longest))
    return next((size for size in able if sum(_heights(flow, box, size)) <= box.height), SIZES[-1])


def _words(step: FlowStep) -> str:
    return f"{step.number}. {step.text}" + (f" → {', '.join(map(str, step.next))}" if step.next else "")


def _column(columns: int, box: Box) -> float:
    return min((box.width - NAMES - 0.15) / max(columns, 1), 3.2)


def drawing(flow: Flow, box: Box) -> Drawing:
    """*flow* set out in *box*; spare height goes to the lanes that have steps."""
    points = _points(flow, box)
    heights = _heights(flow, box, points)
    busy = {s.lane for s in flow.steps}
    spare = max(box.height - sum(heights), 0.0) / max(len(busy), 1)
    heights = [max(h, min(h + spare, _HIGHEST)) if i in busy else h for i, h in enumerate(heights)]
    tops = [box.top + sum(heights[:i]) for i in range(len(heights))]
    names = (shorten(name, points, NAMES - 0.2, _NAME_ROWS, bold=True) for name in flow.lanes)
    lanes = tuple((Box(box.left, tops[i], box.width, heights[i]), name) for i, name in enumerate(names))
    column = _column(len(flow.steps), box)
    steps = []
    for index, step in enumerate(flow.steps):
        high = heights[step.lane] - 2 * _PAD
        most = max(1, int((high - 0.1) / _line(points)))
        text = shorten(_words(step), points, column - _GAP - 0.22, most, bold=step.lit)
        place = Box(box.left + NAMES + 0.15 + index * column, tops[step.lane] + _PAD, column - _GAP, high)
        steps.append((place, replace(step, text=text)))
    follows = [not s.over and (not s.next or s.number + 1 in s.next) for s in flow.steps]
    return Drawing(lanes, tuple(steps), tuple((i, i + 1) for i in range(len(steps) - 1) if follows[i]), points)
