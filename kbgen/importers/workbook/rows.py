"""Rows of the workbook: the items of every list with the cells people see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kbgen.importers.identity import keys
from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.layout import Column, Sheet, roots
from kbgen.importers.workbook.names import scope
from kbgen.importers.workbook.shown import shown
from kbgen.importers.workbook.speech import Cell, Speech
from kbgen.model.roles import BASIC_OPERATIONS

RIGHTS = "roles_permissions"
SPREAD = (("roles_permissions", "ops"), ("choice_candidates", "scores"))
"""Mappings with a column a key."""

Trees = Mapping[str, Any]
"""Noun (``client`` too) → plain values."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list."""

    parents: tuple[str, ...]
    """Ids of the objects it belongs to, the outermost first."""
    item: Mapping[str, Any]
    """Plain values; empty attributes are not said."""
    key: str
    """Identity within its parents."""
    empty: bool = False
    """An offer to be filled in; the spec says nothing yet."""


def rows(sheet: Sheet, trees: Trees) -> tuple[Row, ...]:
    """The items of a sheet in the order of the spec; for rights, every role with every entity."""
    tree = trees.get(sheet.group) or {}
    found = tuple(_inside(tree, roots()[sheet.group], sheet.path[1:], ()))
    return _with_offers(found, trees) if sheet.key == RIGHTS else found


def _inside(tree: Mapping[str, Any], wanted: Shape, path: tuple[str, ...], parents: tuple[str, ...]) -> Iterator[Row]:
    item = wanted.members[path[0]].shape.item
    assert item is not None
    items = tree.get(path[0]) or []
    for key, one in zip(keys(items, item), items, strict=True):
        if len(path) == 1:
            yield Row(parents, one, key)
        else:
            yield from _inside(one, item, path[1:], (*parents, str(one.get("id", ""))))


def _with_offers(found: tuple[Row, ...], trees: Trees) -> tuple[Row, ...]:
    """Rows for rights nobody spoke of yet, each behind the rights of its role where the order allows it."""
    roles = [str(r.get("id")) for r in trees.get("roles", {}).get("roles", ())]
    entities = [str(e.get("id")) for e in trees.get("entities", {}).get("entities", ()) if not e.get("external")]
    spoken = {(row.item.get("role"), row.item.get("entity")) for row in found}
    offers = [Row((), {"role": r, "entity": e}, f"{r}>{e}", empty=True)
              for r in roles for e in entities if (r, e) not in spoken]  # fmt: skip
    rank = {role: number for number, role in enumerate(roles)}
    grouped = sorted((*found, *offers), key=lambda row: rank.get(str(row.item.get("role")), len(rank)))
    kept = [row for row in grouped if not row.empty]
    return tuple(grouped) if kept == list(found) else (*found, *offers)


def operations(trees: Trees) -> list[str]:
    """Every operation of the spec, the basic four first."""
    roles = trees.get("roles", {})
    named = dict.fromkeys(BASIC_OPERATIONS)
    named.update(dict.fromkeys(str(o.get("id")) for o in roles.get("operations", ())))
    named.update(dict.fromkeys(op for p in roles.get("permissions", ()) for op in p.get("ops", {})))
    return list(named)


def columns(sheet: Sheet, found: tuple[Row, ...], trees: Trees, speech: Speech) -> tuple[Column, ...]:
    """The sheet's columns for this content: one an operation, and the other language where it is spoken."""
    made: list[Column] = []
    for column in sheet.columns:
        if (sheet.key, column.name) in SPREAD:
            made += spread(sheet.key, column, trees, speech)
            continue
        made.append(column)
        if is_wording(column) and any(_foreign(value_at(row.item, column), speech) for row in found):
            made.append(foreign(column, speech))
    return tuple(made)


def spread(key: str, column: Column, trees: Trees, speech: Speech) -> Iterator[Column]:
    """A column for every key a mapping may have."""
    if key == RIGHTS:
        for id in operations(trees):
            yield replace(column, spread=id, heading=speech.operation(id))
        return
    for criterion in trees.get("choice", {}).get("criteria", ()):
        yield replace(column, spread=criterion["id"], heading=speech.names.shown("criteria", criterion["id"]))


def foreign(column: Column, speech: Speech) -> Column:
    """The column for the other language of *column*."""
    suffix = speech.said(f"importers.workbook.in_{speech.foreign}")
    return replace(column, other=True, required=False, heading=f"{column.heading} ({suffix})")


def is_wording(column: Column) -> bool:
    """Whether a column holds texts that may be said in two languages."""
    wanted = column.shape.item if column.shape.kind == "list" else column.shape
    return wanted is not None and wanted.kind == "text"


def value_at(item: Mapping[str, Any], column: Column) -> Any:
    """The plain value of a column's attribute; None where it is not said."""
    value: Any = item
    for name in column.attribute:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def cells(row: Row, shown_columns: tuple[Column, ...], sheet: Sheet, trees: Trees, speech: Speech) -> list[Cell]:
    """What stands in the cells of a row; defaults that mean something are written out."""
    found: list[Cell] = []
    names = [c.name for c in shown_columns if c.parent]
    for column in shown_columns:
        if column.parent:
            number = names.index(column.name)
            where = scope(column, row.parents[:number], row.item, trees)
            found.append(speech.names.shown(where, row.parents[number]))
            continue
        value = value_at(row.item, column)
        if value is None and not row.empty:
            value = default(sheet.item, column) or None
        found.append(shown(value, column, scope(column, row.parents, row.item, trees), speech))
    return found


def default(wanted: Shape, column: Column) -> Any:
    """The default of a column's attribute, where it is not nothing."""
    for name in column.attribute[:-1]:
        wanted = wanted.members[name].shape
    return wanted.members[column.name].default


def _foreign(value: Any, speech: Speech) -> bool:
    """Whether a wording, or one of a list, says something in the other language."""
    items = value if isinstance(value, list) else [value]
    return any(isinstance(v, dict) and v.get(speech.foreign) for v in items)
