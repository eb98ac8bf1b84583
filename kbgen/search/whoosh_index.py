"""The same index in Whoosh, for whoever wants to read it with Whoosh's own tools; asked by the same rules.

Whoosh answers as :mod:`kbgen.search.store` does, but takes over half the time of indexing (a commit asks the disk
about a file for every posting), rewrites segments for a changed page, and its postings come one by one through
Python objects. So builds keep the SQLite index, and this one is made where it is asked for.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compares with "is" on literals; harmless
    from whoosh import fields, formats
    from whoosh import index as whoosh_index

from kbgen.search import numbers
from kbgen.search.store import Store


class _Words(fields.FieldType):  # type: ignore[misc, unused-ignore]
    """A Whoosh field that takes ready weights: lemma → whole number."""

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


def make(store: Store, folder: Path) -> None:
    """The Whoosh index of what *store* holds, in the new *folder*; what was there is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    schema = fields.Schema(record=fields.NUMERIC(stored=True), words=_Words(), address=fields.STORED())
    writer = whoosh_index.create_in(str(folder), schema).writer(limitmb=256)
    pages = store.pages()
    first = [0, *accumulate(count for *_, count in pages)]
    words: list[dict[str, int]] = [{} for _ in range(first[-1])]
    for lemma, posted in store.rows("select lemma, posted from terms"):
        for record, weight in numbers.records(posted, first).items():
            words[record][lemma] = weight
    for page, (address, *_) in enumerate(pages):
        for order, (anchor, _, _) in enumerate(store.records(page)):
            writer.add_document(record=first[page] + order, words=words[first[page] + order], address=address + anchor)
    writer.commit()


class WhooshPostings:
    """Posting lists of a Whoosh index: what a :class:`~kbgen.search.searching.Searcher` can be given.

    Raises:
        FileNotFoundError: there is no Whoosh index in *folder*.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._reader = whoosh_index.open_dir(str(folder)).reader()
        except Exception:  # noqa: BLE001 - Whoosh fails in many ways over damaged files
            raise FileNotFoundError(folder) from None

    def __call__(self, lemma: str) -> Mapping[int, int]:
        """Record number → weight."""
        if ("words", lemma) not in self._reader:
            return {}
        matcher = self._reader.postings("words", lemma)
        found = {}
        while matcher.is_active():
            found[self._reader.stored_fields(matcher.id())["record"]] = int(matcher.weight())
            matcher.next()
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()
