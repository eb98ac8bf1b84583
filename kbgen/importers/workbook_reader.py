"""The customer's answer: a filled-in workbook becomes plain values of the spec again, or all its problems at once."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.identity import keys
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.shapes import Shape
from kbgen.importers.workbook_base import TITLE, Base, read_base
from kbgen.importers.workbook_cells import Formula, Page, Wrong, column_name, read_pages
from kbgen.importers.workbook_layout import LEFT_OUT, Column, Sheet, general, roots, sheets
from kbgen.importers.workbook_names import label_of, names_of, scope
from kbgen.importers.workbook_nouns import Spot, checked
from kbgen.importers.workbook_parcel import Parcel, open_parcel, refused
from kbgen.importers.workbook_rows import RIGHTS, SPREAD, foreign, is_wording, rows, value_at
from kbgen.importers.workbook_values import Cell, NotMeantError, Speech, meant, operation_named, shown
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.text import Language

_HEADINGS_WITHIN = 10
"""Rows in which headings are looked for: people put titles above tables."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a workbook says."""

    trees: Mapping[str, Any]
    """Noun (``client`` too) → plain values, checked; nouns the workbook says nothing of are not there."""
    base: Base | None
    """What was exported, where the workbook still holds it."""
    language: Language
    warnings: tuple[Problem, ...] = ()
    """What was passed over: unknown sheets and columns."""


def read_workbook(path: Path) -> Answer:
    """The answer in the workbook *path*. What no cell shows, and cells nobody touched, are as they were exported.

    Raises:
        ContentError: it is no workbook of kbgen's, or cells cannot be understood: all of them, with sheet and cell.
    """
    parcel = open_parcel(path)
    pages = read_pages(parcel)
    base = read_base(next((list(p.texts()) for p in pages if p.title == TITLE), []))
    language = base.language if base else _language(pages)
    if language is None:
        raise refused(parcel.name, "workbook_strange")
    reading = _Reading(parcel, pages, base, language)
    reading.all()
    if not any(p.severity == "error" for p in reading.problems):
        reading.check()
    errors = [p for p in reading.problems if p.severity == "error"]
    if errors:
        raise ContentError(reading.problems)
    return Answer(reading.trees, base, language, tuple(reading.problems))


def _language(pages: list[Page]) -> Language | None:
    """The language most sheet titles are in; None where no title is known."""
    titles = {p.title.casefold() for p in pages}
    counts = {lang: sum(s.title.casefold() in titles for s in sheets(lang)) for lang in _LANGUAGES}
    best = max(_LANGUAGES, key=lambda lang: counts[lang])
    return best if counts[best] else None


_LANGUAGES: tuple[Language, Language] = ("ru", "en")


@dataclass(slots=True)
class _Line:
    """A row of a sheet with the object it describes."""

    number: int
    cells: Mapping[int, Any]
    item: dict[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] = ()


