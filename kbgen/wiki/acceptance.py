"""The page of acceptance stages: what is handed over, when, and who accepts it."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where stages were agreed."""
    acceptance = kb.spec.acceptance
    if acceptance.stages:
        catalogue = words(kb.language)
        page = Page(
            addresses.ACCEPTANCE,
            catalogue("wiki.acceptance.title"),
            "",
            "acceptance",
            "project",
            description=catalogue("wiki.acceptance.about"),
        )
        yield write(page, "acceptance", kb, acceptance=acceptance)
