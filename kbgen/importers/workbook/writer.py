"""The workbook customers fill in, as bytes. The only door to XlsxWriter, with what it needs beside it."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from kbgen.importers.workbook.base import TITLE, Base, base_rows
from kbgen.importers.workbook.front import general_page, readme_page
from kbgen.importers.workbook.layout import roots, sheets
from kbgen.importers.workbook.names import names_of
from kbgen.importers.workbook.pages import Writer
from kbgen.importers.workbook.rows import Trees, rows
from kbgen.importers.workbook.speech import Speech
from kbgen.language import words
from kbgen.model.clients import Client
from kbgen.model.kb import Spec
from kbgen.model.plain import plain
from kbgen.model.text import Language


def workbook(trees: Trees, client_id: str, language: Language) -> bytes:
    """The ``.xlsx`` of everything in plain *trees* (noun, ``client`` too → values); equal input gives equal bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    speech = Speech(words(language), names_of(trees, language))
    book.set_properties({
        "title": speech.said("importers.workbook.title", client=speech.names.shown("clients", client_id)),
        "author": "kbgen", "created": datetime(2000, 1, 1),
    })  # fmt: skip
    _fill(Writer(book, trees, speech), client_id)
    book.close()
    return target.getvalue()


def workbook_trees(client: Client, spec: Spec) -> dict[str, Any]:
    """Plain trees of what a workbook holds: everything that says something, without signatures."""
    nouns = {name: client if name == "client" else getattr(spec, name) for name in roots()}
    return {name: tree for name, noun in nouns.items() if noun is not None and (tree := plain(noun))}


def _fill(writer: Writer, client_id: str) -> None:
    """Every sheet: the read-me first, hidden ones last."""
    language = writer.speech.said.language
    readme = writer.book.add_worksheet(writer.speech.said("importers.workbook.readme.sheet"))
    about = writer.book.add_worksheet(writer.speech.said("importers.workbook.general"))
    found = [(sheet, rows(sheet, writer.trees)) for sheet in sheets(language)]
    pages = [writer.book.add_worksheet(sheet.title) for sheet, _ in found]
    source = writer.book.add_worksheet("_lists")
    source.very_hidden()
    general_page(writer, about)
    for page, (sheet, items) in zip(pages, found, strict=True):
        writer.sheet(page, sheet, items)
    readme_page(writer, readme, [(sheet, sum(not row.empty for row in items)) for sheet, items in found])
    for number, values in enumerate(writer.lists):
        for line, value in enumerate(values):
            source.write_string(line, number, value)
    _base_sheet(writer, Base(client_id, language, writer.trees))
    readme.activate()


def _base_sheet(writer: Writer, base: Base) -> None:
    """The hidden sheet of the exported state."""
    page = writer.book.add_worksheet(TITLE)
    page.very_hidden()
    for line, row in enumerate(base_rows(base)):
        for number, piece in enumerate(row):
            page.write_string(line, number, piece)
