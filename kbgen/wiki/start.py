"""The start page."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The start page: ways in by role, task, process and screen."""
    title = words(kb.language)("wiki.start.title")
    yield write(Page(addresses.START, title, "", "start"), "start", kb)
