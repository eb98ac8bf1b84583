"""Checks of cards and processes: required fields, changes of state, steps."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model.entities import Entity, Field
from kbgen.model.processes import Process, State, Step, Transition
from kbgen.trace.draft import Draft
from kbgen.trace.telling import Telling

_NOT_TYPED = ("bool", "computed", "sequence", "id", "json")
"""Types that nobody can leave empty."""


def field_checks(t: Telling) -> Iterator[Draft]:
    """One check an entity for its required fields, one for each field that is required at times."""
    for entity in t.kb.spec.entities.entities:
        if entity.external:
            continue
        shown = [f for f in entity.fields if not (f.system or f.readonly or f.type in _NOT_TYPED)]
        needed = [f for f in shown if f.required]
        if needed:
            yield _required(t, entity, needed)
        yield from (_required_if(t, entity, f) for f in shown if f.required_if and not f.required)


def _values(t: Telling, entity: Entity) -> dict[str, object]:
    role = _maker(t, entity.id)
    return {
        "sign_in": t.w("sign_in", role=t.role(role)) + " " if role else "",
        "menu": t.menu(entity.id),
        "one": t.one(entity.id),
    }


def _maker(t: Telling, entity: str) -> str:
    """The first role that may make a record, else change one."""
    for operation in ("create", "edit"):
        for role in t.kb.spec.roles.roles:
            if t.level(role.id, entity, operation) != "no":
                return role.id
    return ""


def _required(t: Telling, entity: Entity, needed: list[Field]) -> Draft:
    values = _values(t, entity) | {"n": len(needed), "fields": t.quoted(t.said(f.label) for f in needed)}
    several = "several" if len(needed) > 1 else "one"
    return Draft(
        "required",
        f"entities/{entity.id}#required",
        tuple(f"entities/{entity.id}/fields/{f.id}" for f in needed),
        t.w("required.title", **values),
        t.w(f"required.action_{several}", **values),
        t.w(f"required.expected_{several}", **values),
        _maker(t, entity.id),
        entity.id,
    )


def _required_if(t: Telling, entity: Entity, field: Field) -> Draft:
    values = _values(t, entity) | {"field": t.said(field.label), "condition": t.inside(field.required_if)}
    trace = f"entities/{entity.id}/fields/{field.id}"
    return Draft(
        "required_if",
        trace,
        (trace,),
        t.w("required_if.title", **values),
        t.w("required_if.action", **values),
        t.w("required_if.expected", **values),
        _maker(t, entity.id),
        entity.id,
    )


def state_checks(t: Telling) -> Iterator[Draft]:
    """For each process: its changes of state, then for each state what it cannot become."""
    for process in t.kb.spec.processes.processes:
        yield from (_transition(t, process, move) for move in _once(process.transitions))
        if process.transitions:
            yield from (draft for state in process.states for draft in _no_other(t, process, state))


def _once(moves: tuple[Transition, ...]) -> list[Transition]:
    return list({(m.from_, m.to): m for m in reversed(moves)}.values())[::-1]


def _transition(t: Telling, process: Process, move: Transition) -> Draft:
    values = _moving(t, process) | {"from": t.state(process, move.from_), "to": t.state(process, move.to)}
    fields = [t.field(process.entity, f) for f in move.required_fields]
    action = [t.w("transition.roles", n=len(move.roles), roles=t.quoted(map(t.role, move.roles)))] if move.roles else []
    action.append(t.w("transition.action", **values))
    if move.condition:
        action.append(t.w("transition.condition", condition=t.inside(move.condition)))
    expected = []
    if fields:
        action.append(t.w("transition.empty", n=len(fields), fields=t.quoted(fields)))
        expected.append(t.w("transition.refused", n=len(fields), fields=t.quoted(fields)))
    expected.append(t.w("transition.expected_filled" if fields else "transition.expected", **values))
    others = [r for r in t.roles if r not in move.roles and t.level(r, process.entity, "edit") != "no"]
    order = [r.id for r in t.kb.spec.roles.roles if r.id in others] if move.roles else []
    if order:
        expected.append(t.w("transition.others", n=len(order), roles=t.quoted(map(t.role, order))))
    trace = f"processes/{process.id}/transitions/{move.from_}>{move.to}"
    return Draft(
        "transition",
        trace,
        (trace, *(f"entities/{process.entity}/fields/{f}" for f in move.required_fields)),
        t.w("transition.title", **values),
        " ".join(action),
        " ".join(expected),
        move.roles[0] if move.roles else "",
        process.entity,
        process.id,
    )


def _moving(t: Telling, process: Process) -> dict[str, object]:
    """Names for a process: what moves, and its record where the spec names one."""
    entity = process.entity
    return {
        "process": t.said(process.label),
        "one": t.one(entity) if entity in t.entities else t.w("record"),
        "menu": t.menu(entity),
    }


def _no_other(t: Telling, process: Process, state: State) -> Iterator[Draft]:
    """What a state may not become; nothing for a state that may become any other."""
    may = [m.to for m in _once(process.transitions) if m.from_ == state.id]
    rest = [s.id for s in process.states if s.id not in may and s.id != state.id]
    if not rest:
        return
    values = _moving(t, process) | {
        "state": t.said(state.label),
        "may": t.quoted(t.state(process, s) for s in may),
        "n": len(rest),
        "rest": t.quoted(t.state(process, s) for s in rest),
    }
    kind = "some" if may else "none"
    yield Draft(
        "forbidden_transition",
        f"processes/{process.id}/states/{state.id}",
        (f"processes/{process.id}/states/{state.id}",),
        t.w(f"forbidden.title_{kind}", **values),
        t.w("forbidden.action", **values),
        t.w(f"forbidden.expected_{kind}", **values),
        "",
        process.entity,
        process.id,
    )


def step_checks(t: Telling) -> Iterator[Draft]:
    """Each process from its first step to its last."""
    for process in t.kb.spec.processes.processes:
        for number, step in enumerate(process.steps, 1):
            yield _step(t, process, step, number)


def _step(t: Telling, process: Process, step: Step, number: int) -> Draft:
    how = f"step.action_{step.kind}"
    doing = {"role": t.role(step.role), "action": t.inside(step.action)}
    action = [t.w(how if t.has(how) else "step.action" if step.role else "step.action_nobody", **doing)]
    if step.input:
        action.append(t.w("step.input", input=t.inside(step.input)))
    if step.condition:
        action.append(t.w("step.condition", condition=t.inside(step.condition)))
    expected = t.w("step.output", output=t.said(step.output)) if step.output else t.w("step.expected")
    trace = f"processes/{process.id}/steps/{step.id}"
    return Draft(
        "step",
        trace,
        (trace,),
        t.w("step.title", process=t.said(process.label), n=number, action=t.inside(step.action)),
        " ".join(action),
        expected,
        step.role,
        step.entity,
        process.id,
    )
