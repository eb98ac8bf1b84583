"""The page of goals and needs: why the client wanted a CRM."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where goals or needs were written down."""
    needs = kb.spec.needs
    if needs.goals or needs.needs:
        catalogue = words(kb.language)
        page = Page(
            addresses.NEEDS,
            catalogue("wiki.needs.title"),
            "",
            "need",
            "project",
            description=catalogue("wiki.needs.about"),
        )
        yield write(page, "needs", kb, needs=needs)
