"""Quiz: questions made from permissions and processes. The right answer and the reason stand in the notes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kbgen.model import addresses
from kbgen.model.decks import Slide
from kbgen.model.entities import Entity
from kbgen.model.processes import Process, Step, Transition
from kbgen.seminar.lesson import Lesson, capital, small
from kbgen.seminar.rights import operation_label, operations

_LEVELS = ("all", "team", "own", "no")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question before its answers are set out."""

    id: str
    text: str
    why: str
    """Why the right answer is right, for the notes."""
    page: str
    """Wiki page to read it up on."""
    trace: str


def quiz(lesson: Lesson) -> Iterator[Slide]:
    """Up to two questions about rights, and up to two about each of the role's first processes, seven at most."""
    questions = [*islice(_rights(lesson), 2), *islice(_required(lesson), 1)]
    for process in list(lesson.kb.processes_of(lesson.role.id))[:2]:
        questions += islice(_about(lesson, process), 2)
    yield from questions[:7]


def _rights(lesson: Lesson) -> Iterator[Slide]:
    """What one may not do comes first: that is what people trip over."""
    asked: set[str] = set()
    for operation in ("delete", "edit", *(o for o in operations(lesson) if o not in ("delete", "edit", "create"))):
        for level in ("no", "own", "team", "all"):
            entity = next((e for e in _met(lesson) if lesson.kb.level(lesson.role.id, e.id, operation) == level), None)
            if entity and level not in asked:
                asked.add(level)
                yield _right(lesson, entity, operation)
                break


def _met(lesson: Lesson) -> Iterator[Entity]:
    """Entities the role can at least see."""
    return (e for e in lesson.kb.spec.entities.entities if lesson.kb.level(lesson.role.id, e.id, "read") != "no")


def _right(lesson: Lesson, entity: Entity, operation: str) -> Slide:
    level = lesson.kb.level(lesson.role.id, entity.id, operation)
    permission = lesson.kb.permission(lesson.role.id, entity.id)
    when = small(lesson.said(permission.when)) if permission else ""
    role = small(lesson.said(lesson.role.label))
    known = operation in ("delete", "edit", "read")
    question = lesson.w(
        f"quiz.right_{operation}" if known else "quiz.right_other",
        role=role,
        records=lesson.plural(entity, "accs"),
        name=lesson.said(entity.plural or entity.label),
        operation=operation_label(lesson, operation),
    )
    why = lesson.w(f"quiz.why_{level}") + (" " + lesson.w("quiz.why_when", when=when) if when and level != "no" else "")
    return _slide(
        lesson,
        _Question(
            f"quiz-right-{entity.id}-{operation}",
            question,
            why,
            addresses.RIGHTS,
            f"permissions/{lesson.role.id}/{entity.id}/{operation}",
        ),
        tuple(lesson.w(f"quiz.level_{x}") for x in _LEVELS),
        _LEVELS.index(level),
    )


def _required(lesson: Lesson) -> Iterator[Slide]:
    """Which field a record cannot be saved without."""
    for entity in lesson.kb.spec.entities.entities:
        if lesson.kb.level(lesson.role.id, entity.id, "create") == "no":
            continue
        shown = [f for f in entity.fields if not f.system and not f.readonly and f.type != "bool"]
        needed = [f for f in shown if f.required]
        free = [f for f in shown if not f.required and not f.required_if]
        if needed and len(free) >= 3:
            id = f"quiz-required-{entity.id}"
            wrong = [lesson.said(f.label) for f in random.Random(id).sample(free, 3)]  # noqa: S311 - not a secret
            all_ = ", ".join(lesson.said(f.label) for f in needed)
            yield _shuffled(
                lesson,
                _Question(
                    id,
                    lesson.w("quiz.required", record=small(lesson.label(entity.id)), name=lesson.label(entity.id)),
                    lesson.w("quiz.why_required", fields=all_),
                    addresses.entity_page(entity.id),
                    f"entities/{entity.id}/fields/{needed[0].id}",
                ),
                lesson.said(needed[0].label),
                wrong,
            )


