"""Filling a page's template."""

from __future__ import annotations

from dataclasses import replace

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.templates import render
from kbgen.wiki.links import Links


def write(page: Page, template: str, kb: KnowledgeBase, **values: object) -> Page:
    """*page* with the body that ``wiki/<template>.md.j2`` gives; templates see ``kb``, ``link`` and *values*."""
    link = Links(kb, page.path)
    return replace(page, body=render(f"wiki/{template}.md.j2", kb.language, kb=kb, link=link, **values).strip() + "\n")
