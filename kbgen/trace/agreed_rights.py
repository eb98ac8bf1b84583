"""Rights as they were agreed, by role and section, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.model.entities import Entity
from kbgen.model.roles import BASIC_OPERATIONS, Permission, Role
from kbgen.trace.telling import Telling

PLAIN = ("create", "read", "edit", "delete")
"""Operations whose verb takes the record itself: «создать сделку»."""


@dataclass(frozen=True, slots=True)
class Right:
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
    for right in parted(t)[0]:
        may = tuple(doing(t, op, level) for op, level in right.levels() if level != "no")
        may += tuple(field_rules(t, right, allowed=True))
        may_not = (*refusals(t, right, [op for op, level in right.levels() if level == "no"]),)
        may_not += tuple(field_rules(t, right, allowed=False))
        when = t.said(right.permission.when)
        found.setdefault(right.role.id, []).append(Spoken(t.menu(right.entity.id), may, may_not, when))
    return {role: tuple(rights) for role, rights in found.items()}


def parted(t: Telling) -> tuple[list[Right], dict[str, list[Entity]]]:
    """Sections with rights for a role, and by role those that it may do nothing with. No rights agreed: not told."""
    named: dict[str, dict[str, None]] = {}
    for permission in t.kb.spec.roles.permissions:
        named.setdefault(permission.entity, {}).update(dict.fromkeys(permission.ops))
    every = t.kb.operations()
    known = {id: tuple(op for op in every if op in ops or op in BASIC_OPERATIONS) for id, ops in named.items()}
    open_: list[Right] = []
    closed: dict[str, list[Entity]] = {}
    for role in t.roles:
        for entity in t.kb.spec.entities.entities:
            agreed = t.permissions.get((role, entity.id))
            if agreed and (agreed.fields or any(level != "no" for level in agreed.ops.values())):
                open_.append(Right(t.roles[role], entity, agreed, known[entity.id]))
            elif entity.id in known and not entity.external:
                closed.setdefault(role, []).append(entity)
    order = {r.id: n for n, r in enumerate(t.kb.spec.roles.roles)}
    return sorted(open_, key=lambda r: order[r.role.id]), dict(sorted(closed.items(), key=lambda item: order[item[0]]))


def refusals(t: Telling, right: Right, refused: list[str]) -> list[str]:
    """«создать и изменить сделку», then what takes no record, if anything."""
    verbs = [t.w(f"verb.{op}") for op in refused if op in PLAIN]
    others = [doing(t, op, "all") for op in refused if op not in PLAIN]
    record = t.record(right.entity.id, "accs")
    told = [t.w("verbs", verbs=t.together(verbs), record=record)] if verbs else []
    return [*told, t.together(others)] if others else told


def field_rules(t: Telling, right: Right, *, allowed: bool) -> Iterator[str]:
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


def doing(t: Telling, operation: str, level: str) -> str:
    """The operation as it follows «попробуйте»: «изменить свою запись»."""
    if t.has(f"do.{operation}.{level}"):
        return t.w(f"do.{operation}.{level}", operation=t.operation(operation))
    return t.w(f"do.other.{level}", operation=t.operation(operation))
