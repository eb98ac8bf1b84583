"""The order of answers, by its plain definition: a page at a time, a record at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kbgen.search import tables
from kbgen.search.query import Reading, Term, Word
from kbgen.search.ranking import Found, Listed, listed, rank, rarity

Lists = Mapping[str, Mapping[int, int]]
LEMMAS = "абвг"


def plainly(reading: Reading, lists: Lists, counts: Sequence[int]) -> list[Found]:
    """What :func:`rank` promises."""
    records = sum(counts)
    words = [(worths(word.terms, lists), among(word.terms, lists, records)) for word in reading.words]
    total = max(1, sum(rare for _, rare in words))
    found = []
    for page, (begin, count) in enumerate(zip(accumulate(counts, initial=0), counts, strict=False)):
        own = range(begin, begin + count)
        best = {record: sum(worth.get(record, 0) * rare for worth, rare in words) for record in own}
        answering = [record for record in own if any(record in worth for worth, _ in words)]
        if not answering:
            continue
        record = max(answering, key=lambda r: (best[r], -r))
        tops = [max(worth.get(r, 0) for r in own) * rare for worth, rare in words]
        covered = sum(rare for top, (_, rare) in zip(tops, words, strict=True) if top)
        worth = sum(tops) + best[record] * tables.BEST_RECORD // 100
        share = tables.COVERED + (1000 - tables.COVERED) * covered // total
        found.append(Found(page, worth * share // 1000, record, covered == total))
    return sorted(found, key=lambda f: (-f.score, f.page))


def matches(term: Term, lists: Lists) -> dict[int, int]:
    both = set.intersection(*(set(lists.get(lemma, {})) for lemma in term))
    return {record: min(lists[lemma][record] for lemma in term) for record in both}


def worths(terms: Mapping[Term, int], lists: Lists) -> dict[int, int]:
    found: dict[int, int] = {}
    for term, weight in terms.items():
        for record, value in matches(term, lists).items():
            found[record] = max(found.get(record, 0), value * weight)
    return found


def among(terms: Mapping[Term, int], lists: Lists, records: int) -> int:
    full = (len(matches(term, lists)) for term, weight in terms.items() if weight >= tables.SAME_STEM)
    return rarity(min(sum(full), records), records)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Reading, Lists, list[int]]:
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=12))
    postings = st.dictionaries(st.integers(0, sum(counts) - 1), st.integers(1, 255))
    lists = draw(st.dictionaries(st.sampled_from(LEMMAS), postings, min_size=1))
    term = st.lists(st.sampled_from(LEMMAS), min_size=1, max_size=3, unique=True).map(tuple)
    terms = st.dictionaries(term, st.integers(1, 100), min_size=1, max_size=3)
    words = draw(st.lists(terms.map(lambda own: Word("", own)), max_size=4))
    return Reading(tuple(words)), lists, counts


def asked(reading: Reading, lists: Lists, counts: Sequence[int]) -> tuple[Sequence[Found], Sequence[int]]:
    def posted(lemma: str) -> Listed:
        return listed(lists.get(lemma, {}))

    starts = np.array([*accumulate(counts, initial=0)][:-1], np.int64)
    found, sums = rank(reading, posted, starts, sum(counts))
    return found, sums.tolist()


@given(questions())
def test_the_order_is_the_one_promised(question: tuple[Reading, Lists, list[int]]) -> None:
    reading, lists, counts = question
    found, sums = asked(reading, lists, counts)
    assert list(found) == plainly(reading, lists, counts)
    begins = [*accumulate(counts, initial=0)]
    assert all(sums[f.record] == max(sums[begins[f.page] : begins[f.page + 1]]) for f in found)


def test_a_part_of_the_order_is_that_of_the_whole() -> None:
    reading = Reading((Word("", {("а",): 100}), Word("", {("б",): 70})))
    found, _ = asked(reading, {"а": {0: 9, 3: 200, 4: 1}, "б": {3: 4, 5: 80}}, [2, 2, 1, 1])
    whole = list(found)
    assert [f.page for f in whole] == [1, 3, 0, 2] and whole[0].whole and not whole[1].whole
    assert found[:2] == whole[:2] and found[-1] == whole[-1] and [*found[1:3]] == whole[1:3]


def test_a_word_in_every_section_is_worth_nothing_but_answers() -> None:
    everywhere = dict.fromkeys(range(2000), 50)
    found, _ = asked(Reading((Word("", {("а",): 100}),)), {"а": everywhere}, [2] * 1000)
    assert [f.page for f in found] == list(range(1000)) and {f.score for f in found} == {0}
    assert [f.record for f in found] == list(range(0, 2000, 2))


def test_nothing_is_found_in_an_empty_wiki() -> None:
    assert asked(Reading((Word("", {("а",): 100}),)), {}, [])[0][:] == []
