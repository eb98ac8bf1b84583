"""An analysed page: everything the index keeps of it, which depends on nothing but the page itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kbgen.search.numbers import packed, part
from kbgen.search.records import PageRecords, Record
from kbgen.search.weights import Lemmas, weights

Row = tuple[str, str, str, int, str, str]
"""Title, kind, roles (ids parted by spaces), number of records, records (JSON: ``[[anchor, heading, text], …]``) and
keywords of a page: what the index keeps as it is, and enough to analyse the page again."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """One page, ready for the index."""

    row: Row
    parts: Mapping[str, bytes]
    """Lemma → the page's part of its posting list."""
    forms: Mapping[str, str]
    """Folded form of every word on the page that carries a meaning → its lemma."""

    def plain(self) -> tuple[Any, ...]:
        """Its values in order, as they can be handed from process to process."""
        return self.row, self.parts, self.forms


def analyse(page: PageRecords, lemmas: Lemmas) -> Analysed:
    """What the index keeps of *page*."""
    postings, seen = _postings(page, lemmas)
    forms = {form: lemma for token in seen for form, lemma in lemmas.pairs[token]}
    return Analysed(_row(page), {lemma: part(own) for lemma, own in postings.items()}, forms)


def page_of(address: str, row: Row) -> PageRecords:
    """The page that *row* was made of."""
    title, kind, roles, _, records, keywords = row
    read = tuple(Record(*record) for record in json.loads(records))
    return PageRecords(address, title, kind, tuple(roles.split()), keywords, read)


def _row(page: PageRecords) -> Row:
    records = [[r.anchor, r.heading, r.text] for r in page.records]
    told = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    return page.title, page.kind, " ".join(page.roles), len(records), told, page.keywords


def _postings(page: PageRecords, lemmas: Lemmas) -> tuple[dict[str, list[int]], set[str]]:
    """Lemma → place of a record, weight, place, weight, …; and all words of the page."""
    postings: dict[str, list[int]] = {}
    seen: set[str] = set()
    for order, record in enumerate(page.records):
        for lemma, weight in weights(record, page, lemmas, order == 0, seen).items():
            if (own := postings.get(lemma)) is None:
                postings[lemma] = [order, weight]
            else:
                own += (order, weight)
    return postings, seen


@dataclass(slots=True)
class Portion:
    """Pages in order of their numbers, their words gathered: what a process hands back of many pages at once."""

    rows: list[Row | None] = field(default_factory=list)
    """None where nothing can be found on a page."""
    lists: dict[str, list[Any]] = field(default_factory=dict)
    """Lemma → [records, number of its first page, of its last one, its posting list without the first number]."""
    forms: dict[tuple[str, str], int] = field(default_factory=dict)
    """(form, lemma) → on how many of the pages."""

    def plain(self) -> tuple[Any, ...]:
        """Its values in order, as they can be handed from process to process."""
        lists = {lemma: (*head, bytes(posted)) for lemma, (*head, posted) in self.lists.items()}
        return self.rows, lists, self.forms


def gathered(pages: Iterable[tuple[int, PageRecords | None]], lemmas: Lemmas) -> Portion:
    """The portion of these pages, each with its number, in order of numbers."""
    portion = Portion()
    for number, page in pages:
        portion.rows.append(_row(page) if page else None)
        if page:
            postings, seen = _postings(page, lemmas)
            _add(portion.lists, number, postings)
            own = {form for token in seen for form in lemmas.pairs[token]}
            for pair in own:
                portion.forms[pair] = portion.forms.get(pair, 0) + 1
    return portion


def _add(lists: dict[str, list[Any]], number: int, postings: Mapping[str, list[int]]) -> None:
    """A page's words behind those of the pages before it."""
    for lemma, own in postings.items():
        known = lists.get(lemma)
        if known is None:
            lists[lemma] = [len(own) // 2, number, number, bytearray(part(own))]
            continue
        gap = number - known[2]
        known[2] = number
        known[0] += len(own) // 2
        if len(own) == 2 and 127 < gap < 16384 and own[0] < 128:
            known[3] += bytes((gap & 127 | 128, gap >> 7, 1, own[0], own[1]))  # what packed and part make, at once
        else:
            known[3] += packed(gap) + part(own)
