"""An opened index and its answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from threading import Lock

import numpy as np

from kbgen.search import numbers, tables
from kbgen.search.analysis import fold, tokens
from kbgen.search.answers import EVERYTHING, Answer, Hit, Sought
from kbgen.search.fragments import Excerpts
from kbgen.search.lexicon import read_lexicon
from kbgen.search.query import Reading, read
from kbgen.search.ranking import Found, Listed, Numbers, Postings, Ranking, listed, rank
from kbgen.search.shards import offered
from kbgen.search.store import Store
from kbgen.search.tables import LONGEST_QUERY
from kbgen.search.whoosh_index import WhooshError, postings_of


class Searcher:
    """An opened index. Keeps what it has read in memory; may be asked from several threads.

    *postings*: where posting lists come from, if not from the index itself. *small*: from Whoosh, where the wiki is
    small enough to have such an index (see :mod:`kbgen.search.whoosh_index`).

    Raises:
        FileNotFoundError: there is no index, or it is damaged; here, or when it is asked.
    """

    def __init__(self, folder: Path, postings: Postings | None = None, *, small: bool = False) -> None:
        self._store = Store(folder)
        self._whoosh = postings_of(self._store, folder) if small else None
        self._lock = Lock()
        pages = self._store.pages()
        self._pages = [(*page[:3], page[3].split()) for page in pages]
        counts = [count for *_, count in pages]
        self._first = [0, *accumulate(counts)]
        self._starts = np.asarray(self._first[:-1], np.int64)
        self._by_number = self._store.first()
        self._page_of = [page for page, count in enumerate(counts) for _ in range(count)]
        self._offers = offered(pages)
        self.lexicon = read_lexicon(self._store)
        self._given = postings
        self._postings = lru_cache(2000)(self._listed)  # of a word, however often it is asked
        self._records = lru_cache(500)(self._store.records)
        self._answers = lru_cache(1000)(self._answer)

    def _listed(self, lemma: str) -> Listed:
        return listed(self._given(lemma) if self._given else self._read_postings(lemma))

    def _read_postings(self, lemma: str) -> Mapping[int, int]:
        if self._whoosh:
            try:
                return self._whoosh(lemma)
            except WhooshError:
                self._whoosh = None
        return numbers.records(self._store.posted(lemma), self._by_number)

    def _said(self, page: int) -> list[list[str]]:
        return self._records(str(self._pages[page][0]))

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def found(self, query: str) -> tuple[Reading, Ranking, Numbers]:
        """How *query* is understood, and the pages that answer it by number, and the worth of each record."""
        reading = read(query, self.lexicon)
        with _readable(self._lock, self._store):
            return reading, *rank(reading, self._postings, self._starts, len(self._page_of))

    def address(self, record: int) -> str:
        """Address of the page a record stands on."""
        return str(self._pages[self._page_of[record]][0])

    def answer(self, query: str, limit: int = 10, sought: Sought = EVERYTHING) -> Answer:
        """The best *limit* pages for *query* among those *sought*, each with its best section."""
        return self._answers(query[:LONGEST_QUERY], limit, sought)

    def _answer(self, query: str, limit: int, sought: Sought) -> Answer:
        reading, everywhere, sums = self.found(query)
        found: Sequence[Found] = everywhere
        if sought != EVERYTHING:
            found = [f for f in everywhere if sought.fits(*self._pages[f.page][2:4])]
        excerpts = Excerpts({lemma for word in reading.words for term in word.terms for lemma in term}, self.lexicon)
        with _readable(self._lock, self._store):
            exact = self._with_phrases(found, reading.phrases, sums) if reading.phrases else found
            loose = bool(reading.phrases and found and not exact)
            found = found if loose else exact
            hits = tuple(self._hit(f.record, excerpts) for f in found[:limit])
        offers = () if hits else tuple(Hit(title, "", "", address, kind) for address, title, kind, *_ in self._offers)
        return Answer(hits, reading.changed, len(found), len(everywhere), loose, offers)

    def _with_phrases(self, found: Sequence[Found], phrases: Sequence[tuple[str, ...]], sums: Numbers) -> list[Found]:
        """Those of the first pages that hold every phrase, the section with the first phrase in front."""
        exact: list[Found] = []
        for f in [f for f in found if f.whole][: tables.MOST_CHECKED]:
            written = [self._holds(f.page, order, phrases) for order in range(len(self._said(f.page)))]
            if not all(any(held[n] for held in written) for n in range(len(phrases))):
                continue
            first = self._first[f.page]
            own = [first + order for order, held in enumerate(written) if held[0]]
            best = max(own, key=lambda record: (int(sums[record]), -record))
            exact.append(Found(f.page, f.score, best))
            if len(exact) == tables.SHOWN:
                break
        return exact

    def _holds(self, page: int, order: int, phrases: Sequence[tuple[str, ...]]) -> list[bool]:
        """Which of the phrases stand in a record, in its heading or in its text."""
        _, heading, text = self._said(page)[order]
        parts = [[fold(match[0]) for match in tokens(part)] for part in (heading, text)]
        return [any(_stands(phrase, part) for part in parts) for phrase in phrases]

    def _hit(self, record: int, excerpts: Excerpts) -> Hit:
        page = self._page_of[record]
        address, title, kind, roles = self._pages[page]
        order = record - self._first[page]
        anchor, heading, text = self._said(page)[order]
        fragment, marks = excerpts.of(text)
        return Hit(title, heading if order else "", fragment, address + anchor, kind, tuple(roles), marks)


def _stands(phrase: Sequence[str], words: Sequence[str]) -> bool:
    size = len(phrase)
    return any(word == phrase[0] and tuple(words[at : at + size]) == tuple(phrase) for at, word in enumerate(words))


@contextmanager
def _readable(lock: Lock, store: Store) -> Iterator[None]:
    """One thread at a time, and one state of the file: a build cannot change it half-way.

    Raises:
        FileNotFoundError: the file is damaged.
    """
    with lock:
        try:
            store.base.execute("begin")
            yield
        except (sqlite3.DatabaseError, IndexError, ValueError) as error:
            raise FileNotFoundError(store.path.parent) from error
        finally:
            if store.base.in_transaction:
                store.base.rollback()