@dataclass(slots=True)
class _Table:
    """A sheet that was recognised: where its columns stand."""

    sheet: Sheet
    page: Page
    top: int
    """Row of the headings."""
    columns: dict[int, Column]
    open: dict[int, str] = field(default_factory=dict)
    """Headings that may be operations or criteria, understood once those are read."""
    lines: list[_Line] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """One pass over a workbook."""

    parcel: Parcel
    pages: list[Page]
    base: Base | None
    language: Language
    problems: list[Problem] = field(default_factory=list)
    trees: dict[str, Any] = field(default_factory=dict)
    spots: dict[tuple[Any, ...], Spot] = field(default_factory=dict)
    """Path within the trees → cell."""
    speech: Speech = field(init=False)
    was: Speech = field(init=False)
    """How things were called when the workbook was exported."""
    exported: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.exported = self.base.trees if self.base else {}
        said = words(self.language)
        self.was = Speech(said, names_of(self.exported, self.language))
        self.speech = Speech(said, names_of({}, self.language))

    def all(self) -> None:
        """Tables, then ids and names, then values."""
        tables = self.tables()
        for table in tables:
            table.lines = [_Line(n, cells) for n, cells in sorted(table.page.rows.items()) if n > table.top]
            self.trim(table)
        order = sorted(tables, key=lambda t: len(t.sheet.path))
        for table in order:
            self.identities(table)
        self.older_names()
        for table in order:
            self.spread_columns(table)
            self.values(table)
        self.trees = self.assembled(tables)
        self.once()

    # Recognising sheets and columns

    def tables(self) -> list[_Table]:
        visible = [p for p in self.pages if not p.hidden and p.title != TITLE]
        said = self.speech.said
        taken = {said("importers.workbook.readme.sheet").casefold(), said("importers.workbook.general").casefold()}
        by_title = {p.title.casefold(): p for p in self.pages if p.title != TITLE}
        found: list[_Table] = []
        missing = []
        for sheet in sheets(self.language):
            page = by_title.get(sheet.title.casefold())
            if page is None:
                missing.append(sheet)
                continue
            taken.add(page.title.casefold())
            if (table := self.table(sheet, page)) is not None:
                found.append(table)
        left = [p for p in visible if p.title.casefold() not in taken]
        for sheet in missing:
            best = max(left, key=lambda p: self.alike(sheet, p), default=None)
            if best is not None and self.alike(sheet, best) >= 0.6 and (table := self.table(sheet, best)) is not None:
                left.remove(best)
                found.append(table)
                self.warn("workbook_sheet_renamed", Place(self.parcel.name), sheet=best.title, was=sheet.title)
            elif rows(sheet, self.exported):
                self.warn("workbook_sheet_missing", Place(self.parcel.name), sheet=sheet.title)
        for page in left:
            if page.rows:
                self.warn("workbook_sheet_unknown", Place(self.parcel.name), sheet=page.title)
        return found

    def alike(self, sheet: Sheet, page: Page) -> float:
        """How many of a sheet's headings a page has, from 0 to 1."""
        headings = {_folded(c.heading) for c in self.expected(sheet) if not c.other}
        best = max((len(headings & set(map(_folded, r.values()))) for _, r in _first(page)), default=0)
        return best / len(headings)

    def expected(self, sheet: Sheet) -> Iterator[Column]:
        """Every column a sheet may have."""
        for column in sheet.columns:
            if (sheet.key, column.name) in SPREAD:
                continue
            yield column
            if is_wording(column):
                yield foreign(column, self.speech)

    def table(self, sheet: Sheet, page: Page) -> _Table | None:
        expected = {_folded(c.heading): c for c in self.expected(sheet)}
        top, heads = max(
            _first(page), key=lambda r: len(set(map(_folded, r[1].values())) & set(expected)), default=(0, {})
        )
        if not set(map(_folded, heads.values())) & set(expected):
            if page.rows:
                self.warn("workbook_no_headings", Place(self.spot(page, 1, 0)))
            return None
        table = _Table(sheet, page, top, {})
        for number, heading in sorted(heads.items()):
            column = expected.pop(_folded(heading), None)
            if column is not None:
                table.columns[number] = column
            elif any((sheet.key, c.name) in SPREAD for c in sheet.columns):
                table.open[number] = str(heading).strip()
            else:
                self.unknown_column(table, number, str(heading))
        for column in expected.values():
            if not column.other and not column.spread:
                self.missing_column(column, table)
        return table

    def unknown_column(self, table: _Table, number: int, heading: str) -> None:
        if any(n > table.top and number in r for n, r in table.page.rows.items()):
            place = Place(self.spot(table.page, table.top, number))
            self.warn("workbook_column_unknown", place, column=heading[:60])

    def spread_columns(self, table: _Table) -> None:
        """Columns of operations and criteria, by what those are called now, were called, or usually are."""
        column = next((c for c in table.sheet.columns if (table.sheet.key, c.name) in SPREAD), None)
        taken = {c.spread for c in table.columns.values() if c.spread}
        for number, heading in table.open.items():
            if table.sheet.key == RIGHTS:
                id = operation_named(heading, self.speech)
                id = operation_named(heading, self.was) if id == heading else id
            else:
                id = self.speech.names.found("criteria", heading) or self.was.names.found("criteria", heading)
            if column is not None and GOOD_ID.fullmatch(id) and id not in taken:
                taken.add(id)
                table.columns[number] = replace(column, spread=id, heading=heading)
            else:
                self.unknown_column(table, number, heading)

    def missing_column(self, column: Column, table: _Table) -> None:
        place = Place(self.spot(table.page, table.top, 0))
        if column.required and column.attribute != ("id",):
            self.problems.append(Problem("workbook_column_needed", place, {"column": column.heading}))
        else:
            self.warn("workbook_column_missing", place, column=column.heading)

    def trim(self, table: _Table) -> None:
        """Leave out rows in which no known column says anything, and offers of rights nobody took."""
        names = (
            {n for n, c in table.columns.items() if c.name in ("role", "entity")}
            if table.sheet.key == RIGHTS
            else set()
        )
        table.lines = [
            line for line in table.lines
            if any(not _blank(line.cells.get(n)) for n in (*table.columns, *table.open) if n not in names) or self.bare_right(line, table)
        ]  # fmt: skip

    def bare_right(self, line: _Line, table: _Table) -> bool:
        """Whether a row of rights without a level was a right without a level before."""
        if table.sheet.key != RIGHTS:
            return False
        names = self.was.names
        at = {c.name: str(line.cells.get(n, "")) for n, c in table.columns.items() if c.name in ("role", "entity")}
        exported = (r.item for r in rows(table.sheet, self.exported) if not r.empty)
        return any(
            {"role": names.shown("roles", i["role"]), "entity": names.shown("entities", i["entity"])} == at for i in exported
        )

    # Ids and names

    def identities(self, table: _Table) -> None:
        """Parents of every row, and ids: kept, or made of what the row is called."""
        wanted = table.sheet.item
        parents = [(n, c) for n, c in sorted(table.columns.items()) if c.parent]
        id_at = next((n for n, c in table.columns.items() if c.attribute == ("id",)), None)
        taken: dict[tuple[str, ...], dict[str, int]] = {}  # parents → slug of the id → row
        fresh = []
        for line in table.lines:
            line.parents = self.parents(table, line, parents)
            if "id" not in wanted.members:
                continue
            own = "" if id_at is None else self.text(line.cells.get(id_at))
            ids = taken.setdefault(line.parents, {})
            if not own:
                fresh.append(line)
            elif not GOOD_ID.fullmatch(own):
                self.wrong("workbook_bad_id", table, line, id_at, id=own[:60])
            elif (twin := ids.setdefault(slug(own), line.number)) != line.number:
                self.wrong("workbook_same_id", table, line, id_at, id=own, row=twin)
            else:
                line.item["id"] = own
        for line in fresh:
            self.make_id(table, line, taken[line.parents])
        self.note_names(table)

    def parents(self, table: _Table, line: _Line, columns: list[tuple[int, Column]]) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for number, column in columns:
            said = self.text(line.cells.get(number))
            where = scope(column, found, {}, {})
            id = self.speech.names.found(where, said) or self.renamed(where, said)
            if not said:
                self.wrong("workbook_empty", table, line, number, column=column.heading)
            elif not id:
                near = self.speech.names.near(where, said)
                code = "workbook_reference_near" if near else "workbook_reference"
                self.wrong(code, table, line, number, word=said[:60], near=near)
            found = (*found, id)
        return found

    def renamed(self, where: str, said: str) -> str:
        """The id of something that was called *said* when the workbook was exported and still exists."""
        id = self.was.names.found(where, said)
        return id if id in self.speech.names.labels.get(where, {}) else ""

    def make_id(self, table: _Table, line: _Line, taken: dict[str, int]) -> None:
        label = label_of(
            {c.name: self.text(line.cells.get(n)) for n, c in table.columns.items() if not c.other}, self.language
        )
        if not label:
            self.wrong("workbook_nameless", table, line, min(table.columns))
            return
        ids = [x.item["id"] for x in table.lines if x.parents == line.parents and "id" in x.item]
        id = _next_number(ids) or _from_label(label)
        wanted, count = id, 1
        while slug(id) in taken:
            count += 1
            id = f"{wanted}-{count}"
        taken[slug(id)] = line.number
        line.item["id"] = id

    def note_names(self, table: _Table) -> None:
        """What the rows are called, so that other sheets can name them."""
        name = table.sheet.path[-1]
        for line in table.lines:
            if "id" in line.item:
                cells = {c.name: self.text(line.cells.get(n)) for n, c in table.columns.items() if not c.other}
                where = f"{name}/{line.parents[-1]}" if line.parents else name
                self.speech.names.add(where, line.item["id"], label_of(cells, self.language))

    def older_names(self) -> None:
        """Names of what has no sheet here are as they were."""
        present = {s.split("/")[0] for s in self.speech.names.labels}
        for where, labels in self.was.names.labels.items():
            if where.split("/")[0] not in present:
                for id, label in labels.items():
                    self.speech.names.add(where, id, label)

    # Values

    def values(self, table: _Table) -> None:
        """The attributes of every row."""
        before = self.before(table.sheet)
        shape = table.sheet.item
        others = {c.attribute: n for n, c in table.columns.items() if c.other}
        deferred = [n for n, c in table.columns.items() if "fields" in (c.reference, c.name) and not c.parent]
        first = [n for n in table.columns if n not in deferred]
        for line in table.lines:
            for number in (*first, *deferred):
                column = table.columns[number]
                if column.parent or column.attribute == ("id",) or (column.other and self.has_main(table, column)):
                    continue
                self.value(table, line, number, others.get(column.attribute))
        for parents, lines in self.by_parents(table).items():
            strangers = []
            for line, key in zip(lines, keys([x.item for x in lines], shape), strict=True):
                old = before.pop((parents, key), None)
                if old is None:
                    strangers.append(line)
                else:
                    self.restore(table, line, old)
            if strangers and "id" not in shape.members:
                self.recognise(table, strangers, [i for (above, _), i in before.items() if above == parents])
        for line in table.lines:
            self.required(table, line)
        if table.sheet.key == "processes":  # transitions name fields of the entity their process moves
            self.trees = {"processes": {"processes": [line.item for line in table.lines]}}

    def recognise(self, table: _Table, lines: list[_Line], left: list[Mapping[str, Any]]) -> None:
        """Rows without an id whose cells still show all of an exported item are that item."""
        for line in lines:
            for item in left:
                if all(self.shows(table, line, number, item) for number in table.columns):
                    self.restore(table, line, item)
                    left.remove(item)
                    break

    def shows(self, table: _Table, line: _Line, number: int, item: Mapping[str, Any]) -> bool:
        column = table.columns[number]
        value = value_at(item, column)
        where = scope(column, line.parents, item, self.exported)
        return column.parent or _alike(shown(value, column, where, self.was), line.cells.get(number))

    def has_main(self, table: _Table, column: Column) -> bool:
        return any(c.attribute == column.attribute and not c.other for c in table.columns.values())

    def by_parents(self, table: _Table) -> dict[tuple[str, ...], list[_Line]]:
        groups: dict[tuple[str, ...], list[_Line]] = {}
        for line in table.lines:
            groups.setdefault(line.parents, []).append(line)
        return groups

    def before(self, sheet: Sheet) -> dict[tuple[tuple[str, ...], str], Mapping[str, Any]]:
        return {(r.parents, r.key): r.item for r in rows(sheet, self.exported) if not r.empty} if self.exported else {}

    def value(self, table: _Table, line: _Line, number: int, other: int | None) -> None:
        column = table.columns[number]
        cell, second = line.cells.get(number), line.cells.get(other) if other is not None else None
        if column.other:
            cell, second = None, cell
        for one in (cell, second):
            if isinstance(one, Formula):
                return self.wrong("workbook_formula", table, line, number, formula=one.text)
            if isinstance(one, Wrong):
                return self.wrong("workbook_error_value", table, line, number, value=one.text)
        where = scope(column, line.parents, line.item, self.trees)
        try:
            value = meant(cell, second, column, where, self.speech)
        except NotMeantError as wrong:
            value = self.as_exported(table, line, column, cell, where)
            if value is None:
                return self.wrong(wrong.code, table, line, number, **wrong.values)
        if value is not None and value != []:
            _put(line.item, column, value)
        return None

    def as_exported(self, table: _Table, line: _Line, column: Column, cell: Cell, where: str) -> Any:
        """The exported value of a cell that still shows it, though it could not be typed anew (a dead reference, say);
        or what a name meant that was changed on another sheet of this workbook."""
        candidates = (
            [r.item for r in rows(table.sheet, self.exported) if r.parents == line.parents] if self.exported else []
        )
        own = [i for i in candidates if "id" in i and i["id"] == line.item.get("id")] or (
            [] if "id" in table.sheet.item.members else candidates
        )
        for item in own:
            value = value_at(item, column)
            old = scope(column, line.parents, item, self.exported)
            if value is not None and shown(value, column, old, self.was) == cell:
                return copy.deepcopy(value.get(column.spread)) if column.spread else copy.deepcopy(value)
        try:
            return meant(cell, None, column, where, self.was)
        except NotMeantError:
            return None

    def restore(self, table: _Table, line: _Line, old: Mapping[str, Any]) -> None:
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
            if column.attribute not in here or self.untouched(table, line, column, value, by_attribute[column.attribute]):
                _restore(line.item, column, value)
        known = {c.attribute[0] for c in table.sheet.columns}
        for name, value in old.items():
            if name not in known and name not in _child_lists(table.sheet):
                line.item[name] = copy.deepcopy(value)

    def untouched(self, table: _Table, line: _Line, column: Column, value: Any, at: Mapping[str, int]) -> bool:
        where = scope(column, line.parents, line.item, self.trees)
        for kind, number in at.items():
            column_here = table.columns[number]
            if kind == "own" and value is None:
                return False
            old = shown(value, column_here, where, self.was)
            cell = line.cells.get(number)
            if not _alike(old, cell):
                return False
        if "other" not in at and is_wording(column):
            return shown(value, foreign(column, self.was), where, self.was) is None
        return True

    def required(self, table: _Table, line: _Line) -> None:
        for number, column in table.columns.items():
            if not column.required or column.parent or column.other or column.attribute == ("id",):
                continue
            value = value_at(line.item, column)
            if value is None or (value == "" and column.shape.kind != "scalar"):
                place = Place(self.spot(table.page, line.number, number))
                if not any(p.place == place for p in self.problems):
                    self.wrong("workbook_empty", table, line, number, column=column.heading)

    # Putting it together

    def assembled(self, tables: list[_Table]) -> dict[str, Any]:
        """The trees: what was exported, with the lists that have a table replaced."""
        trees: dict[str, Any] = {
            n: copy.deepcopy(t) for n, t in self.exported.items() if n in roots() and n not in LEFT_OUT
        }
        for table in sorted(tables, key=lambda t: len(t.sheet.path)):
            tree = trees.setdefault(table.sheet.group, {})
            wanted, inner = roots()[table.sheet.group], table.sheet.path[1:-1]
            by_parents = self.by_parents(table)
            for owner, path, parents in _owners(tree, wanted, inner, (table.sheet.group,)):
                lines = by_parents.get(parents, [])
                name = table.sheet.path[-1]
                kept = {i.get("id"): i for i in owner.get(name) or [] if isinstance(i, dict) and "id" in i}
                owner[name] = [self.with_lists(line.item, kept, table.sheet) for line in lines]
                if not lines and not (len(table.sheet.path) == 2 and wanted.members[name].required):
                    del owner[name]
                for index, line in enumerate(lines):
                    self.place(table, line, (*path, name, index))
        return trees

    def with_lists(self, item: dict[str, Any], kept: Mapping[Any, Any], sheet: Sheet) -> dict[str, Any]:
        """The item with the lists inside it as they were exported: their own sheets replace them, if they are there."""
        old = kept.get(item.get("id"), {})
        return {**item, **{n: v for n, v in old.items() if n in _child_lists(sheet)}}

    def place(self, table: _Table, line: _Line, path: tuple[Any, ...]) -> None:
        title = table.page.title
        self.spots[path] = (title, line.number, min(table.columns))
        for number, column in table.columns.items():
            if not column.parent and not column.other:
                self.spots.setdefault((*path, *column.attribute), (title, line.number, number))

    def once(self) -> None:
        """What is said once: the sheet about the project."""
        title = self.speech.said("importers.workbook.general").casefold()
        page = next((p for p in self.pages if p.title.casefold() == title), None)
        if page is None:
            return self.warn(
                "workbook_sheet_missing", Place(self.parcel.name), sheet=self.speech.said("importers.workbook.general")
            )
        by_code = {".".join((noun, *c.attribute)): (noun, c) for noun, c in general(self.language)}
        for number, cells in sorted(page.rows.items()):
            at = next(((n, str(v)) for n, v in cells.items() if str(v) in by_code), None)
            if at is not None:
                self.fact(page, number, cells, *by_code.pop(at[1]))
        return None

    def fact(self, page: Page, number: int, cells: Mapping[int, Any], noun: str, column: Column) -> None:
        tree = self.trees.setdefault(noun, {})
        old = value_at(self.exported.get(noun) or {}, column)
        second = foreign(column, self.was) if is_wording(column) else None
        same = _alike(shown(old, column, column.reference, self.was), cells.get(1))
        if same and (second is None or _alike(shown(old, second, "", self.was), cells.get(2))) and old is not None:
            _restore(tree, column, old)
            return None
        place = Place(self.spot(page, number, 1))
        self.spots[(noun, *column.attribute)] = (page.title, number, 1)
        cell = cells.get(1)
        if isinstance(cell, Formula | Wrong):
            code = "workbook_formula" if isinstance(cell, Formula) else "workbook_error_value"
            return self.problems.append(Problem(code, place, {"formula": cell.text, "value": cell.text}))
        _drop(tree, column)
        try:
            value = meant(cell, cells.get(2) if second else None, column, column.reference, self.speech)
        except NotMeantError as wrong:
            return self.problems.append(Problem(wrong.code, place, wrong.values))
        if value is not None and value != [] and value != default_of(noun, column):
            _put(tree, column, value)
        return None

    def check(self) -> None:
        """Read the trees as the nouns they are; problems get the cells they come from."""
        self.trees, found = checked(self.trees, self.spots, self.named)
        self.problems += found

    # Small things

    def text(self, cell: Any) -> str:
        if isinstance(cell, Formula | Wrong):
            return ""
        return str(meant(cell, None, _PLAIN, "", self.speech) or "")

    def spot(self, page: Page, row: int, column: int) -> str:
        return self.named((page.title, row, column))

    def named(self, spot: Spot) -> str:
        """A cell in words: «файл.xlsx, лист «Поля», ячейка D14»."""
        sheet, row, column = spot
        if not row:
            return self.parcel.name
        cell = f"{column_name(column)}{row}"
        return self.speech.said("importers.workbook.spot", file=self.parcel.name, sheet=sheet, cell=cell)

    def wrong(self, code: str, table: _Table, line: _Line, number: int | None, **values: object) -> None:
        place = Place(self.spot(table.page, line.number, number if number is not None else min(table.columns)))
        self.problems.append(Problem(code, place, values))

    def warn(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(Problem(code, place, values, severity="warning"))


_PLAIN = Column(("text",), Shape("str"), "")


def default_of(noun: str, column: Column) -> Any:
    """The default of something said once."""
    from kbgen.importers.workbook_rows import default

    return default(roots()[noun], column)


def _first(page: Page) -> list[tuple[int, dict[int, Any]]]:
    return sorted(page.rows.items())[:_HEADINGS_WITHIN]


def _folded(heading: object) -> str:
    return " ".join(str(heading).replace("*", " ").split()).casefold()


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _alike(old: Cell, cell: Any) -> bool:
    """Whether a cell still shows what was written: blanks at line ends and 2 for 2.0 are no change."""
    if isinstance(old, str) and isinstance(cell, str):
        return old == cell or _ends(old) == _ends(cell)
    if _blank(old) and _blank(cell):
        return True
    if isinstance(old, bool) or isinstance(cell, bool):
        return old is cell
    if isinstance(old, float) and isinstance(cell, int | float):
        return abs(old - cell) <= 1e-14 * max(abs(old), 1.0)
    return type(old) is type(cell) and old == cell


def _ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def _next_number(taken: list[str]) -> str:
    """The next of numbered ids: N1, N2 → N3; empty where they are not numbered so."""
    parts = [re.fullmatch(r"([A-Za-z]+-?)([0-9]{1,4})", id) for id in taken]
    if len(parts) < 2 or not all(parts) or len({p[1] for p in parts if p}) != 1:
        return ""
    first = parts[0]
    return f"{first[1]}{max(int(p[2]) for p in parts if p) + 1}" if first else ""


def _from_label(label: str) -> str:
    name = slug(" ".join(label.split()[:6])[:60])
    return name if GOOD_ID.fullmatch(name) else f"n-{name}"


def _put(item: dict[str, Any], column: Column, value: Any) -> None:
    for name in column.attribute[:-1]:
        item = item.setdefault(name, {})
    if column.spread:
        item.setdefault(column.name, {})[column.spread] = value
    else:
        item[column.name] = value


def _restore(item: dict[str, Any], column: Column, value: Any) -> None:
    if value is None:
        _drop(item, column)
    else:
        _put(item, replace(column, spread=""), copy.deepcopy(value))


def _drop(item: dict[str, Any], column: Column) -> None:
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


def _child_lists(sheet: Sheet) -> set[str]:
    return {n for n, m in sheet.item.members.items() if m.shape.item is not None and m.shape.item.kind == "object"}


def _owners(tree: dict[str, Any], wanted: Shape, path: tuple[str, ...], here: tuple[Any, ...],
            parents: tuple[str, ...] = ()) -> Iterator[tuple[dict[str, Any], tuple[Any, ...], tuple[str, ...]]]:  # fmt: skip
    """The objects a list belongs to, with their paths and the ids on the way."""
    if not path:
        yield tree, here, parents
        return
    item = wanted.members[path[0]].shape.item
    assert item is not None
    for index, one in enumerate(tree.get(path[0]) or []):
        yield from _owners(one, item, path[1:], (*here, path[0], index), (*parents, str(one.get("id", ""))))
