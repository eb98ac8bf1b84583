"""The page of goals and needs: why the client wanted a CRM, and what answers each wish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.needs import Goal, Need
from kbgen.model.pages import Page
from kbgen.trace.checks import checks
from kbgen.wiki.writing import write

MOST_GUIDES = 4
"""More guides than this are not listed beside a need: its sections list them all."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A need with everything that follows from it."""

    need: Need
    goal: Goal | None
    guides: tuple[str, ...]
    """Ids of guides that teach what the need asks for, the most fitting first."""
    checks: tuple[str, ...]
    """Ids of the acceptance checks that prove it."""


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where goals or needs were written down."""
    needs = kb.spec.needs
    if needs.goals or needs.needs:
        catalogue = words(kb.language)
        title, about = catalogue("wiki.needs.title"), catalogue("wiki.needs.about")
        page = Page(addresses.NEEDS, title, "", "need", "project", description=about)
        yield write(page, "needs", kb, needs=needs, rows=traced(kb))


def traced(kb: KnowledgeBase) -> tuple[Traced, ...]:
    """Every need, in the order of the spec."""
    goals = {goal.id: goal for goal in kb.spec.needs.goals}
    proofs: dict[str, list[str]] = {}
    for check in checks(kb):
        for id in check.trace:
            proofs.setdefault(id, []).append(check.id)
    return tuple(
        Traced(need, goals.get(need.goal), _guides(need, kb), tuple(proofs.get(f"needs/{need.id}", ())))
        for need in kb.spec.needs.needs
    )


def _guides(need: Need, kb: KnowledgeBase) -> tuple[str, ...]:
    """Guides of the steps that do it, then guides about its sections and processes alike."""
    wanted = [p for p in kb.spec.processes.processes if p.id in need.processes]
    steps = [s for p in wanted for s in p.steps if s.guide and s.entity in need.entities]
    about = [
        g.id for g in kb.guides if set(g.entities) & set(need.entities) and (set(g.processes) & set(need.processes))
    ]
    known = {g.id for g in kb.guides}
    found = dict.fromkeys([*(s.guide for s in steps), *about])
    return tuple(id for id in found if id in known)[:MOST_GUIDES]
