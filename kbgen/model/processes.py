"""Processes: how work flows between roles (``spec/processes.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbgen.model.entities import Scalar
from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does what with which record. Steps follow each other unless ``next`` says otherwise."""

    id: str
    role: str
    action: Text
    """An infinitive phrase: «проверить запрос и связаться с клиентом»."""
    entity: str = ""
    input: Text = NO_TEXT
    output: Text = NO_TEXT
    guide: str = ""
    """Id of the guide that shows how."""
    next: tuple[str, ...] = ()
    """Ids of the following steps, when not simply the next one; empty on the last step."""
    condition: Text = NO_TEXT
    """When the step is taken, e.g. «клиент согласен с ценой»."""


@dataclass(frozen=True, slots=True)
class State:
    """A value of the status field."""

    id: str
    label: Text
    value: Scalar | None = None
    """The value in the CRM where it differs from the id."""
    kind: Literal["open", "won", "lost", "done"] = "open"
    final: bool = False
    probability: int | None = None
    hint: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted change of state."""

    from_: str
    to: str
    roles: tuple[str, ...] = ()
    condition: Text = NO_TEXT
    required_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """A business process: its steps, and the states of the record it moves."""

    id: str
    label: Text
    goal: Text = NO_TEXT
    trigger: Text = NO_TEXT
    result: Text = NO_TEXT
    entity: str = ""
    """The record that moves through the states."""
    field: str = ""
    """Its status field."""
    steps: tuple[Step, ...] = ()
    states: tuple[State, ...] = ()
    transitions: tuple[Transition, ...] = ()


@dataclass(frozen=True, slots=True)
class Processes:
    """``spec/processes.yml``."""

    processes: tuple[Process, ...] = ()
