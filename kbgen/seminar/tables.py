"""Tables: widths of columns, heights of rows, and how many rows a slide holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from kbgen.model.decks import Table
from kbgen.seminar.layouts import SIZES, Box
from kbgen.seminar.measure import LEADING, RESERVE, pieces, rows
from kbgen.seminar.widths import width

_PARTS = re.compile("[ \n]")  # not the spaces that do not break
PAD_X, PAD_Y = 0.12, 0.075
"""Inches inside a cell, on each side."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How a table is set: points, and inches."""

    points: int
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    """Of the heading, then of each row."""

    @property
    def height(self) -> float:
        """Inches of the whole table."""
        return sum(self.heights)


def grid(table: Table, room: float, most: float) -> Grid:
    """*table* set in *room* inches of width, in the largest size that takes at most *most* inches of height.

    A size that would break words is passed over, where a smaller one does not.
    """
    for points in SIZES["table"]:
        made = _grid(table, points, room)
        if made.height <= most and sum(_least(table, points, room)) <= room:
            break
    return made


def split_table(table: Table, lead: float, box: Box) -> Iterator[Table]:
    """*table* in parts that fit below a *lead* of so many inches (the first) or alone (the others).

    Parts are about equally long. Cells higher than half a slide go on in a further row.
    """
    if grid(table, box.width, box.height - lead).height <= box.height - lead:
        yield table
        return
    points = _points_in_parts(table, box)
    whole = Table(table.head, tuple(_low_rows(table, points, box)))
    made = _grid(whole, points, box.width)
    head, heights = made.heights[0], made.heights[1:]
    ends = _ends(heights, lead, box.height - head)
    for start, end in zip([0, *ends], ends, strict=False):
        yield Table(table.head, whole.rows[start:end])


def _points_in_parts(table: Table, box: Box) -> int:
    """Size of a table on several slides: not the smallest, unless rows are high in it or words would break."""
    low = all(high < box.height / 3 for high in _grid(table, _PARTED, box.width).heights)
    return _PARTED if low and sum(_least(table, _PARTED, box.width)) <= box.width else SIZES["table"][-1]


_PARTED = 16
"""Points."""


def _ends(heights: Sequence[float], lead: float, room: float) -> list[int]:
    """Where each part ends: as few parts as can be, none higher than *room*, and all as low as that allows."""
    fewest = len(list(_cuts(heights, lead, room)))
    even = (sum(heights) + lead) / fewest
    steps = (even + (room - even) * step / _STEPS for step in range(_STEPS))
    tried = (list(_cuts(heights, lead, high)) for high in steps)
    return next((ends for ends in tried if len(ends) == fewest), list(_cuts(heights, lead, room)))


_STEPS = 16


def _cuts(heights: Sequence[float], lead: float, room: float) -> Iterator[int]:
    """Where each part ends that is filled up to *room*; a row that is higher has a part of its own."""
    used, begun = lead, 0
    for number, high in enumerate(heights):
        if number > begun and used + high > room + 1e-6:
            yield number
            used, begun = 0.0, number
        used += high
    yield len(heights)


def _low_rows(table: Table, points: int, box: Box) -> Iterator[tuple[str, ...]]:
    """Rows of *table*, those too high for a slide in several."""
    widths = _grid(table, points, box.width).widths
    most = max(1, int(box.height * 0.6 / (points * LEADING / 72)))
    for row in table.rows:
        parted = [list(pieces(c, points, w - 2 * PAD_X, most)) for c, w in zip(row, widths, strict=True)]
        for index in range(max(1, *(len(p) for p in parted))):
            yield tuple(p[index] if index < len(p) else "" for p in parted)


def _grid(table: Table, points: int, room: float) -> Grid:
    widths = _widths(table, points, room)
    lines = [table.head, *table.rows]
    heights = []
    for number, row in enumerate(lines):
        inner = [w - 2 * PAD_X for w in widths]
        most = max(rows(c, points, w, bold=number == 0) for c, w in zip(row, inner, strict=True))
        heights.append(most * points * LEADING / 72 + 2 * PAD_Y)
    return Grid(points, widths, tuple(heights))


def _widths(table: Table, points: int, room: float) -> tuple[float, ...]:
    """Every column gets its longest word, the rest of the room goes where the text is long."""
    columns = list(zip(table.head, *table.rows, strict=True))
    inch = points / 72 * RESERVE
    least = _least(table, points, room)
    lines = (max(width(c[0], True), *(width(x) for cell in c for x in cell.split("\n"))) for c in columns)
    wanted = [max(wide * inch + 2 * PAD_X + 0.04, low) for wide, low in zip(lines, least, strict=True)]
    if sum(least) >= room:
        return tuple(w * room / sum(least) for w in least)
    if sum(wanted) <= room:
        longest = [w if w > 1.6 else 0.0 for w in wanted]
        share = longest if any(longest) else wanted
        return tuple(w + (room - sum(wanted)) * s / sum(share) for w, s in zip(wanted, share, strict=True))
    weights = [sqrt(max(w - low, 0.0)) for w, low in zip(wanted, least, strict=True)]
    return _poured(least, wanted, weights, room)


def _least(table: Table, points: int, room: float) -> list[float]:
    """Width of each column's longest word."""
    inch = points / 72 * RESERVE
    columns = zip(table.head, *table.rows, strict=True)
    return [min(max(_word(c) * inch + 2 * PAD_X + 0.04, 0.6), room * 0.45) for c in columns]


def _poured(
    least: Sequence[float], wanted: Sequence[float], weights: Sequence[float], room: float
) -> tuple[float, ...]:
    """*least* plus the free room by *weights*, no column wider than *wanted*."""
    widths, open_ = list(least), [i for i, w in enumerate(weights) if w]
    while open_ and room - sum(widths) > 1e-6:
        free, total = room - sum(widths), sum(weights[i] for i in open_)
        for i in open_:
            widths[i] = min(widths[i] + free * weights[i] / total, wanted[i])
        open_ = [i for i in open_ if wanted[i] - widths[i] > 1e-6]
    return tuple(widths)


def _word(cells: Sequence[str]) -> float:
    """Width of the longest word of a column; its heading is bold."""
    plain = max((width(w) for c in cells[1:] for w in _PARTS.split(c)), default=0.0)
    return max(plain, max((width(w, True) for w in cells[0].split(" ")), default=0.0))
