"""Build: MkDocs into a fresh folder, mended for offline use and checked; nothing at all where nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Problem

Progress = Callable[[float], None]
"""Told the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site."""

    folder: Path
    pages: int
    problems: tuple[Problem, ...] = ()
    """Warnings: broken links and anchors, remarks of the engine."""
    reused: bool = False
    """Nothing had changed: the pages come from the last build."""


def build(project: Path, out: Path, progress: Progress | None = None) -> Built:
    raise NotImplementedError
