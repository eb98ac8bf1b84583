"""The wiki: a page for every noun, in order."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki import (
    acceptance,
    alphabet,
    choice,
    coverage,
    entities,
    entity_map,
    equipment,
    glossary,
    guides,
    needs,
    processes,
    project,
    roles,
    start,
    training,
    videos,
    warranty,
)

SECTIONS = ("roles", "guides", "videos", "processes", "entities", "equipment", "project", "reference")
"""Sections in the order of the menu; ``wiki.section.<key>`` in the catalogues is the heading.

A section's page of kind "index" whose file is ``index.md`` opens it and comes first.
"""


def pages(kb: KnowledgeBase) -> tuple[Page, ...]:
    """Every page of *kb*, in the order of the menu; nouns nothing is known of make no page.

    Promises: bodies are escaped, and links lead to pages of the same tuple.
    """
    most = tuple(_most(kb))
    most = tuple(coverage.filled(page, kb, most) if page.kind == "coverage" else page for page in most)
    return (*most, *alphabet.pages(kb, most))


def _most(kb: KnowledgeBase) -> Iterator[Page]:
    yield from start.pages(kb)
    yield from roles.pages(kb)
    yield from guides.pages(kb)
    yield from videos.video_pages(kb)
    yield from processes.pages(kb)
    yield from entities.pages(kb)
    yield from entity_map.pages(kb)
    yield from equipment.pages(kb)
    project_pages = tuple(page for noun in (needs, choice, acceptance, training, warranty) for page in noun.pages(kb))
    yield from project.pages(kb, (*project_pages, coverage.page(kb)))
    yield from glossary.pages(kb)
