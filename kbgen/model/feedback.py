"""Feedback: what readers said of pages, as their browsers exported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Review:
    """One reader's answer to «Was this page useful?»."""

    id: str
    """Made by the browser; the same answer exported twice has the same one."""
    page: str
    """Address in the site: ``guides/new-request.html``."""
    helpful: bool
    release: str = ""
    comment: str = ""
    title: str = ""
    """Of the page, as the reader saw it."""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PageFeedback:
    """Everything said of one page."""

    page: str
    title: str
    reviews: tuple[Review, ...]
    """The newest first."""
    known: bool = True
    """Whether the wiki still has the page."""

    @property
    def helpful(self) -> int:
        """How many were helped."""
        return sum(review.helpful for review in self.reviews)

    @property
    def share(self) -> float:
        """Of those who answered, the share that was helped: 0 to 1."""
        return self.helpful / len(self.reviews)


@dataclass(frozen=True, slots=True)
class Feedback:
    """All reviews of one client, by page: those that helped least come first."""

    client: str
    pages: tuple[PageFeedback, ...]
    files: int
    """How many files it was gathered from."""
    doubles: int = 0
    """Reviews that several files held."""


AnswerState = Literal["answered", "open", "defect"]
"""The question has an answer, needs one, or tells of what looks like a defect."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question people asked while they started working, as a floor-walker wrote it down."""

    id: str
    question: str
    answer: str = ""
    role: str = ""
    """Id of the role that asked; empty: any."""
    about: str = ""
    """Trace id of what it is about: ``entities/Deal``; empty: something else."""
    state: AnswerState = "open"
    times: int = 1
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question of a draft, with everybody who asked it in other words."""

    question: str
    """As it was asked most often."""
    answers: tuple[str, ...]
    """Different ones, as they were given; empty: nobody has answered it."""
    times: int
    roles: tuple[str, ...]
    also: tuple[str, ...] = ()
    """The same in other words."""
    defect: bool = False


@dataclass(frozen=True, slots=True)
class Faq:
    """Questions about one thing, the most frequent first: a page to be finished by a person."""

    about: str
    """Trace id; empty: everything else."""
    entries: tuple[FaqEntry, ...]

    @property
    def times(self) -> int:
        """How often these were asked."""
        return sum(entry.times for entry in self.entries)
