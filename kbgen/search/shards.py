"""The browser's copy of the index: small scripts, each loaded only when a query needs it.

A file is one call, ``kbgenSearch("w3f0c…","…")``: a classic script runs on ``file://`` where nothing may be fetched,
and is as easily cut out of a fetched text. Inside is base64 of zlib's deflate, whose checksum tells damage, of

* ``meta``: JSON: pages and where every other file begins, synonyms, rules, words;
* ``w…``: words in order. Four bytes (little endian) length of the text, then the text: a line a word,
  ``word TAB lemma (empty: itself) TAB records TAB bytes TAB relatives``, then the posting lists
  (:mod:`kbgen.search.numbers`) of lines with bytes;
* ``t…``: JSON: a list for each page, ``[address, title, kind, [[anchor, heading, text], …]]``;
* ``v…``: words of similar length to find typos with, a line a word: ``word TAB records``.

All but ``meta`` are named by their content, and where one ends and the next begins follows from the words around
the border alone. So a changed page changes the files its words stand in and no others.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.search import tables
from kbgen.search.analysis import LOOKALIKES
from kbgen.search.changing import Touched
from kbgen.search.lexicon import read_synonyms, relatives, spelled
from kbgen.search.store import Store

_WORDS = (20_000, 127, 64_000)
"""A shard of words: bytes from which on it may end, how rarely it does (one border in 128), bytes at which it must."""
_TEXTS = (24_000, 3, 60_000)
_SPELLING = 4_000
"""Words of one length in one file of spellings."""
_LONGEST_TEXT = 150_000
"""Characters of a section the browser shows fragments of."""

LIST = "shards.json"


@dataclass(frozen=True, slots=True)
class _Listed:
    """Which shards there are: [where it begins, its name]."""

    words: Sequence[Sequence[Any]] = ()
    texts: Sequence[Sequence[Any]] = ()
    spelling: Sequence[Sequence[Any]] = ()


def export(store: Store, touched: Touched, shown: Mapping[str, Any], folder: Path) -> list[Path]:
    """Writes what changed to *folder*, deletes what is no more used; gives all files, ``meta`` last.

    *shown*: what else the search box has to know (its words, names of roles), as plain values.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _listed(folder)
    if before is None:
        for old in folder.glob("*.js"):
            old.unlink()
    if before is None or touched.everything:
        before, touched = _Listed(), Touched(everything=True)
    keep = _Keeper(folder)
    pages = store.pages()
    now = _Listed(
        _kept(before.words, touched, touched.forms, _words(store), keep),
        _kept(before.texts, touched, touched.pages, _texts(store), keep),
        _spelling(store, before.spelling, touched, keep),
    )
    rank = {address: n for n, (address, *_) in enumerate(pages)}
    texts = [[rank[address], name] for address, name in now.texts]
    meta = {**_pages(pages), "words": now.words, "texts": texts, "spelling": now.spelling, **shown}
    meta["numbers"] = store.numbers()
    meta |= {"synonyms": read_synonyms(store), "rules": _rules()}
    keep.write("meta", _json(meta))
    names = [name for part in (now.words, now.texts, now.spelling) for _, name in part]
    files = [folder / f"{name}.js" for name in (*names, "meta")]
    for old in set(folder.glob("*.js")) - set(files):
        old.unlink()
    listed = {"words": now.words, "texts": now.texts, "spelling": now.spelling}
    (folder / LIST).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    return files


def _listed(folder: Path) -> _Listed | None:
    """The shards made before; None where there are none, or one is missing or damaged."""
    try:
        found = _Listed(**json.loads((folder / LIST).read_text(encoding="utf-8")))
        for _, name in (*found.words, *found.texts, *found.spelling):
            if _digest((folder / f"{name}.js").read_bytes().split(b'"')[3]) != name[1:]:
                return None
    except (OSError, ValueError, TypeError, IndexError):
        return None
    return found


class _Keeper:
    """Writes shards, each named by what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, kind: str, content: bytes) -> str:
        """The name *content* has as a shard; the file is there afterwards."""
        packed = _packed(content)
        name = kind + _digest(packed)
        if not (self.folder / f"{name}.js").is_file():
            self._write(name, packed)
        return name

    def write(self, name: str, content: bytes) -> None:
        """*content* under a name of its own."""
        self._write(name, _packed(content))

    def _write(self, name: str, packed: bytes) -> None:
        path = self.folder / f"{name}.js"
        content = b'kbgenSearch("%s","%s");\n' % (name.encode(), packed)
        if not path.is_file() or path.read_bytes() != content:
            fresh = path.with_suffix(".new")  # the old one may be linked from a site
            fresh.write_bytes(content)
            fresh.replace(path)


def _digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()[:10]


def _packed(content: bytes) -> bytes:
    return base64.b64encode(zlib.compress(content, 6))


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _rules() -> dict[str, Any]:
    """Every table of the query rules, under the names the worker knows them by."""
    own = {name: getattr(tables, name) for name in dir(tables) if name.isupper()}
    return {**own, "STOP": sorted(tables.STOP), "LOOKALIKES": LOOKALIKES}


def _pages(pages: Sequence[Any]) -> dict[str, Any]:
    """Of each page: how many records, which kind and which roles (numbers in lists of their own)."""
    kinds = sorted({kind for _, _, kind, _, _ in pages})
    roles = sorted({role for _, _, _, own, _ in pages for role in own.split()})
    return {
        "counts": [count for *_, count in pages],
        "kindNames": kinds,
        "kinds": [kinds.index(kind) for _, _, kind, _, _ in pages],
        "roleNames": roles,
        "roles": [[roles.index(role) for role in own.split()] or 0 for _, _, _, own, _ in pages],
        "offers": [[address, title, kind] for address, title, kind, *_ in offered(pages)],
    }


def offered(pages: Iterable[Any]) -> list[Any]:
    """Pages to start from where nothing was found: the front page and the contents of each section."""
    return [page for page in pages if page[2] in tables.OFFERED][: tables.MOST_OFFERED]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a shard is made of: a word, or a page."""

    place: Any
    """Where it stands in the order: the word, or the page's address."""
    size: int
    may_begin: int
    """A number made of what it is: shards begin where it is divisible."""
    content: Any


