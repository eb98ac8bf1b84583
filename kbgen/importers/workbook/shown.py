"""Values in cells: how a plain value is shown to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kbgen.importers.shapes import Shape
from kbgen.importers.text_files import without_controls
from kbgen.importers.workbook.layout import Column
from kbgen.importers.workbook.speech import Cell, Speech, item_of

LONGEST = 32_767
"""Characters Excel takes in a cell; those beyond the basic plane count twice."""


def shown(value: Any, column: Column, scope: str, speech: Speech) -> Cell:
    """The cell of *column* for a plain *value* of its attribute (None where it is not said)."""
    if value is None:
        return None
    if column.spread:
        value = value.get(column.spread)
        return None if value is None else _shown_leaf(value, item_of(column.shape), column, scope, speech)
    kind = column.shape.kind
    if kind == "text":
        return _clean(_one_language(value, column.other, speech))
    if kind == "list":
        return _shown_list(value, column, scope, speech)
    if kind == "mapping":
        return _clean("\n".join(_lines(value, column, scope, speech)))
    return _shown_leaf(value, column.shape, column, scope, speech)


def _shown_leaf(value: Any, wanted: Shape, column: Column, scope: str, speech: Speech) -> Cell:
    if column.reference and isinstance(value, str):
        return _clean(speech.names.shown(scope, value))
    if wanted.kind == "word":
        return speech.word(column.name, str(value))
    if wanted.kind == "bool":
        return speech.said("importers.word.yes" if value else "importers.word.no")
    if wanted.kind == "date":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return str(value)
        return day if day.year > 1900 else str(value)  # Excel's calendar begins in 1900, with a wrong leap year
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if float(f"{value:.15g}") == value and abs(value) < 1e15 else repr(value)
    return None


def _shown_list(value: Any, column: Column, scope: str, speech: Speech) -> Cell:
    item = item_of(column.shape)
    if item.kind == "text":
        return _clean("\n".join(_one_language(v, column.other, speech) or "" for v in value).rstrip("\n"))
    shown = [_shown_leaf(v, item, column, scope, speech) for v in value]
    between = "; " if column.reference or item.kind == "word" else "\n"
    return _clean(between.join(str(s) for s in shown))


def _lines(value: Mapping[str, Any], column: Column, scope: str, speech: Speech) -> list[str]:
    """A mapping as lines: ``Сумма: изменение = нет; просмотр = свои``, or ``accs: сделку``."""
    lines = []
    item = item_of(column.shape)
    for key, inner in value.items():
        if item.kind == "text":
            lines.append(f"{speech.word(column.name, key)}: {_one_language(inner, False, speech)}")
        elif isinstance(inner, dict):
            levels = "; ".join(f"{speech.operation(op)} = {speech.word('ops', str(v))}" for op, v in inner.items())
            lines.append(f"{speech.names.shown(scope, key)}: {levels}")
        else:
            lines.append(f"{speech.word(column.name, key)}: {inner}")
    return lines


def _one_language(value: Any, other: bool, speech: Speech) -> str:
    if isinstance(value, str):
        return "" if other else value
    if other:
        return str(value.get(speech.foreign, ""))
    return str(value.get(speech.language) or value.get("plain", ""))


def _clean(text: str) -> str | None:
    """*text* as a cell can hold it."""
    clean = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    wide = sum(c > "\uffff" for c in clean)
    return (clean if len(clean) + wide <= LONGEST else clean[: LONGEST - 1 - wide] + "…") or None
