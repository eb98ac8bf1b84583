"""Kept: pages as they were last written, for a wiki that is written again after every sentence somebody changes.

A page of a guide is made of the guide, and of everything but the texts of other guides: where only texts changed, the
pages of the others are those of the last time. The pages are the same as those that are written without it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, TypeVar

from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page

T = TypeVar("T")


class Kept:
    """What was written the last time."""

    def __init__(self) -> None:
        self._outline: KnowledgeBase | None = None
        self._same = False
        """Whether nothing but texts of guides changed since the last time."""
        self._parts: dict[str, tuple[Any, Any]] = {}
        self._guides: dict[str, tuple[Guide, Page]] = {}
        self._finished: dict[tuple[str, str], tuple[Page, Hashable, Page]] = {}

    def look(self, kb: KnowledgeBase) -> None:
        """Begin to write *kb*."""
        outline = _outline(kb)
        self._same = outline == self._outline
        self._outline = outline

    def part(self, name: str, write: Callable[[], T], given: object = None) -> T:
        """What *write* gives, which depends on no guide's text, but on *given*."""
        known = self._parts.get(name)
        if self._same and known and known[0] == given:
            value: T = known[1]
            return value
        value = write()
        self._parts[name] = given, value
        return value

    def guide(self, guide: Guide, write: Callable[[], Page]) -> Page:
        """The page of *guide*, which *write* gives."""
        known = self._guides.get(guide.id)
        if self._same and known and known[0] == guide:
            return known[1]
        page = write()
        self._guides[guide.id] = guide, page
        return page

    def finished(self, step: str, page: Page, given: Hashable, write: Callable[[], Page]) -> Page:
        """*page* with what *write* puts on it, made of *given*."""
        key = step, page.path
        known = self._finished.get(key)
        if self._same and known and known[0] == page and known[1] == given:
            return known[2]
        made = write()
        self._finished[key] = page, given, made
        return made


class Nothing(Kept):
    """Keeps nothing: everything is written."""

    def look(self, kb: KnowledgeBase) -> None:
        """Nothing."""

    def part(self, name: str, write: Callable[[], T], given: object = None) -> T:  # noqa: ARG002
        """What *write* gives."""
        return write()

    def guide(self, guide: Guide, write: Callable[[], Page]) -> Page:  # noqa: ARG002
        """What *write* gives."""
        return write()

    def finished(self, step: str, page: Page, given: Hashable, write: Callable[[], Page]) -> Page:  # noqa: ARG002
        """What *write* gives."""
        return write()


def _outline(kb: KnowledgeBase) -> KnowledgeBase:
    """*kb* without the texts of guides, and without places, which no page tells of."""
    guides = tuple(replace(guide, body="", body_line=0, steps=(), pictures=()) for guide in kb.guides)
    return replace(kb, guides=guides, places={})
