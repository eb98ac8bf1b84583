"""Rights of Frappe: a row a role in every DocType."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.importers.drafts import Report, in_both, joined
from kbgen.importers.frappe_labels import Labels, doctype_id
from kbgen.importers.frappe_metadata import rows
from kbgen.importers.ids import GOOD_ID
from kbgen.model.addresses import slug
from kbgen.model.roles import Level, Operation, Permission, Role, Roles
from kbgen.model.text import NO_TEXT, Text

_OPERATIONS = {"create": "create", "read": "read", "write": "edit", "delete": "delete"}
EXTRA = ("report", "export", "import", "print", "email", "share", "submit", "cancel", "amend", "set_user_permissions")
"""Operations beyond the usual four, in the order of Frappe's own table."""
_DANGEROUS = ("export", "import", "cancel", "set_user_permissions")
_KEYS = {*_OPERATIONS, *EXTRA, "role", "if_owner", "permlevel", "select", "mask"}
_FILE = frozenset({"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx", "doctype", "parent",
                   "parentfield", "parenttype"})  # fmt: skip
_ORDER: tuple[Level, ...] = ("no", "own", "team", "all")


def roles(doctypes: Mapping[str, Mapping[str, Any]], labels: Labels, report: Report) -> Roles:
    """Roles and permissions of all DocTypes; a child table has those of the cards it is a part of."""
    ids = _role_ids(doctypes)
    named = [Role(id, labels.named(name, name, name), external_name=name) for name, id in ids.items()]
    permissions = [p for name, doctype in doctypes.items() for p in _permissions(name, doctype, ids, report)]
    permissions += _of_rows(doctypes, permissions, labels)
    used = {op for p in permissions for op in p.ops}
    operations = tuple(_operation(op) for op in EXTRA if op in used)
    if not named:
        report.add("rights", "spec/roles.yml", "no_roles")
        named = [Role("administrator", in_both("importers.draft.role.administrator"))]
        all_of_it: dict[str, Level] = dict.fromkeys(_OPERATIONS.values(), "all")
        permissions = [Permission("administrator", doctype_id(name), all_of_it) for name in doctypes]
    return Roles(tuple(named), tuple(permissions), operations)


def _role_ids(doctypes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Role → id, in order of appearance."""
    ids: dict[str, str] = {}
    for doctype in doctypes.values():
        for row in rows(doctype, "permissions"):
            name = str(row.get("role") or "")
            if name and name not in ids:
                id = slug(name)
                good = GOOD_ID.fullmatch(id) and id not in ids.values()
                ids[name] = id if good else f"role-{len(ids) + 1}"
    return ids


def _permissions(name: str, doctype: Mapping[str, Any], ids: Mapping[str, str], report: Report) -> Iterator[Permission]:
    """One permission a role: the rows of level 0 together; rows of higher levels are rights to single fields."""
    written = [row for row in rows(doctype, "permissions") if str(row.get("role") or "")]
    for role, id in ids.items():
        own = [row for row in written if row.get("role") == role]
        for row in own:
            for key in sorted(set(row) - _KEYS - _FILE):
                report.add("rights", f"{name}: {role}: {key}", "unknown_right")
        ops = _ops([row for row in own if _level(row) == 0])
        if ops:
            yield Permission(id, doctype_id(name), ops, NO_TEXT, _fields(doctype, own, ops))
        elif own:
            report.add("rights", f"{name}: {role}", "frappe_level_only")


def _ops(written: list[dict[str, Any]]) -> dict[str, Level]:
    """Operation → the widest level of several rows."""
    found: dict[str, Level] = {}
    for row in written:
        level: Level = "own" if row.get("if_owner") == 1 else "all"
        for key in (*_OPERATIONS, *EXTRA):
            if row.get(key) == 1:
                op = _OPERATIONS.get(key, key)
                # a record is created by its owner: "own" would say nothing
                wanted = "all" if op == "create" else level
                found[op] = max(found.get(op, "no"), wanted, key=_ORDER.index)
    return found


def _fields(
    doctype: Mapping[str, Any], own: list[dict[str, Any]], ops: Mapping[str, Level]
) -> dict[str, dict[str, Level]]:
    """Rights to the fields of a level above 0 where they differ from those to the card."""
    found: dict[str, dict[str, Level]] = {}
    for field in rows(doctype, "fields"):
        level = _level(field)
        if not level:
            continue
        may = _ops([row for row in own if _level(row) == level])
        differing = {op: may.get(op, "no") for op in ("read", "edit") if may.get(op, "no") != ops.get(op, "no")}
        if differing and (id := str(field.get("fieldname") or "").lstrip("_")) and GOOD_ID.fullmatch(id):
            found[id] = differing
    return found


def _level(row: Mapping[str, Any]) -> int:
    level = row.get("permlevel")
    return level if isinstance(level, int) else 0


def _of_rows(
    doctypes: Mapping[str, Mapping[str, Any]], permissions: list[Permission], labels: Labels
) -> Iterator[Permission]:
    """Permissions to child tables: who may change a card may change its rows."""
    for name, doctype in doctypes.items():
        if doctype.get("istable") != 1 or rows(doctype, "permissions"):
            continue
        cards = owners(name, doctypes)
        ids = {doctype_id(card) for card in cards}
        when = in_both("importers.frappe.rows_rights", cards=listed(cards, labels))
        widest: dict[str, dict[str, Level]] = {}
        for permission in (p for p in permissions if p.entity in ids):
            ops = widest.setdefault(permission.role, {})
            for op in _OPERATIONS.values():
                level = permission.ops.get("read" if op == "read" else "edit", "no")
                ops[op] = max(ops.get(op, "no"), level, key=_ORDER.index)
        yield from (Permission(role, doctype_id(name), ops, when) for role, ops in widest.items())


def listed(cards: list[str], labels: Labels) -> Text:
    """Names of DocTypes in quotes: «Сделка», «Лид»."""
    return joined((in_both("importers.frappe.quoted", name=labels.said(c) or Text(c)) for c in cards), Text(", "))


def owners(name: str, doctypes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """DocTypes with a table of the child table *name*."""
    return [
        card
        for card, doctype in doctypes.items()
        if any(
            f.get("fieldtype") in ("Table", "Table MultiSelect") and f.get("options") == name
            for f in rows(doctype, "fields")
        )
    ]


def _operation(id: str) -> Operation:
    return Operation(id, in_both(f"importers.frappe.operation.{id}"), id in _DANGEROUS)
