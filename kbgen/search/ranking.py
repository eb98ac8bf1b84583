"""Order of the answers: pages by what their sections say of each word of the query.

Whole numbers only, so that the browser's copy of this arithmetic gives the same order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from kbgen.search import tables
from kbgen.search.query import Reading, Term

Postings = Callable[[str], Mapping[int, int]]
"""Lemma → record number → weight 1–255."""
Numbers = NDArray[np.int64]


class Listed(NamedTuple):
    """A posting list: records, rising, and their weights."""

    records: Numbers
    weights: Numbers


class Found(NamedTuple):
    """A page that answers."""

    page: int
    score: int
    record: int
    """Its best section."""
    whole: bool = True
    """The page has every word of the query."""


@dataclass(frozen=True, slots=True)
class Ranking(Sequence[Found]):
    """Pages in order of worth, equal ones in the order of the site. Each is made when it is looked at: a common word
    is on thousands of pages, and ten are shown."""

    pages: Numbers
    scores: Numbers
    records: Numbers
    whole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pages)

    @overload
    def __getitem__(self, at: int) -> Found: ...
    @overload
    def __getitem__(self, at: slice) -> list[Found]: ...
    def __getitem__(self, at: int | slice) -> Found | list[Found]:
        if isinstance(at, slice):
            return list(Ranking(self.pages[at], self.scores[at], self.records[at], self.whole[at]))
        return Found(int(self.pages[at]), int(self.scores[at]), int(self.records[at]), bool(self.whole[at]))

    def __iter__(self) -> Iterator[Found]:
        parts = (self.pages.tolist(), self.scores.tolist(), self.records.tolist(), self.whole.tolist())
        return map(Found, *parts)


def listed(posting: Mapping[int, int]) -> Listed:
    """*posting* as two rows of numbers."""
    records = np.fromiter(posting.keys(), np.int64, len(posting))
    weights = np.fromiter(posting.values(), np.int64, len(posting))
    order = np.argsort(records, kind="stable")
    return Listed(records[order], weights[order])


def rarity(frequency: int, records: int) -> int:
    """Inverse document frequency of BM25 in thousandths, never negative; equal for all rare words."""
    frequency = max(frequency, records // tables.RARE)
    return math.floor(1000 * math.log(1 + (records - frequency + 0.5) / (frequency + 0.5)) + 0.5)


def rank(reading: Reading, postings: Callable[[str], Listed], starts: Numbers, records: int) -> tuple[Ranking, Numbers]:
    """The pages that answer, and the worth of every record (0: it has no word of the query).

    A page gets, for each word, its best section's worth; then more where one section has many of the words;
    all of it less where words of the query (by rarity) are not on the page at all. *starts*: the first record of each
    page, rising: no page is without records.
    """
    sums, has = np.zeros(records, np.int64), np.zeros(records, np.bool_)
    apart, covered = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    total = 0
    for word in reading.words if records else ():
        worth, frequency = _worth(word.terms, postings, records)
        rare = rarity(min(frequency, records), records)
        has |= worth > 0
        worth *= rare
        best = np.maximum.reduceat(worth, starts)
        sums += worth
        apart += best
        covered += np.where(best > 0, rare, 0)
        total += rare
    return _ranking(_tops(sums, has, starts), apart, covered, total), sums


def _worth(terms: Mapping[Term, int], postings: Callable[[str], Listed], records: int) -> tuple[Numbers, int]:
    """Best weight of any term in each record; and how many records have the word or a full match of it."""
    worth = np.zeros(records, np.int64)
    frequency = 0
    for term, weight in terms.items():
        found = postings(term[0]) if len(term) == 1 else _together(term, postings)
        if weight >= tables.SAME_STEM:
            frequency += len(found.records)
        worth[found.records] = np.maximum(worth[found.records], found.weights * weight)
    return worth, frequency


def _together(term: Term, postings: Callable[[str], Listed]) -> Listed:
    """Records that have all lemmas of *term*, with the smallest weight."""
    found = postings(term[0])
    for lemma in term[1:]:
        other = postings(lemma)
        both, mine, its = np.intersect1d(found.records, other.records, assume_unique=True, return_indices=True)
        found = Listed(both, np.minimum(found.weights[mine], other.weights[its]))
    return found


_RECORDS = 1 << 24
"""More records than there will ever be; times the greatest worth it is still below 2⁶³."""


def _tops(sums: Numbers, has: NDArray[np.bool_], starts: Numbers) -> Numbers:
    """For each page the worth of its best record and, below it, which: one number, so that the greatest is the best
    and first. Negative where no record answers."""
    if not len(sums):
        return sums
    backwards = np.arange(_RECORDS - 1, _RECORDS - 1 - len(sums), -1)
    return np.maximum.reduceat(np.where(has, sums * _RECORDS + backwards, -1), starts)


def _ranking(tops: Numbers, apart: Numbers, covered: Numbers, total: int) -> Ranking:
    pages = np.flatnonzero(tops >= 0)
    tops, apart, covered = tops[pages], apart[pages], covered[pages]
    worth = apart + (tops // _RECORDS) * tables.BEST_RECORD // 100
    share = tables.COVERED + (1000 - tables.COVERED) * covered // max(1, total)
    scores = worth * share // 1000
    order = np.argsort(-scores, kind="stable")
    best = _RECORDS - 1 - tops % _RECORDS
    return Ranking(pages[order], scores[order], best[order], (covered == max(1, total))[order])
