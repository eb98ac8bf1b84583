"""Feedback: what readers said of pages, as their browsers exported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
