"""Coverage: each item of the spec with the pages, guides, videos, slides and acceptance checks that close it."""

from __future__ import annotations

from collections.abc import Collection

from kbgen.model.coverage import Coverage
from kbgen.model.kb import KnowledgeBase


def coverage(kb: KnowledgeBase, pages: Collection[str]) -> Coverage:
    """Everything agreed in *kb*, and what closes it.

    *pages*: addresses of the pages there are (``entities/deal.md``); an item whose page is not among them has none.
    Slides come from ``kb.slides``, acceptance checks from :func:`kbgen.trace.checks.checks`.
    """
    raise NotImplementedError
