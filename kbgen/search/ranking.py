"""Order of the answers: pages by what their sections say of each word of the query.

Whole numbers only, so that the browser's copy of this arithmetic gives the same order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kbgen.search import tables
from kbgen.search.query import Reading, Term

Postings = Callable[[str], Mapping[int, int]]
"""Lemma → record number → weight 1–255."""


class Found(NamedTuple):
    """A page that answers."""

    page: int
    score: int
    record: int
    """Its best section."""
    whole: bool = True
    """The page has every word of the query."""


def rarity(frequency: int, records: int) -> int:
    """Inverse document frequency of BM25 in thousandths, never negative; equal for all rare words."""
    frequency = max(frequency, records // tables.RARE)
    return math.floor(1000 * math.log(1 + (records - frequency + 0.5) / (frequency + 0.5)) + 0.5)


def rank(
    reading: Reading, postings: Postings, page_of: Sequence[int], records: int
) -> tuple[list[Found], dict[int, int]]:
    """Pages in order of worth, equal ones in the order of the site; and the worth of each record.

    A page gets, for each word, its best section's worth; then more where one section has many of the words;
    all of it less where words of the query (by rarity) are not on the page at all.
    """
    sums: dict[int, int] = {}
    best: list[dict[int, int]] = []
    rarities: list[int] = []
    for word in reading.words:
        worth, frequency = _records_of(word.terms, postings)
        rare = rarity(min(frequency, records), records)
        rarities.append(rare)
        values = {record: weight * rare for record, weight in worth.items()}
        pages: dict[int, int] = {}
        for record, value in values.items():
            page = page_of[record]
            if value > pages.get(page, 0):
                pages[page] = value
        best.append(pages)
        if sums:
            for record, value in values.items():
                sums[record] = sums.get(record, 0) + value
        else:
            sums = values
    return _pages(sums, best, rarities, page_of), sums


def _records_of(terms: Mapping[Term, int], postings: Postings) -> tuple[dict[int, int], int]:
    """Record → best weight of any term in it; and how many records have the word or a full match of it."""
    worth: dict[int, int] = {}
    frequency = 0
    for term, weight in terms.items():
        found = postings(term[0]) if len(term) == 1 else _together(term, postings)
        if weight >= tables.SAME_STEM:
            frequency += len(found)
        for record, value in found.items():
            if (whole := value * weight) > worth.get(record, 0):
                worth[record] = whole
    return worth, frequency


def _together(term: Term, postings: Postings) -> Mapping[int, int]:
    """Records that have all lemmas of *term*, with the smallest weight."""
    found = postings(term[0])
    for lemma in term[1:]:
        other = postings(lemma)
        found = {r: min(v, other[r]) for r, v in found.items() if r in other}
    return found


def _pages(
    sums: Mapping[int, int], best: Sequence[Mapping[int, int]], rarities: Sequence[int], page_of: Sequence[int]
) -> list[Found]:
    tops = _tops(sums, page_of)
    apart = dict.fromkeys(tops, 0)
    covered = dict.fromkeys(tops, 0)
    for pages, rare in zip(best, rarities, strict=True):
        for page, value in pages.items():
            apart[page] += value
            covered[page] += rare
    total = max(1, sum(rarities))
    found = []
    for page, top in tops.items():
        worth = apart[page] + (top // _RECORDS) * tables.BEST_RECORD // 100
        share = tables.COVERED + (1000 - tables.COVERED) * covered[page] // total
        found.append((-(worth * share // 1000), page, _RECORDS - 1 - top % _RECORDS, covered[page] == total))
    found.sort()
    return [Found(page, -score, record, whole) for score, page, record, whole in found]


_RECORDS = 1 << 40
"""More records than there will ever be."""


def _tops(sums: Mapping[int, int], page_of: Sequence[int]) -> dict[int, int]:
    """Page → worth of its best record and, below it, which: one number, so that the greatest is the best and first."""
    tops: dict[int, int] = {}
    for record, worth in sums.items():
        page = page_of[record]
        top = worth * _RECORDS + _RECORDS - 1 - record
        if top > tops.get(page, 0):
            tops[page] = top
    return tops
