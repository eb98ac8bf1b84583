"""Remembered: what the last build of a client was made from, so that a build with nothing changed does nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kbgen.workspace import Workspace


def remember(workspace: Workspace, client_id: str, release: str, inputs: str, audiences: Sequence[str]) -> None:
    """Note that *release*, with the copies of these *audiences*, was made from *inputs*."""
    path = _memory(workspace, client_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    told = {"inputs": inputs, "release": release, "audiences": list(audiences)}
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(path)


def unchanged(workspace: Workspace, client_id: str, inputs: str) -> tuple[str, tuple[str, ...]] | None:
    """The current release and its audiences, where they were made from the same *inputs* and are still there."""
    from kbgen.bundles import manifest, release

    try:
        memory = json.loads(_memory(workspace, client_id).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(memory, dict) or memory.get("inputs") != inputs:
        return None
    audiences = tuple(str(audience) for audience in memory.get("audiences", ()))
    for audience in ("", *audiences):
        current = release.current(workspace.dist(client_id, audience))
        if current is None or current.name != memory.get("release") or not (current / manifest.NAME).is_file():
            return None
    return str(memory["release"]), audiences


def _memory(workspace: Workspace, client_id: str) -> Path:
    return workspace.cache / "builds" / f"{client_id}.json"
