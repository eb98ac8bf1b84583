"""Checks of rights: what each role must be able to do, and what must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.model.entities import Entity
from kbgen.model.roles import BASIC_OPERATIONS, Permission, Role
from kbgen.trace.draft import Draft
from kbgen.trace.telling import Telling

_PLAIN = ("create", "read", "edit", "delete")
"""Operations whose verb takes the record itself: «создать сделку»."""


@dataclass(frozen=True, slots=True)
class _Right:
    """One role and one section of the CRM."""

    role: Role
    entity: Entity
    permission: Permission
    operations: tuple[str, ...]
    """Operations that exist in the section: the basic four, and what the spec names for it."""

    def levels(self) -> Iterator[tuple[str, str]]:
        """Operation and level, in order."""
        return ((op, self.permission.ops.get(op, "no")) for op in self.operations)

    def trace(self, operation: str) -> str:
        return f"permissions/{self.role.id}/{self.entity.id}/{operation}"


def rights_checks(t: Telling) -> Iterator[Draft]:
    """Dangerous operations that are refused, closed sections, other refusals, then what is allowed."""
    open_, closed = _parted(t)
    for right in open_:
        yield from _dangerous(t, right)
    yield from _closed(t, closed)
    for right in open_:
        yield from _refused(t, right)
        yield from _fields(t, right)
    for right in open_:
        yield from _allowed(t, right)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a role may and may not do in one section, in words."""

    section: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    when: str = ""


def spoken_rights(t: Telling) -> dict[str, tuple[Spoken, ...]]:
    """By role, in the order of the spec: each section it works in. Sections closed to it are left out."""
    found: dict[str, list[Spoken]] = {}
    for right in _parted(t)[0]:
        may = tuple(_doing(t, op, level) for op, level in right.levels() if level != "no")
        may += tuple(_field_rules(t, right, allowed=True))
        may_not = (*_refusals(t, right, [op for op, level in right.levels() if level == "no"]),)
        may_not += tuple(_field_rules(t, right, allowed=False))
        when = t.said(right.permission.when)
        found.setdefault(right.role.id, []).append(Spoken(t.menu(right.entity.id), may, may_not, when))
    return {role: tuple(rights) for role, rights in found.items()}


def _parted(t: Telling) -> tuple[list[_Right], dict[str, list[Entity]]]:
    """Sections with rights for a role, and by role those that it may do nothing with. No rights agreed: not told."""
    named: dict[str, dict[str, None]] = {}
    for permission in t.kb.spec.roles.permissions:
        named.setdefault(permission.entity, {}).update(dict.fromkeys(permission.ops))
    every = t.kb.operations()
    known = {id: tuple(op for op in every if op in ops or op in BASIC_OPERATIONS) for id, ops in named.items()}
    open_: list[_Right] = []
    closed: dict[str, list[Entity]] = {}
    for role in t.roles:
        for entity in t.kb.spec.entities.entities:
            agreed = t.permissions.get((role, entity.id))
            if agreed and (agreed.fields or any(level != "no" for level in agreed.ops.values())):
                open_.append(_Right(t.roles[role], entity, agreed, known[entity.id]))
            elif entity.id in known and not entity.external:
                closed.setdefault(role, []).append(entity)
    order = {r.id: n for n, r in enumerate(t.kb.spec.roles.roles)}
    return sorted(open_, key=lambda r: order[r.role.id]), dict(sorted(closed.items(), key=lambda item: order[item[0]]))


def _dangerous(t: Telling, right: _Right) -> Iterator[Draft]:
    """One check for each dangerous operation that is refused: none of them may hide among others."""
    for operation, level in right.levels():
        if level == "no" and t.dangerous(operation):
            plain = operation in _PLAIN
            known = plain or t.has(f"do.{operation}.all")
            key = operation if known else "other"
            values = {
                "role": t.role(right.role.id),
                "menu": t.menu(right.entity.id),
                "record": t.record(right.entity.id, "accs"),
                "operation": t.operation(operation),
            }
            yield Draft(
                "denied",
                right.trace(operation),
                (right.trace(operation),),
                t.w(f"danger.{key}.title", **values),
                t.w(f"danger.{key}.action", **values),
                t.w(f"danger.{key}.expected", **values),
                right.role.id,
                right.entity.id,
                dangerous=True,
            )


def _closed(t: Telling, closed: dict[str, list[Entity]]) -> Iterator[Draft]:
    for role, entities in closed.items():
        values = {
            "role": t.role(role),
            "n": len(entities),
            "sections": t.quoted(t.menu(e.id) for e in entities),
        }
        yield Draft(
            "denied",
            f"roles/{role}/closed",
            tuple(f"permissions/{role}/{e.id}/read" for e in entities),
            t.w("closed.title", **values),
            t.w("closed.action", **values),
            t.w("closed.expected", **values),
            role,
        )


