"""Pages of entities, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.diagrams import entity_map, neighbours, neighbours_of
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki import fields, rights
from kbgen.wiki.phrases import forms_of
from kbgen.wiki.task_pages import Told, of_entity
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase, known: tuple[Told, ...] = ()) -> Iterator[Page]:
    """The index of entities, then a page an entity, in the order of the spec."""
    shown = [e for e in kb.spec.entities.entities if not e.external]
    if not shown:
        return
    title = words(kb.language)("wiki.section.entities")
    index = Page(addresses.ENTITIES, title, "", "index", "entities")
    yield write(index, "entities", kb, entities=shown, mapped=entity_map(kb) is not None)
    for entity in shown:
        yield _page(entity, kb, known)


def keywords(entity: Entity, kb: KnowledgeBase) -> tuple[str, ...]:
    """Words to find *entity* by: its singular, its id, the client's own word, synonyms of its term."""
    terms = [t for t in kb.spec.glossary.terms if t.entity == entity.id]
    synonyms = (s for t in terms for s in (t.term.said(kb.language), *t.synonyms))
    own = kb.client.terms.get(entity.id, "")
    found = (entity.label.said(kb.language), own, *synonyms, entity.id)
    return tuple(dict.fromkeys(filter(None, found)))


def _page(entity: Entity, kb: KnowledgeBase, known: tuple[Told, ...]) -> Page:
    page = Page(
        addresses.entity_page(entity.id),
        (entity.plural or entity.label).said(kb.language),
        "",
        "entity",
        "entities",
        description=entity.description.said(kb.language),
        keywords=keywords(entity, kb),
        trace=(f"entities/{entity.id}",),
    )
    between = words(kb.language)("wiki.between_quotes")
    processes = [p for p in kb.spec.processes.processes if entity.id in (p.entity, *(s.entity for s in p.steps))]
    return write(
        page,
        "entity",
        kb,
        entity=entity,
        card=forms_of(entity, kb)["gent"],
        parts=fields.parts(entity, kb),
        required=[f for f in entity.fields if f.required and not f.system],
        may=list(rights.holders(entity, kb)),
        notes=fields.notes,
        option_label=fields.option_label,
        collapse=fields.COLLAPSE,
        doubled=fields.doubled(entity, kb),
        rights=rights.table(entity, kb),
        picture=neighbours(entity, kb),
        neighbours=[(other, between.join(other.names)) for other in neighbours_of(entity, kb)],
        processes=processes,
        moved=[p for p in processes if p.entity == entity.id and p.states],
        tasks=of_entity(entity.id, known),
        guides=[g for g in kb.guides if entity.id in g.entities],
        videos=[v for v in kb.videos if entity.id in v.entities],
    )
