"""Approved snapshots: ``content/clients/<id>/approved/<version>.json``, as ``kbgen approve`` wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kbgen.errors import Place, Problem
from kbgen.importers.text_files import read_text, shown
from kbgen.model.approval import Approval, Approvals
from kbgen.model.changes import Snapshot
from kbgen.model.kb import PlaceKey
from kbgen.trace.snapshots import agreed, digest, from_json
from kbgen.workspace import Workspace

FOLDER = "approved"
VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")
"""Versions name files, so nothing else may be one."""


def read_approved(
    workspace: Workspace, client_id: str, approvals: Approvals, places: Mapping[PlaceKey, Place]
) -> tuple[Snapshot | None, tuple[Problem, ...]]:
    """The snapshot of the last approved version, and everything that is wrong with any version's."""
    problems: list[Problem] = []
    last: Snapshot | None = None
    for number, approval in enumerate(approvals.approvals):
        place = places.get(("approval", "approvals", number, "version"), Place(f"content/clients/{client_id}"))
        if not VERSION.fullmatch(approval.version):
            problems.append(Problem("version_malformed", place, {"version": approval.version[:40]}))
            continue
        found, wrong = read_version(workspace, client_id, approval, place)
        problems += wrong
        if approval is approvals.approved:
            last = found
    return last, tuple(problems)


def read_version(
    workspace: Workspace, client_id: str, approval: Approval, place: Place
) -> tuple[Snapshot | None, tuple[Problem, ...]]:
    """The snapshot of *approval*, whole and unchanged since it was signed; else what is wrong."""
    folder = workspace.client(client_id)
    path = folder / FOLDER / f"{approval.version}.json"
    values = {"version": approval.version, "file": shown(path, workspace), "client": client_id}
    if not path.exists():
        return None, (Problem("approval_missing", place, values),)
    read = read_text(path, workspace, inside=folder)
    if read.problems:
        return None, read.problems
    try:
        found = from_json(read.text)
    except ValueError:
        return None, (Problem("approval_broken", Place(read.name), values),)
    if digest(agreed(found)) != approval.hash:
        return None, (Problem("approval_tampered", Place(read.name), values),)
    return replace(found, name=approval.version), ()
