"""The customer's answer: a filled-in workbook becomes plain values of the spec again, or all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Problem
from kbgen.importers.workbook.assembly import assembled, once
from kbgen.importers.workbook.base import TITLE, Base, read_base
from kbgen.importers.workbook.cells import Page, read_pages
from kbgen.importers.workbook.identities import identities, older_names
from kbgen.importers.workbook.layout import roots, sheets
from kbgen.importers.workbook.nouns import checked
from kbgen.importers.workbook.parcel import open_parcel, refused
from kbgen.importers.workbook.reading import Line, Reading
from kbgen.importers.workbook.rows_read import values
from kbgen.importers.workbook.tables import spread_columns, tables, trim
from kbgen.model.text import Language


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
    base = _sound(read_base(next((list(p.texts()) for p in pages if p.title == TITLE), [])))
    language = base.language if base else _language(pages)
    if language is None:
        raise refused(parcel.name, "workbook_strange")
    reading = Reading(parcel, pages, base, language)
    _read(reading)
    if any(p.severity == "error" for p in reading.problems):
        raise ContentError(reading.in_order())
    return Answer(reading.trees, base, language, tuple(reading.in_order()))


def _sound(base: Base | None) -> Base | None:
    """*base* if it is what a spec can be; None where somebody wrote into it."""
    if base is None:
        return None
    trees, problems = checked({n: t for n, t in base.trees.items() if n in roots()}, {}, str)
    return None if problems else replace(base, trees=trees)


def _language(pages: list[Page]) -> Language | None:
    """The language most sheet titles are in; None where no title is known."""
    titles = {p.title.casefold() for p in pages}
    counts = {lang: sum(s.title.casefold() in titles for s in sheets(lang)) for lang in _LANGUAGES}
    best = max(_LANGUAGES, key=lambda lang: counts[lang])
    return best if counts[best] else None


_LANGUAGES: tuple[Language, Language] = ("ru", "en")


def _read(reading: Reading) -> None:
    """Tables, then ids and names, then values; at last the whole as nouns, so that problems get their cells."""
    found = tables(reading)
    for table in found:
        table.lines = [Line(n, cells) for n, cells in sorted(table.page.rows.items()) if n > table.top]
        trim(reading, table)
    order = sorted(found, key=lambda t: len(t.sheet.path))
    for table in order:
        identities(reading, table)
    older_names(reading)
    for table in order:
        spread_columns(reading, table)
        values(reading, table)
    reading.trees = assembled(reading, found)
    once(reading)
    if not any(p.severity == "error" for p in reading.problems):
        reading.trees, problems = checked(reading.trees, reading.spots, reading.named)
        reading.problems += [_in_words(p, reading) for p in problems]


def _in_words(problem: Problem, reading: Reading) -> Problem:
    """*problem* with the heading people see in place of the attribute's name."""
    key = str(problem.values.get("key", ""))
    heading = reading.speech.said.get(f"importers.attribute.{key}")
    return replace(problem, values={**problem.values, "key": f"«{heading}»"}) if heading else problem
