"""A workbook being read: its tables and rows, how things are called in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.base import Base
from kbgen.importers.workbook.cells import Formula, Page, Wrong, column_name
from kbgen.importers.workbook.layout import Column, Sheet
from kbgen.importers.workbook.meant import meant
from kbgen.importers.workbook.names import names_of
from kbgen.importers.workbook.nouns import Spot
from kbgen.importers.workbook.parcel import Parcel
from kbgen.importers.workbook.rows import Row, rows
from kbgen.importers.workbook.speech import Speech
from kbgen.language import words
from kbgen.model.text import Language


@dataclass(slots=True)
class Line:
    """A row of a sheet with the object it describes."""

    number: int
    cells: Mapping[int, Any]
    item: dict[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    gone: bool = False
    """What the row belongs to was deleted on its own sheet."""


@dataclass(slots=True)
class Table:
    """A sheet that was recognised: where its columns stand."""

    sheet: Sheet
    page: Page
    top: int
    """Row of the headings."""
    columns: dict[int, Column]
    open: dict[int, str] = field(default_factory=dict)
    """Headings that may be operations or criteria, understood once those are read."""
    lines: list[Line] = field(default_factory=list)

    def by_parents(self) -> dict[tuple[str, ...], list[Line]]:
        """The rows of each object the list belongs to."""
        groups: dict[tuple[str, ...], list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.parents, []).append(line)
        return groups


@dataclass(slots=True)
class Reading:
    """One pass over a workbook."""

    parcel: Parcel
    pages: list[Page]
    base: Base | None
    language: Language
    problems: list[Problem] = field(default_factory=list)
    trees: dict[str, Any] = field(default_factory=dict)
    spots: dict[tuple[Any, ...], Spot] = field(default_factory=dict)
    """Path within the trees → cell."""
    cells: dict[str, Spot] = field(default_factory=dict)
    """Cells that were said in words."""
    speech: Speech = field(init=False)
    was: Speech = field(init=False)
    """How things were called when the workbook was exported."""
    exported: Mapping[str, Any] = field(init=False)
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    """Exported rows of the sheets that were asked for."""

    def __post_init__(self) -> None:
        self.exported = self.base.trees if self.base else {}
        said = words(self.language)
        self.was = Speech(said, names_of(self.exported, self.language))
        self.speech = Speech(said, names_of({}, self.language))

    def exported_rows(self, sheet: Sheet) -> tuple[Row, ...]:
        """What the sheet held when the workbook was exported, without offers."""
        if sheet.key not in self.rows:
            self.rows[sheet.key] = tuple(r for r in rows(sheet, self.exported) if not r.empty) if self.exported else ()
        return self.rows[sheet.key]

    def text(self, cell: Any) -> str:
        if isinstance(cell, Formula | Wrong):
            return ""
        return str(meant(cell, None, _PLAIN, "", self.speech) or "")

    def named(self, spot: Spot) -> str:
        """A cell in words: «файл.xlsx, лист «Поля», ячейка D14»."""
        sheet, row, column = spot
        if not row:
            return self.parcel.name
        cell = f"{column_name(column)}{row}"
        said = self.speech.said("importers.workbook.spot", file=self.parcel.name, sheet=sheet, cell=cell)
        self.cells[said] = (sheet, row, column)
        return said

    def in_order(self) -> list[Problem]:
        """The problems sheet by sheet, row by row."""
        titles = {page.title: number for number, page in enumerate(self.pages)}

        def at(problem: Problem) -> tuple[int, int, int]:
            sheet, row, column = self.cells.get(problem.place.file, ("", 0, 0))
            return (titles.get(sheet, -1), row, column)

        return sorted(self.problems, key=at)

    def spot(self, page: Page, row: int, column: int) -> str:
        return self.named((page.title, row, column))

    def wrong(self, code: str, table: Table, line: Line, number: int | None, **values: object) -> None:
        place = Place(self.spot(table.page, line.number, number if number is not None else min(table.columns)))
        self.problems.append(Problem(code, place, values))

    def warn(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(Problem(code, place, values, severity="warning"))


_PLAIN = Column(("text",), Shape("str"), "")
