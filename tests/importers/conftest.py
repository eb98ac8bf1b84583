"""Tiny workspaces."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.workspace import Workspace

SITUATIONS = Path(__file__).resolve().parents[1] / "workspaces"


@pytest.fixture
def situation(tmp_path: Path) -> Callable[[str], Workspace]:
    """A copy of ``tests/workspaces/tiny`` with the files of a situation laid over it."""

    def lay(name: str) -> Workspace:
        root = tmp_path / "workspace"
        shutil.copytree(SITUATIONS / "tiny", root)
        shutil.copytree(SITUATIONS / name, root, dirs_exist_ok=True)
        removals = root / "REMOVE"
        for path in removals.read_text(encoding="utf-8").split() if removals.exists() else ():
            (root / path).unlink()
        return Workspace(root)

    return lay


@pytest.fixture
def tiny(situation: Callable[[str], Workspace]) -> Workspace:
    """A faultless workspace with one client, ``tiny``."""
    return situation("tiny")


@pytest.fixture
def written(tiny: Workspace) -> Callable[[Mapping[str, str | bytes]], Workspace]:
    """The tiny workspace with more files, named relative to the client's folder."""

    def write(files: Mapping[str, str | bytes]) -> Workspace:
        for name, content in files.items():
            path = tiny.client("tiny") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tiny

    return write
