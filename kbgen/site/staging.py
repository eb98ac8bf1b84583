"""Stage: pages become an ordinary MkDocs project that anyone can read, compare and build without kbgen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.theme import Theme
from kbgen.workspace import Workspace


def stage(
    kb: KnowledgeBase, pages: Sequence[Page], theme: Theme, workspace: Workspace, release: str, *,
    released_on: date | None = None,
) -> Path:
    raise NotImplementedError
