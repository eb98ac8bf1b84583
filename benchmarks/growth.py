"""Growth by pages, ours and MkDocs', as a picture: both axes logarithmic, one line each."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

_LINES = (
    ("cold_mkdocs_seconds", "MkDocs", "#9e3d22"),
    ("cold_zensical_seconds", "Zensical", "#7a5195"),
    ("cold_seconds", "kbgen, cold", "#1f5fa8"),
    ("field_seconds", "kbgen, a field renamed", "#3a8f5c"),
    ("one_page_seconds", "kbgen, one page edited", "#d08a00"),
    ("nothing_seconds", "kbgen, nothing changed", "#666666"),
)
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _RIGHT = 760, 460, 60, 50, 190
Figures = Sequence[Mapping[str, float]]


def exponent(figures: Figures, key: str) -> float:
    """How *key* grows with pages: the slope between the largest size and 1,000 pages (else the smallest)."""
    first, last = start(figures), figures[-1]
    return math.log(last[key] / first[key]) / math.log(last["pages"] / first["pages"])


def start(figures: Figures) -> Mapping[str, float]:
    """The figures growth is counted from."""
    return next((f for f in figures if 900 <= f["pages"] < figures[-1]["pages"]), figures[0])


def drawn(figures: Figures) -> str:
    """An SVG of all lines of which there are figures."""
    lines = [(key, name, colour) for key, name, colour in _LINES if all(key in f for f in figures)]
    seconds = [f[key] for f in figures for key, *_ in lines]
    across = _Axis([f["pages"] for f in figures], _LEFT, _WIDTH - _RIGHT)
    up = _Axis(seconds, _HEIGHT - _BOTTOM, 20)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        *_grid(across, up),
    ]
    labels: list[float] = []
    for key, name, colour in sorted(lines, key=lambda line: -figures[-1][line[0]]):
        points = [(across.at(f["pages"]), up.at(f[key])) for f in figures]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{_points(points)}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        height = max(points[-1][1], labels[-1] + 16 if labels else 0)
        labels.append(height)
        parts.append(
            f'<text x="{points[-1][0] + 8:.1f}" y="{height + 4:.1f}" fill="{colour}">{html.escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


class _Axis:
    """A logarithmic axis from one place of the picture to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = math.log10(min(values)) - 0.1, math.log10(max(values)) + 0.1
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        """Where *value* stands."""
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def marks(self) -> list[float]:
        """Powers of ten, and thrice them."""
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        marks = [step * 10.0**power for power in powers for step in (1, 3)]
        return [m for m in marks if self.low <= math.log10(m) <= self.high]


def _grid(across: _Axis, up: _Axis) -> list[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = []
    for mark in up.marks():
        y = up.at(mark)
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{mark:g} s</text>')
    for mark in across.marks():
        x = across.at(mark)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="20" y2="{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{mark:g}</text>')
    middle = (_LEFT + right) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 12}" text-anchor="middle">pages</text>')
    return parts
