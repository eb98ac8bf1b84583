"""Task: one operation with one entity, and everything the spec says about doing it."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.model.entities import Entity, Field
from kbgen.model.processes import Process, State, Step, Transition
from kbgen.model.roles import Level, Permission


@dataclass(frozen=True, slots=True)
class Doer:
    """A role and how far the operation reaches for it."""

    role: str
    level: Level
    permission: Permission | None = None
    """Everything agreed for the role and the entity: conditions, fields."""


@dataclass(frozen=True, slots=True)
class Onward:
    """What comes after the task in one process."""

    process: Process
    start: State | None = None
    """The state a new record gets; None where the task makes none, or nobody said which."""
    transitions: tuple[Transition, ...] = ()
    """Where it may go from there; for other tasks than creating: every permitted change."""
    steps: tuple[Step, ...] = ()
    """Steps that follow those done with the entity."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that people do in the CRM: «создать сделку»."""

    operation: str
    entity: Entity
    doers: tuple[Doer, ...]
    """Roles that may, in the order of the spec; at least one."""
    barred: tuple[Doer, ...] = ()
    """Roles that may not."""
    required: tuple[Field, ...] = ()
    """Fields without which the record is not saved, in the order of the form; for creating and editing."""
    conditional: tuple[Field, ...] = ()
    """Fields that become required on a condition."""
    automatic: tuple[Field, ...] = ()
    """Fields the CRM fills in itself and that say when or what."""
    onward: tuple[Onward, ...] = ()
    guides: tuple[str, ...] = ()
    """Ids of the guides that teach it, the most needed first."""

    @property
    def id(self) -> str:
        """``create-Deal``."""
        return f"{self.operation}-{self.entity.id}"
