"""The wiki: a page for every noun, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.evidence import device_links
from kbgen.trace.naming import Names, names_of
from kbgen.trace.tasks import tasks as tasks_of
from kbgen.wiki import (
    acceptance,
    alphabet,
    backlinks,
    categories,
    changes,
    choice,
    coverage,
    entities,
    entity_map,
    equipment,
    feedback,
    glossary,
    guides,
    needs,
    processes,
    project,
    questions,
    redirects,
    roles,
    start,
    training,
    videos,
    wanted,
    warranty,
)
from kbgen.wiki.kept import Kept, Nothing
from kbgen.wiki.task_pages import Told, told

SECTIONS = ("roles", "guides", "videos", "processes", "entities", "equipment", "project", "reference")
"""Sections in the order of the menu; ``wiki.section.<key>`` in the catalogues is the heading.

A section's page of kind "index" whose file is ``index.md`` opens it and comes first.
"""


_FILLED = {"coverage": coverage.filled, "changes": changes.filled}
"""Pages that are made of all others, by kind."""


def pages(kb: KnowledgeBase, kept: Kept | None = None) -> tuple[Page, ...]:
    """Every page of *kb*, in the order of the menu; nouns nothing is known of make no page.

    Promises: bodies are escaped, and links lead to pages of the same tuple. Pages in *kept* (of one client) that would
    be written the same again are not written.
    """
    kept = kept or Nothing()
    kept.look(kb)
    known = kept.part("tasks", lambda: told(tasks_of(kb), kb))
    most = tuple(_most(kb, known, kept))
    heads = tuple((page.path, page.title, page.trace) for page in most)
    given = {"coverage": (heads, tuple(device_links(guide.body) for guide in kb.guides))}
    most = tuple(_filled(page, kb, most, kept, given.get(page.kind, kb)) for page in most)
    topics = categories.categories(kb, most)
    most = (*most, *kept.part("categories", lambda: tuple(categories.pages(kb, topics)), heads))
    index = kept.part("alphabet", lambda: tuple(alphabet.pages(kb, most)), heads)
    most = (kept.part("start", lambda: start.page(kb, known, most), heads), *most, *index)
    moved = redirects.texts(kb, redirects.moves(kb, most, known))
    most = (replace(most[0], texts={**most[0].texts, **moved}), *most[1:])
    return backlinks.with_backlinks(categories.with_categories(most, topics, kb, kept), kb, kept)


def _filled(page: Page, kb: KnowledgeBase, most: tuple[Page, ...], kept: Kept, given: object) -> Page:
    """*page*, with its body where it is made of *most*; *given*: what it depends on besides the outline of *kb*."""
    fill = _FILLED.get(page.kind)
    return kept.part(page.kind, lambda: fill(page, kb, most), given) if fill else page


def _most(kb: KnowledgeBase, known: tuple[Told, ...], kept: Kept) -> Iterator[Page]:
    """Pages that stand for themselves; the start page, topics and the index are made of these."""
    names = kept.part("names", lambda: names_of(kb))
    yield from kept.part("roles", lambda: tuple(roles.pages(kb, known)))
    yield from guides.pages(kb, known, names, kept)
    yield from kept.part("videos", lambda: tuple(videos.video_pages(kb)))
    yield from kept.part("processes", lambda: tuple(processes.pages(kb)))
    yield from kept.part("entities", lambda: (*entities.pages(kb, known), *entity_map.pages(kb)))
    yield from kept.part("equipment", lambda: tuple(equipment.pages(kb)))
    nouns = (needs, choice, acceptance, training, questions, warranty)
    project_pages = kept.part("project", lambda: tuple(page for noun in nouns for page in noun.pages(kb)))
    yield from project.pages(kb, (*project_pages, *_of_writers(kb, names)))
    yield from glossary.pages(kb)
    yield from feedback.pages(kb)


def _of_writers(kb: KnowledgeBase, names: Names) -> Iterator[Page]:
    """What tells of the work on the spec and the guides; copies of an audience have of it what they were given."""
    yield from changes.pages(kb) if kb.shows("changes") else ()
    if kb.shows("coverage"):
        yield coverage.page(kb)
    yield from wanted.pages(kb, names) if kb.audience is None else ()
