"""Workbooks as customers and villains change them: cells are edited in the XML itself, as Excel would store them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from kbgen.importers.workbook.cells import read_pages
from kbgen.importers.workbook.parcel import open_parcel


class Edited:
    """A workbook whose cells and parts can be changed."""

    def __init__(self, content: bytes, folder: Path) -> None:
        self.path = folder / "answer.xlsx"
        self.path.write_bytes(content)
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.parts = {i.filename: book.read(i) for i in book.infolist()}
        self.pages = {page.title: page for page in read_pages(open_parcel(self.path))}
        """As they were at first."""
        self.names = re.findall(r'<sheet name="([^"]*)"', self.parts["xl/workbook.xml"].decode())

    def save(self) -> Path:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_STORED) as book:
            for name, content in self.parts.items():
                book.writestr(name, content)
        return self.path

    def part(self, title: str) -> str:
        return f"xl/worksheets/sheet{self.names.index(title) + 1}.xml"

    def change(self, part: str, edit: Callable[[str], str]) -> None:
        before = self.parts[part].decode()
        after = edit(before)
        assert after != before, part
        self.parts[part] = after.encode()

    def column(self, title: str, heading: str) -> str:
        from kbgen.importers.workbook.cells import column_name

        heads = self.pages[title].rows[1]
        return column_name(next(n for n, v in heads.items() if str(v).rstrip(" *") == heading))

    def put(self, title: str, row: int, values: Mapping[str, Any], attributes: str = "") -> None:
        """Put values (by heading) into a row, which is made where there is none."""
        for heading, value in values.items():
            self.cell(title, f"{self.column(title, heading)}{row}", value, attributes)

    def cell(self, title: str, at: str, value: Any, attributes: str = "") -> None:
        """One cell; a ``str`` starting with ``<`` is taken as the XML inside it."""
        row = re.sub("[A-Z]", "", at)
        if isinstance(value, str) and value.startswith("<"):
            cell = f'<c r="{at}" {attributes}>{value}</c>'
        elif isinstance(value, bool):
            cell = f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        elif isinstance(value, int | float):
            cell = f'<c r="{at}" {attributes}><v>{value}</v></c>'
        elif value is None:
            cell = ""
        else:
            cell = f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

        def edit(xml: str) -> str:
            cleared = re.sub(rf'<c r="{at}"[^>]*?(/>|>.*?</c>)', "", xml, flags=re.S)
            if re.search(rf'<row r="{row}"[^>]*/>', cleared):
                cleared = re.sub(rf'<row r="{row}"([^>]*)/>', rf'<row r="{row}"\1></row>', cleared)
            if not re.search(rf'<row r="{row}"', cleared):
                cleared = cleared.replace("</sheetData>", f'<row r="{row}"></row></sheetData>')
            return re.sub(
                rf'(<row r="{row}"[^>]*>)(.*?)(</row>)', lambda m: m[1] + m[2] + cell + m[3], cleared, flags=re.S
            )

        self.parts[self.part(title)] = edit(self.parts[self.part(title)].decode()).encode()

    def drop(self, title: str, row: int) -> None:
        row_xml = rf'<row r="{row}"(?:[^>]*/>|[^>]*[^/]>.*?</row>)'
        self.change(self.part(title), lambda xml: re.sub(row_xml, "", xml, count=1, flags=re.S))

    def row_of(self, title: str, heading: str, value: object) -> int:
        page = self.pages[title]
        at = next(n for n, v in page.rows[1].items() if str(v).rstrip(" *") == heading)
        return next(n for n, r in page.rows.items() if r.get(at) == value)
