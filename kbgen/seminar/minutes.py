"""Minutes: shared out over slides so that they add up exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kbgen.model.decks import Slide

_UNITS = (0.5, 0.25)
"""Halves of a minute; quarters where there are more slides than halves."""


def share(total: float, weights: Sequence[float], units: Sequence[float] = _UNITS) -> tuple[float, ...]:
    """*total* minutes parted by *weights* (largest remainder), adding up to *total* exactly.

    Parts are multiples of the first of *units* that gives every part one, else of the last.
    """
    if not weights:
        return ()
    unit = next((u for u in units if total / u >= len(weights) and not total % u), units[-1])
    count = round(total / unit)
    base = 1 if count >= len(weights) else 0
    free = count - base * len(weights)
    whole = sum(weights) or len(weights)
    exact = [free * (w if sum(weights) else 1) / whole for w in weights]
    parts = [int(e) for e in exact]
    by_rest = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_rest[: free - sum(parts)]:
        parts[index] += 1
    return tuple((base + p) * unit for p in parts)


def timed(slides: Sequence[Slide], total: float, fixed: Callable[[Slide], bool] = lambda _: False) -> tuple[Slide, ...]:
    """*slides* with minutes that add up to *total*, by their estimates; *fixed* ones keep theirs while there is room.

    A fixed slide without minutes is given its part like any other.
    """
    kept = {i: s.minutes for i, s in enumerate(slides) if s.minutes and fixed(s)}
    if sum(kept.values()) > total * _MOST_FIXED or len(kept) == len(slides):
        kept = {}
    free = iter(share(total - sum(kept.values()), [s.minutes or 1 for i, s in enumerate(slides) if i not in kept]))
    return tuple(replace(s, minutes=kept[i] if i in kept else next(free)) for i, s in enumerate(slides))


_MOST_FIXED = 0.8
"""Of a topic's minutes; hand-written slides that ask for more share them with the others."""
