"""Questions about work: the next step, whose step it is, what a change of state needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kbgen.model import addresses
from kbgen.model.entities import Field
from kbgen.model.processes import Process, Step, Transition
from kbgen.model.quiz import Question, QuestionKind
from kbgen.trace.quiz_answers import FEWEST, Asked, capital, told
from kbgen.trace.telling import Telling

_DONE_BY_PEOPLE = ("task", "manual", "send", "receive")


def ask_work(tell: Telling, role: str) -> Mapping[QuestionKind, Iterator[Question]]:
    """Questions about the processes *role* takes part in and the records it makes, by kind."""
    processes = tuple(tell.kb.processes_of(role))
    return {
        "next": (q for p in processes for q in _next_steps(tell, role, p)),
        "who": (q for p in processes for q in _whose(tell, role, p)),
        "move": (q for p in processes for q in _movers(tell, role, p)),
        "needs": (q for p in processes for q in _needs(tell, role, p)),
        "required": _required(tell, role),
    }


def _next_steps(tell: Telling, role: str, process: Process) -> Iterator[Question]:
    """What follows a step of the role, where exactly one step follows; wrong are the steps nearest to it."""
    steps = process.steps
    at = {step.id: n for n, step in enumerate(steps)}
    for n, step in enumerate(steps):
        after = process.following(step)
        if step.role != role or len(after) != 1 or after[0] not in at:
            continue
        follower = steps[at[after[0]]]
        others = sorted((s for s in steps if s.id not in (step.id, follower.id)), key=lambda s, n=n: abs(at[s.id] - n))  # type: ignore[misc]
        asked = Asked(
            f"next-{process.id}-{step.id}",
            "next",
            told(tell, "next", step=_action(tell, step)),
            told(tell, "why_next", step=_action(tell, follower), role=tell.role(follower.role)),
            addresses.process_page(process.id),
            f"processes/{process.id}/steps/{step.id}",
        )
        if made := asked.among(_action(tell, follower), [_action(tell, s) for s in others]):
            yield made


def _whose(tell: Telling, role: str, process: Process) -> Iterator[Question]:
    """Who does a step: those of others first, they are easier mistaken."""
    names = {r.id: tell.said(r.label) for r in tell.kb.spec.roles.roles}
    done: dict[str, set[str]] = {}
    for step in process.steps:
        done.setdefault(_action(tell, step), set()).add(step.role)
    for step in sorted(process.steps, key=lambda s: s.role == role):
        action = _action(tell, step)
        if step.role not in names or step.kind not in _DONE_BY_PEOPLE or len(done[action]) > 1:
            continue
        asked = Asked(
            f"who-{process.id}-{step.id}",
            "who",
            told(tell, "who", step=action),
            told(tell, "why_who", role=names[step.role], process=tell.said(process.label)),
            addresses.process_page(process.id),
            f"processes/{process.id}/steps/{step.id}",
        )
        if made := asked.among(names[step.role], _others(process, names, step.role)):
            yield made


def _others(process: Process, names: Mapping[str, str], right: str) -> Iterator[str]:
    """Names of other roles, those that take part in the process first."""
    yield from (names[s.role] for s in process.steps if s.role != right and s.role in names)
    yield from (name for id, name in names.items() if id != right)


def _action(tell: Telling, step: Step) -> str:
    return capital(tell.said(step.action))


def _moves(process: Process) -> Iterator[Transition]:
    """Changes between states the process has, each once."""
    known = {s.id for s in process.states}
    yield from {(t.from_, t.to): t for t in process.transitions if {t.from_, t.to} <= known}.values()


def _movers(tell: Telling, role: str, process: Process) -> Iterator[Question]:
    """Who may change a state; wrong are roles that may not."""
    names = {r.id: tell.said(r.label) for r in tell.kb.spec.roles.roles}
    for move in _moves(process):
        able = [names[id] for id in move.roles if id in names]
        unable = [name for id, name in names.items() if id not in move.roles and name not in able]
        if not able or len(unable) < FEWEST:
            continue
        asked = Asked(
            f"move-{process.id}-{move.from_}-{move.to}",
            "move",
            told(tell, "move", to=tell.state(process, move.to), **{"from": tell.state(process, move.from_)}),
            told(tell, "why_move", n=len(able), roles=tell.quoted(able)),
            addresses.process_page(process.id),
            f"processes/{process.id}/transitions/{move.from_}>{move.to}",
        )
        right = names[role] if role in move.roles else able[0]
        if made := asked.among(right, unable):
            yield made


def _needs(tell: Telling, role: str, process: Process) -> Iterator[Question]:
    """What must be filled in before a change of state that the role may make."""
    entity = tell.entities.get(process.entity)
    fields = [f for f in entity.fields if not f.system] if entity else []
    for move in _moves(process):
        needed = [f for f in fields if f.id in move.required_fields]
        free = [f for f in _typed(fields) if f.id not in move.required_fields and not f.required and not f.required_if]
        if role not in move.roles or not needed:
            continue
        asked = Asked(
            f"needs-{process.id}-{move.from_}-{move.to}",
            "needs",
            told(tell, "needs", to=tell.state(process, move.to), **{"from": tell.state(process, move.from_)}),
            told(tell, "why_needs", fields=tell.quoted(tell.said(f.label) for f in needed)),
            addresses.process_page(process.id),
            f"processes/{process.id}/transitions/{move.from_}>{move.to}",
        )
        if made := asked.among(tell.said(needed[0].label), _labels(tell, free)):
            yield made


def _required(tell: Telling, role: str) -> Iterator[Question]:
    """Which field a record cannot be saved without."""
    for entity in tell.kb.spec.entities.entities:
        if entity.external or tell.level(role, entity.id, "create") == "no":
            continue
        shown = _typed(entity.fields)
        needed = [f for f in shown if f.required]
        if not needed:
            continue
        asked = Asked(
            f"required-{entity.id}",
            "required",
            told(tell, "required", record=tell.record(entity.id, "accs"), menu=tell.menu(entity.id)),
            told(tell, "why_required", n=len(needed), fields=tell.quoted(tell.said(f.label) for f in needed)),
            addresses.entity_page(entity.id),
            f"entities/{entity.id}/fields/{needed[0].id}",
        )
        free = [f for f in shown if not f.required and not f.required_if]
        if made := asked.among(tell.said(needed[0].label), _labels(tell, free)):
            yield made


def _typed(fields: Sequence[Field]) -> list[Field]:
    """Fields that people fill in."""
    return [f for f in fields if not f.system and not f.readonly and f.type != "bool"]


def _labels(tell: Telling, fields: Sequence[Field]) -> list[str]:
    return [tell.said(f.label) for f in fields]
