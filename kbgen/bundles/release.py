"""Releases: made beside, switched at once. ``current`` always names a whole one.

``dist/<client>/`` holds a folder a release (``1``, ``2``, …), ``current`` and the lock. ``current`` is a link
where links work, elsewhere (Windows, FAT) a text file with the release's number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from kbgen.bundles import manifest
from kbgen.bundles.disks import shown, sync, to_disk, writing
from kbgen.errors import BusyError, KbgenError, Place, Problem

KEPT = 5
"""Releases kept beside the current one; older ones are deleted when a new one is published."""

_CURRENT = "current"
_FRESH, _OLD = ".new-", ".old-"


@contextmanager
def lock(dist: Path) -> Iterator[None]:
    """Hold *dist* alone. The lock goes with the process, however it ends.

    Raises:
        BusyError: another build of the same client runs.
        KbgenError: the folder cannot be written to.
    """
    with writing(dist):
        dist.mkdir(parents=True, exist_ok=True)
        held = FileLock(dist / ".lock")
        try:
            held.acquire(timeout=0)
        except Timeout:
            raise BusyError([Problem("release_busy", Place(shown(dist)))]) from None
    try:
        yield
    finally:
        held.release()


def releases(dist: Path) -> tuple[Path, ...]:
    """Whole releases in *dist*, oldest first."""
    if not dist.is_dir():
        return ()
    found = [p for p in dist.iterdir() if p.name.isdecimal() and not p.is_symlink() and (p / manifest.NAME).is_file()]
    return tuple(sorted(found, key=lambda p: int(p.name)))


def current(dist: Path) -> Path | None:
    """The folder ``current`` names; None before the first release. A server asks this with every request."""
    pointer = f"{dist}{os.sep}{_CURRENT}"
    try:
        name = os.readlink(pointer)  # noqa: PTH115 - strings: pathlib takes ten times as long
    except (OSError, ValueError):  # a file, where links do not work
        try:
            name = Path(pointer).read_text("utf-8").strip()
        except OSError:
            return None
    whole = name.isdecimal() and os.path.isfile(f"{dist}{os.sep}{name}{os.sep}{manifest.NAME}")  # noqa: PTH113
    return _folder(dist, name) if whole else None


@lru_cache(16)
def _folder(dist: Path, name: str) -> Path:
    """The same path for the same release: it knows its text and its hash already when it is asked for again."""
    return dist / name


def next_number(dist: Path) -> str:
    """A number above every release there is or was tried; it comes from the folders, never from a clock."""
    names = [p.name.removeprefix(_FRESH).removeprefix(_OLD) for p in dist.iterdir()] if dist.is_dir() else []
    return str(max((int(name) for name in names if name.isdecimal()), default=0) + 1)


def staging(dist: Path, release: str) -> Path:
    """An empty folder to make *release* in, on the same disk as the goal. What killed builds left is swept away.

    Raises:
        KbgenError: the folder cannot be written to.
    """
    with writing(dist):
        dist.mkdir(parents=True, exist_ok=True)
        _sweep(dist)
        folder = dist / f"{_FRESH}{release}"
        folder.mkdir()
        return folder


@contextmanager
def discarding(dists: Sequence[Path]) -> Iterator[None]:
    """Where making a release in *dists* fails, delete what there is of it: a full disk has its room back.

    Its number stays used.
    """
    try:
        yield
    except BaseException:
        for dist in dists:
            for half in dist.glob(f"{_FRESH}*"):
                if half.name.removeprefix(_FRESH).isdecimal() and half.is_dir() and not half.is_symlink():
                    shutil.rmtree(half, ignore_errors=True)
                    with suppress(OSError):
                        half.mkdir()  # remembers the number
        raise


def publish(folder: Path, dist: Path, release: str, kept: int = KEPT) -> Path:
    """Make *folder* (from :func:`staging`) the release, and ``current``; return its place.

    Everything is on the disk before the one rename that makes it a release, and that before the one that
    switches ``current``: at no moment does ``current`` name anything but a whole release.

    Raises:
        KbgenError: there is no manifest, the release exists, or the folder cannot be written to.
    """
    return publish_all([(folder, dist)], release, kept)[0]


def publish_all(made: Sequence[tuple[Path, Path]], release: str, kept: int = KEPT) -> tuple[Path, ...]:
    """Make each folder (from :func:`staging`) *release* in its ``dist``, then switch them one right after another.

    Nothing is switched before all of them are on the disk. Where one cannot be switched, those before it go back to
    what they were. Return their places.

    Raises:
        KbgenError: there is no manifest, the release exists, or a folder cannot be written to.
    """
    for folder, dist in made:
        manifest.read(folder)
        if (dist / release).exists():
            raise KbgenError([Problem("release_exists", Place(shown(dist / release)), {"release": release})])
    before = [(dist, current(dist)) for _, dist in made]
    with ExitStack() as undone:
        for folder, dist in made:
            with writing(dist):
                to_disk(folder)
                folder.rename(dist / release)
                undone.callback(_take_back, dist / release, folder)
                sync(dist)
        for dist, last in before:
            if last is not None:
                undone.callback(_back, dist, last.name)
            switch(dist, release)
        undone.pop_all()
    for _, dist in made:
        with writing(dist):
            _forget(dist, kept)
    return tuple(dist / release for _, dist in made)


def _take_back(place: Path, folder: Path) -> None:
    """A release that will not be: out of sight again, unless ``current`` names it."""
    if current(place.parent) != place:
        with suppress(OSError):
            place.rename(folder)


def _back(dist: Path, release: str) -> None:
    now = current(dist)
    if now is None or now.name != release:
        with suppress(KbgenError):
            switch(dist, release)


def switch(dist: Path, release: str) -> None:
    """Point ``current`` at *release*, in one step.

    Raises:
        KbgenError: the folder cannot be written to.
    """
    beside = dist / f".{_CURRENT}.new"
    with writing(dist):
        try:
            beside.unlink(missing_ok=True)
            _point(beside, release)
            beside.replace(dist / _CURRENT)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        sync(dist)


def _point(pointer: Path, release: str) -> None:
    try:
        if os.name == "nt":
            raise OSError("a folder link takes a privilege there, and cannot be replaced in one step")
        pointer.symlink_to(release, target_is_directory=True)
    except (OSError, NotImplementedError):  # also: FAT, some network disks
        with pointer.open("w", encoding="utf-8") as file:
            file.write(f"{release}\n")
            file.flush()
            os.fsync(file.fileno())


def _forget(dist: Path, kept: int) -> None:
    """Delete all but the newest *kept* releases and the current one."""
    now = current(dist)
    for folder in releases(dist)[:-kept]:
        if folder != now:
            with suppress(OSError):  # held open by a reader on Windows: next time
                folder.rename(dist / f"{_OLD}{folder.name}")  # first out of sight: half a release must not look whole
    _sweep(dist)


def _sweep(dist: Path) -> None:
    for folder in dist.iterdir():
        number = folder.name.removeprefix(_FRESH).removeprefix(_OLD)
        if folder.name != number and number.isdecimal() and folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)  # held open by a reader on Windows: next time
