"""Recognising the tables of a workbook, though sheets and columns were renamed, moved, added or lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.workbook.base import TITLE
from kbgen.importers.workbook.cells import Page
from kbgen.importers.workbook.exact import blank
from kbgen.importers.workbook.layout import Column, Sheet, sheets
from kbgen.importers.workbook.meant import operation_named
from kbgen.importers.workbook.reading import Line, Reading, Table
from kbgen.importers.workbook.rows import RIGHTS, SPREAD, foreign, is_wording

_HEADINGS_WITHIN = 10
"""Rows in which headings are looked for: people put titles above tables."""


def tables(reading: Reading) -> list[Table]:
    visible = [p for p in reading.pages if not p.hidden and p.title != TITLE]
    said = reading.speech.said
    taken = {said("importers.workbook.readme.sheet").casefold(), said("importers.workbook.general").casefold()}
    by_title = {p.title.casefold(): p for p in reading.pages if p.title != TITLE}
    found: list[Table] = []
    missing = []
    for sheet in sheets(reading.language):
        page = by_title.get(sheet.title.casefold())
        if page is None:
            missing.append(sheet)
            continue
        taken.add(page.title.casefold())
        if (table := _table(reading, sheet, page)) is not None:
            found.append(table)
    left = [p for p in visible if p.title.casefold() not in taken]
    for sheet in missing:
        best = max(left, key=lambda p: alike(reading, sheet, p), default=None)
        if (
            best is not None
            and alike(reading, sheet, best) >= 0.6
            and (table := _table(reading, sheet, best)) is not None
        ):
            left.remove(best)
            found.append(table)
            reading.warn("workbook_sheet_renamed", Place(reading.parcel.name), sheet=best.title, was=sheet.title)
        elif reading.exported_rows(sheet):
            reading.warn("workbook_sheet_missing", Place(reading.parcel.name), sheet=sheet.title)
    for page in left:
        if page.rows:
            reading.warn("workbook_sheet_unknown", Place(reading.parcel.name), sheet=page.title)
    return found


def alike(reading: Reading, sheet: Sheet, page: Page) -> float:
    """How many of a sheet's headings a page has, from 0 to 1."""
    headings = {_folded(c.heading) for c in _expected(reading, sheet) if not c.other}
    best = max((len(headings & set(map(_folded, r.values()))) for _, r in _first(page)), default=0)
    return best / len(headings)


def _expected(reading: Reading, sheet: Sheet) -> Iterator[Column]:
    """Every column a sheet may have."""
    for column in sheet.columns:
        if (sheet.key, column.name) in SPREAD:
            continue
        yield column
        if is_wording(column):
            yield foreign(column, reading.speech)


def _table(reading: Reading, sheet: Sheet, page: Page) -> Table | None:
    expected = {_folded(c.heading): c for c in _expected(reading, sheet)}
    top, heads = max(_first(page), key=lambda r: len(set(map(_folded, r[1].values())) & set(expected)), default=(0, {}))
    if not set(map(_folded, heads.values())) & set(expected):
        if page.rows:
            reading.warn("workbook_no_headings", Place(reading.spot(page, 1, 0)))
        return None
    table = Table(sheet, page, top, {})
    for number, heading in sorted(heads.items()):
        column = expected.pop(_folded(heading), None)
        if column is not None:
            table.columns[number] = column
        elif any((sheet.key, c.name) in SPREAD for c in sheet.columns):
            table.open[number] = str(heading).strip()
        else:
            _unknown_column(reading, table, number, str(heading))
    for column in expected.values():
        if not column.other and not column.spread:
            _missing_column(reading, column, table)
    return table


def _unknown_column(reading: Reading, table: Table, number: int, heading: str) -> None:
    if any(n > table.top and number in r for n, r in table.page.rows.items()):
        place = Place(reading.spot(table.page, table.top, number))
        reading.warn("workbook_column_unknown", place, column=heading[:60])


def _missing_column(reading: Reading, column: Column, table: Table) -> None:
    place = Place(reading.spot(table.page, table.top, 0))
    if column.required and column.attribute != ("id",):
        reading.problems.append(Problem("workbook_column_needed", place, {"column": column.heading}))
    else:
        reading.warn("workbook_column_missing", place, column=column.heading)


def spread_columns(reading: Reading, table: Table) -> None:
    """Columns of operations and criteria, by what those are called now, were called, or usually are."""
    column = next((c for c in table.sheet.columns if (table.sheet.key, c.name) in SPREAD), None)
    taken = {c.spread for c in table.columns.values() if c.spread}
    for number, heading in table.open.items():
        if table.sheet.key == RIGHTS:
            id = operation_named(heading, reading.speech)
            id = operation_named(heading, reading.was) if id == heading else id
        else:
            id = reading.speech.names.found("criteria", heading) or reading.was.names.found("criteria", heading)
        if column is not None and GOOD_ID.fullmatch(id) and id not in taken:
            taken.add(id)
            table.columns[number] = replace(column, spread=id, heading=heading)
        else:
            _unknown_column(reading, table, number, heading)


def trim(reading: Reading, table: Table) -> None:
    """Leave out rows in which no known column says anything, and offers of rights nobody took."""
    names = (
        {n for n, c in table.columns.items() if c.name in ("role", "entity")} if table.sheet.key == RIGHTS else set()
    )
    table.lines = [
        line for line in table.lines
        if any(not blank(line.cells.get(n)) for n in (*table.columns, *table.open) if n not in names)
        or _bare_right(reading, line, table)
    ]  # fmt: skip


def _bare_right(reading: Reading, line: Line, table: Table) -> bool:
    """Whether a row of rights without a level was a right without a level before."""
    if table.sheet.key != RIGHTS:
        return False
    names = reading.was.names
    at = {c.name: str(line.cells.get(n, "")) for n, c in table.columns.items() if c.name in ("role", "entity")}
    exported = (row.item for row in reading.exported_rows(table.sheet))
    bare = (i for i in exported if not any(v for k, v in i.items() if k not in ("role", "entity")))
    return any(
        {"role": names.shown("roles", i["role"]), "entity": names.shown("entities", i["entity"])} == at for i in bare
    )


def _first(page: Page) -> list[tuple[int, dict[int, Any]]]:
    return sorted(page.rows.items())[:_HEADINGS_WITHIN]


def _folded(heading: object) -> str:
    return " ".join(str(heading).replace("*", " ").split()).casefold()
