"""Pictures that cannot be drawn: the page would show words only."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.diagrams import Diagram, entity_map, neighbours, states, swimlane
from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.workspace import Workspace


def drawings(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Every diagram of the wiki, tried beforehand; what is drawn here is not drawn again by the pages."""
    for p, process in enumerate(kb.spec.processes.processes):
        place = kb.place("processes", "processes", p)
        yield from _told(swimlane(process, kb, direction="TB"), place, process.label, kb)
        yield from _told(states(process, kb), place, process.label, kb)
    for e, entity in enumerate(kb.spec.entities.entities):
        if not entity.external:
            yield from _told(neighbours(entity, kb), kb.place("entities", "entities", e), entity.label, kb)
    yield from _told(entity_map(kb), kb.place("entities"), Text(words(kb.language)("wiki.map.title")), kb)


def _told(diagram: Diagram | None, place: Place, label: Text, kb: KnowledgeBase) -> Iterator[Problem]:
    if diagram and diagram.failure:
        values = {"name": label.said(kb.language), "reason": " ".join(diagram.failure.split())[:200]}
        yield Problem("diagram_not_drawn", place, values, "warning")
