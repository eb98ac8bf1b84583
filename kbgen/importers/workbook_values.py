"""Values in cells: how a plain value is shown to people, and what they meant by what they typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kbgen.importers.shapes import Shape
from kbgen.importers.text_files import without_controls
from kbgen.importers.workbook_layout import Column
from kbgen.importers.workbook_names import Names
from kbgen.language import Words
from kbgen.language.nearness import nearest

LONGEST = 32_767
"""Characters Excel takes in a cell; those beyond the basic plane count twice."""

Cell = str | int | float | bool | date | None
"""What one cell holds; None where it is empty."""


class NotMeantError(Exception):
    """A cell cannot be understood: problem code and values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Speech:
    """How values are said in one workbook."""

    said: Words
    names: Names

    @property
    def language(self) -> str:
        """The client's language."""
        return self.said.language

    @property
    def foreign(self) -> str:
        """The other language."""
        return "en" if self.said.language == "ru" else "ru"

    def word(self, key: str, word: str) -> str:
        """A word of the model in the client's language."""
        return self.said.get(f"importers.word.{key}.{word}") or self.said.get(f"importers.word.{word}") or word

    def operation(self, id: str) -> str:
        """The name of an operation: as the spec names it, else the usual one."""
        own = self.names.shown("operations", id)
        return own if own != id else self.said.get(f"importers.operation.{id}") or id


def shown(value: Any, column: Column, scope: str, speech: Speech) -> Cell:
    """The cell of *column* for a plain *value* of its attribute (None where it is not said)."""
    if value is None:
        return None
    if column.spread:
        value = value.get(column.spread)
        return None if value is None else _shown_leaf(value, _item(column.shape), column, scope, speech)
    kind = column.shape.kind
    if kind == "text":
        return _clean(_one_language(value, column.other, speech))
    if kind == "list":
        return _shown_list(value, column, scope, speech)
    if kind == "mapping":
        return _clean("\n".join(_lines(value, column, scope, speech)))
    return _shown_leaf(value, column.shape, column, scope, speech)


def _item(wanted: Shape) -> Shape:
    assert wanted.item is not None
    return wanted.item


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
    item = _item(column.shape)
    if item.kind == "text":
        return _clean("\n".join(_one_language(v, column.other, speech) or "" for v in value).rstrip("\n"))
    shown = [_shown_leaf(v, item, column, scope, speech) for v in value]
    between = "; " if column.reference or item.kind == "word" else "\n"
    return _clean(between.join(str(s) for s in shown))


def _lines(value: Mapping[str, Any], column: Column, scope: str, speech: Speech) -> list[str]:
    """A mapping as lines: ``Сумма: изменение = нет; просмотр = свои``, or ``accs: сделку``."""
    lines = []
    item = _item(column.shape)
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


def meant(cell: Cell, foreign: Cell, column: Column, scope: str, speech: Speech) -> Any:
    """The plain value of a cell (for wordings with the cell of the other language); None where nothing was said.

    Raises:
        NotMeantError: it cannot be that.
    """
    wanted = _item(column.shape) if column.spread else column.shape
    if wanted.kind == "text":
        return _wording(_text(cell, speech), _text(foreign, speech), speech)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if wanted.kind == "list" and foreign is not None:
            return _meant_list("", _text(foreign, speech), column, scope, speech)
        return None
    if wanted.kind == "list":
        return _meant_list(_text(cell, speech), _text(foreign, speech), column, scope, speech)
    if wanted.kind == "mapping":
        return _pairs(_text(cell, speech), column, scope, speech)
    return _leaf(cell, wanted, column, scope, speech)


def _wording(own: str, foreign: str, speech: Speech) -> Any:
    if own and foreign:
        return {speech.language: own, speech.foreign: foreign}
    return own or ({speech.foreign: foreign} if foreign else None)


def _text(cell: Cell, speech: Speech) -> str:
    """What was typed, as text: numbers and days that Excel recognised come back as people write them."""
    if isinstance(cell, bool):
        return speech.said("importers.word.yes" if cell else "importers.word.no")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}" if speech.language == "ru" else cell.isoformat()
    text = "" if cell is None else without_controls(str(cell))
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _meant_list(text: str, foreign: str, column: Column, scope: str, speech: Speech) -> list[Any]:
    item = _item(column.shape)
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
    item = _item(column.shape)
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
        said = _text(cell, speech)
        id = speech.names.found(scope, said)
        if not id:
            raise _unknown(scope, said, speech)
        return id
    return _READERS[wanted.kind](cell, wanted, column, speech)


def _unknown(scope: str, said: str, speech: Speech) -> NotMeantError:
    near = speech.names.near(scope, said)
    return NotMeantError("workbook_reference_near" if near else "workbook_reference", word=said[:60], near=near)


def _word(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> str:
    said = _text(cell, speech)
    key = "ops" if column.spread else column.name
    by_name = {speech.word(key, w).casefold(): w for w in wanted.words} | {w: w for w in wanted.words}
    if said.casefold() in by_name:
        return by_name[said.casefold()]
    known = [speech.word(key, w) for w in wanted.words]
    near = nearest(said, known)
    code = "workbook_word_near" if near else "workbook_word"
    raise NotMeantError(code, word=said[:60], near=near, known=", ".join(known))


def _flag(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> bool:  # noqa: ARG001
    if isinstance(cell, bool):
        return cell
    said = _text(cell, speech).casefold()
    if said in ("да", "yes", "true", "истина", "1", "+", "✓", "x", "х"):
        return True
    if said in ("нет", "no", "false", "ложь", "0", "-", "—"):
        return False
    raise NotMeantError("workbook_flag", word=said[:60])


def _number(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> int | float:  # noqa: ARG001
    value: Any = cell
    if isinstance(cell, str):
        text = re.sub(r"[\s\u00a0\u202f]", "", cell).replace(",", ".").replace("−", "-")
        if not re.fullmatch(r"[-+]?[0-9]{1,17}(\.[0-9]{1,18})?", text):
            raise NotMeantError("workbook_number", word=cell[:60])
        value = float(text) if "." in text else int(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotMeantError("workbook_number", word=_text(cell, speech)[:60])
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e17:
        value = int(value)
    if wanted.kind == "int" and not isinstance(value, int):
        raise NotMeantError("workbook_whole", word=str(cell)[:60])
    found: int | float = value
    return found


def _day(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> str:  # noqa: ARG001
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20_000 < cell < 80_000:
        return (date(1899, 12, 30) + timedelta(days=int(cell))).isoformat()  # a day whose format was lost
    said = _text(cell, speech)
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"):
        try:
            return datetime.strptime(said, form).date().isoformat()
        except ValueError:
            continue
    raise NotMeantError("workbook_date", word=said[:60])


def _scalar(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> Any:  # noqa: ARG001
    """A value of the CRM: typed as it is; a text stays a text though it looks like a number."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e17:
        return int(cell)
    return cell if isinstance(cell, bool | int | float) else _text(cell, speech)


def _string(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> str:  # noqa: ARG001
    return _text(cell, speech)


_READERS: Mapping[str, Callable[[Cell, Shape, Column, Speech], Any]] = {
    "text": _string, "word": _word, "bool": _flag, "int": _number, "float": _number, "date": _day,
    "scalar": _scalar, "str": _string,
}  # fmt: skip
