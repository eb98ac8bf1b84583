"""Apart: the workspace as a preview sees it. What it makes lies beside what builds make, never in the same place."""

from __future__ import annotations

from pathlib import Path

from kbgen.workspace import Workspace

_BESIDE = ".preview"


class Apart(Workspace):
    """The same files to read; staged projects and search indexes of its own. No client's id has a point in it."""

    __slots__ = ()

    def build(self, id: str, audience: str = "") -> Path:
        """The staged project of the preview."""
        return Workspace.build(self, f"{id}{_BESIDE}", audience)

    def index(self, id: str, audience: str = "") -> Path:
        """The search index of the preview."""
        return Workspace.index(self, f"{id}{_BESIDE}", audience)
