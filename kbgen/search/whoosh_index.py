"""The index of small wikis in Whoosh: what the command line and the intranet's search ask, by the same rules.

Whoosh answers as :mod:`kbgen.search.store` does, but takes over half the time of indexing (a commit asks the disk
about a file for every posting), rewrites segments for a changed page, and its postings come one by one through
Python objects. So it is made of the SQLite index, anew after each change, where that takes a second; larger wikis
are asked from SQLite alone. A Whoosh index that is missing, old or damaged costs nobody an answer.
"""

from __future__ import annotations

import hashlib
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compares with "is" on literals; harmless
    from whoosh import fields, formats
    from whoosh import index as whoosh_index
    from whoosh.filedb.filestore import FileStorage

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


MOST = 2500
"""Records from which on a wiki is no more a small one: a Whoosh index of these takes about a second and a half."""

FOLDER = "whoosh"
"""Name of the Whoosh index's folder beside the SQLite index."""

_MADE_OF = "made-of.txt"


def keep(store: Store, folder: Path) -> None:
    """Have the Whoosh index beside the index in *folder* hold what *store* does; of a large wiki there is none."""
    goal = folder / FOLDER
    if sum(count for *_, count in store.pages()) > MOST:
        shutil.rmtree(goal, ignore_errors=True)
    elif _told(goal) != (state := _state(store)):
        make(store, goal)
        (goal / _MADE_OF).write_text(state, encoding="ascii")


def postings_of(store: Store, folder: Path) -> WhooshPostings | None:
    """The Whoosh index beside the index in *folder*, where there is one that holds what *store* does."""
    goal = folder / FOLDER
    if not goal.is_dir() or _told(goal) != _state(store):
        return None
    with suppress(FileNotFoundError):
        return WhooshPostings(goal)
    return None


def _state(store: Store) -> str:
    """Equal for stores with equal posting lists."""
    state = hashlib.sha256()
    for lemma, posted in store.rows("select lemma, posted from terms order by lemma"):
        state.update(f"{lemma}\0".encode() + bytes(posted) + b"\0")
    return state.hexdigest()


def _told(goal: Path) -> str:
    try:
        return (goal / _MADE_OF).read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def make(store: Store, folder: Path) -> None:
    """The Whoosh index of what *store* holds, in the new *folder*; what was there is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    schema = fields.Schema(record=fields.NUMERIC(stored=True), words=_Words(), address=fields.STORED())
    writer = whoosh_index.create_in(str(folder), schema).writer(limitmb=256)
    pages = store.pages()
    first = [0, *accumulate(count for *_, count in pages)]
    by_number = store.first()
    words: list[dict[str, int]] = [{} for _ in range(first[-1])]
    for lemma, posted in store.rows("select lemma, posted from terms"):
        for record, weight in numbers.records(posted, by_number).items():
            words[record][lemma] = weight
    for page, (address, *_) in enumerate(pages):
        for order, (anchor, _, _) in enumerate(store.records(address)):
            writer.add_document(record=first[page] + order, words=words[first[page] + order], address=address + anchor)
    writer.commit()


class WhooshError(Exception):
    """The Whoosh index cannot be read."""


class WhooshPostings:
    """Posting lists of a Whoosh index: what a :class:`~kbgen.search.searching.Searcher` can be given.

    Raises:
        FileNotFoundError: there is no Whoosh index in *folder*.
    """

    def __init__(self, folder: Path) -> None:
        try:
            storage = FileStorage(str(folder), supports_mmap=False)  # a mapped file that is cut short ends the program
            self._reader = storage.open_index().reader()
        except Exception:  # noqa: BLE001 - Whoosh fails in many ways over damaged files
            raise FileNotFoundError(folder) from None

    def __call__(self, lemma: str) -> Mapping[int, int]:
        """Record number → weight.

        Raises:
            WhooshError: a file of the index is not what it was.
        """
        try:
            return self._read(lemma)
        except Exception as error:
            raise WhooshError(str(error)) from error

    def _read(self, lemma: str) -> Mapping[int, int]:
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
