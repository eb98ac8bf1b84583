"""A process as one audience sees it: its own steps, in the same order, with the others' stepped over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import End, Process, Step, Transition
from kbgen.model.text import NO_TEXT, Text
from kbgen.trace.seen import Seen


def narrowed_process(process: Process, kb: KnowledgeBase, view: Seen) -> Process:
    """*process* with the steps of the audience's roles; a way through others' steps leads to the next one of theirs.

    Where it leads to none, the process goes on with others, and says no more than that.
    """
    told = _Told(process, view, Text(words(kb.language)("audiences.others")))
    steps = tuple(told.step(step) for step in process.steps if step.role in view.roles)
    own = process.entity in view.entities
    moved = own and (process.entity, process.field) in view.fields
    return replace(
        process,
        steps=tuple(_joined(step, steps) for step in steps),
        trigger=process.trigger if _own(process.steps[:1], view) else NO_TEXT,
        result=process.result if _own(process.steps[-1:], view) else NO_TEXT,
        entity=process.entity if own else "",
        field=process.field if moved else "",
        states=process.states if moved or not process.field else (),
        transitions=tuple(_transitions(process, view)) if moved or not process.field else (),
    )


def _own(steps: tuple[Step, ...], view: Seen) -> bool:
    """Whether *steps* are in the audience's hands."""
    return all(step.role in view.roles for step in steps)


def _transitions(process: Process, view: Seen) -> Iterator[Transition]:
    """Changes of state that one of the roles may make, and those nobody was named for."""
    for move in process.transitions:
        if view.meant(move.roles):
            required = (f for f in move.required_fields if (process.entity, f) in view.fields)
            yield replace(move, roles=tuple(r for r in move.roles if r in view.roles), required_fields=tuple(required))


def _joined(step: Step, steps: tuple[Step, ...]) -> Step:
    """*step* without waiting for several where only one way leads to it now."""
    ways = sum(step.id in other.next for other in steps)
    return replace(step, join="any") if ways < 2 else step


@dataclass(frozen=True, slots=True)
class _Told:
    """Steps of one process, told to one audience."""

    process: Process
    view: Seen
    others: Text
    """What is said of the rest of a process that others go on with."""

    def step(self, step: Step) -> Step:
        """*step* with its next ones named, and nothing in it that is not seen."""
        ways = {id: self._reached(id) for id in self.process.following(step)}
        following = tuple(
            dict.fromkeys(id for reached in ways.values() for id in reached if id != step.id or id in ways)
        )
        leaves = not all(ways.values()) or bool(ways and not following)
        subprocess = step.process in self.view.processes
        return replace(
            step,
            next=following,
            next_if={id: text for id, text in step.next_if.items() if id in following and id in ways},
            split=self._split(step, following),
            ends=(*step.ends, End(self.others)) if leaves else step.ends,
            entity=step.entity if step.entity in self.view.entities else "",
            guide=step.guide if step.guide in self.view.guides else "",
            process=step.process if subprocess else "",
            kind="task" if step.kind == "process" and not subprocess else step.kind,
        )

    def _reached(self, first: str) -> tuple[str, ...]:
        """Ids of the audience's steps that are met first from the step *first* on, itself perhaps; in order."""
        by_id = {s.id: s for s in self.process.steps}
        found: dict[str, None] = {}
        passed: set[str] = set()
        waiting = [first]
        while waiting:
            step = by_id.get(waiting.pop())
            if step is None or step.id in passed:
                continue
            passed.add(step.id)
            if step.role in self.view.roles:
                found[step.id] = None
            else:
                waiting += reversed(self.process.following(step))
        return tuple(found)

    def _split(self, step: Step, following: tuple[str, ...]) -> Literal["one", "some", "all"]:
        """How several ways part: as at the step itself, else as at the first of others' steps where they do."""
        if len(following) < 2 or len(self.process.following(step)) > 1:
            return step.split
        by_id = {s.id: s for s in self.process.steps}
        ways = self.process.following(step)
        while len(ways) == 1 and (other := by_id.get(ways[0])) and other.role not in self.view.roles:
            if len(self.process.following(other)) > 1:
                return other.split
            ways = self.process.following(other)
        return step.split
