"""Pack: the current release, copied out for whoever carries it to the client."""

from __future__ import annotations

import shutil
from pathlib import Path

from kbgen.bundles.release import current as current_release
from kbgen.errors import Place, Problem, UsageError
from kbgen.workspace import Workspace

KINDS = ("zip", "folder", "zim")


def pack_release(workspace: Workspace, client_id: str, kind: str, to: Path) -> Path:
    """Copy the client's current release into the folder *to* as one file or a folder; return its path.

    Raises:
        UsageError: unknown kind, no release yet, or something of that name is there already.
    """
    if kind not in KINDS:
        values = {"kind": kind, "known": ", ".join(KINDS)}
        raise UsageError([Problem("unknown-copy", Place(kind), values)])
    current = current_release(workspace.dist(client_id))
    if current is None:
        raise UsageError([Problem("no-release", Place(workspace.shown(workspace.dist(client_id))), {"id": client_id})])
    name = f"{client_id}-{current.name}"
    goal = to / (name if kind == "folder" else f"{name}.{kind}")
    if goal.exists():
        raise UsageError([Problem("copy-exists", Place(str(goal)))])
    to.mkdir(parents=True, exist_ok=True)
    if kind == "zip":
        shutil.copyfile(current / f"{name}.zip", goal)
    elif kind == "folder":
        shutil.copytree(current, goal, ignore=shutil.ignore_patterns(f"{name}.zip", f"{name}.zim"))
    else:
        from kbgen.bundles.zim import pack as pack_zim  # libzim is GPL and optional
        from kbgen.importers.kb import read_kb

        pack_zim(current, read_kb(workspace, client_id), goal)
    return goal