@dataclass(frozen=True, slots=True)
class _Source:
    """A kind of shards: its pieces from a place on, the content of a shard of them, and the sizes."""

    kind: str
    pieces: Callable[[Any], Iterator[_Piece]]
    content: Callable[[list[Any]], bytes]
    sizes: tuple[int, int, int]


def _kept(before: Sequence[Sequence[Any]], touched: Touched, places: Iterable[Any], source: _Source,
          keep: _Keeper) -> list[list[Any]]:  # fmt: skip
    """The shards as they are now: those before, but for the ones that hold a touched place."""
    if touched.everything or not before:
        return [[first, keep.keep(source.kind, source.content(own))] for first, own in _portions(source, None)]
    begins = [first for first, _ in before]
    changed = _changed(begins, places)
    number = {first: n for n, first in enumerate(begins)}
    now: list[list[Any]] = []
    at = 0
    while at < len(before):
        if at not in changed:
            now.append(list(before[at]))
            at += 1
            continue
        for first, own in _portions(source, begins[at] if at else None):
            old = number.get(first, -1)
            if old > at and old not in changed:  # in step again: the old ones go on from here
                at = old
                break
            now.append([first, keep.keep(source.kind, source.content(own))])
        else:
            break
    return now


def _changed(begins: Sequence[Any], places: Iterable[Any]) -> set[int]:
    """Numbers of the shards that hold one of *places*; where a shard begins with it, the one before as well."""
    found: set[int] = set()
    for place in places:
        number = max(0, bisect_right(begins, place) - 1)
        found.add(number)
        if number and begins[number] == place:
            found.add(number - 1)
    return found


def _portions(source: _Source, start: Any) -> Iterator[tuple[Any, list[Any]]]:
    """(place of the first piece, contents of the pieces) of every shard from *start* on."""
    least, rarely, most = source.sizes
    first: Any = None
    own: list[Any] = []
    size = 0
    for piece in source.pieces(start):
        if own and (size + piece.size > most or (size >= least and not piece.may_begin & rarely)):
            yield first, own
            own, size = [], 0
        if not own:
            first = piece.place
        own.append(piece.content)
        size += piece.size
    if own:
        yield first, own


def _words(store: Store) -> _Source:
    def pieces(start: str | None) -> Iterator[_Piece]:
        families: Callable[[str], Sequence[str] | None] = store.relatives if start else relatives(store).get
        for form, lemma, records, posted, root in store.lines(start or ""):
            own = posted or b""
            related = " ".join(families(form) or ()) if root else ""
            shown = "" if lemma == form else lemma
            line = f"{form}\t{shown}\t{records or ''}\t{len(own) or ''}\t{related}".rstrip("\t").encode()
            yield _Piece(form, len(line) + len(own), zlib.crc32(form.encode()), (line, own))

    def content(own: list[Any]) -> bytes:
        text = b"\n".join(line for line, _ in own)
        return len(text).to_bytes(4, "little") + text + b"".join(posted for _, posted in own)

    return _Source("w", pieces, content, _WORDS)


def _texts(store: Store) -> _Source:
    def pieces(start: str | None) -> Iterator[_Piece]:
        rows = store.base.execute(
            "select address, title, kind, records from pages join contents using (address) "
            "where address >= ? order by address",
            (start or "",),
        )
        for address, title, kind, records in rows:
            yield _Piece(address, len(records), zlib.crc32(address.encode()), (address, title, kind, records))

    def content(own: list[Any]) -> bytes:
        return b"[%s]" % b",".join(b"%s,%s]" % (_json(said)[:-1], _shortened(records)) for *said, records in own)

    return _Source("t", pieces, content, _TEXTS)


def _shortened(records: str) -> bytes:
    """The records of a page as they are kept, in JSON; very long texts cut."""
    if len(records) <= _LONGEST_TEXT:
        return records.encode()
    return _json([[anchor, heading, text[:_LONGEST_TEXT]] for anchor, heading, text in json.loads(records)])


def _spelling(store: Store, before: Sequence[Sequence[Any]], touched: Touched, keep: _Keeper) -> list[list[Any]]:
    """Words by length, so that a query loads only lengths a typo can lead to."""
    if before and not touched.everything and not touched.forms:
        return [list(x) for x in before]
    by_length: dict[int, list[str]] = {}
    for word, records in spelled(store):
        by_length.setdefault(len(word), []).append(f"{word}\t{records}")
    now: list[list[Any]] = []
    for length in sorted(by_length):
        lines = by_length[length]
        for at in range(0, len(lines), _SPELLING):
            now.append([length, keep.keep("v", "\n".join(lines[at : at + _SPELLING]).encode())])
    return now
