"""Bringing an index up to a built site: which pages changed, what they say, what the browser gets."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen import forks
from kbgen.search import lexicon, shards, whoosh_index
from kbgen.search.analysed import Analysed, Portion, analyse, gathered
from kbgen.search.analysis import lemma
from kbgen.search.changing import Touched, update
from kbgen.search.records import PageRecords, read_page, relevant
from kbgen.search.store import Store
from kbgen.search.weights import Lemmas

SHARDS = "shards"
"""Folder of the browser's files beside the index."""

_MANY = 200
"""Changed pages from which on all known words are read at once."""
_PORTION = 64
"""Pages of a portion at least."""
_PORTIONS = 4
"""Portions for each processor, so that none waits long for another."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update of an index did."""

    pages: int
    changed: int
    """Pages that were read again, or are gone."""
    records: int
    touched: Touched


def html(path: Path) -> str:
    """A built page as text; what is not UTF-8 in it is replaced."""
    return path.read_text(encoding="utf-8", errors="replace")


def digest(text: str) -> str:
    """What a page's findable content is told by."""
    return hashlib.sha256(relevant(text).encode()).hexdigest()[:16]


def bring_up(folder: Path, site: Path, digests: Mapping[str, str], groups: lexicon.Synonyms,
             shown: Mapping[str, Any]) -> tuple[Updated, list[Path]]:  # fmt: skip
    """The index in *folder* and its shards, as the pages of *site* are; *digests* name them by address.

    *shown*: what the search box has to know besides. Gives the shards' files too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder, writing=True)
    collecting = gc.isenabled()
    gc.disable()  # millions of small things, none in a ring: looking for rings takes a tenth of the time
    try:
        before = store.digests()
        touched = update(store, digests, _Reading(store, site), lambda: _needed(store, groups))
        files = shards.export(store, touched, shown, folder / SHARDS)
        store.base.commit()
        whoosh_index.keep(store, folder)
        pages = store.pages()
        changed = sum(before.get(a) != digests.get(a) for a in before.keys() | digests.keys())
        return Updated(len(pages), changed, sum(count for *_, count in pages), touched), files
    finally:
        store.close()
        if collecting:
            gc.enable()


class _Reading:
    """Reads and analyses pages of a built site, with all processors where they are many."""

    def __init__(self, store: Store, site: Path) -> None:
        self._store, self._site = store, site

    def _page(self, address: str) -> PageRecords | None:
        return read_page(html(self._site / address), address)

    def pages(self, addresses: Sequence[str]) -> Iterator[Analysed | None]:
        """Each of the pages; None where there is nothing to find on it."""
        remembered: Callable[[str], str | None] = self._store.lemma
        if len(addresses) > _MANY:  # processes must not share an opened file
            remembered = dict(self._store.rows("select form, lemma from forms where pages > 0")).get
        lemmas = Lemmas(remembered)

        def work(number: int) -> tuple[Any, ...] | None:
            page = self._page(addresses[number])
            return analyse(page, lemmas).plain() if page else None

        jobs = None if len(addresses) > _MANY else 1
        return (Analysed(*told) if told else None for told in forks.shared_out(work, len(addresses), jobs))

    def portions(self, places: Mapping[str, int]) -> Iterator[Portion]:
        """All pages of *places* (address → number, in order of numbers), in portions."""
        numbered = list(places.items())
        size = max(_PORTION, -(-len(numbered) // (_PORTIONS * forks.cores())))
        lemmas = Lemmas()
        lemma("слово")  # the dictionary is read here once, not by every process

        def work(portion: int) -> tuple[Any, ...]:
            own = numbered[portion * size : (portion + 1) * size]
            return gathered(((number, self._page(address)) for address, number in own), lemmas).plain()

        told = forks.shared_out(work, -(-len(numbered) // size), pieces=forks.Pieces(worth=1, at_once=1))
        return (Portion(*portion) for portion in told)


def _needed(store: Store, groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Keeps the synonyms that lead somewhere; gives (form, lemma) of all words they are asked for with."""
    known: dict[str, str] = json.loads(store.told("wordings") or "{}")
    lemmas = Lemmas(lambda form: known.get(form) or store.lemma(form))
    synonyms = lexicon.alternatives(store, groups, lemmas)
    lexicon.write_synonyms(store, synonyms)
    store.tell("wordings", json.dumps(lemmas.known, ensure_ascii=False, sort_keys=True))
    wanted = {lemma for wording in synonyms for lemma in wording.split()}
    own = {(form, lemma) for form, lemma in lemmas.known.items() if lemma in wanted}
    return own | {(lemma, lemma) for lemma in wanted}
