"""Acceptance: what is handed over when, and who accepts it (``spec/acceptance.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody responsible."""

    name: str
    position: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing the client's responsible person checks."""

    id: str
    text: Text
    needs: tuple[str, ...] = ()
    """Ids of the needs it proves."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the roll-out that is accepted on its own."""

    id: str
    label: Text
    responsible: Person
    criteria: tuple[Criterion, ...] = ()
    due: date | None = None
    result: Text = NO_TEXT
    """What the client gets at this stage."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """``spec/acceptance.yml``."""

    stages: tuple[Stage, ...] = ()
