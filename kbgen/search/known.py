"""Every word an index knows, as the query rules ask for it."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kbgen.search import tables
from kbgen.search.analysis import forms

_MOST_REMEMBERED = 100_000
Alternatives = Mapping[str, Sequence[Sequence[str]]]
"""Lemmas joined by spaces → other ways to say it, each a sequence of lemmas."""


@dataclass(frozen=True)
class Lexicon:
    """Every word the index knows."""

    lemmas: Mapping[str, str]
    """Folded form → lemma; holds forms of synonyms too, which stand on no page."""
    frequencies: Mapping[str, int]
    """Lemma → number of records."""
    families: Mapping[str, Sequence[str]]
    synonyms: Alternatives
    spelled: Sequence[str]
    """Forms a typo may have been made from: plain words that stand on pages, in order."""
    records: int

    @cached_property
    def words(self) -> list[str]:
        """All forms in order of code points."""
        return sorted(self.lemmas)

    def frequency(self, form: str) -> int:
        """In how many records the lemma of *form* stands."""
        return self.frequencies.get(self.lemmas.get(form, ""), 0)

    def beginning(self, prefix: str) -> list[str]:
        """Forms that begin with *prefix*, at most the first :data:`tables.PREFIX_SCAN`."""
        start = bisect_left(self.words, prefix)
        end = bisect_left(self.words, prefix + chr(sys.maxunicode), start)
        return self.words[start : min(end, start + tables.PREFIX_SCAN)]

    @cached_property
    def of_tokens(self) -> _OfTokens:
        """Token of a text → its lemmas, remembered: the same few thousand words fill all texts."""
        return _OfTokens(self.lemmas)


class _OfTokens(dict[str, tuple[str, ...]]):
    """Token → lemmas of everything it stands for, as far as the index knows it."""

    def __init__(self, lemmas: Mapping[str, str]) -> None:
        self._lemmas = lemmas

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        found = self[token] = tuple(self._lemmas[form] for form in forms(token) if form in self._lemmas)
        return found
