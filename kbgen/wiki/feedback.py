"""The page of the reader's own feedback: what this browser keeps, and how to hand it over."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """One page; a script of the theme fills its list."""
    page = Page(addresses.FEEDBACK, words(kb.language)("wiki.feedback.title"), "", "index", "reference")
    yield write(page, "feedback", kb)
