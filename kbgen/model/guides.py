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
    when: tuple[str, ...] = ()
    """Product ids the guide is for; empty: any."""
    reason: str = ""
    """Why a client's guide replaces the shared one at the same path."""
    result: str = ""
    """What the reader sees when all is done."""
    steps: tuple[GuideStep, ...] = ()
    place: Place = field(default=Place(""))
