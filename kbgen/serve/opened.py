"""The file that one reader is at: it stays open from one part to the next, for as long as it is still the same."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kbgen.serve.files import inside
from kbgen.serve.headers import POLICY, SAFE, policy
from kbgen.serve.sending import Headers, encoded, headers_of

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Lines(NamedTuple):
    """What the head of an answer says of a file, whatever part of it is asked for."""

    meaning: Mapping[str, str]
    first: bytes
    last: bytes


class Opened:
    """At most one open file of a release. Whoever has it closes it in the end."""

    __slots__ = ("_state", "folder", "lines", "number", "path", "size", "wanted")

    def __init__(self) -> None:
        self.number = -1
        self.path = self.wanted = ""
        self.size = 0
        self.folder: Path | None = None
        self.lines = Lines({}, b"", b"")
        self._state: tuple[int, ...] = ()

    def be(self, folder: Path, wanted: str) -> bool:
        """Be the file *wanted* of the release *folder*; False: there is no such file for readers, and none is open."""
        return self._is_still(folder, wanted) or self._open(folder, wanted)

    def close(self) -> None:
        """The reader goes elsewhere."""
        if (number := self.given()) >= 0:
            os.close(number)

    def given(self) -> int:
        """The open file as the system counts them; from now on it is the caller's."""
        number, self.number = self.number, -1
        return number

    def _is_still(self, folder: Path, wanted: str) -> bool:
        """Whether its name leads to what is open, and that did not change."""
        if self.number < 0 or wanted != self.wanted or folder is not self.folder:
            return False
        try:
            return _state(os.lstat(self.path)) == self._state
        except OSError:  # it went
            return False

    def _open(self, folder: Path, wanted: str) -> bool:
        self.close()
        path, mode = inside(folder, wanted)
        if not stat.S_ISREG(mode):
            return False
        safety = policy(folder, wanted)
        try:
            self.number = os.open(path, _FLAGS)
        except OSError:  # it went, or may not be read
            return False
        found = os.fstat(self.number)
        self.folder, self.wanted, self.path = folder, wanted, path
        self.size, self._state = found.st_size, _state(found)
        self.lines = _lines(path.rpartition(os.sep)[2], found.st_mtime_ns, found.st_size, safety)
        return True


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns


@lru_cache(4096)
def _lines(name: str, time: int, size: int, safety: str) -> Lines:
    told = headers_of(name, time, size)
    return Lines(told, written(encoded(told)), written((*SAFE, (POLICY, safety.encode()))) + b"\r\n")


def written(headers: Headers) -> bytes:
    """Headers as they go over the line."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
