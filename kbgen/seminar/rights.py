"""My rights: what the role may do with which records, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model import addresses
from kbgen.model.decks import Slide, Table
from kbgen.model.entities import Entity
from kbgen.model.roles import BASIC_OPERATIONS
from kbgen.seminar.lesson import Lesson, capital


def rights(lesson: Lesson) -> Iterator[Slide]:
    """A table of what is allowed, then the exceptions of single fields."""
    shown = [e for e in lesson.kb.spec.entities.entities if not e.external]
    mine = [e for e in shown if any(lesson.kb.level(lesson.role.id, e.id, op) != "no" for op in operations(lesson))]
    if not mine:
        yield _nothing(lesson)
        return
    hidden = [lesson.said(e.plural or e.label) for e in shown if e not in mine]
    yield Slide(
        "rights",
        "table",
        lesson.w("rights.title"),
        table=_table(lesson, mine),
        say=_say(lesson, mine, hidden),
        do=lesson.w("rights.do"),
        minutes=3,
        page=addresses.html(addresses.RIGHTS),
        trace=tuple(f"permissions/{lesson.role.id}/{e.id}" for e in mine),
    )
    yield from _conditions(lesson, mine)
    yield from _fields(lesson)


def operations(lesson: Lesson) -> tuple[str, ...]:
    """The basic operations, and those others that the role may use somewhere."""
    mine = [p for p in lesson.kb.spec.roles.permissions if p.role == lesson.role.id]
    allowed = {op for p in mine for op, level in p.ops.items() if level != "no"}
    return tuple(op for op in lesson.kb.operations() if op in BASIC_OPERATIONS or op in allowed)


def operation_label(lesson: Lesson, operation: str) -> str:
    """What an operation is called on slides: «Изменять», or the spec's own label."""
    own = next((o.label for o in lesson.kb.spec.roles.operations if o.id == operation), None)
    if own:
        return capital(lesson.said(own))
    return lesson.w(f"operation.{operation}") if operation in BASIC_OPERATIONS else operation


def _table(lesson: Lesson, mine: list[Entity]) -> Table:
    columns = operations(lesson)
    head = (lesson.w("rights.records"), *(operation_label(lesson, op) for op in columns))
    rows = []
    for entity in mine:
        levels = (lesson.kb.level(lesson.role.id, entity.id, op) for op in columns)
        rows.append((lesson.said(entity.plural or entity.label), *(lesson.w(f"level.{x}") for x in levels)))
    return Table(head, tuple(rows))


def _conditions(lesson: Lesson, mine: list[Entity]) -> Iterator[Slide]:
    permissions = ((e, lesson.kb.permission(lesson.role.id, e.id)) for e in mine)
    told = [(e, capital(lesson.said(p.when))) for e, p in permissions if p and p.when]
    if told:
        head = (lesson.w("rights.records"), lesson.w("rights.when"))
        yield Slide(
            "rights-when",
            "table",
            lesson.w("rights.when_title"),
            table=Table(head, tuple((lesson.said(e.plural or e.label), when) for e, when in told)),
            say=lesson.w("rights.when_say"),
            minutes=2,
            page=addresses.html(addresses.RIGHTS),
            trace=tuple(f"permissions/{lesson.role.id}/{e.id}" for e, _ in told),
        )


def _say(lesson: Lesson, mine: list[Entity], hidden: list[str]) -> str:
    parts = [lesson.w("rights.say")]
    if hidden:
        parts.append(lesson.w("rights.hidden", records=", ".join(hidden)))
    dangerous = [o for o in lesson.kb.spec.roles.operations if o.dangerous]
    for operation in dangerous:
        if any(lesson.kb.level(lesson.role.id, e.id, operation.id) != "no" for e in mine):
            parts.append(lesson.w("rights.dangerous", operation=lesson.said(operation.label)))
    return " ".join(parts)


def _fields(lesson: Lesson) -> Iterator[Slide]:
    rows = []
    for permission in lesson.kb.spec.roles.permissions:
        entity = lesson.kb.entity(permission.entity)
        if permission.role != lesson.role.id or entity is None:
            continue
        names = {f.id: lesson.said(f.label) for f in entity.fields}
        for field, levels in permission.fields.items():
            told = "; ".join(
                f"{operation_label(lesson, op)} — {lesson.w(f'level.{level}')}" for op, level in levels.items()
            )
            rows.append((lesson.said(entity.label), names.get(field, field), told))
    if rows:
        head = tuple(lesson.w(f"rights.field_{key}") for key in ("record", "field", "levels"))
        yield Slide(
            "rights-fields",
            "table",
            lesson.w("rights.fields_title"),
            table=Table(head, tuple(rows)),
            say=lesson.w("rights.fields_say"),
            minutes=2,
            page=addresses.html(addresses.RIGHTS),
        )


def _nothing(lesson: Lesson) -> Slide:
    return Slide(
        "rights",
        "text",
        lesson.w("rights.title"),
        lines=(lesson.w("rights.none"),),
        say=lesson.w("rights.none_say"),
        minutes=1,
        page=addresses.html(addresses.RIGHTS),
    )
