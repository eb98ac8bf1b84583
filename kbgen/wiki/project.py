"""The index of pages about the roll-out itself."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase, parts: tuple[Page, ...]) -> Iterator[Page]:
    """The index of *parts*, then *parts* themselves; nothing where there are none."""
    if not parts:
        return
    title = words(kb.language)("wiki.section.project")
    yield write(Page(addresses.PROJECT, title, "", "index", "project"), "project", kb, parts=parts)
    yield from parts
