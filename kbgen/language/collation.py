"""Order of the alphabet: Ё right after Е, letters before signs, upper and lower case alike."""

from __future__ import annotations

import unicodedata

_LETTERS = {letter: index for index, letter in enumerate("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")}


def sort_key(text: str) -> tuple[tuple[int, int], ...]:
    """A key for ``sorted`` that puts Cyrillic in its own order, after digits and Latin.

    Letters typed as two signs (е and two dots) count as the one letter they show.
    """
    letters = unicodedata.normalize("NFC", text).casefold()
    return tuple((1, _LETTERS[c]) if c in _LETTERS else (0, ord(c)) for c in letters)
