"""Quiz: questions that test whether a role's work in the CRM was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["right", "field", "may", "when", "next", "who", "move", "needs", "required"]
"""What a question is about: how far a right of the role reaches, a field with a right of its own, who has a right,
under which condition, the next step, whose step it is, who may change a state, what that needs, required fields."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with answers to choose from, one of them right."""

    id: str
    """The same from build to build, unique within a role: ``right-Deal-delete``."""
    kind: QuestionKind
    text: str
    """Plain text, on one line; ends with a question mark."""
    answers: tuple[str, ...]
    """Two to four, all different, in the order they are shown."""
    right: int
    """Index of the right answer."""
    why: str
    """One or two sentences: why it is right."""
    page: str
    """Address of the wiki page that says so: ``roles/rights.md``."""
    trace: str
    """Trace id of what it was made of: ``permissions/manager/Deal/delete``."""
