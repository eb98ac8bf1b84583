"""Guides: text instructions, Markdown with front matter (``guides/**/*.md``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kbgen.errors import Place


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One numbered step of a guide, as slides and drafts of videos need it."""

    text: str
    """Markdown of one paragraph, without the picture."""
    image: str = ""
    """Path of the screenshot relative to the guide's file; empty where there is none."""
    alt: str = ""
    at: float | None = None
    """Second of the guide's first video where the step is shown."""
    say: str = ""
    """Markdown of its spoken part (``::: say``), for whoever presents it; not on the page."""
    shown: str = ""
    """Markdown of its part for slides (``::: slides``): stands on the slide instead of ``text``."""


@dataclass(frozen=True, slots=True)
class Callout:
    """A numbered mark on a screenshot, with what is to be said of the spot."""

    at: tuple[float, ...]
    """From the left and from the top, each as a share of the picture: ``[0.42, 0.31]``."""
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a guide shows."""

    path: str
    """As the guide writes it, relative to its file."""
    width: int = 0
    """Pixels; 0 where the file does not say."""
    height: int = 0
    callouts: tuple[Callout, ...] = ()
    """In the order of their numbers, from 1."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A text instruction."""

    id: str
    """File name without ending, unique within a client: ``new-request``."""
    title: str
    body: str
    """Markdown below the front matter."""
    file: str
    """Path relative to the workspace, POSIX."""
    body_line: int = 1
    """Line of the file the body starts at, for exact places in problems."""
    summary: str = ""
    roles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    minutes: int | None = None
    reviewed: date | None = None
    operation: str = ""
    """With one entity: the operation the guide teaches (create, edit…), for task lists and coverage."""
    teaches: tuple[str, ...] = ()
    """Entity ids the operation is taught for, where these are more than the first of ``entities``."""
    categories: tuple[str, ...] = ()
    """Names of the categories the guide stands in besides those of its entities and processes."""
    autolink: bool = True
    """Whether terms in the text become links where they are first mentioned."""
    when: tuple[str, ...] = ()
    """For whom the guide is: ``product:<id>``, ``client:<id>``, ``module:<id>``, each also with ``not`` before it; a
    bare id is a product. One of each kind must hold, and every ``not``; empty: for all."""
    audience: tuple[str, ...] = ()
    """Ids of the only audiences whose copies have the guide; empty: as its roles and records say."""
    draft: bool = False
    """Not finished: it is read and told of, but no page is made of it."""
    reason: str = ""
    """Why a client's guide replaces the shared one at the same path."""
    result: str = ""
    """What the reader sees when all is done."""
    steps: tuple[GuideStep, ...] = ()
    pictures: tuple[Picture, ...] = ()
    """Those whose files are there."""
    place: Place = field(default=Place(""))
    say: str = ""
    """Markdown of the spoken parts that belong to no step."""
    shown: str = ""
    """Markdown of the parts for slides that belong to no step: a slide of their own before the steps."""

    @property
    def taught(self) -> tuple[str, ...]:
        """Ids of the entities the guide teaches its operation for: named ones, else its first; none without one."""
        return (self.teaches or self.entities[:1]) if self.operation else ()
