"""Pieces: which seconds of a recording stand for all of it, and what each of them counts.

The worst twentieth of a recording decides, and most of it lies where much happens: scrolling, pages that open. How
much happens in a second is what its encoder needed for it, key frames left out. So the busiest seconds are looked at
most closely, and count by the part of the recording they are: a sample in layers, which is true of recordings too
whose encoder gave every second the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MOST = 8
_TOGETHER = 6.4
"""Seconds of all pieces at most: enough for a percentile, little beside an encode."""
_PART = 0.12
"""Part of the recording that they make where it is short."""
_SHORTEST = 0.6
"""Seconds of a piece at least: shorter ones would show little but their key frames."""
_FRAME = 1 / 30
_LAYERS = ((0.1, 3), (0.3, 3), (0.6, 2))
"""Parts of the recording, the busiest first, and how many pieces each gets."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A short part of a recording; seconds."""

    start: float
    length: float
    weight: float
    """The part of the recording it stands for, 0 to 1."""


def pieces(duration: float, activity: Sequence[int] = ()) -> tuple[Piece, ...]:
    """The pieces of a recording of *duration*, in order; each lasts whole thirtieths of a second.

    *activity*: how much happens in each second; where it is not known, or the recording is short, they are spread
    evenly.
    """
    together = min(_TOGETHER, duration * _PART)
    count = max(1, min(_MOST, int(together / _SHORTEST)))
    length = max(_FRAME, int(together / count / _FRAME) * _FRAME)
    if count < _MOST or len(activity) < max(3 * _MOST, int(duration)):
        middles = (duration * (n + 0.5) / count for n in range(count))
        return tuple(Piece(max(0.0, middle - length / 2), length, 1 / count) for middle in middles)
    chosen = _layered(activity[: int(duration)])
    return tuple(Piece(second + (1 - length) / 2, length, weight) for second, weight in sorted(chosen))


def _layered(activity: Sequence[int]) -> list[tuple[int, float]]:
    """Seconds and their weights: from each layer as many as it gets, spread over the recording."""
    ranked = sorted(range(len(activity)), key=lambda second: (-activity[second], second))
    chosen: list[tuple[int, float]] = []
    at = 0.0
    for part, many in _LAYERS:
        layer = sorted(ranked[round(at * len(ranked)) : round((at + part) * len(ranked))])
        at += part
        many = min(many, len(layer))
        chosen += [(layer[int(len(layer) * (n + 0.5) / many)], part / many) for n in range(many)]
    return chosen
