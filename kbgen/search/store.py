"""The one truth: an inverted index of section records in one SQLite file, kept up to date page by page.

Whatever way an index came about, page by page or all at once, the same pages leave the same rows. A page's number
is its place in the order of addresses; what one page adds to a lemma's posting list is a piece of its own
(:mod:`kbgen.search.numbers`), so a changed page rewrites the lists of its own words only. A killed build leaves
the index as it was: all changes are one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from kbgen import forks
from kbgen.search import numbers
from kbgen.search.analysed import Analysed
from kbgen.search.analysis import paradigm
from kbgen.search.families import LARGEST, root

VERSION = 11
"""Raised when records, analysis, weights or tables change, so that old indexes are made anew."""

FILE = "index.db"

_TABLES = """
create table told (key text primary key, value text) without rowid;
create table pages (
    address text primary key, number integer, digest text, title text, kind text, roles text, count integer
) without rowid;
create table contents (
    address text primary key, records text, lemmas text, lengths text, parts blob, forms text
);
create index by_number on pages (number) where number is not null;
create table terms (lemma text primary key, records integer, root text, posted blob);
create index by_root on terms (root) where root <> '';
create table forms (
    form text, lemma text, pages integer, claims integer, primary key (form, lemma)
) without rowid;
create index by_lemma on forms (lemma);
"""
_ONE_ROOT = "select lemma from terms where root = ? and root <> ''"  # said twice: else the index is not used
# forms: a row for each lemma a form has on pages (pages: how many), or has as a form of a lemma that is needed (claims)


@dataclass(slots=True)
class Touched:
    """What an update changed, for whoever keeps something made of the index."""

    everything: bool = False
    """Page numbers changed: nothing made before is of use."""
    pages: set[int] = field(default_factory=set)
    """Numbers of pages that were read again."""
    forms: set[str] = field(default_factory=set)
    """Forms whose line is another: their lemma, its frequency, its relatives or its posting list."""

    def __bool__(self) -> bool:
        return self.everything or bool(self.pages) or bool(self.forms)


class Store:
    """An opened index file.

    Raises:
        FileNotFoundError: when opened for reading, and there is none or it is no index of this version.
    """

    def __init__(self, folder: Path, *, writing: bool = False) -> None:
        self.path = folder / FILE
        if not writing and not self.path.is_file():
            raise FileNotFoundError(folder)
        self.base = _opened(self.path) if writing else _read(self.path, folder)

    def close(self) -> None:
        """Let go of the file."""
        self.base.close()

    def rows(self, question: str, *values: object) -> list[Any]:
        """All rows of an answer.

        Raises:
            FileNotFoundError: the file is damaged.
        """
        try:
            return self.base.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise FileNotFoundError(self.path.parent) from error

    def told(self, key: str) -> str:
        """What was noted under *key*; empty where nothing was."""
        return next((value for (value,) in self.rows("select value from told where key = ?", key)), "")

    def tell(self, key: str, value: str) -> None:
        """Note *value* under *key*."""
        self.base.execute("insert or replace into told values (?, ?)", (key, value))

    def digests(self) -> dict[str, str]:
        """Address of every page seen → what it was read from."""
        return dict(self.rows("select address, digest from pages"))

    def lemma(self, form: str) -> str | None:
        """The lemma of a form that stands on some page."""
        return next((x for (x,) in self.rows("select lemma from forms where form = ? and pages > 0", form)), None)

    def pages(self) -> list[Any]:
        """(address, title, kind, roles, count) of every page that can be found, in order of numbers."""
        return self.rows(
            "select address, title, kind, roles, count from pages where number is not null order by number"
        )

    def records(self, page: int) -> list[list[str]]:
        """``[anchor, heading, text]`` of every record of a page."""
        found = self.rows(
            "select records from contents where address = (select address from pages where number = ?)", page
        )
        return json.loads(found[0][0]) if found else []

    def posted(self, lemma: str) -> bytes:
        """The posting list of *lemma*; empty where it stands nowhere."""
        return next((bytes(x) for (x,) in self.rows("select posted from terms where lemma = ?", lemma)), b"")

    def frequency(self, lemma: str) -> int:
        """In how many records *lemma* stands."""
        return next((n for (n,) in self.rows("select records from terms where lemma = ?", lemma)), 0)

    def relatives(self, lemma: str) -> list[str]:
        """Words of one root with *lemma*, in order."""
        if not (key := root(lemma)):
            return []
        rows = self.rows(f"{_ONE_ROOT} limit ?", key, LARGEST + 1)
        found = sorted(lemma for (lemma,) in rows)
        return [x for x in found if x != lemma] if 1 < len(found) <= LARGEST else []

    def lines(self, first: str = "") -> Iterator[tuple[str, str, int, bytes | None, str | None]]:
        """(form, its lemma, in how many records that stands, posting list and root of the form as a lemma itself)
        in order of forms, from *first* on.

        A form that stands on pages has its lemma there; others that of the first lemma that claims them.
        """
        rows = self.base.execute(
            "select f.form, f.lemma, coalesce(t.records, 0), own.posted, own.root, f.pages from forms f "
            "left join terms t on t.lemma = f.lemma left join terms own on own.lemma = f.form "
            "where f.form >= ? order by f.form, f.lemma",
            (first,),
        )
        for _, alike in groupby(rows, key=itemgetter(0)):
            own = list(alike)
            yield next((row for row in own if row[-1]), own[0])[:-1]

    def spelled(self) -> list[tuple[str, int]]:
        """(form, records of its lemma) of every form that stands on a page, in order."""
        return self.rows(
            "select f.form, max(t.records) from forms f join terms t on t.lemma = f.lemma "
            "where f.pages > 0 group by f.form order by f.form"
        )


def _read(path: Path, folder: Path) -> sqlite3.Connection:
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        if base.execute("select value from told where key = 'version'").fetchone() != (_stamp(),):
            raise sqlite3.DatabaseError
    except sqlite3.DatabaseError:
        base.close()
        raise FileNotFoundError(folder) from None
    return base


def _opened(path: Path) -> sqlite3.Connection:
    """The file for writing; made anew where it is missing, damaged or of another version."""
    with suppress(sqlite3.DatabaseError):
        base = _connected(path)
        try:
            if base.execute("select value from told where key = 'version'").fetchone() == (_stamp(),):
                base.execute("select count(*) from terms, (select count(*) from forms limit 1) limit 1").fetchone()
                return base
        except sqlite3.DatabaseError:
            base.close()
            raise
        base.close()
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    base = _connected(path)
    base.executescript(f"begin; {_TABLES} commit;")
    base.execute("insert into told values ('version', ?)", (_stamp(),))
    base.commit()
    return base


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("pragma synchronous = off")  # a cache: whatever a power cut leaves is made anew
    base.execute("pragma cache_size = -64000")
    return base


def _stamp() -> str:
    return f"{VERSION} {version('pymorphy3-dicts-ru')}"


Read = Callable[[str], Analysed | None]
"""Address → the page as it is now; None where there is nothing to find on it."""


def update(
    store: Store,
    digests: Mapping[str, str],
    read: Callable[[Sequence[str]], Iterable[Analysed | None]],
    extra: Callable[[], Iterable[tuple[str, str]]],
) -> Touched:
    """Brings *store* up to the pages of *digests* (address → what its content is told by).

    *read* is asked for the changed ones, in order. *extra*, asked once all pages are in: (form, lemma) of words
    that are needed though they may stand nowhere.
    One transaction, left open: the caller commits.
    """
    before = store.digests()
    changed = sorted(a for a, digest in digests.items() if before.get(a) != digest)
    gone = sorted(before.keys() - digests.keys())
    touched = Touched()
    old = {a: _kept(store, a) for a in (*changed, *gone) if a in before}
    new = dict(zip(changed, read(changed), strict=True)) if changed else {}
    findable = {a: bool(old.get(a)) for a in old} != {a: bool(new.get(a)) for a in new} or len(old) != len(new)
    for address in gone:
        store.base.execute("delete from pages where address = ?", (address,))
        store.base.execute("delete from contents where address = ?", (address,))
    for address, page in new.items():
        _put(store, address, digests[address], page)
    if findable:
        touched.everything = True
        _renumber(store)
        lemmas = _invert(store)
    else:
        lemmas = _splice(store, old, new, touched)
    _forms(store, old, new, touched)
    _claims(store, lemmas, set(extra()), touched)
    return touched


_Old = tuple[dict[str, bytes], dict[str, str]]


def _kept(store: Store, address: str) -> _Old | None:
    """Parts and forms of a page as it was; None where nothing was found on it."""
    found = store.rows("select lemmas, lengths, parts, forms from contents where address = ?", address)
    if not found:
        return None
    *parts, forms = found[0]
    return dict(_parts(*parts)), {form: store.lemma(form) or form for form in forms.split()}


def _parts(lemmas: str, lengths: str, parts: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for lemma, length in zip(lemmas.split(), lengths.split(), strict=True):
        end = at + int(length)
        yield lemma, parts[at:end]
        at = end


def _put(store: Store, address: str, digest: str, page: Analysed | None) -> None:
    if page is None:
        store.base.execute("insert or replace into pages (address, digest) values (?, ?)", (address, digest))
        store.base.execute("delete from contents where address = ?", (address,))
        return
    lemmas = sorted(page.parts)
    own = [page.parts[lemma] for lemma in lemmas]
    store.base.execute(
        "insert or replace into pages values (?1, (select number from pages where address = ?1), ?2, ?3, ?4, ?5, ?6)",
        (address, digest, page.title, page.kind, page.roles, page.count),
    )
    lengths, forms = " ".join(str(len(x)) for x in own), " ".join(sorted(page.forms))
    store.base.execute(
        "insert or replace into contents values (?, ?, ?, ?, ?, ?)",
        (address, page.records, " ".join(lemmas), lengths, b"".join(own), forms),
    )


def _renumber(store: Store) -> None:
    found = store.rows("select address from pages where title is not null order by address")
    store.base.execute("update pages set number = null")
    store.base.executemany("update pages set number = ? where address = ?", ((n, a) for n, (a,) in enumerate(found)))


def _invert(store: Store) -> tuple[set[str], set[str]]:
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


def _splice(
    store: Store, old: Mapping[str, _Old | None], new: Mapping[str, Analysed | None], touched: Touched
) -> tuple[set[str], set[str]]:
    """The changed pages' parts of posting lists in the place of the old ones; lemmas that came, and that went."""
    changes: dict[str, dict[int, bytes]] = {}
    for address, page in new.items():
        ((number,),) = store.rows("select number from pages where address = ?", address)
        was = old[address]
        if page is None or was is None:
            continue
        touched.pages.add(number)
        for lemma in page.parts.keys() | was[0].keys():
            if (part := page.parts.get(lemma, b"")) != was[0].get(lemma):
                changes.setdefault(lemma, {})[number] = part
    came, went = set(), set()
    for lemma, parts in changes.items():
        known = store.rows("select records, posted from terms where lemma = ?", lemma)
        own = {**dict(numbers.parted(bytes(known[0][1]) if known else b"")), **parts}
        own = {number: part for number, part in sorted(own.items()) if part}
        records = sum(numbers.count(part) for part in own.values())
        touched.forms.add(lemma)
        if not known or known[0][0] != records:
            touched.forms.update(form for (form,) in store.rows("select form from forms where lemma = ?", lemma))
        if not own:
            store.base.execute("delete from terms where lemma = ?", (lemma,))
            went.add(lemma)
            continue
        row = (lemma, records, root(lemma), numbers.joined(own.items()))
        store.base.execute("insert or replace into terms values (?, ?, ?, ?)", row)
        if not known:
            came.add(lemma)
    for key in {root(lemma) for lemma in came | went} - {""}:
        touched.forms.update(lemma for (lemma,) in store.rows(_ONE_ROOT, key))
    return came, went


