"""The one truth: a Whoosh index of section records, kept up to date page by page.

A posting's weight is what :mod:`kbgen.search.weights` says of the word in the record.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compares with "is" on literals; harmless
    from whoosh import columns, fields, formats
    from whoosh import index as whoosh_index
    from whoosh.reading import IndexReader

from kbgen.search.records import PageRecords, read_page, relevant
from kbgen.search.weights import Lemmas, weights

VERSION = 7
"""Raised when records, analysis or weights change, so that old indexes are made anew."""


class Words(fields.FieldType):  # type: ignore[misc, unused-ignore]
    """A Whoosh field that takes ready weights: term → whole number."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.scorable = False  # no lengths are kept: the weights have them in already
        self.stored = False
        self.unique = False
        self.vector = None
        self.analyzer = None
        self.column_type = None

    def index(self, value: Mapping[str, int], **_kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh stores for a record."""
        for term, weight in value.items():
            yield term.encode(), 1, float(weight), b""


def _schema() -> fields.Schema:
    return fields.Schema(
        page=fields.ID(stored=True, sortable=True),
        order=fields.COLUMN(columns.NumericColumn("i")),
        words=Words(),
        stored=fields.STORED(),
    )


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update of the index did."""

    pages: int
    changed: int
    records: int


def update(folder: Path, pages: Iterable[tuple[str, str]]) -> Updated:
    """Brings the index in *folder* up to the given pages (address, HTML); only changed ones are read again.

    A damaged or older index is made anew.
    """
    known, index = _opened(folder)
    lemmas = known_lemmas(folder)
    now: dict[str, list[Any]] = {}
    changed = 0
    writer = index.writer(limitmb=256)
    for page, html in pages:
        digest = hashlib.sha256(relevant(html).encode()).hexdigest()[:16]
        if page in known and known[page][0] == digest:
            now[page] = known[page]
            continue
        changed += 1
        if page in known:
            writer.delete_by_term("page", page)
        found = read_page(html, page)
        now[page] = [digest, _add(writer, found, lemmas) if found else 0]
    for page in known.keys() - now.keys():
        changed += 1
        writer.delete_by_term("page", page)
    if changed:
        writer.commit()
        _write_json(folder / "lemmas.json", lemmas.known)
        _write_json(folder / "pages.json", {"version": VERSION, "pages": now})
    else:
        writer.cancel()
    return Updated(sum(1 for _, n in now.values() if n), changed, sum(n for _, n in now.values()))


def _add(writer: Any, page: PageRecords, lemmas: Lemmas) -> int:
    for order, record in enumerate(page.records):
        stored = [record.anchor, record.heading, record.text, page.title, page.kind, list(page.roles)]
        writer.add_document(page=page.page, order=order, words=weights(record, page, lemmas, order == 0), stored=stored)
    return len(page.records)


def _opened(folder: Path) -> tuple[dict[str, list[Any]], Any]:
    """The pages known and the index; none and a fresh one where the old one is damaged or of another version."""
    known = _known(folder)
    index = _open(folder) if known else None
    return (known, index) if index is not None else ({}, _create(folder))


def _known(folder: Path) -> dict[str, list[Any]]:
    found = _read_json(folder / "pages.json")
    return found.get("pages", {}) if found.get("version") == VERSION else {}


def _open(folder: Path) -> Any:
    try:
        return whoosh_index.open_dir(str(folder / "whoosh"))
    except Exception:  # noqa: BLE001 - whatever is wrong with a cache, the answer is to make it anew
        return None


def _create(folder: Path) -> Any:
    shutil.rmtree(folder / "whoosh", ignore_errors=True)
    (folder / "whoosh").mkdir(parents=True)
    return whoosh_index.create_in(str(folder / "whoosh"), _schema())


def open_reader(folder: Path) -> IndexReader:
    """The index in *folder* for reading.

    Raises:
        FileNotFoundError: there is no index, or it cannot be read.
    """
    index = _open(folder)
    try:
        return index.reader()
    except Exception:  # noqa: BLE001 - Whoosh fails in many ways over damaged files
        raise FileNotFoundError(folder) from None


def places(reader: IndexReader) -> list[tuple[str, int, int]]:
    """(page, order, document number) of every record, in the order of the site."""
    found: list[tuple[str, int, int]] = []
    for leaf, offset in _leaves(reader):
        pages, orders = leaf.column_reader("page"), leaf.column_reader("order")
        found.extend((pages[n], orders[n], n + offset) for n in range(leaf.doc_count_all()) if not leaf.is_deleted(n))
    return sorted(found)


def postings(reader: IndexReader, term: str) -> Iterator[tuple[int, int]]:
    """(document number, weight) of every record *term* stands in; read block by block, which Whoosh's own
    one-by-one matchers do many times slower."""
    for leaf, offset in _leaves(reader):
        if ("words", term) not in leaf:
            continue
        matcher = leaf.postings("words", term)
        while hasattr(matcher, "child"):  # a filter over deleted documents wraps the leaf's own
            matcher = matcher.child
        yield from ((n + offset, w) for n, w in _blocks(matcher) if not leaf.is_deleted(n))


def _blocks(matcher: Any) -> Iterator[tuple[int, int]]:
    if not hasattr(matcher, "_read_ids"):  # a posting list of one is kept inside the dictionary
        while matcher.is_active():
            yield matcher.id(), int(matcher.weight())
            matcher.next()
        return
    while not matcher._atend:
        matcher._read_ids()
        matcher._read_weights()
        yield from zip(matcher._ids, map(int, matcher._weights), strict=True)
        matcher._next_block()


def _leaves(reader: IndexReader) -> list[tuple[Any, int]]:
    return list(reader.leaf_readers())


def terms(reader: IndexReader) -> Iterator[str]:
    """Every lemma of the index."""
    return (term.decode() for term in reader.lexicon("words"))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_json(path: Path, content: object) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    fresh.replace(path)


def known_lemmas(folder: Path) -> Lemmas:
    """The forms remembered beside the index in *folder*."""
    return Lemmas(_read_json(folder / "lemmas.json"))
