"""Putting search into a built site: index, shards, worker, and the marks on each page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What was indexed."""

    pages: int
    records: int
    seconds: float
    bytes: int
    """Size of everything search adds to the site."""
    problems: tuple[Problem, ...] = ()


def index(site: Path, kb: KnowledgeBase, workspace: Workspace) -> SearchReport:
    """Makes the pages of the built *site* findable, in the browser (file:// and http) and by :func:`search`.

    The index is kept in ``workspace.cache/"search"/<client>``; only changed pages are read again.
    Problems come back as values; then the site is as MkDocs left it, with Material's own search.
    """
    return SearchReport(0, 0, 0.0, 0)


def index_folder(kb: KnowledgeBase, workspace: Workspace) -> Path:
    """Where the index of a client is kept: what :func:`search` wants."""
    return workspace.cache / "search" / kb.client.id
