"""What the rows of a table say: every cell understood, or told."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from kbgen.errors import Place
from kbgen.importers.identity import keys
from kbgen.importers.workbook.cells import Formula, Wrong
from kbgen.importers.workbook.exact import alike, put, restore
from kbgen.importers.workbook.identities import renamed
from kbgen.importers.workbook.layout import Column
from kbgen.importers.workbook.meant import meant
from kbgen.importers.workbook.names import scope
from kbgen.importers.workbook.reading import Line, Reading, Table
from kbgen.importers.workbook.rows import RIGHTS, value_at
from kbgen.importers.workbook.shown import shown
from kbgen.importers.workbook.speech import Cell
from kbgen.importers.workbook.typed import NotMeantError


def values(reading: Reading, table: Table) -> None:
    """The attributes of every row."""
    before = {(row.parents, row.key): row.item for row in reading.exported_rows(table.sheet)}
    if table.sheet.key == RIGHTS:
        table.lines = [line for line in table.lines if not _of_something_gone(reading, table, line)]
    shape = table.sheet.item
    others = {c.attribute: n for n, c in table.columns.items() if c.other}
    deferred = [n for n, c in table.columns.items() if "fields" in (c.reference, c.name) and not c.parent]
    first = [n for n in table.columns if n not in deferred]
    for line in table.lines:
        for number in (*first, *deferred):
            column = table.columns[number]
            if column.parent or column.attribute == ("id",) or (column.other and _has_main(table, column)):
                continue
            _value(reading, table, line, number, others.get(column.attribute))
    for parents, lines in table.by_parents().items():
        strangers = []
        for line, key in zip(lines, keys([x.item for x in lines], shape), strict=True):
            old = before.pop((parents, key), None)
            if old is None:
                strangers.append(line)
            else:
                restore(reading, table, line, old)
        if strangers and "id" not in shape.members:
            _recognise(reading, table, strangers, [i for (above, _), i in before.items() if above == parents])
    for line in table.lines:
        _required(reading, table, line)
    if table.sheet.key == "processes":  # transitions name fields of the entity their process moves
        reading.trees = {"processes": {"processes": [line.item for line in table.lines]}}


def _of_something_gone(reading: Reading, table: Table, line: Line) -> bool:
    """Whether a right is one of a role or on an entity that was deleted on its own sheet."""
    for number, column in table.columns.items():
        if column.reference in ("roles", "entities"):
            said = reading.text(line.cells.get(number))
            now = reading.speech.names.found(column.reference, said) or renamed(reading, column.reference, said)
            if not now and reading.was.names.found(column.reference, said):
                return True
    return False


def _recognise(reading: Reading, table: Table, lines: list[Line], left: list[Mapping[str, Any]]) -> None:
    """Rows without an id whose cells still show all of an exported item are that item."""
    for line in lines:
        for item in left:
            if all(_shows(reading, table, line, number, item) for number in table.columns):
                restore(reading, table, line, item)
                left.remove(item)
                break


def _shows(reading: Reading, table: Table, line: Line, number: int, item: Mapping[str, Any]) -> bool:
    column = table.columns[number]
    value = value_at(item, column)
    where = scope(column, line.parents, item, reading.exported)
    return column.parent or alike(shown(value, column, where, reading.was), line.cells.get(number))


def _has_main(table: Table, column: Column) -> bool:
    return any(c.attribute == column.attribute and not c.other for c in table.columns.values())


def _value(reading: Reading, table: Table, line: Line, number: int, other: int | None) -> None:
    column = table.columns[number]
    cell, second = line.cells.get(number), line.cells.get(other) if other is not None else None
    if column.other:
        cell, second = None, cell
    for one in (cell, second):
        if isinstance(one, Formula):
            return reading.wrong("workbook_formula", table, line, number, formula=one.text)
        if isinstance(one, Wrong):
            return reading.wrong("workbook_error_value", table, line, number, value=one.text)
    where = scope(column, line.parents, line.item, reading.trees)
    try:
        value = meant(cell, second, column, where, reading.speech)
    except NotMeantError as wrong:
        value = _as_exported(reading, table, line, column, cell, where)
        if value is None:
            return reading.wrong(wrong.code, table, line, number, **wrong.values)
    if value is not None and value != []:
        put(line.item, column, value)
    return None


def _as_exported(reading: Reading, table: Table, line: Line, column: Column, cell: Cell, where: str) -> Any:
    """The exported value of a cell that still shows it, though it could not be typed anew (a dead reference, say);
    or what a name meant that was changed on another sheet of this workbook."""
    exported = reading.exported_rows(table.sheet)
    if "id" in table.sheet.item.members:
        own = [r.item for r in exported if r.parents == line.parents and r.item.get("id") == line.item.get("id")]
    else:
        own = [r.item for r in exported if r.parents == line.parents]
    for item in own:
        value = value_at(item, column)
        old = scope(column, line.parents, item, reading.exported)
        if value is not None and shown(value, column, old, reading.was) == cell:
            return copy.deepcopy(value.get(column.spread)) if column.spread else copy.deepcopy(value)
    try:
        return meant(cell, None, column, where, reading.was)
    except NotMeantError:
        return None


def _required(reading: Reading, table: Table, line: Line) -> None:
    for number, column in table.columns.items():
        if not column.required or column.parent or column.other or column.attribute == ("id",):
            continue
        value = value_at(line.item, column)
        if value is None or (value == "" and column.shape.kind != "scalar"):
            place = Place(reading.spot(table.page, line.number, number))
            if not any(p.place == place for p in reading.problems):
                reading.wrong("workbook_empty", table, line, number, column=column.heading)
