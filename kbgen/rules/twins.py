"""Twins: two things with one label, which staff cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.workspace import Workspace


def twin_labels(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Fields of one entity, or options of one field, with one label."""
    for e, entity in enumerate(kb.spec.entities.entities):
        yield from _fields(kb, entity, ("entities", "entities", e, "fields"))


def _fields(kb: KnowledgeBase, entity: Entity, key: PlaceKey) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for f, field in enumerate(entity.fields):
        label = field.label.said(kb.language)
        if field.system or not label:
            continue
        other = first.setdefault(label.casefold(), field.id)
        if other != field.id:
            values = {"label": label, "field": field.id, "other": other}
            yield Problem("twin_label", kb.place(*key, f, "label"), values, "warning")
        options: dict[str, str] = {}
        for o, option in enumerate(field.options):
            said, value = option.label.said(kb.language), str(option.value)
            if said and (twin := options.setdefault(said.casefold(), value)) != value:
                values = {"label": said, "field": label, "value": value[:60], "other": twin[:60]}
                yield Problem("twin_option", kb.place(*key, f, "options", o, "label"), values, "warning")


def twin_entities(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Entities with one name, in the singular or in the plural."""
    first: dict[tuple[str, str], str] = {}
    for e, entity in enumerate(kb.spec.entities.entities):
        for part in ("label", "plural"):
            said = getattr(entity, part).said(kb.language)
            if said and (other := first.setdefault((part, said.casefold()), entity.id)) != entity.id:
                values = {"label": said, "entity": entity.id, "other": other}
                yield Problem("twin_entity", kb.place("entities", "entities", e, part), values, "warning")
                break
