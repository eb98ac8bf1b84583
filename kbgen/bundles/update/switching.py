"""Switching: what was made beside becomes what is shown, in one step where the system can."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbgen.bundles.update.copies import CURRENT, Copy
from kbgen.bundles.update.disk import delete, sync, write_whole
from kbgen.bundles.update.listing import LONGEST_MANIFEST, MANIFEST, SIGNATURE, Listing, is_good, short, strict_json
from kbgen.bundles.update.refused import Refused

KEPT = 2
"""Old releases kept beside the new one."""


def publish(copy: Copy, new: Listing) -> None:
    """Make what was staged a release, and ``current``: everything is on the disk before the one rename that counts."""
    place = copy.home / str(new.release)
    if not is_whole(place, new):
        if os.path.lexists(place):  # something else of that number: out of the way, not written over
            place.rename(copy.work / f"odd-{time.time_ns()}")
        (copy.work / "new").rename(place)
        sync(copy.home)
    _point(copy.home, place.name)


def _point(home: Path, name: str) -> None:
    """Let ``current`` name another release, in one step: a link, or a file with the number where links do not work."""
    beside = home / f".{CURRENT}.new"
    with suppress(FileNotFoundError):
        beside.unlink()
    try:
        if os.name == "nt":
            raise OSError("a link takes a privilege there, and cannot be replaced in one step")
        beside.symlink_to(name)
    except (OSError, NotImplementedError):
        with beside.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
    beside.replace(home / CURRENT)
    sync(home)


def is_whole(place: Path, listing: Listing) -> bool:
    """Whether *place* holds exactly this release."""
    try:
        if short(place / MANIFEST, LONGEST_MANIFEST) != listing.raw:
            return False
    except OSError:
        return False
    return all(is_good(place / entry.path, entry) for entry in listing.entries)


def exchange(copy: Copy, old: Listing, new: Listing) -> None:
    """Exchange the content of a copy that lies alone: in one step where the system can, else by a journal."""
    meant = {"to": hashlib.sha256(new.raw).hexdigest(), "old": old.release}
    fresh, journal = copy.work / "new", copy.work / "journal"
    if copy.work.parent == copy.folder.parent:
        write_whole(journal, json.dumps({**meant, "do": "exchange"}).encode())
        if _swapped(fresh, copy.folder):
            recover(copy)
            return
    tops = {entry.path.split("/")[0] for entry in old.entries} | {SIGNATURE}
    tops |= {path.name for path in fresh.iterdir()}
    names = [*sorted(tops - {MANIFEST}), MANIFEST]
    come = [name for name in names if os.path.lexists(fresh / name)]
    delete(copy.work / "going")
    (copy.work / "going").mkdir()
    write_whole(journal, json.dumps({**meant, "do": "moves", "names": names, "come": come}).encode())
    recover(copy)


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (``renameat2`` of Linux, ``renamex_np`` of macOS); False where none can."""
    if os.name != "posix":
        return False
    import ctypes

    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return not system.renamex_np(names[0], names[1], 2)
        return not system.renameat2(-100, names[0], -100, names[1], 2)
    except (OSError, AttributeError):  # a C library without it
        return False


def recover(copy: Copy) -> None:
    """Finish an exchange that was begun; nothing where none was.

    Raises:
        Refused: a file is held open by a reader; the copy is as it was (or, in the worst case, the journal stays
            and the next run goes on).
    """
    journal = copy.work / "journal"
    if not copy.alone or not journal.is_file():
        return
    told = strict_json(short(journal, LONGEST_MANIFEST), journal)
    left = copy.work / ("going" if told["do"] == "moves" else "new")
    if told["do"] == "moves":
        _move(copy, told, journal)
    elif hashlib.sha256(short(copy.folder / MANIFEST, LONGEST_MANIFEST)).hexdigest() != told["to"]:
        journal.unlink()  # it never came to the exchange
        return
    kept = copy.work / f"old-{int(told['old'])}"
    if left.is_dir():
        delete(kept)
        left.rename(kept)
    sync(copy.work)
    sync(copy.home.parent if copy.work.parent == copy.home.parent else copy.home)
    journal.unlink()


def _move(copy: Copy, told: dict[str, Any], journal: Path) -> None:
    """Move everything of the old release out and of the new one in, name by name; all back if one does not give way."""
    try:
        for name in told["names"]:
            _move_in(copy, name, name in told["come"])
        sync(copy.folder)
    except OSError as error:
        try:
            for name in reversed(told["names"]):
                _move_back(copy, name, name in told["come"])
        except OSError as worse:
            raise Refused("update_halfway", copy.folder, why=worse.strerror or str(worse)) from worse
        journal.unlink()
        raise Refused("update_in_use", error.filename or copy.folder, why=error.strerror or str(error)) from error


def _move_in(copy: Copy, name: str, comes: bool) -> None:
    here, fresh, gone = copy.folder / name, copy.work / "new" / name, copy.work / "going" / name
    if comes and not os.path.lexists(fresh):
        return  # done by the run that was interrupted
    if here.is_file() and not here.is_symlink() and comes:
        if not gone.exists():
            try:
                os.link(here, gone)
            except OSError:
                shutil.copy2(str(here), str(gone))
        fresh.replace(here)  # a file is never missing in between
        return
    if os.path.lexists(here):
        _patiently(os.rename, here, gone)
    if comes:
        _patiently(os.rename, fresh, here)


def _move_back(copy: Copy, name: str, comes: bool) -> None:
    here, fresh, gone = copy.folder / name, copy.work / "new" / name, copy.work / "going" / name
    if os.path.lexists(gone):
        if os.path.lexists(here) and not os.path.lexists(fresh):
            here.rename(fresh)
        gone.replace(here)
    elif comes and os.path.lexists(here) and not os.path.lexists(fresh):
        here.rename(fresh)


def _patiently(rename: Callable[[str, str], None], one: Path, other: Path) -> None:
    """Windows refuses while a scanner or a reader holds a file open: usually for a moment."""
    for wait in (0.1, 0.3, 1.0, 2.0) if os.name == "nt" else ():
        try:
            return rename(str(one), str(other))
        except PermissionError:
            time.sleep(wait)
    return rename(str(one), str(other))


def olds(copy: Copy) -> list[tuple[int, Path]]:
    """Whole releases besides the one that is shown, oldest first."""
    where, start = (copy.work, "old-") if copy.alone else (copy.home, "")
    if not where.is_dir():
        return []
    found = [(path.name[len(start) :], path) for path in where.iterdir() if path.name.startswith(start)]
    whole = [(int(n), p) for n, p in found if re.fullmatch(r"[0-9]{1,9}", n) and (p / MANIFEST).is_file()]
    return sorted((number, path) for number, path in whole if path != copy.folder and not path.is_symlink())


def tidy(copy: Copy, keep: int) -> None:
    """Delete what the update needed, and all old releases but the newest *keep*."""
    for number, path in olds(copy)[: -keep or None] if keep else olds(copy):
        with suppress(OSError):
            gone = copy.work / f"gone-{number}"
            path.rename(gone)  # first out of sight: half a release must not look whole
    if not copy.work.is_dir():
        return
    for path in copy.work.iterdir():
        if path.name == "lock" or path.name.startswith("old-"):
            continue
        with suppress(OSError):  # held open by a reader: next time
            delete(path) if path.is_dir() else path.unlink()
    if not copy.alone:
        with suppress(OSError):
            copy.work.rmdir()
