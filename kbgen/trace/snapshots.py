"""Snapshots: the meaning of a knowledge base as plain values, and its hash."""

from __future__ import annotations

from kbgen.model.changes import Snapshot
from kbgen.model.kb import KnowledgeBase


def snapshot(kb: KnowledgeBase) -> Snapshot:
    """What *kb* means now."""
    return Snapshot({})
