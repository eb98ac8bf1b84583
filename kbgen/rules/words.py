"""Words: no Latin letters hidden in Russian words, and no Russian ones in Latin words.

«Cделка» with a Latin C looks right and is never found: its stem is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kbgen.errors import Place, Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.rules.wording import texts
from kbgen.workspace import Workspace

_LATIN_TWINS = frozenset("aceopxykABCEHKMOPTXY")
_CYRILLIC_TWINS = frozenset("асеорхукАВСЕНКМОРТХУ")
_DECLINED = re.compile(r"[A-Z]{2,}[а-яё]+")
"""«SMSка», «CEOм»: an abbreviation with a Russian ending."""
_WORD = re.compile(r"[A-Za-zА-Яа-яЁёІі]+")
_HAS_BOTH = re.compile(r"[A-Za-z][А-Яа-яЁёІі]|[А-Яа-яЁёІі][A-Za-z]")


def mixed_scripts(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Words in which a letter of the other alphabet stands for one that looks the same."""
    for key, text in texts(kb):
        for offset, word, letter in mixed_words(text):
            yield _mixed(kb.place(*key), word, letter, offset)
    for guide in kb.guides:
        for number, offset, word, letter in _mixed_lines(guide.body):
            yield _mixed(Place(guide.file, guide.body_line + number, offset + 1), word, letter, offset)


@lru_cache(4096)  # a writer's preview asks again after every change of one guide
def _mixed_lines(body: str) -> tuple[tuple[int, int, str, str], ...]:
    """Number of the line, from 0, before what :func:`mixed_words` tells of it."""
    if body.isascii() or not _HAS_BOTH.search(body):
        return ()
    return tuple((number, *mixed) for number, line in enumerate(body.split("\n")) for mixed in mixed_words(line))


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
