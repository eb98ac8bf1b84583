"""Papers: what is printed for a client, as values for Word forms."""

from __future__ import annotations

from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase


def documents(kb: KnowledgeBase) -> tuple[Document, ...]:
    """Every paper the spec has words for, the acceptance act first."""
    raise NotImplementedError