def _refused(t: Telling, right: _Right) -> Iterator[Draft]:
    """One check for all other operations that are refused in a section the role works in."""
    refused = [op for op, level in right.levels() if level == "no" and not t.dangerous(op)]
    if not refused:
        return
    told = _refusals(t, right, refused)
    values = {
        "role": t.role(right.role.id),
        "menu": t.menu(right.entity.id),
        "what": t.w("also", first=told[0], more=told[1]) if len(told) > 1 else told[0],
        "n": len(refused),
    }
    yield Draft(
        "denied",
        f"permissions/{right.role.id}/{right.entity.id}#refused",
        tuple(right.trace(op) for op in refused),
        t.w("refused.title" if set(refused) <= set(_PLAIN) else "refused.title_in", **values),
        t.w("refused.action", **values),
        t.w("refused.expected", **values),
        right.role.id,
        right.entity.id,
    )


def _refusals(t: Telling, right: _Right, refused: list[str]) -> list[str]:
    """«создать и изменить сделку», then what takes no record, if anything."""
    verbs = [t.w(f"verb.{op}") for op in refused if op in _PLAIN]
    others = [_doing(t, op, "all") for op in refused if op not in _PLAIN]
    record = t.record(right.entity.id, "accs")
    told = [t.w("verbs", verbs=t.together(verbs), record=record)] if verbs else []
    return [*told, t.together(others)] if others else told


def _field_rules(t: Telling, right: _Right, *, allowed: bool) -> Iterator[str]:
    """What is different for single fields: «изменить поле «Сумма» в своей записи»."""
    alike: dict[tuple[str, str], list[str]] = {}
    for id, ops in right.permission.fields.items():
        for op, reach in ops.items():
            if (reach != "no") == allowed:
                alike.setdefault((op, reach), []).append(t.field(right.entity.id, id))
    for (operation, level), labels in alike.items():
        key = operation if operation in ("read", "edit") else "other"
        told = t.w(f"fields.{key}", n=len(labels), fields=t.quoted(labels), operation=t.operation(operation))
        yield told + (t.w(f"fields.reach_{level}") if level in ("own", "team") else "")


def _fields(t: Telling, right: _Right) -> Iterator[Draft]:
    """Fields that must not be seen or changed, though the record may be."""
    hidden = [(f, op) for f, ops in right.permission.fields.items() for op, level in ops.items() if level == "no"]
    for operation in dict.fromkeys(op for _, op in hidden):
        ids = [f for f, op in hidden if op == operation]
        values = {
            "role": t.role(right.role.id),
            "menu": t.menu(right.entity.id),
            "one": t.one(right.entity.id),
            "n": len(ids),
            "fields": t.quoted(t.field(right.entity.id, f) for f in ids),
            "operation": t.operation(operation),
        }
        kind = operation if operation in ("read", "edit") else "other"
        yield Draft(
            "denied",
            f"permissions/{right.role.id}/{right.entity.id}/{operation}#fields",
            (
                f"permissions/{right.role.id}/{right.entity.id}",
                *(f"entities/{right.entity.id}/fields/{f}" for f in ids),
            ),
            t.w(f"field.{kind}.title", **values),
            t.w(f"field.{kind}.action", **values),
            t.w(f"field.{kind}.expected", **values),
            right.role.id,
            right.entity.id,
        )


def _allowed(t: Telling, right: _Right) -> Iterator[Draft]:
    may = [(op, level) for op, level in right.levels() if level != "no"]
    if not may:
        return
    expected = [t.w("allowed.expected")]
    if (level := dict(may).get("read")) in ("own", "team"):
        expected.append(t.w(f"allowed.unseen_{level}"))
    limits = [
        _beyond(t, op, level)
        for op, level in may
        if op not in ("read", "create", "import") and level in ("own", "team")
    ]
    if limits:
        expected.append(t.w("allowed.limits", limits="; ".join(limits)))
    if right.permission.when:
        expected.append(t.w("allowed.when", when=t.inside(right.permission.when)))
    values = {"role": t.role(right.role.id), "menu": t.menu(right.entity.id)}
    doing = "; ".join([*(_doing(t, op, level) for op, level in may), *_field_rules(t, right, allowed=True)])
    yield Draft(
        "allowed",
        f"permissions/{right.role.id}/{right.entity.id}",
        (f"permissions/{right.role.id}/{right.entity.id}", *(right.trace(op) for op, _ in may)),
        t.w("allowed.title", **values),
        t.w("allowed.action", doing=doing, **values),
        " ".join(expected),
        right.role.id,
        right.entity.id,
    )


def _doing(t: Telling, operation: str, level: str) -> str:
    """The operation as it follows «попробуйте»: «изменить свою запись»."""
    if t.has(f"do.{operation}.{level}"):
        return t.w(f"do.{operation}.{level}")
    return t.w(f"do.other.{level}", operation=t.operation(operation))


def _beyond(t: Telling, operation: str, level: str) -> str:
    """The same with a record out of reach: «изменить чужую запись»."""
    if t.has(f"beyond.{operation}.{level}"):
        return t.w(f"beyond.{operation}.{level}")
    return t.w(f"beyond.other.{level}", operation=t.operation(operation))
