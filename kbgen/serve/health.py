"""How the server is: which release it serves, whether that is whole, whether it can be searched."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kbgen.bundles import manifest
from kbgen.errors import KbgenError
from kbgen.serve.searching import Index


@dataclass(frozen=True, slots=True)
class Health:
    """The state of what is served."""

    release: str
    """Its number; empty where there is none."""
    whole: bool
    """Every file is there with its size. What is in them is checked by ``kbgen verify``."""
    index: bool

    @property
    def good(self) -> bool:
        """Readers get every page. Without an index they still search in their browsers."""
        return self.whole


def examine(release: Callable[[], Path | None], index: Index | None) -> Health:
    """Look now; takes some milliseconds for every thousand files."""
    folder = release()
    if folder is None:
        return Health("", False, False)
    return Health(number(folder), _is_whole(folder), _is_ready(index))


def number(folder: Path) -> str:
    """The release's number: the folder's name, or where that is another what the list of files says; else empty."""
    if folder.name.isdecimal():
        return folder.name
    try:
        return manifest.read(folder).release
    except KbgenError:
        return ""


def _is_whole(folder: Path) -> bool:
    try:
        state = (folder / manifest.NAME).stat()
        files = _files(folder, state.st_mtime_ns, state.st_size)
        return all(os.stat(path).st_size == size for path, size in files)  # noqa: PTH116 - thousands
    except (OSError, KbgenError):
        return False


@lru_cache(2)
def _files(folder: Path, *_state: int) -> tuple[tuple[str, int], ...]:
    return tuple((f"{folder}/{entry.path}", entry.size) for entry in manifest.read(folder).entries)


def _is_ready(index: Index | None) -> bool:
    from kbgen.search import answer

    if index is None:
        return False
    try:
        answer(index if isinstance(index, Path) else index(), "kbgen", 1)
    except FileNotFoundError:
        return False
    return True
