"""Asking the index: what ``kbgen search`` and the intranet's search call."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.search.answers import EVERYTHING, Answer, Hit, Sought
from kbgen.search.store import FILE

if TYPE_CHECKING:
    from kbgen.search.searching import Searcher


@lru_cache(4)
def _searcher(folder: Path, stamp: tuple[int, int]) -> Searcher:
    del stamp  # only a key: another build is another searcher
    from kbgen.search.searching import Searcher  # NumPy starts threads: not in builds, which fork

    return Searcher(folder, small=True)


def answer(folder: Path, query: str, limit: int = 10, sought: Sought = EVERYTHING) -> Answer:
    """The answer to *query* from the index in *folder*; repeated calls use the opened index.

    Raises:
        FileNotFoundError: there is no readable index in *folder*.
    """
    try:
        state = (folder / FILE).stat()
    except OSError:
        raise FileNotFoundError(folder) from None
    return _searcher(folder, (state.st_mtime_ns, state.st_size)).answer(query, limit, sought)


def search(index_folder: Path, query: str, limit: int = 10) -> tuple[Hit, ...]:
    """The best *limit* answers to *query*; see :func:`answer`."""
    return answer(index_folder, query, limit).hits
