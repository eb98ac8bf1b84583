"""The trees of the spec, put together from tables and from what is said once."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.cells import Formula, Page, Wrong
from kbgen.importers.workbook.exact import alike, child_lists, drop, put, put_back
from kbgen.importers.workbook.layout import LEFT_OUT, Column, Sheet, general, roots
from kbgen.importers.workbook.meant import meant
from kbgen.importers.workbook.reading import Line, Reading, Table
from kbgen.importers.workbook.rows import default, foreign, is_wording, value_at
from kbgen.importers.workbook.shown import shown
from kbgen.importers.workbook.typed import NotMeantError


def assembled(reading: Reading, tables: list[Table]) -> dict[str, Any]:
    """The trees: what was exported, with the lists that have a table replaced."""
    trees: dict[str, Any] = {
        n: copy.deepcopy(t) for n, t in reading.exported.items() if n in roots() and n not in LEFT_OUT
    }
    for table in sorted(tables, key=lambda t: len(t.sheet.path)):
        tree = trees.setdefault(table.sheet.group, {})
        wanted, inner = roots()[table.sheet.group], table.sheet.path[1:-1]
        by_parents = table.by_parents()
        for owner, path, parents in _owners(tree, wanted, inner, (table.sheet.group,)):
            lines = by_parents.get(parents, [])
            name = table.sheet.path[-1]
            kept = {i.get("id"): i for i in owner.get(name) or [] if isinstance(i, dict) and "id" in i}
            owner[name] = [_with_lists(line.item, kept, table.sheet) for line in lines]
            if not lines and not (len(table.sheet.path) == 2 and wanted.members[name].required):
                del owner[name]
            for index, line in enumerate(lines):
                _place(reading, table, line, (*path, name, index))
    return trees


def _with_lists(item: dict[str, Any], kept: Mapping[Any, Any], sheet: Sheet) -> dict[str, Any]:
    """The item with the lists inside it as they were exported: their own sheets replace them, if they are there."""
    old = kept.get(item.get("id"), {})
    return {**item, **{n: v for n, v in old.items() if n in child_lists(sheet)}}


def _place(reading: Reading, table: Table, line: Line, path: tuple[Any, ...]) -> None:
    title = table.page.title
    reading.spots[path] = (title, line.number, min(table.columns))
    for number, column in table.columns.items():
        if not column.parent and not column.other:
            reading.spots.setdefault((*path, *column.attribute), (title, line.number, number))


def once(reading: Reading) -> None:
    """What is said once: the sheet about the project."""
    title = reading.speech.said("importers.workbook.general").casefold()
    page = next((p for p in reading.pages if p.title.casefold() == title), None)
    if page is None:
        return reading.warn(
            "workbook_sheet_missing",
            Place(reading.parcel.name),
            sheet=reading.speech.said("importers.workbook.general"),
        )
    by_code = {".".join((noun, *c.attribute)): (noun, c) for noun, c in general(reading.language)}
    for number, cells in sorted(page.rows.items()):
        at = next(((n, str(v)) for n, v in cells.items() if str(v) in by_code), None)
        if at is not None:
            _fact(reading, page, number, cells, *by_code.pop(at[1]))
    return None


def _fact(reading: Reading, page: Page, number: int, cells: Mapping[int, Any], noun: str, column: Column) -> None:
    tree = reading.trees.setdefault(noun, {})
    old = value_at(reading.exported.get(noun) or {}, column)
    second = foreign(column, reading.was) if is_wording(column) else None
    same = alike(shown(old, column, column.reference, reading.was), cells.get(1))
    if same and (second is None or alike(shown(old, second, "", reading.was), cells.get(2))) and old is not None:
        put_back(tree, column, old)
        return None
    place = Place(reading.spot(page, number, 1))
    reading.spots[(noun, *column.attribute)] = (page.title, number, 1)
    cell = cells.get(1)
    if isinstance(cell, Formula | Wrong):
        code = "workbook_formula" if isinstance(cell, Formula) else "workbook_error_value"
        return reading.problems.append(Problem(code, place, {"formula": cell.text, "value": cell.text}))
    drop(tree, column)
    try:
        value = meant(cell, cells.get(2) if second else None, column, column.reference, reading.speech)
    except NotMeantError as wrong:
        return reading.problems.append(Problem(wrong.code, place, wrong.values))
    if value is not None and value != [] and value != default_of(noun, column):
        put(tree, column, value)
    return None


def default_of(noun: str, column: Column) -> Any:
    """The default of something said once."""

    return default(roots()[noun], column)


_Owner = tuple[dict[str, Any], tuple[Any, ...], tuple[str, ...]]
"""An object of a tree, its path, and the ids of the objects around it and its own."""


def _owners(
    tree: dict[str, Any], wanted: Shape, path: tuple[str, ...], here: tuple[Any, ...], parents: tuple[str, ...] = ()
) -> Iterator[_Owner]:
    """The objects a list belongs to, with their paths and the ids on the way."""
    if not path:
        yield tree, here, parents
        return
    item = wanted.members[path[0]].shape.item
    assert item is not None
    for index, one in enumerate(tree.get(path[0]) or []):
        yield from _owners(one, item, path[1:], (*here, path[0], index), (*parents, str(one.get("id", ""))))
