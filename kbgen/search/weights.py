"""How much a word says about a record: the whole number 1–255 the ranking works with.

BM25F's saturated, length-normalized frequency over title, heading, keywords and text (Robertson, Zaragoza:
"The Probabilistic Relevance Framework", 2009, §3.5) with fixed average lengths, so that a record's weights never
depend on other pages. Each field is saturated by itself as well: a table that repeats a word forty times does not
outweigh a page called so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kbgen.search.analysis import forms, lemma, written
from kbgen.search.records import PageRecords, Record
from kbgen.search.tables import STOP

_K1 = 6.0
"""High, so that a word in the title and many in the text stay apart: at the customary 1.2 both are nearly 255."""
# field: boost, influence of length (b), average length in words, most that repeating a word can give
_TITLE = (6.0, 0.5, 6.0, 20.0)
_HEADING = (2.5, 0.5, 4.0, 12.0)
_KEYWORDS = (3.0, 0.7, 6.0, 6.0)
_TEXT = (1.0, 0.6, 60.0, 3.0)

_WORTH = {"index": 0.6, "start": 0.5, "category": 0.4, "coverage": 0.4, "changes": 0.5, "acceptance": 0.7}
"""Kinds of pages that name much and answer little: of two pages with the same words the other one comes first."""


class Lemmas:
    """Form → lemma, remembered: asking pymorphy3 takes most of the time of indexing."""

    def __init__(self, remembered: Callable[[str], str | None] = lambda _: None) -> None:
        """*remembered*: the lemma of a form that some earlier build worked out; None where none did."""
        self._remembered = remembered
        self.known: dict[str, str] = {}
        self.pairs = _Pairs(self)
        self.of_token = _OfToken(self.pairs)

    def __call__(self, form: str) -> str:
        found = self.known.get(form)
        if found is None:
            found = self.known[form] = self._remembered(form) or lemma(form)
        return found


class _Pairs(dict[str, tuple[tuple[str, str], ...]]):
    """Token → (form, lemma) of everything it stands for, without words that carry no meaning."""

    def __init__(self, lemmas: Lemmas) -> None:
        self._lemmas = lemmas

    def __missing__(self, token: str) -> tuple[tuple[str, str], ...]:
        found = self[token] = tuple((form, self._lemmas(form)) for form in forms(token) if form not in STOP)
        return found


class _OfToken(dict[str, tuple[str, ...]]):
    """Token → the lemmas of everything it stands for, without words that carry no meaning."""

    def __init__(self, pairs: _Pairs) -> None:
        self._pairs = pairs

    def __missing__(self, token: str) -> tuple[str, ...]:
        found = self[token] = tuple(lemma for _, lemma in self._pairs[token])
        return found


class _Worths(dict[int, float]):
    """How often a word stands in a field → what that is worth there."""

    def __init__(self, field: tuple[float, float, float, float], words: int) -> None:
        boost, b, average, most = field
        self._norm = boost / (1 - b + b * words / average)
        self._most, self._together = most, most + boost

    def __missing__(self, times: int) -> float:
        worth = self._norm * times
        found = self[times] = worth * self._together / (worth + self._most)
        return found


class _Weights(dict[int, int]):
    """How often a word stands in the text and nowhere else of a record → its weight."""

    def __init__(self, worths: _Worths, highest: float) -> None:
        self._worths, self._highest = worths, highest

    def __missing__(self, times: int) -> int:
        found = self[times] = weight(self._worths[times], self._highest)
        return found


def weight(worth: float, highest: float) -> int:
    """The whole number 1–255 for what a word is worth in all fields together."""
    return max(1, round(highest * worth / (worth + _K1)))


def weights(record: Record, page: PageRecords, lemmas: Lemmas, is_head: bool, seen: set[str]) -> dict[str, int]:
    """Term → 1–255 for one record; its words are added to *seen*."""
    highest = 255 * _WORTH.get(page.kind, 1.0)
    counts, words = _counted(record.text, lemmas, seen)
    worths = _Worths(_TEXT, words)
    known = _Weights(worths, highest)
    found = {word: known[times] for word, times in counts.items()}
    parts = [(record.heading, _TITLE if is_head else _HEADING)]
    if is_head and page.keywords:
        parts.append((page.keywords, _KEYWORDS))
    more: dict[str, float] = {}
    for text, field in parts:
        named, words = _counted(text, lemmas, seen)
        own = _Worths(field, words)
        for word, times in named.items():
            more[word] = more.get(word, 0.0) + own[times]
    for word, worth in more.items():
        found[word] = weight(worth + (worths[counts[word]] if word in counts else 0.0), highest)
    return found


def _counted(text: str, lemmas: Lemmas, seen: set[str]) -> tuple[dict[str, int], int]:
    """Lemma → how often it stands in *text*, and how many words there are."""
    tokens = Counter(written(text))
    seen.update(tokens)
    counts: dict[str, int] = {}
    words = 0
    of_token = lemmas.of_token
    for token, times in tokens.items():
        for word in of_token[token]:
            counts[word] = counts.get(word, 0) + times
            words += times
    return counts, words
