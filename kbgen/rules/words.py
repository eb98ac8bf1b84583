"""Words: one label for one thing, and no Latin letters hidden in Russian words.

«Cделка» with a Latin C looks right and is never found: its stem is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.model.text import Text
from kbgen.workspace import Workspace

_LATIN_TWINS = frozenset("aceopxykABCEHKMOPTXY")
_CYRILLIC_TWINS = frozenset("асеорхукАВСЕНКМОРТХУ")
_DECLINED = re.compile(r"[A-Z]{2,}[а-яё]+")
"""«SMSка», «CEOм»: an abbreviation with a Russian ending."""
_WORD = re.compile(r"[A-Za-zА-Яа-яЁёІі]+")
_HAS_BOTH = re.compile(r"[A-Za-z][А-Яа-яЁёІі]|[А-Яа-яЁёІі][A-Za-z]")


def twin_labels(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Fields of one entity that staff cannot tell apart by their labels."""
    for e, entity in enumerate(kb.spec.entities.entities):
        first: dict[str, str] = {}
        for f, field in enumerate(entity.fields):
            label = field.label.said(kb.language)
            if field.system or not label:
                continue
            other = first.setdefault(label.casefold(), field.id)
            if other != field.id:
                values = {"label": label, "field": field.id, "other": other}
                yield Problem(
                    "twin_label", kb.place("entities", "entities", e, "fields", f, "label"), values, "warning"
                )


def mixed_scripts(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Words in which a letter of the other alphabet stands for one that looks the same."""
    for key, text in _texts(kb):
        for offset, word, letter in mixed_words(text):
            yield _mixed(kb.place(*key), word, letter, offset)
    for guide in kb.guides:
        for number, line in enumerate(guide.body.split("\n"), guide.body_line):
            for offset, word, letter in mixed_words(line):
                yield _mixed(Place(guide.file, number, offset + 1), word, letter, offset)


def mixed_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset, word and the wrong letters of each word of *text* that mixes alphabets by mistake.

    «Cделка» with a Latin C is one; «PDFы» is none: D and F look like no Russian letter.
    """
    if text.isascii() or not _HAS_BOTH.search(text):
        return
    for match in _WORD.finditer(text):
        word = match[0]
        latin = {c for c in word if c.isascii()}
        cyrillic = set(word) - latin
        if latin and cyrillic and not _DECLINED.fullmatch(word):
            wrong = latin if latin <= _LATIN_TWINS else cyrillic if cyrillic <= _CYRILLIC_TWINS else set()
            if wrong:
                yield match.start(), word, "".join(sorted(wrong, key=word.index))


def _mixed(place: Place, word: str, letters: str, offset: int) -> Problem:
    code = "latin_letter" if letters.isascii() else "cyrillic_letter"
    return Problem(code, place, {"word": word[:60], "letters": ", ".join(letters), "offset": offset}, "warning")


def _texts(kb: KnowledgeBase) -> Iterator[tuple[PlaceKey, str]]:
    """Every wording of the client and the spec, with its key."""
    yield from _inside(kb.client, ("client",))
    for noun in fields(kb.spec):
        yield from _inside(getattr(kb.spec, noun.name), (noun.name,))
    for guide in kb.guides:
        yield ("guides", guide.id, "title"), guide.title
        yield ("guides", guide.id, "summary"), guide.summary


def _inside(value: Any, key: PlaceKey) -> Iterator[tuple[PlaceKey, str]]:
    if isinstance(value, Text):
        yield from ((key, text) for text in (value.plain, value.ru, value.en) if text)
    elif isinstance(value, str):
        yield key, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*key, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(item, (*key, name))
    elif is_dataclass(value):
        for attribute in fields(value):
            if inner := getattr(value, attribute.name):
                yield from _inside(inner, (*key, attribute.name))
