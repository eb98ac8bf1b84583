"""Fixtures every suite shares."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder, which is a workspace."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Real input that is not part of the project: ``shared("data/espocrm")`` gives the path or skips the test."""
    base = Path(os.environ.get("KBGEN_SHARED", ROOT.parent / "shared"))

    def find(name: str) -> Path:
        path = base / name
        if not path.exists():
            pytest.skip(f"no {name} here: set KBGEN_SHARED to the folder that holds it")
        return path

    return find
