"""Processes: how work flows between roles (``spec/processes.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from kbgen.model.entities import Scalar
from kbgen.model.text import NO_TEXT, Text

StepKind = Literal["task", "manual", "automatic", "rule", "send", "receive", "wait", "process"]
"""Done in the CRM, done without it, done by the CRM itself, decided by its rules, a message sent, a message awaited,
a time or event awaited, another process run through."""


@dataclass(frozen=True, slots=True)
class End:
    """An end of the process that is not simply the end of its last step."""

    result: Text
    """What has come out of it, e.g. «заявка отклонена»."""
    condition: Text = NO_TEXT
    """When the process ends here."""


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
    next_if: Mapping[str, Text] = field(default_factory=dict)
    """Id of a following step → when the way to it is taken, where that depends on this step."""
    split: Literal["one", "some", "all"] = "one"
    """Of several following steps: one is chosen, those whose condition holds, or all are done side by side."""
    join: Literal["any", "some", "all"] = "any"
    """What of the steps before it must be done: one of them, those that were begun, all."""
    ends: tuple[End, ...] = ()
    """Ways in which the process ends after this step; with them the step is not followed by the next one by itself."""
    trigger: Text = NO_TEXT
    """What begins the process at this step, where it can begin in several places."""
    kind: StepKind = "task"
    process: str = ""
    """Id of the process that is run through here."""
    note: Text = NO_TEXT
    """What else to know when doing it."""


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
    note: Text = NO_TEXT
    """What else to know about the process as a whole."""

    def following(self, step: Step) -> tuple[str, ...]:
        """Ids of the steps after *step*: those it names; else the next one, unless the process ends there."""
        if step.next or step.ends:
            return step.next
        return next(((b.id,) for a, b in pairwise(self.steps) if a.id == step.id), ())

    def condition(self, step: Step, to: Step) -> Text:
        """When the way from *step* to *to* is taken; empty where it always is."""
        return step.next_if.get(to.id) or to.condition


@dataclass(frozen=True, slots=True)
class Processes:
    """``spec/processes.yml``."""

    processes: tuple[Process, ...] = ()
