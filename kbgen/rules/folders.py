"""Folders: the client's id names folders, archives and books, on every system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.model.addresses import slug
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

_GOOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,47}")


def client_folder(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """An id with points or too long, or one that Windows keeps for devices."""
    id = kb.client.id
    plain = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")
    if not _GOOD.fullmatch(id) or slug(id.lower()) != plain:
        yield Problem("client_folder", kb.place("client"), {"id": id[:60], "near": slug(id)})
