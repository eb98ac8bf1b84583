"""Memory: what was rendered of each page, beside the site it was rendered for. Wrong or missing, it costs time only."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zlib import compress, decompress

NAME = "pages.sqlite"
_FORMAT = 6
_DAY, _MOMENT = "\0day", "\0moment"


def dumps(value: Any) -> str:
    """*value* as JSON; days and moments of front matter come back as such.

    Raises:
        TypeError: *value* holds something else that JSON has no word for.
    """
    return json.dumps(value, default=_dated)


def loads(text: str | bytes) -> Any:
    """What :func:`dumps` was given, with lists for tuples."""
    dated = (b"\\u0000" if isinstance(text, bytes) else "\\u0000") in text  # type: ignore[operator]
    return json.loads(text, object_hook=_undated if dated else None)


def _dated(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(type(value).__name__)


def _undated(told: dict[str, Any]) -> Any:
    if _DAY in told:
        return date.fromisoformat(told[_DAY])
    return datetime.fromisoformat(told[_MOMENT]) if _MOMENT in told else told


@dataclass(frozen=True, slots=True)
class Remembered:
    """One page as it was rendered."""

    key: str
    """Of its source and the settings."""
    head: Any
    """What the whole site needs of it: front matter, title, anchors, links, what it looked up, remarks."""
    output: str = ""
    """Key of the built file; empty: not built."""
    body: bytes = b""
    """HTML and table of contents, from :func:`packed`; empty: the one that lies in the memory."""


def packed(body: Any) -> bytes:
    """*body*, any JSON value, small."""
    return compress(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def unpacked(body: bytes) -> Any:
    """What :func:`packed` was given."""
    return json.loads(decompress(body).decode("utf-8", "surrogatepass"))


class Memory:
    """The memory of one project: read from the last site's folder, written to the new one's."""

    def __init__(self, folder: Path | None) -> None:
        self.pages: dict[str, Remembered] = {}
        self.order: list[tuple[str, int]] = []
        """Pages as they stand in the site's search index, each with its length there."""
        self.path = folder / NAME if folder else None
        self._database: sqlite3.Connection | None = None
        self._process = 0
        if self.path and self.path.is_file():
            with suppress(sqlite3.Error, ValueError, KeyError, TypeError):
                self._open(self.path)

    def _connect(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._process = os.getpid()

    def _open(self, path: Path) -> None:
        self._connect(path)
        assert self._database
        if self._database.execute("pragma user_version").fetchone() != (_FORMAT,):
            return
        (told,) = self._database.execute("select told from places").fetchone()
        self.order = [(str(name), int(length)) for name, length in json.loads(told)]
        rows = self._database.execute("select uri, key, head, output from pages").fetchall()
        self.pages = {uri: Remembered(key, loads(head), output) for uri, key, head, output in rows}

    def body(self, uri: str) -> Any:
        """HTML and table of contents of the page *uri* (which must be in ``pages``)."""
        if self._process != os.getpid():  # a connection must not be used on both sides of a fork
            assert self.path
            self._connect(self.path)
        assert self._database
        (body,) = self._database.execute("select body from pages where uri = ?", (uri,)).fetchone()
        return unpacked(body)

    def close(self) -> None:
        """Let go of the file."""
        if self._database:
            self._database.close()
            self._database = None

    def forget(self) -> None:
        """Know nothing: the site beside the memory is not the one it is of."""
        self.close()
        self.pages, self.order = {}, []

    def write(self, folder: Path, pages: dict[str, Remembered], order: list[tuple[str, int]]) -> None:
        """Keep *pages* and *order* in *folder*; those without a body have the one they had."""
        goal = folder / NAME
        self.close()
        if self.path and self.pages:
            shutil.copyfile(self.path, goal)
        with sqlite3.connect(goal, isolation_level=None) as database:
            database.execute("pragma journal_mode = off")
            database.execute("pragma synchronous = off")  # it is thrown away with the folder if anything goes wrong
            database.execute(f"pragma user_version = {_FORMAT}")
            database.execute("begin")
            database.execute(
                "create table if not exists pages (uri text primary key, key text, head text, output text, body blob)"
            )
            database.execute("drop table if exists places")
            database.execute("create table places (told text)")
            database.execute("insert into places values (?)", (json.dumps(order),))
            _forget(database, self.pages.keys() - pages.keys())
            for uri, page in pages.items():
                if page is not self.pages.get(uri):
                    _keep(database, uri, page)
            database.execute("commit")
        database.close()


def _forget(database: sqlite3.Connection, uris: Iterable[str]) -> None:
    database.executemany("delete from pages where uri = ?", [(uri,) for uri in uris])


def _keep(database: sqlite3.Connection, uri: str, page: Remembered) -> None:
    head = dumps(page.head)
    if page.body or not page.key:
        row = (uri, page.key, head, page.output, page.body)
        database.execute("insert or replace into pages values (?, ?, ?, ?, ?)", row)
    else:
        change = "update pages set key = ?, head = ?, output = ? where uri = ?"
        database.execute(change, (page.key, head, page.output, uri))