def _forms(store: Store, old: Mapping[str, _Old | None], new: Mapping[str, Analysed | None], touched: Touched) -> None:
    """How many pages each form stands on."""
    steps: dict[tuple[str, str], int] = {}
    for was in old.values():
        for pair in was[1].items() if was else ():
            steps[pair] = steps.get(pair, 0) - 1
    for page in new.values():
        for pair in page.forms.items() if page else ():
            steps[pair] = steps.get(pair, 0) + 1
    changed = sorted((form, lemma, step) for (form, lemma), step in steps.items() if step)
    store.base.executemany(
        "insert into forms values (?1, ?2, ?3, 0) on conflict do update set pages = pages + ?3", changed
    )
    touched.forms.update(form for form, _, _ in changed)
    _drop_idle(store, [pair[:2] for pair in changed])


def _drop_idle(store: Store, pairs: Iterable[tuple[str, str]]) -> None:
    store.base.executemany("delete from forms where form = ? and lemma = ? and pages = 0 and claims = 0", pairs)


def _claims(store: Store, lemmas: tuple[set[str], set[str]], extra: set[tuple[str, str]], touched: Touched) -> None:
    """Forms that stand nowhere but belong to a needed lemma: one that stands on a page, or one of *extra*."""
    told = store.told("extra")
    before = {(form, lemma) for form, lemma in (line.split("\t") for line in told.split("\n") if line)}
    store.tell("extra", "\n".join(f"{form}\t{lemma}" for form, lemma in sorted(extra)))
    _claim(store, sorted(extra - before), 1, touched)
    _claim(store, sorted(before - extra), -1, touched)
    came, went = lemmas
    wanted, old = {lemma for _, lemma in extra}, {lemma for _, lemma in before}
    fresh: list[str] = []
    idle: list[str] = []
    for lemma in sorted(came | went | (old ^ wanted)):
        there = store.frequency(lemma) > 0
        needed = there or lemma in wanted
        if needed != (lemma in old or lemma in went or (there and lemma not in came)):
            (fresh if needed else idle).append(lemma)
    for chosen, step in ((fresh, 1), (idle, -1)):
        _claim(store, [(form, lemma) for lemma, own in _paradigms(chosen) for form in (lemma, *own)], step, touched)


def _claim(store: Store, pairs: Sequence[tuple[str, str]], step: int, touched: Touched) -> None:
    store.base.executemany(
        "insert into forms values (?1, ?2, 0, ?3) on conflict do update set claims = claims + ?3",
        ((form, lemma, step) for form, lemma in pairs),
    )
    if step < 0:
        _drop_idle(store, pairs)
    touched.forms.update(form for form, _ in pairs)


_PARADIGMS = 50
"""Lemmas whose forms one piece of work makes."""


def _paradigms(lemmas: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    portions = [lemmas[at : at + _PARADIGMS] for at in range(0, len(lemmas), _PARADIGMS)]
    made = forks.shared_out(lambda n: [paradigm(lemma) for lemma in portions[n]], len(portions))
    for portion, forms in zip(portions, made, strict=True):
        yield from zip(portion, forms, strict=True)


def opened(folder: Path) -> Any:
    """The index in *folder* for reading, closed at the end of a ``with``."""
    return closing(Store(folder))