def _about(lesson: Lesson, process: Process) -> Iterator[Slide]:
    yield from islice(_next_step(lesson, process), 1)
    yield from islice(_who(lesson, process), 1)
    yield from islice(_fields(lesson, process), 1)


def _next_step(lesson: Lesson, process: Process) -> Iterator[Slide]:
    """What follows a step of mine, where exactly one step follows."""
    steps = process.steps
    for step in steps[:-1]:
        after = process.following(step)
        follower = next((s for s in steps if after and s.id == after[0]), None)
        if step.role != lesson.role.id or len(after) != 1 or follower is None:
            continue
        wrong = [_action(lesson, s) for s in steps if s.id not in (step.id, follower.id)]
        if len(wrong) >= 2:
            yield _shuffled(
                lesson,
                _Question(
                    f"quiz-next-{process.id}-{step.id}",
                    lesson.w("quiz.next", step=_action(lesson, step), process=lesson.said(process.label)),
                    lesson.w(
                        "quiz.why_next", role=small(lesson.role_name(follower.role)), step=_action(lesson, follower)
                    ),
                    addresses.process_page(process.id),
                    f"processes/{process.id}/steps/{step.id}",
                ),
                _action(lesson, follower),
                wrong,
            )


def _who(lesson: Lesson, process: Process) -> Iterator[Slide]:
    """Who does a step, where the client has roles enough to choose from."""
    names = {r.id: lesson.said(r.label) for r in lesson.kb.spec.roles.roles}
    others = [s for s in process.steps if s.role != lesson.role.id and s.role in names]
    for step in others if len(names) >= 3 else []:
        yield _shuffled(
            lesson,
            _Question(
                f"quiz-who-{process.id}-{step.id}",
                lesson.w("quiz.who", step=_action(lesson, step), process=lesson.said(process.label)),
                lesson.w("quiz.why_who", role=small(names[step.role]), process=lesson.said(process.label)),
                addresses.process_page(process.id),
                f"processes/{process.id}/steps/{step.id}",
            ),
            names[step.role],
            [name for id, name in names.items() if id != step.role],
        )


def _action(lesson: Lesson, step: Step) -> str:
    return capital(lesson.said(step.action)).rstrip(".")


def _fields(lesson: Lesson, process: Process) -> Iterator[Slide]:
    """What must be filled in before a change of state."""
    entity = lesson.kb.entity(process.entity)
    names = {f.id: lesson.said(f.label) for f in entity.fields if not f.system} if entity else {}
    states = {s.id: lesson.said(s.label) for s in process.states}
    for move in process.transitions:
        known = [f for f in move.required_fields if f in names]
        wrong = [name for id, name in names.items() if id not in move.required_fields]
        if lesson.role.id in move.roles and known and len(wrong) >= 2:
            yield _shuffled(
                lesson,
                _Question(
                    f"quiz-fields-{process.id}-{move.from_}-{move.to}",
                    lesson.w("quiz.fields", to=states.get(move.to, move.to), **{"from": _from(states, move)}),
                    lesson.w("quiz.why_fields", fields=", ".join(names[f] for f in known)),
                    addresses.process_page(process.id),
                    f"processes/{process.id}/transitions/{move.from_}>{move.to}",
                ),
                names[known[0]],
                wrong,
            )


def _from(states: dict[str, str], move: Transition) -> str:
    return states.get(move.from_, move.from_)


def _shuffled(lesson: Lesson, asked: _Question, right: str, wrong: Sequence[str]) -> Slide:
    """The right answer among at most three others, in an order that is fixed by the question's id."""
    dice = random.Random(asked.id)  # noqa: S311 - an order, not a secret
    others = [w for w in dict.fromkeys(wrong) if w != right]
    answers = [right, *dice.sample(others, min(3, len(others)))]
    dice.shuffle(answers)
    return _slide(lesson, asked, tuple(answers), answers.index(right))


def _slide(lesson: Lesson, asked: _Question, answers: tuple[str, ...], right: int) -> Slide:
    return Slide(
        asked.id,
        "quiz",
        asked.text,
        lines=answers,
        answer=right,
        say=asked.why,
        do=lesson.w("quiz.do"),
        minutes=1.5,
        page=addresses.html(asked.page),
        trace=(asked.trace,),
    )
