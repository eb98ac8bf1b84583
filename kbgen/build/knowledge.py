"""Knowledge: each release remembers what it meant, so that the next one can say what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kbgen.bundles import release
from kbgen.model.changes import Snapshot
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.changes import changes
from kbgen.trace.snapshots import from_json, snapshot, to_json

NAME = "knowledge.json"
BEFORE = "knowledge-before.json"
"""The release that the page of changes compares with. A release with the same content takes it over from the last
one, so that building again changes no page."""


def with_previous(kb: KnowledgeBase, dist: Path) -> KnowledgeBase:
    """*kb* with the last release that meant something else; as it was before the first."""
    last = release.current(dist)
    known = read(last) if last else None
    if last is None or known is None:
        return kb
    if changes(known, snapshot(kb)):
        return replace(kb, previous=replace(known, name=last.name))
    return replace(kb, previous=_read(last / BEFORE))


def write(kb: KnowledgeBase, folder: Path) -> None:
    """Leave in *folder* what the release means, and what it was compared with."""
    (folder / NAME).write_text(to_json(snapshot(kb)), encoding="utf-8", newline="\n")
    if kb.previous is not None:
        (folder / BEFORE).write_text(to_json(kb.previous), encoding="utf-8", newline="\n")


def read(folder: Path) -> Snapshot | None:
    """What the release in *folder* meant; None where it does not say so."""
    return _read(folder / NAME)


def _read(path: Path) -> Snapshot | None:
    try:
        return from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
