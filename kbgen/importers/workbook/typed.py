"""Single values as people type them: words, flags, numbers, days, texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kbgen.importers.shapes import Shape
from kbgen.importers.text_files import without_controls
from kbgen.importers.workbook.layout import Column
from kbgen.importers.workbook.speech import Cell, Speech
from kbgen.language.nearness import nearest


class NotMeantError(Exception):
    """A cell cannot be understood: problem code and values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def read_leaf(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> Any:
    """The plain value of a single cell that is not empty.

    Raises:
        NotMeantError: it cannot be that.
    """
    return _READERS[wanted.kind](cell, wanted, column, speech)


def typed_text(cell: Cell, speech: Speech) -> str:
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


def _word(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> str:
    said = typed_text(cell, speech)
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
    said = typed_text(cell, speech).casefold()
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
        raise NotMeantError("workbook_number", word=typed_text(cell, speech)[:60])
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
    said = typed_text(cell, speech)
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
    return cell if isinstance(cell, bool | int | float) else typed_text(cell, speech)


def _string(cell: Cell, wanted: Shape, column: Column, speech: Speech) -> str:  # noqa: ARG001
    return typed_text(cell, speech)


_READERS: Mapping[str, Callable[[Cell, Shape, Column, Speech], Any]] = {
    "text": _string, "word": _word, "bool": _flag, "int": _number, "float": _number, "date": _day,
    "scalar": _scalar, "str": _string,
}  # fmt: skip
