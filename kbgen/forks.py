"""Work shared out over processes, forked so that nothing need be sent to them; in this one where forks are missing."""

from __future__ import annotations

import gc
import marshal
import os
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import IO, Any

_TICKET = 4  # bytes
_TICKETS = 1_000
"""In the queue at most: what the smallest pipe of any system takes at once."""
_HEAD = struct.Struct("<QQ")
"""Number of a piece, and length of its result."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """How pieces of work are shared out."""

    worth: int = 40
    """Pieces a process must have for its start to be worth it."""
    at_once: int = 8
    """Pieces given to one process in a row: neighbours hold the same words."""


SMALL = Pieces()


def shared_out(
    work: Callable[[int], Any], count: int, jobs: int | None = None, pieces: Pieces = SMALL
) -> Iterator[Any]:
    """``work(0), …, work(count - 1)`` in order, plain values, by up to *jobs* processes (None: one a core).

    Raises:
        whatever *work* raises: what a child could not do is done again in this process.
    """
    jobs = min(jobs or cores(), count // pieces.worth)
    if jobs < 2 or not hasattr(os, "fork") or sys.platform == "darwin":
        yield from map(work, range(count))
        return
    at_once = max(pieces.at_once, -(-count // _TICKETS))
    with ExitStack() as open_files:
        told = [open_files.enter_context(tempfile.TemporaryFile()) for _ in range(jobs)]
        queue = _queue(-(-count // at_once))
        open_files.callback(os.close, queue)
        share = _Share(queue, count, at_once)
        children = _fork(work, share, told[1:])
        try:
            _tell(work, share, told[0])
        finally:
            fine = [True, *(os.waitpid(child, 0)[1] == 0 for child in children)]
        places = {n: p for file, whole in zip(told, fine, strict=True) if whole for n, p in _places(file)}
        for number in range(count):
            yield _heard(*places[number]) if number in places else work(number)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Share:
    """Numbers of pieces from a queue that all processes read: whoever is ready takes the next few."""

    def __init__(self, queue: int, count: int, at_once: int) -> None:
        self.queue, self.count, self.at_once = queue, count, at_once
        self.parent = os.getpid()

    def __iter__(self) -> Iterator[int]:
        while self._is_wanted() and (told := os.read(self.queue, _TICKET)):
            first = int.from_bytes(told, "little") * self.at_once
            yield from range(first, min(first + self.at_once, self.count))

    def _is_wanted(self) -> bool:
        """Whether the process that asked is still there: a child of one that was killed stops soon."""
        return self.parent in (os.getpid(), os.getppid())


def _queue(length: int) -> int:
    """A pipe that holds ``0, …, length - 1`` and then ends; the system gives each of them to one reader."""
    reader, writer = os.pipe()
    os.write(writer, b"".join(n.to_bytes(_TICKET, "little") for n in range(length)))
    os.close(writer)
    return reader


def _fork(work: Callable[[int], Any], share: Iterable[int], told: Sequence[IO[bytes]]) -> list[int]:
    """A child for each of the files *told*; their process numbers."""
    gc.collect()
    gc.freeze()  # else the collector of a child copies the memory it only wants to read
    children = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads here draw progress and answer requests
        for file in told:
            children.append(os.fork())
            if not children[-1]:
                _be_a_child(work, share, file)
    gc.unfreeze()
    return children


def _be_a_child(work: Callable[[int], Any], share: Iterable[int], file: IO[bytes]) -> None:
    """Do the share and end, without running anything of the parent's on the way out."""
    code = 1
    try:
        with suppress(Exception):  # this process cannot say it: the parent tries again, and says it
            _tell(work, share, file)
            code = 0
    finally:
        os._exit(code)


def _tell(work: Callable[[int], Any], share: Iterable[int], file: IO[bytes]) -> None:
    for number in share:
        told = marshal.dumps(work(number))
        file.write(_HEAD.pack(number, len(told)) + told)
    file.flush()


def _places(file: IO[bytes]) -> Iterator[tuple[int, tuple[IO[bytes], int, int]]]:
    """Number, and where in *file* its result lies."""
    file.seek(0)
    while head := file.read(_HEAD.size):
        number, length = _HEAD.unpack(head)
        yield number, (file, file.tell(), length)
        file.seek(length, os.SEEK_CUR)


def _heard(file: IO[bytes], start: int, length: int) -> Any:
    file.seek(start)
    return marshal.loads(file.read(length))  # noqa: S302 - our own, unlinked file
