"""Disks: what is written is there after a power cut, and a disk that will not be written to is a problem in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbgen.errors import KbgenError, Place, Problem, of_disk

_LOST = {errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What was written did not get to the disk."""


def to_disk(place: Path) -> None:
    """Make sure that a file, or all that a folder holds, survives a power cut, or a stick that is pulled out."""
    if place.is_file():
        sync(place)
    for here, _, names in os.walk(place):
        for name in names:
            sync(Path(here) / name)
        sync(Path(here))


def sync(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk.

    Raises:
        OSError: what was written is lost. A disk that has no such thing is none.
    """
    try:
        handle = os.open(path, os.O_RDONLY if os.name == "posix" or path.is_dir() else os.O_RDWR)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _LOST:  # anything else: some network disks cannot sync
            raise
    finally:
        os.close(handle)


@contextmanager
def writing(dist: Path) -> Iterator[None]:
    """Turns a disk that will not be written to into a problem."""
    try:
        yield
    except OSError as error:
        reason = of_disk(error).strerror or str(error)
        raise KbgenError([Problem("release_unwritable", Place(shown(dist)), {"reason": reason})]) from error


def shown(path: Path) -> str:
    """The end of a path, as people know it: ``acme/14``."""
    return "/".join(path.parts[-2:])
