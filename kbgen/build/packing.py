"""Pack: the current release, copied out for whoever carries it to the client."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kbgen.bundles import manifest, release, zip
from kbgen.bundles.disks import to_disk
from kbgen.bundles.verifying import verify_copy, zim_is_whole
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.workspace import Workspace

KINDS = ("zip", "folder", "zim")


def pack_release(workspace: Workspace, client_id: str, kind: str, to: Path, audience: str = "") -> Path:
    """Copy the client's current release into the folder *to* as one file or a folder; return its path.

    The copy is written beside, read back and verified, and only then gets its name: whatever ends the work early,
    nothing that looks like a copy is left.

    Raises:
        UsageError: unknown kind, no release yet, or something of that name is there already.
        KbgenError: the release, or what was read back, is damaged.
        OSError: the disk does not take it.
    """
    if kind not in KINDS:
        values = {"kind": kind, "known": ", ".join(KINDS)}
        raise UsageError([Problem("unknown-copy", Place(kind), values)])
    dist = workspace.dist(client_id, audience)
    current = release.current(dist)
    if current is None:
        raise UsageError([Problem("no-release", Place(workspace.shown(dist)), {"id": client_id})])
    told = manifest.read(current)
    goal = to / (told.name if kind == "folder" else f"{told.name}.{kind}")
    if goal.exists():
        raise UsageError([Problem("copy-exists", Place(str(goal)))])
    to.mkdir(parents=True, exist_ok=True)
    beside = to / f".new-{goal.name}"
    try:
        _delete(beside)  # of a run that was killed
        _write(workspace, current, kind, beside)
        to_disk(beside)
        _forget_read(beside)
        _verify(beside, kind)
        beside.rename(goal)
    finally:
        _delete(beside)
    return goal


def _write(workspace: Workspace, current: Path, kind: str, beside: Path) -> None:
    told = manifest.read(current)
    made = current / f"{told.name}.{kind}"
    if kind == "folder":
        for name in zip.names(current):
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(current / name, beside / name)
    elif made.is_file():
        shutil.copyfile(made, beside)
    elif kind == "zip":
        zip.pack(current, beside, top=told.name)
    else:
        _write_zim(workspace, current, beside)


def _write_zim(workspace: Workspace, current: Path, beside: Path) -> None:
    from kbgen.build.today import today
    from kbgen.bundles.zim import pack  # libzim is GPL and optional
    from kbgen.importers.kb import read_kb

    pack(current, read_kb(workspace, manifest.read(current).client), beside, today())


def _verify(copy: Path, kind: str) -> None:
    """Read the copy back.

    Raises:
        KbgenError: it is not what the release holds.
    """
    if kind == "zim":
        wrong = [] if zim_is_whole(copy) else [Problem("bundle_changed", Place(copy.name))]
    else:
        wrong = [problem for problem in verify_copy(copy).problems if problem.severity == "error"]
    if wrong:
        raise KbgenError(wrong)


def _forget_read(copy: Path) -> None:
    """Have the system read the copy from the stick, not from its memory, where it can be told to."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in copy.rglob("*") if copy.is_dir() else (copy,):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
