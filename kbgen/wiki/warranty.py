"""The page of the warranty: until when, whom to call, what is known to be broken."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where a warranty was agreed."""
    warranty = kb.spec.warranty
    if warranty:
        catalogue = words(kb.language)
        page = Page(
            addresses.WARRANTY,
            catalogue("wiki.warranty.title"),
            "",
            "warranty",
            "project",
            description=catalogue("wiki.warranty.about"),
        )
        yield write(page, "warranty", kb, warranty=warranty)
