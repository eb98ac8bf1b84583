"""The browser's copy of the index: small scripts, each loaded only when a query needs it.

A file is one call, ``kbgenSearch("w3","…")``: a classic script runs on ``file://`` where nothing may be fetched,
and is as easily cut out of a fetched text. Inside is base64 of raw deflate of

* ``meta``: JSON: how many records each page has, where every other file begins, synonyms, rules, words;
* ``w<n>``: words in order. Four bytes (little endian) length of the text, then the text: a line a word,
  ``word TAB lemma (empty: itself) TAB records TAB bytes TAB relatives``, then the posting lists of lines with bytes:
  how many and which records (differences) in base 128, then a byte of weight for each;
* ``t<n>``: JSON: pages ``[address, title, kind, roles]`` and records ``[page, anchor, heading, text]``;
* ``v<n>``: words of similar length to find typos with, a line a word: ``word TAB records``.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.reading import IndexReader

from kbgen.search import store, tables
from kbgen.search.analysis import LOOKALIKES
from kbgen.search.query import Lexicon

_WORDS_SHARD = 96_000
"""Bytes of a shard of words before compression."""
_TEXT_SHARD = 60_000
_SPELLING_SHARD = 100_000


@dataclass(slots=True)
class _Shards:
    """Files to write, and where each begins."""

    files: dict[str, bytes] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


def shards(reader: IndexReader, lexicon: Lexicon, wording: Mapping[str, str]) -> dict[str, str]:
    """File name → content of everything the browser loads. *wording*: the words the search box shows."""
    places = store.places(reader)
    made = _Shards()
    _texts(made, reader, places)
    _words(made, reader, lexicon, {doc: n for n, (_, _, doc) in enumerate(places)})
    _spelling(made, lexicon)
    made.meta.update(records=len(places), synonyms=lexicon.synonyms, wording=wording, rules=_rules())
    made.files["meta"] = _json(made.meta)
    return {f"{name}.js": f'kbgenSearch("{name}","{_packed(content)}");\n' for name, content in made.files.items()}


def write(files: Mapping[str, str], folder: Path) -> int:
    """Writes the files that changed, deletes others that were there before; gives the bytes of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.js"):
        if old.name not in files:
            old.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="ascii") != content:
            path.write_text(content, encoding="ascii", newline="\n")
    return sum(map(len, files.values()))


def _packed(content: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(packer.compress(content) + packer.flush()).decode("ascii")


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _rules() -> dict[str, Any]:
    """Every table of the query rules, under the names the worker knows them by."""
    own = {name: getattr(tables, name) for name in dir(tables) if name.isupper()}
    return {**own, "STOP": sorted(tables.STOP), "LOOKALIKES": LOOKALIKES}


def _texts(made: _Shards, reader: IndexReader, places: Sequence[tuple[str, int, int]]) -> None:
    """Chunks of records; a page begins a new one when the old one is full."""
    counts: list[int] = []
    kinds: list[str] = []
    roles: list[str] = []
    begins: list[int] = []
    pages: list[list[Any]] = []
    records: list[list[Any]] = []
    size = 0

    def close() -> None:
        if records:
            made.files[f"t{len(begins) - 1}"] = _json({"pages": pages, "records": records})

    for number, (page, order, doc) in enumerate(places):
        anchor, heading, text, title, kind, page_roles = reader.stored_fields(doc)["stored"]
        if order == 0:
            counts.append(0)
            kinds.append(kind)
            roles.append(" ".join(page_roles))
        if not begins or size > _TEXT_SHARD:
            close()
            begins.append(number)
            pages, records, size = [], [], 0
        if order == 0 or not pages:
            pages.append([page, title, kind])
        counts[-1] += 1
        records.append([len(pages) - 1, anchor, heading, text])
        size += len(text) + len(heading)
    close()
    made.meta.update(counts=counts, kinds=kinds, roles=roles, texts=begins)


def _words(made: _Shards, reader: IndexReader, lexicon: Lexicon, number: Mapping[int, int]) -> None:
    begins: list[str] = []
    for lines, lists in _portions(_entries(reader, lexicon, number)):
        begins.append(lines[0].split("\t", 1)[0])
        text = "\n".join(lines).encode()
        made.files[f"w{len(begins) - 1}"] = len(text).to_bytes(4, "little") + text + b"".join(lists)
    made.meta["words"] = begins


def _entries(reader: IndexReader, lexicon: Lexicon, number: Mapping[int, int]) -> Iterator[tuple[str, bytes]]:
    for word in lexicon.words:
        lemma = lexicon.lemmas[word]
        posted = b""
        if word in lexicon.frequencies:
            posted = _posted(sorted((number[doc], weight) for doc, weight in store.postings(reader, word)))
        relatives = " ".join(lexicon.families.get(word, ())) if posted else ""
        shown = "" if lemma == word else lemma
        frequency = lexicon.frequencies.get(lemma, 0)
        yield f"{word}\t{shown}\t{frequency or ''}\t{len(posted) or ''}\t{relatives}".rstrip("\t"), posted


def _portions(entries: Iterable[tuple[str, bytes]]) -> Iterator[tuple[list[str], list[bytes]]]:
    lines: list[str] = []
    lists: list[bytes] = []
    size = 0
    for line, posted in entries:
        if lines and size + len(posted) > _WORDS_SHARD:
            yield lines, lists
            lines, lists, size = [], [], 0
        lines.append(line)
        lists.append(posted)
        size += len(line) + len(posted)
    if lines:
        yield lines, lists


def _posted(postings: Sequence[tuple[int, int]]) -> bytes:
    """How many, record numbers as differences (both seven bits a byte, low ones first), then the weights."""
    packed = bytearray()
    before = 0
    differences = [len(postings)]
    for record, _ in postings:
        differences.append(record - before)
        before = record
    for number in differences:
        while number > 127:
            packed.append(number & 127 | 128)
            number >>= 7
        packed.append(number)
    packed.extend(weight for _, weight in postings)
    return bytes(packed)


def _spelling(made: _Shards, lexicon: Lexicon) -> None:
    """Words by length, so that a query loads only lengths a typo can lead to."""
    by_length: dict[int, list[str]] = {}
    for word in lexicon.spelled:
        by_length.setdefault(len(word), []).append(f"{word}\t{lexicon.frequency(word)}")
    begins: list[int] = []
    lines: list[str] = []
    for length in sorted(by_length):
        if lines and sum(map(len, lines)) + sum(map(len, by_length[length])) > _SPELLING_SHARD:
            made.files[f"v{len(begins) - 1}"] = "\n".join(lines).encode()
            lines = []
        if not lines:
            begins.append(length)
        lines.extend(by_length[length])
    if lines:
        made.files[f"v{len(begins) - 1}"] = "\n".join(lines).encode()
    made.meta["spelling"] = begins
