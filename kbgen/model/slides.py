"""OwnSlide: a slide that people wrote by hand, and where it goes (``content/clients/<id>/slides/*.md``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbgen.errors import Place
from kbgen.model.decks import Picture, Table

PREFIX = "own-"
"""What the ids of hand-written slides begin with, so that they are no generated slide's."""


@dataclass(frozen=True, slots=True)
class OwnSlide:
    """One hand-written slide: put in after or before a slide that kbgen makes, or shown instead of it."""

    id: str
    """File name without ending, unique within a client: ``welcome``."""
    title: str
    after: str = ""
    """Id of the slide it follows; where neither this nor the others are given, it comes last of the talk."""
    before: str = ""
    """Id of the slide it precedes."""
    instead: str = ""
    """Id of the slide it replaces."""
    decks: tuple[str, ...] = ()
    """Roles (``manager``) and sessions (``session-intro``) whose decks have it; empty: all where its slide is."""
    minutes: float | None = None
    """How long it is talked about; of a slide that replaces another, empty: as long as that."""
    do: str = ""
    """What the trainer does."""
    say: str = ""
    """What the trainer says."""
    lines: tuple[str, ...] = ()
    """Its list, or its paragraphs."""
    numbered: bool = False
    """Whether the list is numbered."""
    table: Table | None = None
    picture: Picture | None = None
    audience: tuple[str, ...] = ()
    """Ids of the only audiences whose copies have the slide; empty: all."""
    file: str = ""
    """Path relative to the workspace, POSIX."""
    place: Place = field(default=Place(""))
