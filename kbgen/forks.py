"""Work shared out over processes, forked so that nothing need be sent to them; in this one where forks are missing."""

from __future__ import annotations

import gc
import marshal
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import IO, Any


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
    with ExitStack() as open_files:
        shares = [[n for n in range(count) if n // pieces.at_once % jobs == job] for job in range(jobs)]
        told = [open_files.enter_context(tempfile.TemporaryFile()) for _ in shares]
        children = _fork(work, shares[1:], told[1:])
        try:
            _tell(work, shares[0], told[0])
        finally:
            fine = [True, *(os.waitpid(child, 0)[1] == 0 for child in children)]
        for file in told:
            file.seek(0)
        for number in range(count):
            share = number // pieces.at_once % jobs
            yield _heard(told[share]) if fine[share] else work(number)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fork(work: Callable[[int], Any], shares: Sequence[Sequence[int]], told: Sequence[IO[bytes]]) -> list[int]:
    """A child a share; their process numbers."""
    gc.collect()
    gc.freeze()  # else the collector of a child copies the memory it only wants to read
    children = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads here draw progress and answer requests
        for share, file in zip(shares, told, strict=True):
            children.append(os.fork())
            if not children[-1]:
                _be_a_child(work, share, file)
    gc.unfreeze()
    return children


def _be_a_child(work: Callable[[int], Any], share: Sequence[int], file: IO[bytes]) -> None:
    """Do the share and end, without running anything of the parent's on the way out."""
    code = 1
    try:
        with suppress(Exception):  # this process cannot say it: the parent tries again, and says it
            _tell(work, share, file)
            code = 0
    finally:
        os._exit(code)


def _tell(work: Callable[[int], Any], share: Sequence[int], file: IO[bytes]) -> None:
    for number in share:
        told = marshal.dumps(work(number))
        file.write(len(told).to_bytes(8, "little") + told)
    file.flush()


def _heard(file: IO[bytes]) -> Any:
    return marshal.loads(file.read(int.from_bytes(file.read(8), "little")))  # noqa: S302 - our own, unlinked file
