"""What stands in shards: words with their posting lists, texts of pages, spellings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kbgen.search.changing import Touched
from kbgen.search.lexicon import relatives, spelled
from kbgen.search.packing import Keeper, as_json
from kbgen.search.portions import Piece, Source
from kbgen.search.store import Store

_WORDS = (20_000, 127, 64_000)
"""A shard of words: bytes from which on it may end, how rarely it does (one border in 128), bytes at which it must."""
_TEXTS = (24_000, 3, 60_000)
_SPELLING = 4_000
"""Words of one length in one file of spellings."""
_LONGEST_TEXT = 150_000
"""Characters of a section the browser shows fragments of."""


def words_of(store: Store) -> Source:
    def pieces(start: str | None) -> Iterator[Piece]:
        families: Callable[[str], Sequence[str] | None] = store.relatives if start else relatives(store).get
        for form, lemma, records, posted, root in store.lines(start or ""):
            own = posted or b""
            related = " ".join(families(form) or ()) if root else ""
            shown = "" if lemma == form else lemma
            line = f"{form}\t{shown}\t{records or ''}\t{len(own) or ''}\t{related}".rstrip("\t").encode()
            yield Piece(form, len(line) + len(own), zlib.crc32(form.encode()), (line, own))

    def content(own: list[Any]) -> bytes:
        text = b"\n".join(line for line, _ in own)
        return len(text).to_bytes(4, "little") + text + b"".join(posted for _, posted in own)

    return Source("w", pieces, content, _WORDS)


def texts_of(store: Store) -> Source:
    def pieces(start: str | None) -> Iterator[Piece]:
        rows = store.base.execute(
            "select address, title, kind, records from pages join contents using (address) "
            "where address >= ? order by address",
            (start or "",),
        )
        for address, title, kind, records in rows:
            yield Piece(address, len(records), zlib.crc32(address.encode()), (address, title, kind, records))

    def content(own: list[Any]) -> bytes:
        return b"[%s]" % b",".join(b"%s,%s]" % (as_json(said)[:-1], _shortened(records)) for *said, records in own)

    return Source("t", pieces, content, _TEXTS)


def _shortened(records: str) -> bytes:
    """The records of a page as they are kept, in JSON; very long texts cut."""
    if len(records) <= _LONGEST_TEXT:
        return records.encode()
    return as_json([[anchor, heading, text[:_LONGEST_TEXT]] for anchor, heading, text in json.loads(records)])


def spelling_of(store: Store, before: Sequence[Sequence[Any]], touched: Touched, keep: Keeper) -> list[list[Any]]:
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
