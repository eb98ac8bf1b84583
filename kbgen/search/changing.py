"""Bringing the index up to the pages of a site.

Whatever way an index came about, page by page or all at once, the same pages leave the same rows. What one page adds
to a lemma's posting list is a piece of its own under a number that hangs on its address (:mod:`kbgen.search.numbers`),
so a page that changed, came or went rewrites the lists of its own words only. A killed build leaves the index as it
was: all changes are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol

from kbgen.search import claims, numbers
from kbgen.search.analysed import Analysed, Portion, Row, analyse, page_of
from kbgen.search.families import root
from kbgen.search.store import ONE_ROOT, Store
from kbgen.search.weights import Lemmas


@dataclass(slots=True)
class Touched:
    """What an update changed, for whoever keeps something made of the index."""

    everything: bool = False
    """Pages have other numbers: nothing made before is of use."""
    pages: set[str] = field(default_factory=set)
    """Addresses of pages that were read again, came or went."""
    forms: set[str] = field(default_factory=set)
    """Forms whose line is another: their lemma, its frequency, its relatives or its posting list."""

    def __bool__(self) -> bool:
        return self.everything or bool(self.pages) or bool(self.forms)


class Reader(Protocol):
    """Who reads and analyses the pages of a site as they are now."""

    def pages(self, addresses: Sequence[str]) -> Iterable[Analysed | None]:
        """Each of the pages; None where there is nothing to find on it."""

    def portions(self, places: Mapping[str, int]) -> Iterable[Portion]:
        """All pages of *places* (address → number, in order of numbers), in portions."""


Extra = Callable[[], Iterable[tuple[str, str]]]
"""Asked once all pages are in: (form, lemma) of words that are needed though they may stand nowhere."""


def update(store: Store, digests: Mapping[str, str], reader: Reader, extra: Extra) -> Touched:
    """Brings *store* up to the pages of *digests* (address → what its content is told by).

    *reader* is asked for the changed ones. One transaction, left open: the caller commits.
    """
    places = numbers.places(digests)
    room = str(numbers.space(len(places)))
    if store.told("space") != room:
        return _anew(store, digests, reader.portions(places), extra)
    known = store.digests()
    changed = sorted(a for a, digest in digests.items() if known.get(a) != digest)
    gone = sorted(known.keys() - digests.keys())
    before = dict(store.rows("select address, number from pages"))
    moved = [a for a in before.keys() & places.keys() if before[a] != places[a] and known[a] == digests[a]]
    old = {a: _kept(store, a) for a in (*changed, *gone, *moved) if a in before}
    new = dict(zip(changed, reader.pages(changed), strict=True)) if changed else {}
    for address in gone:
        store.base.execute("delete from pages where address = ?", (address,))
        store.base.execute("delete from contents where address = ?", (address,))
    for address, page in new.items():
        _put(store, address, (places[address], digests[address]), page.row if page else None)
    store.base.executemany("update pages set number = ? where address = ?", [(places[a], a) for a in moved])
    now = {**new, **{a: old[a] for a in moved}}
    touched = Touched(pages={*changed, *gone})
    lemmas = _splice(store, _listed(before, old), _listed(places, now), touched)
    touched.forms |= claims.count(store, _counted(old.values(), now.values()))
    touched.forms |= claims.keep(store, lemmas, set(extra()))
    return touched


_Pages = Mapping[str, Analysed | None]


def _listed(places: Mapping[str, int], pages: _Pages) -> dict[tuple[int, str], bytes]:
    """(number of a page, lemma) → the page's part of the lemma's posting list."""
    return {(places[a], lemma): part for a, page in pages.items() if page for lemma, part in page.parts.items()}


def _anew(store: Store, digests: Mapping[str, str], portions: Iterable[Portion], extra: Extra) -> Touched:
    """Fills an empty index; one whose pages have got other numbers is emptied first."""
    for table in ("told", "pages", "contents", "terms", "forms"):
        store.base.execute(f"delete from {table} " + ("where key <> 'version'" if table == "told" else ""))  # noqa: S608
    places = numbers.places(digests)
    store.tell("space", str(numbers.space(len(places))))
    lists: dict[str, list[Any]] = {}
    forms: dict[tuple[str, str], int] = {}
    rows: list[Row | None] = []
    for portion in portions:
        rows.extend(portion.rows)
        for pair, pages in portion.forms.items():
            forms[pair] = forms.get(pair, 0) + pages
        _join(lists, portion.lists)
    for address, row in sorted(zip(places, rows, strict=True), key=itemgetter(0)):
        _put(store, address, (places[address], digests[address]), row)
    terms = ((lemma, n, root(lemma), b"".join(own)) for lemma, (n, _, own) in sorted(lists.items()))
    store.base.executemany("insert into terms values (?, ?, ?, ?)", terms)
    claims.count(store, forms)
    claims.keep(store, (lists.keys(), set()), set(extra()))
    return Touched(everything=True)


def _join(lists: dict[str, list[Any]], more: Mapping[str, Sequence[Any]]) -> None:
    """A portion's posting lists behind those of the portions before it: lemma → [records, last page, pieces]."""
    for lemma, (records, first, last, posted) in more.items():
        known = lists.get(lemma)
        if known is None:
            lists[lemma] = [records, last, [numbers.packed(first), posted]]
            continue
        known[0] += records
        known[2] += (numbers.packed(first - known[1]), posted)
        known[1] = last


