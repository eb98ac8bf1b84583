"""A fingerprint changes with everything a build depends on, and with nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.build.inputs import fingerprint
from kbgen.build.scaffold import NewClient, scaffold
from kbgen.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for client in ("acme", "other"):
        scaffold(tmp_path, NewClient(client, language="en"))
    (tmp_path / "videos" / "acme" / "a.mp4").write_bytes(b"film")
    return Workspace(tmp_path)


CHANGES: dict[str, Callable[[Workspace], object]] = {
    "a spec": lambda w: (w.client("acme") / "spec/roles.yml").open("a").write("# note\n"),
    "a new guide": lambda w: (w.client("acme") / "guides/b.md").write_text("---\ntitle: B\n---\n"),
    "a guide gone": lambda w: (w.client("acme") / "guides/new-deal.md").unlink(),
    "a shared guide": lambda w: (w.guides / "common" / "x.md").write_text("x"),
    "a theme": lambda w: (w.themes / "base" / "theme.yml").open("a").write("# note\n"),
    "the base settings": lambda w: w.base_config.open("a").write("# note\n"),
    "a recording": lambda w: (w.videos / "acme" / "a.mp4").write_bytes(b"films"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changes_with_what_a_build_depends_on(workspace: Workspace, what: str) -> None:
    before = fingerprint(workspace, "acme")
    CHANGES[what](workspace)
    assert fingerprint(workspace, "acme") != before


def test_stays_for_another_client_another_time_and_another_place(workspace: Workspace, tmp_path: Path) -> None:
    before = fingerprint(workspace, "acme")
    (workspace.client("other") / "client.yml").open("a").write("# note\n")
    for path in workspace.client("acme").rglob("*.yml"):
        os.utime(path, (1, 1))
    assert fingerprint(workspace, "acme") == before
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    shutil.copytree(tmp_path, moved)
    assert fingerprint(Workspace(moved), "acme") == before
