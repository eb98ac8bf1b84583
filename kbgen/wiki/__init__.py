"""The wiki: a page for every noun, in order."""

from __future__ import annotations

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki import entities, start

SECTIONS = ("roles", "guides", "videos", "processes", "entities", "equipment", "project", "reference")
"""Sections in the order of the menu; ``wiki.section.<key>`` in the catalogues is the heading.

A section's page of kind "index" whose file is ``index.md`` opens it and comes first.
"""

_NOUNS = (start, entities)
"""Modules with ``pages(kb)``, in the order of SECTIONS."""


def pages(kb: KnowledgeBase) -> tuple[Page, ...]:
    """Every page of *kb*, in the order of the menu; nouns nothing is known of make no page.

    Promises: paths are unique, bodies are escaped, links lead to pages of the same tuple.
    """
    return tuple(page for noun in _NOUNS for page in noun.pages(kb))
