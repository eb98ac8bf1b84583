"""Cells of a workbook as typed values, read in one pass: empty rows and claimed sizes cost nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from kbgen.importers.workbook.parcel import Parcel, refused
from kbgen.importers.workbook.speech import Cell

MOST_CELLS = 400_000
"""Filled cells of the whole workbook."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DAYS = {14, 15, 16, 17, 22, 27, 30, 36, 50, 57}
"""Numbers of the built-in formats of days."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose result nobody stored: nothing is reckoned here."""

    text: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error a formula gave: ``#REF!``."""

    text: str


@dataclass(slots=True)
class Page:
    """One sheet."""

    title: str
    rows: dict[int, dict[int, Cell | Formula | Wrong]] = field(default_factory=dict)
    """Row from 1 → column from 0 → what stands there; empty cells are not there."""
    hidden: bool = False

    def texts(self) -> Iterator[list[str]]:
        """Rows of texts, for sheets the program wrote for itself."""
        for _, row in sorted(self.rows.items()):
            yield [str(value) for _, value in sorted(row.items())]


def column_name(number: int) -> str:
    """0 → ``A``, 27 → ``AB``."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_pages(parcel: Parcel) -> list[Page]:
    """Every sheet in order, hidden ones too.

    Raises:
        ContentError: the parcel's XML is broken, or there is more than anybody could have typed.
    """
    strings = _strings(parcel)
    days = _day_styles(parcel)
    root, links = parcel.root("xl/workbook.xml"), parcel.root("xl/_rels/workbook.xml.rels")
    targets = {r.get("Id"): _inside(r.get("Target") or "") for r in (links if links is not None else ())}
    early = any(e.get("date1904") in ("1", "true") for e in root.iter("{*}workbookPr"))
    pages, left = [], MOST_CELLS
    for sheet in root.iter("{*}sheet"):
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        page = Page((sheet.get("name") or "").strip(), hidden=sheet.get("state") in ("hidden", "veryHidden"))
        if (path := targets.get(link, "")) in parcel.parts:
            try:
                left = _fill(page, parcel, path, (strings, days, early), left)
            except etree.XMLSyntaxError as error:
                raise refused(parcel.name, "workbook_broken", reason=f"{path}: {error.msg}"[:200]) from None
        pages.append(page)
    return pages


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _strings(parcel: Parcel) -> list[str]:
    if "xl/sharedStrings.xml" not in parcel.parts:
        return []
    found = []
    try:
        for _, item in parcel.events("xl/sharedStrings.xml", "si"):
            found.append(_joined(item))
            _forget(item)
    except etree.XMLSyntaxError as error:
        raise refused(parcel.name, "workbook_broken", reason=f"sharedStrings: {error.msg}"[:200]) from None
    return found


def _joined(item: Any) -> str:
    """The text of a string: its runs, without the reading aids of Asian scripts."""
    parts = [t.text or "" for t in item.iter("{*}t") if not any(a.tag.endswith("}rPh") for a in t.iterancestors())]
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), "".join(parts))


def _forget(element: Any) -> None:
    """Let go of what was read, so that memory stays small."""
    element.clear()
    parent = element.getparent()
    if parent is not None and len(parent) > 200:
        del parent[:-1]


def _day_styles(parcel: Parcel) -> set[int]:
    """Numbers of cell styles that show a day."""
    root = parcel.root("xl/styles.xml")
    if root is None:
        return set()
    days = set(_DAYS)
    for form in root.iter("{*}numFmt"):
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", (form.get("formatCode") or "").lower())
        if re.search(r"[dy]", code) and (form.get("numFmtId") or "").isdigit():
            days.add(int(form.get("numFmtId")))
    cells = next(root.iter("{*}cellXfs"), None)
    found = enumerate(cells if cells is not None else ())
    return {n for n, xf in found if (xf.get("numFmtId") or "").isdigit() and int(xf.get("numFmtId")) in days}


def _fill(page: Page, parcel: Parcel, path: str, known: tuple[list[str], set[int], bool], left: int) -> int:
    """Read the cells of a sheet into *page*; how many more may come."""
    merged: list[str] = []
    line = 0
    for _, element in parcel.events(path, "row", "mergeCell"):
        if element.tag.endswith("}mergeCell"):
            merged.append(element.get("ref") or "")
            continue
        number = element.get("r") or ""
        line = int(number) if number.isdigit() and len(number) < 8 else line + 1
        row = _row(element, known)
        left -= max(len(row), 1)
        if left < 0 or len(merged) > 10_000:
            raise refused(parcel.name, "workbook_too_many_cells", limit=MOST_CELLS)
        if row:
            page.rows[line] = row
        _forget(element)
    budget = len(page.rows) * 4 + 10_000
    for reference in merged:
        budget = _spread(page, reference, budget)
    return left


def _row(element: Any, known: tuple[list[str], set[int], bool]) -> dict[int, Any]:
    row: dict[int, Any] = {}
    column = -1
    for cell in element:
        if not isinstance(cell.tag, str) or not cell.tag.endswith("}c"):
            continue
        match = _REFERENCE.match(cell.get("r") or "")
        column = _column(match[1]) if match else column + 1
        value = _value(cell, *known) if len(cell) else None
        if value is not None and value != "":
            row[column] = value
    return row


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Any, strings: list[str], days: set[int], early: bool) -> Any:
    kind, inside = cell.get("t") or "n", {e.tag.rpartition("}")[2]: e for e in cell if isinstance(e.tag, str)}
    formula, element = inside.get("f"), inside.get("v")
    if kind == "inlineStr":
        return _joined(inside["is"]) if "is" in inside else None
    text = element.text if element is not None else None
    if formula is not None and (text is None or text == ""):
        return "" if kind == "str" and element is not None else Formula((formula.text or "")[:80])
    if text is None:
        return None
    if kind == "s":
        return strings[int(text)] if text.isdigit() and len(text) < 10 and int(text) < len(strings) else None
    if kind == "b":
        return text.strip() == "1"
    if kind == "e":
        return Wrong(text)
    if kind == "d":
        return _iso(text)
    if kind == "str":
        return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    style = cell.get("s") or ""
    return _number(text, style.isdigit() and len(style) < 7 and int(style) in days, early)


def _iso(text: str) -> Any:
    try:
        return datetime.fromisoformat(text.rstrip("Z"))
    except ValueError:
        return text


def _number(text: str, day: bool, early: bool) -> Any:
    try:
        number: int | float = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else float(text)
    except ValueError:
        return text
    if number != number or number in (float("inf"), float("-inf")):
        return Wrong(text)
    if not day or not 0 < number < 2_900_000:
        return number
    moment = datetime(1904, 1, 1) if early else datetime(1899, 12, 30)
    moment += timedelta(days=float(number))
    return moment.date() if moment.time() == moment.min.time() else moment


def _spread(page: Page, reference: str, budget: int) -> int:
    """The value of merged cells stands in each of them, within the rows that are filled; what is left of *budget*."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", reference)
    if not match or budget <= 0:
        return budget
    left, top, right, bottom = _column(match[1]), int(match[2]), _column(match[3]), int(match[4])
    value = page.rows.get(top, {}).get(left)
    if value is None or left != right:
        return budget
    for line in range(top + 1, min(bottom, top + budget) + 1):
        if line in page.rows:
            page.rows[line].setdefault(left, value)
    return budget - (bottom - top)
