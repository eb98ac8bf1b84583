"""What an entity is linked with, as a list and as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.diagrams.drawing import COLOURS, Diagram, draw, label
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase

MOST = 14
"""Neighbours shown in the picture; more make it unreadable, the list beside it has them all."""

_HERE = f"classDef here fill:{COLOURS['here']},stroke:{COLOURS['here']},color:{COLOURS['here-text']}"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link between an entity and another one."""

    entity: str
    """Id of the other entity."""
    names: tuple[str, ...]
    """Labels of the fields that make the link."""
    outward: bool
    """Whether the link stands on the entity itself, not on the other one."""


def neighbours_of(entity: Entity, kb: KnowledgeBase) -> tuple[Neighbour, ...]:
    """Entities linked with *entity* in either direction: its own links first, in the order of the form."""
    names: dict[tuple[str, bool], list[str]] = {}
    for target, name in _links(entity, kb):
        names.setdefault((target, True), []).append(name)
    for other in kb.spec.entities.entities:
        if other.id == entity.id:
            continue
        for target, name in _links(other, kb):
            if target == entity.id and (other.id, True) not in names:
                names.setdefault((other.id, False), []).append(name)
    return tuple(
        Neighbour(id, tuple(dict.fromkeys(labels)), outward) for (id, outward), labels in names.items() if kb.entity(id)
    )


def _links(entity: Entity, kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Targets and labels of the link fields and related lists staff see."""
    fields = [(t, f.label.said(kb.language)) for f in entity.fields if not f.system for t in f.target]
    return fields + [(r.target, r.label.said(kb.language)) for r in entity.relations]


def neighbours(entity: Entity, kb: KnowledgeBase) -> Diagram | None:
    """*entity* in the middle, what it is linked with around it; None where it is linked with nothing."""
    found = neighbours_of(entity, kb)
    if not found:
        return None
    lines = ["flowchart LR", f"here[{label(entity.label.said(kb.language), 60)}]"]
    leads: dict[str, str] = {}
    for number, other in enumerate(found[:MOST]):
        node = "here" if other.entity == entity.id else f"e{number}"
        if node != "here":
            lines.append(f"{node}[{label(_name(other.entity, kb), 60)}]")
            if (near := kb.entity(other.entity)) and not near.external:
                leads[node] = addresses.entity_page(near.id)
        start, end = ("here", node) if other.outward else (node, "here")
        lines.append(f"{start} -- {label(', '.join(other.names), 40)} --> {end}")
    if len(found) > MOST:
        lines.append(f"here --> more([{label(words(kb.language)('diagrams.more', n=len(found) - MOST))}])")
    lines += [_HERE, "class here here"]
    return draw("\n".join(lines) + "\n", _alt(entity, found, kb), leads=leads)


def _name(id: str, kb: KnowledgeBase) -> str:
    entity = kb.entity(id)
    return entity.label.said(kb.language) if entity else id


def _alt(entity: Entity, found: tuple[Neighbour, ...], kb: KnowledgeBase) -> str:
    others = ", ".join(dict.fromkeys(_name(other.entity, kb) for other in found))
    return words(kb.language)("diagrams.neighbours", entity=entity.label.said(kb.language), others=others)
