"""Bringing the index up to the pages of a site.

Whatever way an index came about, page by page or all at once, the same pages leave the same rows. What one page adds
to a lemma's posting list is a piece of its own under a number that hangs on its address (:mod:`kbgen.search.numbers`),
so a page that changed, came or went rewrites the lists of its own words only. A killed build leaves the index as it
was: all changes are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kbgen.search import claims, numbers
from kbgen.search.analysed import Analysed, Portion, Rows
from kbgen.search.families import root
from kbgen.search.store import ONE_ROOT, Store


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
    before = dict(store.rows("select address, number from pages"))
    room = str(numbers.space(len(places)))
    if not before:
        store.tell("space", room)
        return _anew(store, digests, reader.portions(places), places, extra)
    known = store.digests()
    changed = sorted(a for a, digest in digests.items() if known.get(a) != digest)
    gone = sorted(known.keys() - digests.keys())
    moved = [a for a, number in places.items() if before.get(a, number) != number and known.get(a) == digests[a]]
    everything = store.told("space") != room
    store.tell("space", room)
    old = {a: _kept(store, a) for a in (*changed, *gone, *(() if everything else moved)) if a in before}
    new = dict(zip(changed, reader.pages(changed), strict=True)) if changed else {}
    for address in gone:
        store.base.execute("delete from pages where address = ?", (address,))
        store.base.execute("delete from contents where address = ?", (address,))
    for address, page in new.items():
        _put(store, address, (places[address], digests[address]), page.rows() if page else None)
    store.base.executemany("update pages set number = ? where address = ?", [(places[a], a) for a in moved])
    touched = Touched(everything, {*changed, *gone})
    if everything:
        lemmas = _invert(store)
    else:
        stays = {a: old[a][1] for a in moved}
        now = {a: (places[a], page.parts if page else {}) for a, page in new.items()}
        now |= {a: (places[a], parts) for a, parts in stays.items()}
        lemmas = _splice(store, list(old.values()), now, touched)
    changes = _counted((old[a][2] for a in old if a not in moved), (page.forms for page in new.values() if page))
    touched.forms |= claims.count(store, changes)
    touched.forms |= claims.keep(store, lemmas, set(extra()))
    return touched


def _anew(store: Store, digests: Mapping[str, str], portions: Iterable[Portion], places: Mapping[str, int],
          extra: Extra) -> Touched:  # fmt: skip
    """Fills an empty index."""
    lists: dict[str, list[Any]] = {}
    forms: dict[tuple[str, str], int] = {}
    rows: list[tuple[str, Rows | None]] = []
    addresses = iter(places)
    for portion in portions:
        rows.extend((next(addresses), page) for page in portion.pages)
        for pair, pages in portion.forms.items():
            forms[pair] = forms.get(pair, 0) + pages
        for lemma, (records, first, last, posted) in portion.lists.items():
            known = lists.get(lemma)
            if known is None:
                lists[lemma] = [records, last, [numbers.packed(first), posted]]
                continue
            known[0] += records
            known[2] += (numbers.packed(first - known[1]), posted)
            known[1] = last
    for address, page in sorted(rows, key=lambda row: row[0]):
        _put(store, address, (places[address], digests[address]), page)
    terms = ((lemma, n, root(lemma), b"".join(own)) for lemma, (n, _, own) in sorted(lists.items()))
    store.base.executemany("insert into terms values (?, ?, ?, ?)", terms)
    claims.count(store, forms)
    claims.keep(store, (lists.keys(), set()), set(extra()))
    return Touched(everything=True)


_Known = tuple[int, dict[str, bytes], dict[str, str]]
"""Number, parts and forms of a page as it was."""


def _kept(store: Store, address: str) -> _Known:
    number = store.rows("select number from pages where address = ?", address)[0][0]
    found = store.rows("select lemmas, lengths, parts, forms from contents where address = ?", address)
    if not found:
        return number, {}, {}
    *parts, forms = found[0]
    return number, dict(_parts(*parts)), {form: store.lemma(form) or form for form in forms.split()}


def _parts(lemmas: str, lengths: str, parts: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for lemma, length in zip(lemmas.split(), lengths.split(), strict=True):
        end = at + int(length)
        yield lemma, parts[at:end]
        at = end


def _put(store: Store, address: str, place: tuple[int, str], rows: Rows | None) -> None:
    """One page's rows; *place*: its number and its digest."""
    head, contents = rows or ((None,) * 4, None)
    store.base.execute("insert or replace into pages values (?, ?, ?, ?, ?, ?, ?)", (address, *place, *head))
    if contents:
        store.base.execute("insert or replace into contents values (?, ?, ?, ?, ?, ?)", (address, *contents))
    else:
        store.base.execute("delete from contents where address = ?", (address,))


def _invert(store: Store) -> claims.Lemmas:
    """Every posting list anew; the lemmas that came and those that went."""
    lists: dict[str, list[tuple[int, bytes]]] = {}
    for number, *row in store.base.execute(
        "select number, lemmas, lengths, parts from pages join contents using (address) order by number"
    ):
        for lemma, part in _parts(*row):
            lists.setdefault(lemma, []).append((number, part))
    before = {lemma for (lemma,) in store.rows("select lemma from terms")}
    store.base.execute("delete from terms")
    rows = (
        (lemma, sum(numbers.count(part) for _, part in own), root(lemma), numbers.joined(own))
        for lemma, own in sorted(lists.items())
    )
    store.base.executemany("insert into terms values (?, ?, ?, ?)", rows)
    return lists.keys() - before, before - lists.keys()


def _splice(store: Store, old: Sequence[_Known], new: Mapping[str, tuple[int, Mapping[str, bytes]]],
            touched: Touched) -> claims.Lemmas:  # fmt: skip
    """The changed pages' parts of posting lists in the place of the old ones; lemmas that came, and that went."""
    was = {(number, lemma): part for number, parts, _ in old for lemma, part in parts.items()}
    now = {(number, lemma): part for number, parts in new.values() for lemma, part in parts.items()}
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


def _counted(gone: Iterable[Mapping[str, str]], came: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], int]:
    """(form, lemma) → on how many more pages it stands now, or fewer."""
    steps: dict[tuple[str, str], int] = {}
    for step, pages in ((-1, gone), (1, came)):
        for forms in pages:
            for pair in forms.items():
                steps[pair] = steps.get(pair, 0) + step
    return steps
