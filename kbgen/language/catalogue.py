"""Catalogues: every generated word, one TOML file a room and language (``texts/<room>.<language>.toml``).

What stands behind ``_`` in a file name only keeps files apart: ``problems_video.ru.toml`` adds to ``problems``.

A text may hold blanks ``{name}`` and plurals ``{n:сделка|сделки|сделок}`` (Russian: 1, 2, 5; English: 1, other).
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from kbgen.errors import Problem
from kbgen.model.text import Language

_TEXTS = Path(__file__).parent / "texts"


def plural(number: int, forms: Sequence[str], language: Language) -> str:
    """The form of a noun that goes with *number* (CLDR plural rules for whole numbers).

    Russian takes three forms (день, дня, дней), English two (day, days).
    """
    n = abs(number)
    if language == "en" or len(forms) == 2:
        return forms[0] if n == 1 else forms[-1]
    if n % 10 == 1 and n % 100 != 11:
        return forms[0]
    return forms[1] if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else forms[2]


class _Blanks(string.Formatter):
    """``str.format`` with plurals, without attribute or index look-ups (values may be hostile)."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:  # noqa: ARG002
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return plural(int(value), format_spec.split("|"), self.language)
        return str(format(value, format_spec))


@dataclass(frozen=True)
class Words:
    """The catalogue of one language: ``words("wiki.entity.fields")``, ``words("cli.built", pages=12)``."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text at *key* with its blanks filled.

        Raises:
            KeyError: there is no such text, or a blank has no value; both are mistakes in the program.
        """
        return _Blanks(self.language).vformat(self.texts[key], (), values) if values else self.texts[key]

    def get(self, key: str, default: str = "") -> str:
        """The text at *key* as written, or *default*."""
        return self.texts.get(key, default)

    def under(self, prefix: str) -> dict[str, str]:
        """Texts whose keys begin with *prefix*, by the rest of the key; of no room but its own anything is read."""
        room, texts = prefix.partition(".")[0], self.texts
        known = texts.room(room) if isinstance(texts, _Texts) else texts
        return {key.removeprefix(prefix): text for key, text in known.items() if key.startswith(prefix)}


def _flat(prefix: str, table: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}"
        if isinstance(value, Mapping):
            flat.update(_flat(name, value))
        else:
            flat[name] = value.rstrip("\n")
    return flat


class _Texts(Mapping[str, str]):
    """Every text of a language by its key. A room's files are read when its first text is asked for."""

    def __init__(self, language: Language) -> None:
        self._files: dict[str, list[Any]] = {}
        for file in sorted(_TEXTS.iterdir(), key=lambda f: f.name):
            if file.name.endswith(f".{language}.toml"):
                room = file.name.split(".", 1)[0].split("_", 1)[0]  # problems_video.ru.toml adds to "problems"
                self._files.setdefault(room, []).append(file)
        self._read: dict[str, dict[str, str]] = {}

    def room(self, room: str) -> Mapping[str, str]:
        """The texts of one room by their whole keys."""
        if room not in self._read:
            texts: dict[str, str] = {}
            for file in self._files.get(room, ()):
                texts.update(_flat(room, tomllib.loads(file.read_text(encoding="utf-8"))))
            self._read[room] = texts
        return self._read[room]

    def __getitem__(self, key: str) -> str:
        return self.room(key.partition(".")[0])[key]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self.room, self._files))

    def __len__(self) -> int:
        return sum(len(self.room(room)) for room in self._files)


@cache
def words(language: Language) -> Words:
    """The catalogue of *language*."""
    return Words(language, _Texts(language))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A problem in words: what is wrong, and how to mend it (may be empty)."""

    where: str
    what: str
    hint: str


def say(problem: Problem, language: Language) -> Sentence:
    """*problem* in words of *language*, from ``problems.<code>.what`` and ``problems.<code>.hint``."""
    catalogue = words(language)
    values = {"place": str(problem.place), **problem.values}
    what = catalogue(f"problems.{problem.code}.what", **values)
    hint = catalogue.get(f"problems.{problem.code}.hint")
    return Sentence(str(problem.place), what, catalogue(f"problems.{problem.code}.hint", **values) if hint else "")
