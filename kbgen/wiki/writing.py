"""Filling a page's template."""

from __future__ import annotations

import re
from dataclasses import replace

from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.templates import render
from kbgen.wiki.links import Links


def write(page: Page, template: str, kb: KnowledgeBase, **values: object) -> Page:
    """*page* with the body that ``wiki/<template>.md.j2`` gives.

    Templates see ``kb``, ``link``, ``at`` (addresses) and *values*.
    """
    link = Links(kb, page.path)
    body = render(f"wiki/{template}.md.j2", kb.language, kb=kb, link=link, at=addresses, **values)
    return replace(page, body=re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")
