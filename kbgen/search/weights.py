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

_K1 = 1.2
# field: boost, influence of length (b), average length in words, most that repeating a word can give
_TITLE = (6.0, 0.5, 6.0, 20.0)
_HEADING = (4.0, 0.5, 4.0, 12.0)
_KEYWORDS = (3.0, 0.7, 6.0, 6.0)
_TEXT = (1.0, 0.6, 90.0, 3.0)

_WORTH = {"index": 0.6, "start": 0.5, "category": 0.4, "coverage": 0.4, "changes": 0.5, "acceptance": 0.7}
"""Kinds of pages that name much and answer little: of two pages with the same words the other one comes first."""


class Lemmas:
    """Form → lemma, remembered: asking pymorphy3 takes most of the time of indexing."""

    def __init__(self, remembered: Callable[[str], str | None] = lambda _: None) -> None:
        """*remembered*: the lemma of a form that some earlier build worked out; None where none did."""
        self._remembered = remembered
        self.known: dict[str, str] = {}
        self._of_tokens: dict[str, tuple[tuple[str, str], ...]] = {}

    def __call__(self, form: str) -> str:
        found = self.known.get(form)
        if found is None:
            found = self.known[form] = self._remembered(form) or lemma(form)
        return found

    def of_token(self, token: str) -> tuple[tuple[str, str], ...]:
        """(form, lemma) of everything a token stands for, without words that carry no meaning."""
        found = self._of_tokens.get(token)
        if found is None:
            found = self._of_tokens[token] = tuple((form, self(form)) for form in forms(token) if form not in STOP)
        return found


def weights(
    record: Record, page: PageRecords, lemmas: Lemmas, is_head: bool, seen: set[tuple[str, str]]
) -> dict[str, int]:
    """Term → 1–255 for one record; the (form, lemma) of its words are added to *seen*."""
    frequencies: dict[str, float] = {}
    parts = [(record.heading, _TITLE if is_head else _HEADING), (record.text, _TEXT)]
    if is_head:
        parts.append((page.keywords, _KEYWORDS))
    for text, (boost, b, average, most) in parts:
        counts, words = _counted(text, lemmas, seen)
        norm = boost / (1 - b + b * words / average)
        for word, times in counts.items():
            worth = norm * times
            frequencies[word] = frequencies.get(word, 0.0) + worth * (most + boost) / (worth + most)
    most_of_all = 255 * _WORTH.get(page.kind, 1.0)
    return {word: max(1, round(most_of_all * f / (f + _K1))) for word, f in frequencies.items()}


def _counted(text: str, lemmas: Lemmas, seen: set[tuple[str, str]]) -> tuple[dict[str, int], int]:
    """Lemma → how often it stands in *text*, and how many words there are."""
    counts: dict[str, int] = {}
    words = 0
    for token, times in Counter(written(text)).items():
        for pair in lemmas.of_token(token):
            seen.add(pair)
            counts[pair[1]] = counts.get(pair[1], 0) + times
            words += times
    return counts, words
