"""The page that compares the products and says why one was taken."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where candidates were compared."""
    choice = kb.spec.choice
    if choice.candidates:
        catalogue = words(kb.language)
        page = Page(
            addresses.CHOICE,
            catalogue("wiki.choice.title"),
            "",
            "choice",
            "project",
            description=catalogue("wiki.choice.about"),
        )
        yield write(page, "choice", kb, choice=choice)
