"""Rights in words and in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kbgen.language import in_case, in_sentence, words
from kbgen.language.cases import plural_forms
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import BASIC_OPERATIONS, Level, Permission
from kbgen.model.text import NO_TEXT, Text

_DANGEROUS = ("delete", "export", "bulk_edit", "bulk_delete")
"""Operations that are marked even where the spec does not say so."""


@dataclass(frozen=True, slots=True)
class Row:
    """One operation on an entity or on one of its fields."""

    label: str
    levels: tuple[str, ...]
    """One a role, in the order of the spec: a level, or "yes" where it makes no difference whose record it is."""
    dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Who may do what with one entity."""

    entity: Entity
    rows: tuple[Row, ...]
    conditions: tuple[tuple[str, Text], ...]
    """Role id and its human condition."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a role may do with one entity, in words."""

    entity: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    when: Text = NO_TEXT
    fields: tuple[str, ...] = ()
    """Exceptions for single fields, in words."""


def operation_label(operation: str, kb: KnowledgeBase) -> str:
    """The operation as a heading: «Выгрузка»; its id where nobody named it."""
    named = next((o for o in kb.spec.roles.operations if o.id == operation), None)
    if named and named.label:
        return named.label.said(kb.language)
    return words(kb.language).get(f"wiki.operation.{operation}", operation)


def dangerous(operation: str, kb: KnowledgeBase) -> bool:
    """Whether the operation is to be marked: the spec's word, else ours."""
    named = next((o for o in kb.spec.roles.operations if o.id == operation), None)
    return named.dangerous if named else operation in _DANGEROUS


def tables(kb: KnowledgeBase) -> tuple[Table, ...]:
    """A table an entity that rights were agreed for, in the order of entities."""
    found = (table(entity, kb) for entity in kb.spec.entities.entities)
    return tuple(t for t in found if t)


def table(entity: Entity, kb: KnowledgeBase) -> Table | None:
    """Who may do what with *entity*; None where nothing was agreed."""
    permissions = {p.role: p for p in kb.spec.roles.permissions if p.entity == entity.id}
    if not permissions:
        return None
    roles = [role.id for role in kb.spec.roles.roles]
    rows = [
        Row(
            operation_label(op, kb),
            tuple(shown_level(op, kb.level(role, entity.id, op)) for role in roles),
            dangerous(op, kb),
        )
        for op in _operations(permissions, kb)
    ]
    conditions = tuple((r, permissions[r].when) for r in roles if r in permissions and permissions[r].when)
    return Table(entity, (*rows, *_field_rows(entity, roles, permissions, kb)), conditions)