def _kept(store: Store, address: str) -> Analysed | None:
    """A page as it was, analysed again; None where nothing was found on it."""
    found = store.rows(
        "select title, kind, roles, count, records, keywords from pages join contents using (address) "
        "where address = ?",
        address,
    )
    return analyse(page_of(address, found[0]), Lemmas(store.lemma)) if found else None


def _put(store: Store, address: str, place: tuple[int, str], row: Row | None) -> None:
    """One page's rows; *place*: its number and its digest."""
    *head, records, keywords = row or (None,) * 6
    store.base.execute("insert or replace into pages values (?, ?, ?, ?, ?, ?, ?)", (address, *place, *head))
    if row:
        store.base.execute("insert or replace into contents values (?, ?, ?)", (address, records, keywords))
    else:
        store.base.execute("delete from contents where address = ?", (address,))


_Listed = Mapping[tuple[int, str], bytes]


def _splice(store: Store, was: _Listed, now: _Listed, touched: Touched) -> claims.Lemmas:
    """The changed pages' parts of posting lists in the place of the old ones; lemmas that came, and that went."""
    changes: dict[str, dict[int, bytes]] = {}
    for number, lemma in was.keys() | now.keys():
        if (part := now.get((number, lemma), b"")) != was.get((number, lemma)):
            changes.setdefault(lemma, {})[number] = part
    came: set[str] = set()
    went: set[str] = set()
    for lemma, parts in changes.items():
        there, is_there = _respliced(store, lemma, parts, touched)
        if there != is_there:
            (came if is_there else went).add(lemma)
    for key in {root(lemma) for lemma in came | went} - {""}:
        touched.forms.update(lemma for (lemma,) in store.rows(ONE_ROOT, key))
    return came, went


def _respliced(store: Store, lemma: str, parts: Mapping[int, bytes], touched: Touched) -> tuple[bool, bool]:
    """One posting list with some parts of it replaced; whether there was one before, and is one now."""
    known = store.rows("select records, posted from terms where lemma = ?", lemma)
    own = {**dict(numbers.parted(bytes(known[0][1]) if known else b"")), **parts}
    own = {number: part for number, part in sorted(own.items()) if part}
    records = sum(numbers.count(part) for part in own.values())
    touched.forms.add(lemma)
    if not known or known[0][0] != records:
        touched.forms.update(form for (form,) in store.rows("select form from forms where lemma = ?", lemma))
    if own:
        row = (lemma, records, root(lemma), numbers.joined(own.items()))
        store.base.execute("insert or replace into terms values (?, ?, ?, ?)", row)
    else:
        store.base.execute("delete from terms where lemma = ?", (lemma,))
    return bool(known), bool(own)


def _counted(gone: Iterable[Analysed | None], came: Iterable[Analysed | None]) -> dict[tuple[str, str], int]:
    """(form, lemma) → on how many more pages it stands now, or fewer."""
    steps: dict[tuple[str, str], int] = {}
    for step, pages in ((-1, gone), (1, came)):
        for page in pages:
            for pair in page.forms.items() if page else ():
                steps[pair] = steps.get(pair, 0) + step
    return steps
