"""The map of entities: everything kept in the CRM and what is linked with what."""

from __future__ import annotations

from collections import Counter

from kbgen.diagrams.drawing import Diagram, draw, label
from kbgen.diagrams.neighbours import neighbours_of
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase

MOST = 14
"""Entities in the picture, those with the most links; with more the lines cannot be followed by eye."""
MOST_LINES = 20


def links_of_all(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Entities with pages, in the order of the spec → ids of those they are linked with, either way."""
    pages = {e.id: e for e in kb.spec.entities.entities if not e.external}
    return {
        id: tuple(dict.fromkeys(n.entity for n in neighbours_of(entity, kb) if n.entity in pages and n.entity != id))
        for id, entity in pages.items()
    }


def entity_map(kb: KnowledgeBase) -> Diagram | None:
    """The most linked entities and the links between them; None where fewer than three are linked.

    Readable however many there are: the rest is counted in ``note`` and stands in the list beside the picture.
    """
    links = links_of_all(kb)
    shown = _most_linked(links)
    if len(shown) < 3:
        return None
    lines_of = _lines(shown, links)
    names = {id: f"e{number}" for number, id in enumerate(shown)}
    lines = ["flowchart LR"]
    lines += [f"{name}[{label(_label(id, kb), 60)}]" for id, name in names.items()]
    lines += [f"{names[one]} --- {names[other]}" for one, other in lines_of]
    leads = {name: addresses.entity_page(id) for id, name in names.items()}
    linked = sum(1 for others in links.values() if others)
    whole = len(shown) == linked and len(lines_of) == len(_pairs(links))
    catalogue = words(kb.language)
    note = "" if whole else catalogue("diagrams.part_of_map", n=len(shown), all=linked)
    pairs = "; ".join(f"{_label(one, kb)} — {_label(other, kb)}" for one, other in lines_of)
    return draw("\n".join(lines) + "\n", catalogue("diagrams.map", pairs=pairs), note, leads)


def _most_linked(links: dict[str, tuple[str, ...]]) -> list[str]:
    """At most :data:`MOST` ids that have links, the most linked ones, in the order of the spec."""
    ranked = sorted((id for id, others in links.items() if others), key=lambda id: -len(links[id]))[:MOST]
    return [id for id in links if id in ranked]


def _pairs(links: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    order = {id: number for number, id in enumerate(links)}
    found = {(min(a, b, key=order.__getitem__), max(a, b, key=order.__getitem__)) for a in links for b in links[a]}
    return sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _lines(shown: list[str], links: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """At most :data:`MOST_LINES` lines: everybody's first one, then those between the most linked."""
    pairs = [p for p in _pairs(links) if p[0] in shown and p[1] in shown]
    weight = {id: len(links[id]) for id in shown}
    ranked = sorted(pairs, key=lambda p: -min(weight[p[0]], weight[p[1]]))
    kept: list[tuple[str, str]] = []
    times: Counter[str] = Counter()
    for pair in ranked:
        if not times[pair[0]] or not times[pair[1]]:
            kept.append(pair)
            times.update(pair)
    kept += [p for p in ranked if p not in kept][: max(0, MOST_LINES - len(kept))]
    return [p for p in pairs if p in kept]


def _label(id: str, kb: KnowledgeBase) -> str:
    entity = kb.entity(id)
    assert entity is not None
    return (entity.plural or entity.label).said(kb.language)
