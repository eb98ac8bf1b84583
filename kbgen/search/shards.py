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

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.search import tables
from kbgen.search.analysis import LOOKALIKES
from kbgen.search.changing import Touched
from kbgen.search.lexicon import read_synonyms
from kbgen.search.packing import Keeper, as_json, digest
from kbgen.search.portions import kept
from kbgen.search.sources import spelling_of, texts_of, words_of
from kbgen.search.store import Store

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
    keep = Keeper(folder)
    pages = store.pages()
    now = _Listed(
        kept(before.words, touched, touched.forms, words_of(store), keep),
        kept(before.texts, touched, touched.pages, texts_of(store), keep),
        spelling_of(store, before.spelling, touched, keep),
    )
    rank = {address: n for n, (address, *_) in enumerate(pages)}
    texts = [[rank[address], name] for address, name in now.texts]
    meta = {**_pages(pages), "words": now.words, "texts": texts, "spelling": now.spelling, **shown}
    meta["numbers"] = store.numbers()
    meta |= {"synonyms": read_synonyms(store), "rules": _rules()}
    keep.write("meta", as_json(meta))
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
            if digest((folder / f"{name}.js").read_bytes().split(b'"')[3]) != name[1:]:
                return None
    except (OSError, ValueError, TypeError, IndexError):
        return None
    return found


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
    found = [page for page in pages if page[2] in tables.OFFERED]
    found.sort(key=lambda page: (tables.OFFERED.index(page[2]), not page[0].endswith("/index.html")))
    return found[: tables.MOST_OFFERED]
