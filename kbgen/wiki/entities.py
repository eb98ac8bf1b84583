"""Pages of entities, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The index of entities, then a page an entity, in the order of the spec."""
    shown = [e for e in kb.spec.entities.entities if not e.external]
    if not shown:
        return
    title = words(kb.language)("wiki.section.entities")
    yield write(Page(addresses.ENTITIES, title, "", "index", "entities"), "entities", kb, entities=shown)
    for entity in shown:
        yield _page(entity, kb)


def _page(entity: Entity, kb: KnowledgeBase) -> Page:
    page = Page(addresses.entity_page(entity.id), (entity.plural or entity.label).said(kb.language), "", "entity", "entities")
    return write(page, "entity", kb, entity=entity)
