"""Asking the index: what ``kbgen search`` and the intranet's search call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kbgen.search import store
from kbgen.search.analysis import forms, tokens
from kbgen.search.lexicon import read_lexicon
from kbgen.search.query import Lexicon, Reading, read
from kbgen.search.ranking import Found, rank

FRAGMENT = 220
"""Characters of a fragment."""
_BEFORE = 80
"""Characters of a fragment before its first found word at most."""
_SENTENCE = re.compile(r"\n|[.!?] ")


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer."""

    title: str
    """Title of the page."""
    section: str
    """Heading of the section; empty where it is the page itself."""
    fragment: str
    """The text around the words found, as it is written on the page."""
    address: str
    """Relative to the site, with the section's anchor or ``#t=seconds``."""
    kind: str
    roles: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    """Places of the found words in the fragment: from, to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All answers to a query, best first."""

    hits: tuple[Hit, ...]
    changed: str
    """The query as it was understood, where that is not what was typed."""
    total: int
    """Number of pages found."""


class Searcher:
    """An opened index. Keeps what it has read in memory; may be asked from several threads."""

    def __init__(self, folder: Path) -> None:
        self._reader = store.open_reader(folder)
        self._places = store.places(self._reader)
        self._number = {doc: n for n, (_, _, doc) in enumerate(self._places)}
        names = list(dict.fromkeys(page for page, _, _ in self._places))
        numbers = {name: n for n, name in enumerate(names)}
        self._page_of = [numbers[page] for page, _, _ in self._places]
        self.lexicon = read_lexicon(folder)
        self._postings = lru_cache(2000)(self._read_postings)

    def _read_postings(self, lemma: str) -> Mapping[int, int]:
        return {self._number[doc]: weight for doc, weight in store.postings(self._reader, lemma)}

    def found(self, query: str) -> tuple[Reading, list[Found]]:
        """How *query* is understood, and the pages that answer it by number."""
        reading = read(query, self.lexicon)
        return reading, rank(reading, self._postings, self._page_of, len(self._places))

    def address(self, record: int) -> str:
        """Address of the page a record stands on."""
        return self._places[record][0]

    def answer(self, query: str, limit: int = 10) -> Answer:
        """The best *limit* pages for *query*, each with its best section."""
        reading, found = self.found(query)
        wanted = {lemma for word in reading.words for term in word.terms for lemma in term}
        hits = tuple(self._hit(f.records[0], wanted) for f in found[:limit])
        return Answer(hits, reading.changed, len(found))

    def _hit(self, record: int, wanted: set[str]) -> Hit:
        page, order, doc = self._places[record]
        anchor, heading, text, title, kind, roles = self._reader.stored_fields(doc)["stored"]
        start, fragment, marks = excerpt(text, wanted, self.lexicon)
        del start
        return Hit(title, heading if order else "", fragment, page + anchor, kind, tuple(roles), marks)


def excerpt(text: str, wanted: set[str], lexicon: Lexicon) -> tuple[int, str, tuple[tuple[int, int], ...]]:
    """The part of *text* with the most different wanted words: where it starts, itself, places of the words."""
    places = [
        (m.start(), m.end(), lemma)
        for m in tokens(text)
        if (lemma := next((x for f in forms(m[0]) if (x := lexicon.lemmas.get(f, "")) in wanted), ""))
    ]
    start = _opening(text, _best_start(places))
    end = min(len(text), start + FRAGMENT)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    marks = tuple((a - start, b - start) for a, b, _ in places if a >= start and b <= end)
    return start, text[start:end], marks


def _best_start(places: Sequence[tuple[int, int, str]]) -> int:
    best, most = 0, 0
    for begin, _, _ in places:
        different = len({lemma for a, b, lemma in places if a >= begin and b <= begin + FRAGMENT - _BEFORE})
        if different > most:
            best, most = begin, different
    return best


def _opening(text: str, at: int) -> int:
    """Where to begin a fragment that is to show *at*: at the sentence, the line or some word before it."""
    start = max(0, at - _BEFORE)
    ends = [m.end() for m in _SENTENCE.finditer(text, start, at)]
    if ends or not start:
        return ends[-1] if ends else 0
    space = text.find(" ", at - _BEFORE // 2, at)
    return space + 1 if space >= 0 else at


@lru_cache(4)
def _searcher(folder: Path, stamp: int) -> Searcher:
    del stamp  # only a key: another build is another searcher
    return Searcher(folder)


def answer(folder: Path, query: str, limit: int = 10) -> Answer:
    """The answer to *query* from the index in *folder*; repeated calls use the opened index.

    Raises:
        FileNotFoundError: there is no readable index in *folder*.
    """
    try:
        stamp = (folder / "lexicon.json").stat().st_mtime_ns
    except OSError:
        raise FileNotFoundError(folder) from None
    return _searcher(folder, stamp).answer(query, limit)


def search(index_folder: Path, query: str, limit: int = 10) -> tuple[Hit, ...]:
    """The best *limit* answers to *query*; see :func:`answer`."""
    return answer(index_folder, query, limit).hits
