"""Estimate: how far all the recordings have come together, and how long the rest will take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_FASTEST = 100.0
"""Seconds of recording a second of work. What advances faster lay in the store: it says nothing of our speed."""
_EARLY = 2.0
"""Seconds of work before which nothing can be said of its speed."""


@dataclass(frozen=True, slots=True)
class Running:
    """A recording that is being worked on."""

    file: str
    part: float
    """What is done of it, 0 to 1."""
    left: float | None
    """Seconds to its end; None: cannot be said yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at one moment."""

    part: float
    """What is done of all, 0 to 1."""
    left: float | None
    """Seconds to the end of all; None: cannot be said yet."""
    finished: int
    files: int
    running: tuple[Running, ...]


@dataclass
class _File:
    weight: float
    since: float
    """When it was last told of."""
    part: float = 0.0
    worked: float = 0.0
    """What of it was done before our eyes, 0 to 1."""
    began: float | None = None
    """When its work was first seen to move."""


class Estimate:
    """A progress callback that reckons: give it to ``encode``, it tells *watch* how things stand after every move."""

    def __init__(self, watch: Callable[[Standing], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._watch, self._clock = watch, clock
        self._files: dict[str, _File] = {}
        self._began = clock()
        self._lock = threading.Lock()  # told from many threads

    def expect(self, lengths: Mapping[str, float]) -> None:
        """Told of the recordings to work on and their lengths in seconds, before the work on them begins."""
        with self._lock:
            self._began = now = self._clock()
            self._files = {file: _File(max(length, 0.1), now) for file, length in lengths.items()}
            standing = self._standing(now)
        self._watch(standing)

    def __call__(self, file: str, part: float) -> None:
        """Told that *part* of the work on *file* is done."""
        with self._lock:
            now = self._clock()
            known = self._files.setdefault(file, _File(1.0, now))
            gained = max(part - known.part, 0.0)
            if gained * known.weight <= _FASTEST * max(now - known.since, 0.001):
                known.worked += gained
                known.began = known.since if known.began is None and gained else known.began
            known.part, known.since = max(part, known.part), now
            standing = self._standing(now)
        self._watch(standing)

    def _standing(self, now: float) -> Standing:
        files = self._files.values()
        total = sum(f.weight for f in files) or 1.0
        worked = sum(f.worked * f.weight for f in files)
        rest = sum((1 - f.part) * f.weight for f in files)
        running = [Running(n, f.part, _left(f, now)) for n, f in self._files.items() if f.worked and f.part < 1]
        spent = now - self._began
        return Standing(
            part=1 - rest / total,
            left=rest * spent / worked if worked and spent >= _EARLY else None,
            finished=sum(f.part >= 1 for f in files),
            files=len(self._files),
            running=tuple(running),
        )


def _left(file: _File, now: float) -> float | None:
    if file.began is None or now - file.began < _EARLY:
        return None
    return (1 - file.part) * (now - file.began) / file.worked
