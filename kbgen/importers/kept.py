"""Kept: what was read of files, for whoever reads one workspace again and again. Only what changed is read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Stamp = tuple[int, ...] | None
"""Tells one state of a file from another; None: it is not there."""


def stamp(path: Path) -> Stamp:
    """The state of *path* now: size, moments of change, and which file it is."""
    try:
        told = os.stat(path)  # noqa: PTH116 (thousands of files)
    except (OSError, ValueError):
        return None
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino


class Kept:
    """Remembers what was read, with the state of every file it was read from.

    A file whose size and moments of change are the same counts as unchanged: tell :meth:`forget` of files that
    somebody was seen to write to, where the disk counts in whole seconds.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[dict[Path, Stamp], Any]] = {}

    def reading(self, key: Hashable, path: Path, read: Callable[[], T], others: Callable[[T], Iterable[Path]]) -> T:
        """What *read* makes of *path*; what it made the last time where nothing changed since.

        *others*: the files besides *path* that a value depends on.
        """
        known = self._known.get(key)
        if known and all(stamp(file) == then for file, then in known[0].items()):
            value: T = known[1]
            return value
        before = stamp(path)  # a file written to while it is read has another state at the next look
        value = read()
        self._known[key] = {path: before} | {file: stamp(file) for file in others(value)}, value
        return value

    def drop(self, key: Hashable) -> None:
        """Read this again at the next look."""
        self._known.pop(key, None)

    def forget(self, paths: Collection[Path]) -> None:
        """Read these files again whatever their state says."""
        gone = set(paths)
        for key in [key for key, (files, _) in self._known.items() if not gone.isdisjoint(files)]:
            del self._known[key]
