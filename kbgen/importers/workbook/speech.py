"""How one workbook speaks: its language, and what things are called in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.names import Names
from kbgen.language import Words

Cell = str | int | float | bool | date | None
"""What one cell holds; None where it is empty."""


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


def item_of(wanted: Shape) -> Shape:
    """What the members of a list or a mapping look like."""
    assert wanted.item is not None
    return wanted.item
