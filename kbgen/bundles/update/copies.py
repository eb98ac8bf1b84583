"""Copies: where the client's copy lies, and who may change it now."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles.update.listing import MANIFEST
from kbgen.bundles.update.refused import Busy, Refused

WORK = ".update"
CURRENT = "current"


@dataclass(frozen=True)
class Copy:
    """A client's copy: a folder of releases with ``current``, or one release unpacked on its own."""

    home: Path
    """The folder of releases; the copy itself where there are none round it."""
    folder: Path
    """The release that is shown now."""
    work: Path
    """Where the next one is made, on the same disk."""

    @property
    def alone(self) -> bool:
        """Whether no releases lie round it: it keeps its place, its content is exchanged."""
        return self.home == self.folder


def find(folder: Path) -> Copy:
    """The copy in *folder*: a folder of releases, a release among them, or a release alone.

    Raises:
        Refused: there is none.
    """
    folder = Path(os.path.realpath(folder))
    for shelf in (folder, folder.parent):
        now = current_of(shelf)
        if now is not None and (shelf == folder or (folder.name.isdigit() and folder.is_dir())):
            return Copy(shelf, now, shelf / WORK)
    for alone in (folder, folder / CURRENT):  # a copied folder of releases, its link followed
        if (alone / MANIFEST).is_file() and not alone.is_symlink():
            return Copy(alone, alone, _work(alone))
    raise Refused("update_no_copy", folder)


def current_of(shelf: Path) -> Path | None:
    """The release that ``current`` (a link, or a file with its number) names."""
    pointer = shelf / CURRENT
    try:
        link = os.readlink(pointer) if pointer.is_symlink() else ""  # noqa: PTH115 - Path.readlink came with 3.9
        name = Path(link).name if link else pointer.read_text("utf-8").strip()
    except (OSError, ValueError):
        return None
    return shelf / name if re.fullmatch(r"[0-9]{1,9}", name) and (shelf / name / MANIFEST).is_file() else None


def _work(alone: Path) -> Path:
    """Beside the copy; inside it where beside is another disk or closed."""
    beside = alone.parent / f".{alone.name}{WORK}"
    if beside.is_dir():
        return beside
    with suppress(OSError):
        same = alone.stat().st_dev == alone.parent.stat().st_dev and not os.path.ismount(alone)
        if same and os.access(alone.parent, os.W_OK | os.X_OK):
            return beside
    return alone / WORK


@contextmanager
def locked(copy: Copy) -> Iterator[None]:
    """Hold the copy alone. The lock goes with the process, however it ends.

    Raises:
        Busy: somebody else holds it.
    """
    copy.work.mkdir(exist_ok=True)
    path = copy.work / "lock" if copy.alone else copy.home / ".lock"  # the latter is kbgen's own lock of a dist/
    handle = os.open(str(path), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK):
                raise Busy("update_busy", copy.home) from error
            raise
        yield
    finally:
        os.close(handle)
