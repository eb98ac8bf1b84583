"""The one truth: an inverted index of section records in one SQLite file, kept up to date page by page.

What is in it, and how it is asked; how it is brought up to the pages of a site, is told in
:mod:`kbgen.search.changing`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.metadata import version
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from kbgen.search.families import LARGEST, root

VERSION = 17
"""Raised when records, analysis, weights or tables change, so that old indexes are made anew."""

FILE = "index.db"

_TABLES = """
create table told (key text primary key, value text) without rowid;
create table pages (
    address text primary key, number integer, digest text, title text, kind text, roles text, count integer
) without rowid;
create table contents (address text primary key, records text, keywords text);
create table terms (lemma text primary key, records integer, root text, posted blob);
create index by_root on terms (root) where root <> '';
create table forms (
    form text, lemma text, pages integer, claims integer, primary key (form, lemma)
) without rowid;
create index by_lemma on forms (lemma);
"""
ONE_ROOT = "select lemma from terms where root = ? and root <> ''"  # said twice: else the index is not used
# forms: a row for each lemma a form has on pages (pages: how many), or has as a form of a lemma that is needed (claims)


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
        """(address, title, kind, roles, count) of every page that can be found, in order of addresses."""
        return self.rows(
            "select address, title, kind, roles, count from pages where title is not null order by address"
        )

    def numbers(self) -> list[int]:
        """The number of every page that can be found, in order of addresses."""
        return [n for (n,) in self.rows("select number from pages where title is not null order by address")]

    def first(self) -> dict[int, int]:
        """Number of a page → number of its first record; records are numbered in order of addresses."""
        counts = accumulate((count for *_, count in self.pages()), initial=0)
        return dict(zip(self.numbers(), counts, strict=False))

    def records(self, address: str) -> list[list[str]]:
        """``[anchor, heading, text]`` of every record of a page."""
        found = self.rows("select records from contents where address = ?", address)
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
        rows = self.rows(f"{ONE_ROOT} limit ?", key, LARGEST + 1)
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


def opened(folder: Path) -> Any:
    """The index in *folder* for reading, closed at the end of a ``with``."""
    return closing(Store(folder))
