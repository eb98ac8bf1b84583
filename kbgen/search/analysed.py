"""An analysed page: everything the index keeps of it, which depends on nothing but the page itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kbgen.search.numbers import count, packed, part
from kbgen.search.records import PageRecords
from kbgen.search.weights import Lemmas, weights


@dataclass(frozen=True, slots=True)
class Analysed:
    """One page, ready for the index."""

    title: str
    kind: str
    roles: str
    """Ids, parted by spaces."""
    records: str
    """JSON: ``[[anchor, heading, text], …]``."""
    count: int
    """Number of records."""
    parts: Mapping[str, bytes]
    """Lemma → the page's part of its posting list."""
    forms: Mapping[str, str]
    """Folded form of every word on the page that carries a meaning → its lemma."""

    def plain(self) -> tuple[Any, ...]:
        """Its values in order, as they can be handed from process to process."""
        return tuple(getattr(self, name) for name in self.__slots__)

    def rows(self) -> Rows:
        """What the index's tables keep of it."""
        lemmas = sorted(self.parts)
        own = [self.parts[lemma] for lemma in lemmas]
        lengths, forms = " ".join(str(len(x)) for x in own), " ".join(sorted(self.forms))
        head = (self.title, self.kind, self.roles, self.count)
        return head, (self.records, " ".join(lemmas), lengths, b"".join(own), forms)


Rows = tuple[tuple[str, str, str, int], tuple[str, str, str, bytes, str]]
"""(title, kind, roles, count), (records, lemmas, lengths of their parts, parts, forms)."""


def analyse(page: PageRecords, lemmas: Lemmas) -> Analysed:
    """What the index keeps of *page*."""
    postings: dict[str, list[int]] = {}
    seen: set[str] = set()
    for order, record in enumerate(page.records):
        for lemma, weight in weights(record, page, lemmas, order == 0, seen).items():
            if (own := postings.get(lemma)) is None:
                postings[lemma] = [order, weight]
            else:
                own += (order, weight)
    records = [[r.anchor, r.heading, r.text] for r in page.records]
    return Analysed(
        page.title,
        page.kind,
        " ".join(page.roles),
        json.dumps(records, ensure_ascii=False, separators=(",", ":")),
        len(records),
        {lemma: part(own) for lemma, own in postings.items()},
        {form: lemma for token in seen for form, lemma in lemmas.pairs(token)},
    )


@dataclass(slots=True)
class Portion:
    """Pages in order of their numbers, their words gathered: what a process hands back of many pages at once."""

    pages: list[Rows | None] = field(default_factory=list)
    """None where nothing can be found on a page."""
    lists: dict[str, list[Any]] = field(default_factory=dict)
    """Lemma → [records, number of its first page, of its last one, its posting list without the first number]."""
    forms: dict[tuple[str, str], int] = field(default_factory=dict)
    """(form, lemma) → on how many of the pages."""

    def plain(self) -> tuple[Any, ...]:
        """Its values in order, as they can be handed from process to process."""
        lists = {lemma: (*head, bytes(posted)) for lemma, (*head, posted) in self.lists.items()}
        return self.pages, lists, self.forms


def gathered(pages: Iterable[tuple[int, Analysed | None]]) -> Portion:
    """The portion of analysed pages, each with its number, in order of numbers."""
    portion = Portion()
    for number, page in pages:
        portion.pages.append(page.rows() if page else None)
        if page:
            _add(portion, number, page)
    return portion


def _add(portion: Portion, number: int, page: Analysed) -> None:
    lists, forms = portion.lists, portion.forms
    for lemma, own in page.parts.items():
        known = lists.get(lemma)
        if known is None:
            lists[lemma] = [count(own), number, number, bytearray(own)]
            continue
        known[0] += count(own)
        known[3] += packed(number - known[2])
        known[3] += own
        known[2] = number
    for pair in page.forms.items():
        forms[pair] = forms.get(pair, 0) + 1
