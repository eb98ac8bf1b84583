"""What people meant by what they typed into a cell: wordings, lists, pairs, names of other things."""

from __future__ import annotations

import re
from typing import Any

from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.layout import Column
from kbgen.importers.workbook.speech import Cell, Speech, item_of
from kbgen.importers.workbook.typed import NotMeantError, read_leaf, typed_text


def meant(cell: Cell, foreign: Cell, column: Column, scope: str, speech: Speech) -> Any:
    """The plain value of a cell (for wordings with the cell of the other language); None where nothing was said.

    Raises:
        NotMeantError: it cannot be that.
    """
    wanted = item_of(column.shape) if column.spread else column.shape
    if wanted.kind == "text":
        return _wording(typed_text(cell, speech), typed_text(foreign, speech), speech)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if wanted.kind == "list" and foreign is not None:
            return _meant_list("", typed_text(foreign, speech), column, scope, speech)
        return None
    if wanted.kind == "list":
        return _meant_list(typed_text(cell, speech), typed_text(foreign, speech), column, scope, speech)
    if wanted.kind == "mapping":
        return _pairs(typed_text(cell, speech), column, scope, speech)
    return _leaf(cell, wanted, column, scope, speech)


def _wording(own: str, foreign: str, speech: Speech) -> Any:
    if own and foreign:
        return {speech.language: own, speech.foreign: foreign}
    return own or ({speech.foreign: foreign} if foreign else None)


def _meant_list(text: str, foreign: str, column: Column, scope: str, speech: Speech) -> list[Any]:
    item = item_of(column.shape)
    if item.kind == "text":
        own, other = text.split("\n") if text else [], foreign.split("\n") if foreign else []
        count = max(len(own), len(other))
        pairs = zip(own + [""] * (count - len(own)), other + [""] * (count - len(other)), strict=True)
        return [said for a, b in pairs if (said := _wording(a.strip(), b.strip(), speech)) is not None]
    if column.reference or item.kind == "word":
        parts = [p.strip() for p in re.split(r"[;\n]", text)]
    else:
        parts = [p.strip() for p in text.split("\n")]
    return [_leaf(part, item, column, scope, speech) for part in parts if part]


def _pairs(text: str, column: Column, scope: str, speech: Speech) -> dict[str, Any]:
    found: dict[str, Any] = {}
    item = item_of(column.shape)
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon or not value:
            raise NotMeantError("workbook_pair", line=line[:60])
        if item.kind == "mapping":
            id = speech.names.found(scope, key)
            if not id:
                raise _unknown(scope, key, speech)
            found[id] = dict(_level(part, speech) for part in value.split(";") if part.strip())
        else:
            found[_word_key(key, column, speech)] = _leaf(value, item, column, scope, speech)
    return found


def _word_key(said: str, column: Column, speech: Speech) -> str:
    """The key a line begins with: people see cases by name, the spec says ``accs``."""
    prefix = f"importers.word.{column.name}."
    ours = {v.casefold(): k.removeprefix(prefix) for k, v in speech.said.texts.items() if k.startswith(prefix)}
    return ours.get(said.casefold(), said)


def _level(part: str, speech: Speech) -> tuple[str, str]:
    operation, equals, level = (p.strip() for p in part.partition("="))
    words = {speech.word("ops", w).casefold(): w for w in ("all", "team", "own", "no")}
    if not equals or not operation or level.casefold() not in words:
        raise NotMeantError("workbook_pair", line=part.strip()[:60])
    return operation_named(operation, speech), words[level.casefold()]


def operation_named(said: str, speech: Speech) -> str:
    """The id of an operation people call *said*."""
    own = speech.names.found("operations", said)
    prefix = "importers.operation."
    usual = {v.casefold(): k.removeprefix(prefix) for k, v in speech.said.texts.items() if k.startswith(prefix)}
    return own or usual.get(said.casefold(), said)


def _leaf(cell: Cell, wanted: Shape, column: Column, scope: str, speech: Speech) -> Any:
    if column.reference:
        said = typed_text(cell, speech)
        id = speech.names.found(scope, said)
        if not id:
            raise _unknown(scope, said, speech)
        return id
    return read_leaf(cell, wanted, column, speech)


def _unknown(scope: str, said: str, speech: Speech) -> NotMeantError:
    near = speech.names.near(scope, said)
    return NotMeantError("workbook_reference_near" if near else "workbook_reference", word=said[:60], near=near)
