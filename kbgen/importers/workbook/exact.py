"""Values exactly as they were exported, where the cells still show them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kbgen.importers.workbook.layout import Column, Sheet
from kbgen.importers.workbook.names import scope
from kbgen.importers.workbook.reading import Line, Reading, Table
from kbgen.importers.workbook.rows import foreign, is_wording, value_at
from kbgen.importers.workbook.shown import shown
from kbgen.importers.workbook.speech import Cell


def restore(reading: Reading, table: Table, line: Line, old: Mapping[str, Any]) -> None:
    """Where cells still show what was exported, the value is exactly that; so is what has no column."""
    by_attribute: dict[tuple[str, ...], dict[str, int]] = {}
    for number, column in table.columns.items():
        kind = column.spread or ("other" if column.other else "own")
        by_attribute.setdefault(column.attribute, {})[kind] = number
    here = {c.attribute for c in table.columns.values()}
    for column in table.sheet.columns:
        if column.parent or column.attribute == ("id",):
            continue
        value = value_at(old, column)
        if column.attribute not in here or _untouched(
            reading, table, line, column, value, by_attribute[column.attribute]
        ):
            put_back(line.item, column, value)
    known = {c.attribute[0] for c in table.sheet.columns}
    for name, value in old.items():
        if name not in known and name not in child_lists(table.sheet):
            line.item[name] = copy.deepcopy(value)


def _untouched(reading: Reading, table: Table, line: Line, column: Column, value: Any, at: Mapping[str, int]) -> bool:
    where = scope(column, line.parents, line.item, reading.trees)
    for kind, number in at.items():
        column_here = table.columns[number]
        if kind == "own" and value is None:
            return False
        old = shown(value, column_here, where, reading.was)
        cell = line.cells.get(number)
        if not alike(old, cell):
            return False
    if "other" not in at and is_wording(column):
        return shown(value, foreign(column, reading.was), where, reading.was) is None
    return True


def alike(old: Cell, cell: Any) -> bool:
    """Whether a cell still shows what was written: blanks at line ends and 2 for 2.0 are no change."""
    if isinstance(old, str) and isinstance(cell, str):
        return old == cell or _ends(old) == _ends(cell)
    if blank(old) and blank(cell):
        return True
    if isinstance(old, bool) or isinstance(cell, bool):
        return old is cell
    if isinstance(old, float) and isinstance(cell, int | float):
        return abs(old - cell) <= 1e-14 * max(abs(old), 1.0)
    return type(old) is type(cell) and old == cell


def _ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def put(item: dict[str, Any], column: Column, value: Any) -> None:
    for name in column.attribute[:-1]:
        item = item.setdefault(name, {})
    if column.spread:
        item.setdefault(column.name, {})[column.spread] = value
    else:
        item[column.name] = value


def put_back(item: dict[str, Any], column: Column, value: Any) -> None:
    if value is None:
        drop(item, column)
    else:
        put(item, replace(column, spread=""), copy.deepcopy(value))


def drop(item: dict[str, Any], column: Column) -> None:
    inside: Any = item
    trail = []
    for name in column.attribute[:-1]:
        trail.append((inside, name))
        inside = inside.get(name)
        if not isinstance(inside, dict):
            return
    inside.pop(column.name, None)
    for owner, name in reversed(trail):
        if not owner[name]:
            del owner[name]


def child_lists(sheet: Sheet) -> set[str]:
    return {n for n, m in sheet.item.members.items() if m.shape.item is not None and m.shape.item.kind == "object"}


def blank(cell: Any) -> bool:
    """Whether nothing was written into a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