def holders(entity: Entity, kb: KnowledgeBase) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For each basic operation that somebody may do with *entity*: its question («Кто создаёт») and the roles."""
    for operation in BASIC_OPERATIONS:
        levels = [
            (role.id, shown_level(operation, kb.level(role.id, entity.id, operation))) for role in kb.spec.roles.roles
        ]
        if who := [pair for pair in levels if pair[1] != "no"]:
            yield words(kb.language)(f"wiki.who.{operation}"), who


def shown_level(operation: str, level: Level) -> str:
    """A record that is only being made belongs to nobody else: its maker may simply make it."""
    return "yes" if operation in ("create", "import") and level in ("all", "own") else level


def _operations(permissions: Mapping[str, Permission], kb: KnowledgeBase) -> list[str]:
    named = {op for permission in permissions.values() for op in permission.ops}
    return [op for op in kb.operations() if op in named or op in BASIC_OPERATIONS]


def _field_label(entity: Entity, id: str, kb: KnowledgeBase) -> str:
    return next((f.label.said(kb.language) for f in entity.fields if f.id == id), id)


def _field_rows(
    entity: Entity, roles: list[str], permissions: Mapping[str, Permission], kb: KnowledgeBase
) -> list[Row]:
    """A row for each operation and set of levels, with all the fields it is true of."""
    pairs = dict.fromkeys((f, op) for p in permissions.values() for f, ops in p.fields.items() for op in ops)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for field, op in pairs:
        levels = tuple(shown_level(op, _field_level(permissions.get(role), field, op)) for role in roles)
        alike.setdefault((op, levels), []).append(_field_label(entity, field, kb))
    catalogue, rows = words(kb.language), []
    for (op, levels), fields in alike.items():
        label = catalogue(
            "wiki.rights.fields",
            n=len(fields),
            fields=catalogue("wiki.between_quotes").join(fields),
            operation=in_sentence(operation_label(op, kb)),
        )
        rows.append(Row(label, levels, dangerous(op, kb)))
    return rows


def _field_level(permission: Permission | None, field: str, operation: str) -> Level:
    if permission is None:
        return "no"
    return permission.fields.get(field, {}).get(operation, permission.ops.get(operation, "no"))


def sentences(role: str, kb: KnowledgeBase) -> tuple[Sentence, ...]:
    """What *role* may do with each entity, in words; entities closed to it are left out."""
    found = []
    permissions = {p.entity: p for p in kb.spec.roles.permissions if p.role == role}
    all_operations = kb.operations()
    for entity in kb.spec.entities.entities:
        permission = permissions.get(entity.id)
        if permission is None or not _anything(permission):
            continue
        operations = [op for op in all_operations if op in permission.ops or op in BASIC_OPERATIONS]
        alive = living(entity, kb)
        levels = [(op, permission.ops.get(op, "no")) for op in operations]
        may = tuple(phrase(op, level, kb, living=alive) for op, level in levels if level != "no")
        may_not = tuple(phrase(op, "no", kb) for op in operations if permission.ops.get(op, "no") == "no")
        found.append(Sentence(entity.id, may, may_not, permission.when, exceptions(entity, permission, kb)))
    return tuple(found)


def closed(role: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """Ids of entities with pages that *role* may do nothing with."""
    open_ = {sentence.entity for sentence in sentences(role, kb)}
    return tuple(e.id for e in kb.spec.entities.entities if not e.external and e.id not in open_)


def _anything(permission: Permission) -> bool:
    return any(level != "no" for level in permission.ops.values()) or bool(permission.fields)


def living(entity: Entity, kb: KnowledgeBase) -> bool:
    """Whether one says «вижу всех» of the records, not «вижу все»: their accusative is the genitive."""
    many = entity.plural.said(kb.language)
    if kb.language != "ru" or not many:
        return False
    forms = plural_forms(entity.forms)
    accusative = in_case(many, "accs", kb.language, forms)
    return accusative != many and accusative == in_case(many, "gent", kb.language, forms)


def phrase(operation: str, level: Level, kb: KnowledgeBase, *, living: bool = False) -> str:
    """The operation as it follows «можно» or «нельзя»: «видеть только свои», «удалять»; *living*: «видеть всех»."""
    catalogue = words(kb.language)
    if living and (known := catalogue.get(f"wiki.living.{operation}.{level}")):
        return known
    known = catalogue.get(f"wiki.may.{operation}.{level}")
    if known:
        return known
    label = operation_label(operation, kb)
    return catalogue(f"wiki.may.other.{level}", operation=label)


def exceptions(entity: Entity, permission: Permission, kb: KnowledgeBase, operation: str = "") -> tuple[str, ...]:
    """A sentence for each operation and level that single fields have, with all those fields.

    With an *operation* only those that deny it.
    """
    catalogue = words(kb.language)
    alike: dict[tuple[str, Level], list[str]] = {}
    for field, ops in permission.fields.items():
        for op, level in ops.items():
            if not operation or (op == operation and level == "no"):
                alike.setdefault((op, level), []).append(_field_label(entity, field, kb))
    return tuple(
        catalogue(
            f"wiki.rights.exception_{'no' if level == 'no' else 'yes'}",
            n=len(fields),
            fields=catalogue("wiki.between_quotes").join(fields),
            may=phrase(op, level, kb),
        )
        for (op, level), fields in alike.items()
    )
