"""The part of a section an answer shows: around the words that were found, in the text's own form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from kbgen.search.analysis import tokens
from kbgen.search.known import Lexicon

FRAGMENT = 220
"""Characters of a fragment."""
_BEFORE = 80
"""Characters of a fragment before its first found word at most."""
_SENTENCE = re.compile(r"\n|[.!?] ")


class _Wanted(dict[str, str]):
    """Token → the wanted lemma it belongs to; empty where it belongs to none. Remembered: texts repeat their words."""

    def __init__(self, wanted: set[str], lexicon: Lexicon) -> None:
        self._wanted = wanted
        self._of_tokens = lexicon.of_tokens

    def __missing__(self, token: str) -> str:
        found = self[token] = next((lemma for lemma in self._of_tokens[token] if lemma in self._wanted), "")
        return found


class Excerpts:
    """Parts of texts around the words of one query."""

    def __init__(self, wanted: set[str], lexicon: Lexicon) -> None:
        self._wanted = _Wanted(wanted, lexicon)

    def of(self, text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The part of *text* with the most different wanted words, and the places of the words in it."""
        wanted = self._wanted
        places = [(m.start(), m.end(), lemma) for m in tokens(text) if (lemma := wanted[m[0]])]
        start = _opening(text, _best_start(places))
        end = min(len(text), start + FRAGMENT)
        if end < len(text):
            end = text.rfind(" ", start, end) if " " in text[start:end] else end
        marks = tuple((a - start, b - start) for a, b, _ in places if a >= start and b <= end)
        return text[start:end], marks


def _best_start(places: Sequence[tuple[int, int, str]]) -> int:
    best, most = 0, 0
    for number, (begin, _, _) in enumerate(places):
        last = begin + FRAGMENT - _BEFORE
        different: set[str] = set()
        for _, end, lemma in islice(places, number, None):
            if end > last:
                break
            different.add(lemma)
        if len(different) > most:
            best, most = begin, len(different)
    return best


def _opening(text: str, at: int) -> int:
    """Where to begin a fragment that is to show *at*: at the sentence, the line or some word before it."""
    start = max(0, at - _BEFORE)
    ends = [m.end() for m in _SENTENCE.finditer(text, start, at)]
    if ends or not start:
        return ends[-1] if ends else 0
    space = text.find(" ", at - _BEFORE // 2, at)
    return space + 1 if space >= 0 else at
