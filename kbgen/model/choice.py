"""Choice: which products were compared and why one was taken (``spec/choice.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the candidates were compared by; a weight of 3 counts three times a weight of 1."""

    id: str
    label: Text
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that was looked at."""

    id: str
    label: Text
    scores: Mapping[str, int] = field(default_factory=dict)
    """Criterion id → points from 0 to 5."""
    pros: tuple[Text, ...] = ()
    cons: tuple[Text, ...] = ()

    def total(self, criteria: tuple[Criterion, ...]) -> int:
        """Sum of points times weights over *criteria*; a missing score counts as 0."""
        return sum(self.scores.get(c.id, 0) * c.weight for c in criteria)


@dataclass(frozen=True, slots=True)
class Decision:
    """Which candidate was taken, why, when and by whom."""

    candidate: str
    why: Text
    decided_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """``spec/choice.yml``: the comparison and the decision."""

    criteria: tuple[Criterion, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    decision: Decision | None = None
    summary: Text = NO_TEXT
