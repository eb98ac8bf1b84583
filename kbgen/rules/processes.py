"""Processes: states and steps can be reached, states that are not final can be left, conditions belong to a way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kbgen.errors import Problem
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.workspace import Workspace


def state_flow(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """States nobody can leave and states nobody can get to; only where transitions were agreed at all."""
    for p, process in enumerate(kb.spec.processes.processes):
        if not process.transitions or not process.states:
            continue
        ways: dict[str, list[str]] = {}
        for transition in process.transitions:
            ways.setdefault(transition.from_, []).append(transition.to)
        reached = _reached(process.states[0].id, ways)
        for s, state in enumerate(process.states):
            place = kb.place("processes", "processes", p, "states", s)
            values = {"state": state.label.said(kb.language), "process": process.label.said(kb.language)}
            leaves = any(to != state.id for to in ways.get(state.id, ()))
            if not state.final and state.kind == "open" and not leaves:
                yield Problem("state_without_exit", place, values, "warning")
            if state.id not in reached:
                yield Problem("state_out_of_reach", place, values, "warning")


def step_flow(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Steps that no other step leads to."""
    for p, process in enumerate(kb.spec.processes.processes):
        if not process.steps:
            continue
        ways = {step.id: process.following(step) for step in process.steps}
        starts = [process.steps[0].id, *(step.id for step in process.steps if step.trigger)]
        reached = {id for start in starts for id in _reached(start, ways)}
        for s, step in enumerate(process.steps):
            if step.id not in reached:
                values = {"step": step.action.said(kb.language), "process": process.label.said(kb.language)}
                place = kb.place("processes", "processes", p, "steps", s)
                yield Problem("step_out_of_reach", place, values, "warning")


def conditions(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Conditions of ways a process does not have: no page would show them."""
    for p, process in enumerate(kb.spec.processes.processes):
        steps = {step.id for step in process.steps}
        for s, step in enumerate(process.steps):
            after = process.following(step)
            for id in step.next_if:
                if id in steps and id not in after:  # what is no step at all is a dead reference
                    near = nearest(id, after)
                    values = {"id": id, "step": step.action.said(kb.language), "near": near}
                    code = "condition_without_way_near" if near else "condition_without_way"
                    yield Problem(code, kb.place("processes", "processes", p, "steps", s, "next_if", id), values)


def states_and_options(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """States whose value is none of the status field's options, and options that are no state."""
    for p, process in enumerate(kb.spec.processes.processes):
        entity = kb.entity(process.entity)
        field = next((f for f in entity.fields if f.id == process.field), None) if entity else None
        if field is None or not field.options or not process.states:
            continue
        options = [str(option.value) for option in field.options]
        values = [str(s.id if s.value is None else s.value) for s in process.states]
        key: PlaceKey = ("processes", "processes", p)
        for s, (state, value) in enumerate(zip(process.states, values, strict=True)):
            if state.final and state.kind == "lost":
                continue  # in many CRMs what is lost keeps its last stage and gets a reason instead
            if value not in options:
                near = nearest(value, options)
                words = {"value": value[:60], "field": field.label.said(kb.language), "near": near}
                code = "state_not_an_option_near" if near else "state_not_an_option"
                yield Problem(code, kb.place(*key, "states", s), words, "warning")


def _reached(start: str, ways: Mapping[str, Iterable[str]]) -> set[str]:
    reached, open_ends = {start}, [start]
    while open_ends:
        for to in ways.get(open_ends.pop(), ()):
            if to not in reached:
                reached.add(to)
                open_ends.append(to)
    return reached
