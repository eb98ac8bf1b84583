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
        self._running: dict[str, _File] = {}
        self._sums = _Sums()
        self._began = clock()
        self._lock = threading.Lock()  # told from many threads

    def expect(self, lengths: Mapping[str, float]) -> None:
        """Told of the recordings to work on and their lengths in seconds, before the work on them begins."""
        with self._lock:
            self._began = now = self._clock()
            self._files = {file: _File(max(length, 0.1), now) for file, length in lengths.items()}
            self._running, self._sums = {}, _Sums(sum(f.weight for f in self._files.values()))
            standing = self._standing(now)
        self._watch(standing)

    def __call__(self, file: str, part: float) -> None:
        """Told that *part* of the work on *file* is done."""
        with self._lock:
            now = self._clock()
            if file not in self._files:
                self._files[file] = _File(1.0, now)
                self._sums.total += 1.0
            self._move(file, part, now)
            standing = self._standing(now)
        self._watch(standing)

    def _move(self, file: str, part: float, now: float) -> None:
        known, sums = self._files[file], self._sums
        gained = max(part - known.part, 0.0)
        sums.done += gained * known.weight
        if gained and gained * known.weight <= _FASTEST * max(now - known.since, 0.001):
            known.worked += gained
            sums.worked += gained * known.weight
            known.began = known.since if known.began is None else known.began
            self._running[file] = known
        if known.part < 1 <= part:
            sums.finished += 1
            self._running.pop(file, None)
        known.part, known.since = max(part, known.part), now

    def _standing(self, now: float) -> Standing:
        sums, spent = self._sums, now - self._began
        rest = max(sums.total - sums.done, 0.0)
        return Standing(
            part=1 - rest / (sums.total or 1.0),
            left=rest * spent / sums.worked if sums.worked and spent >= _EARLY else None,
            finished=sums.finished,
            files=len(self._files),
            running=tuple(Running(name, f.part, _left(f, now)) for name, f in self._running.items()),
        )


@dataclass
class _Sums:
    """Over all recordings, by their weights; kept as they change: of a thousand ready ones a thousand are told."""

    total: float = 0.0
    done: float = 0.0
    worked: float = 0.0
    finished: int = 0


def _left(file: _File, now: float) -> float | None:
    if file.began is None or now - file.began < _EARLY:
        return None
    return (1 - file.part) * (now - file.began) / file.worked
