"""The page that compares the products and says why one was taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.choice import Candidate, Choice
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write

MOST_POINTS = 5
"""Points a candidate can get for one criterion."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the candidates stand, computed from points and weights."""

    totals: dict[str, int]
    """Candidate id → sum of points times weights."""
    most: int
    """What a candidate with all points would have."""
    best: tuple[Candidate, ...]
    """Who has the highest total; several when they are equal."""
    taken: Candidate | None
    missing: bool
    """Somebody was given no points for some criterion: it counts as 0."""

    @property
    def agrees(self) -> bool:
        """Whether the candidate taken has the highest total, or nobody was taken yet."""
        return self.taken is None or any(c.id == self.taken.id for c in self.best)


def standing(choice: Choice) -> Standing:
    """Totals, and whether the decision follows them."""
    totals = {c.id: c.total(choice.criteria) for c in choice.candidates}
    highest = max(totals.values(), default=0)
    taken_id = choice.decision.candidate if choice.decision else ""
    return Standing(
        totals,
        MOST_POINTS * sum(c.weight for c in choice.criteria),
        tuple(c for c in choice.candidates if totals[c.id] == highest),
        next((c for c in choice.candidates if c.id == taken_id), None),
        any(c.id not in candidate.scores for candidate in choice.candidates for c in choice.criteria),
    )


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where candidates were compared."""
    choice = kb.spec.choice
    if choice.candidates:
        catalogue = words(kb.language)
        title, about = catalogue("wiki.choice.title"), catalogue("wiki.choice.about")
        page = Page(addresses.CHOICE, title, "", "choice", "project", description=about)
        yield write(page, "choice", kb, choice=choice, standing=standing(choice))
