"""An analysed page: everything the index keeps of it, which depends on nothing but the page itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.search.numbers import part
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


def analyse(page: PageRecords, lemmas: Lemmas) -> Analysed:
    """What the index keeps of *page*."""
    postings: dict[str, list[tuple[int, int]]] = {}
    seen: set[tuple[str, str]] = set()
    for order, record in enumerate(page.records):
        for lemma, weight in weights(record, page, lemmas, order == 0, seen).items():
            postings.setdefault(lemma, []).append((order, weight))
    records = [[r.anchor, r.heading, r.text] for r in page.records]
    return Analysed(
        page.title,
        page.kind,
        " ".join(page.roles),
        json.dumps(records, ensure_ascii=False, separators=(",", ":")),
        len(records),
        {lemma: part(own) for lemma, own in postings.items()},
        dict(seen),
    )
