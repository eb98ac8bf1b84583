"""Training: the seminar's sessions (``spec/training.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of a session. Its minutes add up with the others' to the session's."""

    label: Text
    minutes: int
    guides: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of the seminar for one or several roles."""

    id: str
    label: Text
    roles: tuple[str, ...]
    minutes: int
    held_on: date | None = None
    trainer: str = ""
    place: Text = NO_TEXT
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Training:
    """``spec/training.yml``."""

    sessions: tuple[Session, ...] = ()
    feedback: str = ""
    """Address of the form where listeners say what they thought; empty: the seminar's page in the knowledge base."""
