"""Questions about rights: «Может ли оператор удалить сделку?»"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, zip_longest

from kbgen.language import in_sentence
from kbgen.language.cases import head
from kbgen.model import addresses
from kbgen.model.entities import Entity
from kbgen.model.quiz import Question, QuestionKind
from kbgen.model.roles import Level, Permission
from kbgen.trace.quiz_answers import Asked, capital, told
from kbgen.trace.telling import Telling

_LEVELS: tuple[Level, ...] = ("all", "team", "own", "no")
_WORDED = ("delete", "edit", "read")
"""Operations that have a question of their own; others are named in quotation marks."""


def ask_rights(tell: Telling, role: str) -> Mapping[QuestionKind, Iterator[Question]]:
    """Questions about what *role* may do, by kind; made as they are taken."""
    return {
        "right": _reach(tell, role),
        "field": _fields(tell, role),
        "may": _who_may(tell, role),
        "when": _conditions(tell, role),
    }


def _met(tell: Telling, role: str) -> tuple[Entity, ...]:
    """Entities the role can at least see."""
    shown = (e for e in tell.kb.spec.entities.entities if not e.external)
    return tuple(e for e in shown if tell.level(role, e.id, "read") != "no")


def _reach(tell: Telling, role: str) -> Iterator[Question]:
    """How far a right reaches, deletion first: levels take turns, so that «no» is not always the answer."""
    others = (op for op in tell.kb.operations() if op not in (*_WORDED, "create") and _ever(tell, role, op))
    met = _met(tell, role)
    levels: dict[str, list[tuple[str, Entity]]] = {}
    for operation in ("delete", "edit", *others, "read"):
        for entity in met:
            level = tell.level(role, entity.id, operation)
            if level == "no" or operation == "read" or not _conditional(tell, role, entity):
                levels.setdefault(level, []).append((operation, entity))
    for found in chain.from_iterable(zip_longest(*levels.values())):
        if found is not None:
            yield _right(tell, role, *found)


def _conditional(tell: Telling, role: str, entity: Entity) -> bool:
    """Whether a condition in words narrows the right («не удаляйте»): no answer of ours would be the whole truth."""
    permission = tell.permissions.get((role, entity.id))
    return permission is not None and bool(permission.when)


def _ever(tell: Telling, role: str, operation: str) -> bool:
    return any(p.ops.get(operation, "no") != "no" for (of, _), p in tell.permissions.items() if of == role)


def _right(tell: Telling, role: str, operation: str, entity: Entity) -> Question:
    permission = tell.permissions.get((role, entity.id))
    level: Level = permission.ops.get(operation, "no") if permission else "no"
    key = f"right_{operation}" if operation in _WORDED else "right_other"
    values = {"record": tell.record(entity.id, "accs"), "menu": tell.menu(entity.id)}
    asked = Asked(
        f"right-{entity.id}-{operation}",
        "right",
        told(tell, key, may=_may(tell, role), role=tell.role(role), operation=tell.operation(operation), **values),
        _why(tell, role, entity.id, level),
        addresses.RIGHTS,
        f"permissions/{role}/{entity.id}/{operation}",
    )
    return _of_levels(tell, asked, level)


def _may(tell: Telling, role: str) -> str:
    """«Может ли оператор», «Могут ли менеджеры»."""
    name = tell.role(role)
    noun = head(name) if tell.kb.language == "ru" else None
    return told(tell, "may_many" if noun is not None and "plur" in noun.tag else "may_one", role=in_sentence(name))


def _of_levels(tell: Telling, asked: Asked, level: Level) -> Question:
    return asked.ordered((told(tell, f"level_{x}") for x in _LEVELS), _LEVELS.index(level))


def _why(tell: Telling, role: str, entity: str, level: Level) -> str:
    permission = tell.permissions.get((role, entity))
    when = tell.inside(permission.when) if permission and permission.when and level != "no" else ""
    why = told(tell, f"why_{level}")
    return f"{why} {told(tell, 'why_when', when=when)}" if when else why


def _fields(tell: Telling, role: str) -> Iterator[Question]:
    """A field that may not be seen or changed although its record may, or the other way round."""
    for entity in _met(tell, role):
        permission = tell.permissions.get((role, entity.id))
        known = {f.id for f in entity.fields}
        for field, ops in permission.fields.items() if permission else ():
            for operation in ("edit", "read"):
                level, usual = ops.get(operation), tell.level(role, entity.id, operation)
                if level is None or level == usual or field not in known:
                    continue
                name = tell.field(entity.id, field)
                words = {"may": _may(tell, role), "field": name, "menu": tell.menu(entity.id)}
                asked = Asked(
                    f"field-{entity.id}-{field}-{operation}",
                    "field",
                    told(tell, f"field_{operation}", **words),
                    told(tell, f"why_field_{'no' if level == 'no' else 'yes'}", field=name),
                    addresses.RIGHTS,
                    f"permissions/{role}/{entity.id}",
                )
                yield _of_levels(tell, asked, level)


def _who_may(tell: Telling, role: str) -> Iterator[Question]:
    """Who has a right that this role does not have: whom to ask."""
    for operation in ("delete", "edit", "create"):
        for entity in _met(tell, role):
            able = tell.able.get((entity.id, operation), ())
            if not able or role in able:
                continue
            names = tuple(map(tell.role, able))
            unable = (tell.role(id) for id in (role, *(r.id for r in tell.kb.spec.roles.roles)) if id not in able)
            asked = Asked(
                f"may-{entity.id}-{operation}",
                "may",
                told(tell, f"may_{operation}", record=tell.record(entity.id, "accs")),
                told(tell, "why_may", n=len(able), roles=tell.quoted(names)),
                addresses.RIGHTS,
                f"permissions/{able[0]}/{entity.id}/{operation}",
            )
            if made := asked.among(names[0], (name for name in unable if name not in names)):
                yield made


def _conditions(tell: Telling, role: str) -> Iterator[Question]:
    """Under which condition the rights hold; wrong are those of other roles and records, and what people assume."""
    if not any(of == role and p.when for (of, _), p in tell.permissions.items()):
        return
    told_of = {
        key: _condition(tell, p)
        for key, p in reversed([*tell.permissions.items()])
        if p.when and key[1] in tell.entities
    }
    usual = [told(tell, f"condition_{key}") for key in ("none", "leave", "day")]
    for (of, entity), right in told_of.items():
        if of != role:
            continue
        asked = Asked(
            f"when-{entity}",
            "when",
            told(tell, "when", role=tell.role(role), menu=tell.menu(entity)),
            told(tell, "why_condition", menu=tell.menu(entity), when=in_sentence(right)),
            addresses.RIGHTS,
            f"permissions/{role}/{entity}",
        )
        alike = [c for (_, other), c in told_of.items() if other == entity and c != right]
        if made := asked.among(right, [*alike[:2], *usual]):
            yield made


def _condition(tell: Telling, permission: Permission) -> str:
    return capital(tell.said(permission.when))
