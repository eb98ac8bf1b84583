"""Sweeping: what the store holds that nobody uses any more, and what in it is damaged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kbgen.video import unfinished
from kbgen.video.store import sha256

_SHELF = re.compile(r"[0-9a-f]{2}")
_ITEM = re.compile(r"(?P<key>[0-9a-f]{32})\.[0-9a-z]{1,5}")
"""Names that the store gives: everything else in its folder is somebody else's and stays."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything the store holds under one key."""

    key: str
    files: tuple[Path, ...]
    """Receipt and file, or what is left of them."""

    @property
    def bytes(self) -> int:
        """Of all files."""
        size = 0
        for file in self.files:
            with suppress(OSError):
                size += file.stat().st_size
        return size


def everything(folder: Path) -> Iterator[Kept]:
    """What the store in *folder* holds, by key. Links are not followed."""
    for shelf in _shelves(folder):
        found: dict[str, list[Path]] = {}
        for file in shelf.iterdir():
            name = _ITEM.fullmatch(file.name)
            if name and file.is_file() and not file.is_symlink():
                found.setdefault(name["key"], []).append(file)
        for key, files in sorted(found.items()):
            # The receipt goes first: without it there is no item, so a sweep cut short leaves none half.
            yield Kept(key, tuple(sorted(files, key=lambda f: (f.suffix != ".json", f.name))))


def _shelves(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    found = [p for p in folder.iterdir() if _SHELF.fullmatch(p.name) and p.is_dir() and not p.is_symlink()]
    return sorted(found)


def unused(folder: Path, keys: frozenset[str]) -> tuple[Kept, ...]:
    """What is under other keys than these."""
    return tuple(kept for kept in everything(folder) if kept.key not in keys)


def abandoned(folder: Path) -> tuple[Path, ...]:
    """Drafts whose writer is no more."""
    found = []
    for shelf in [folder, *_shelves(folder)] if folder.is_dir() else []:
        for draft in shelf.glob(".*.draft*"):
            with suppress(OSError):
                if unfinished.nobodys(draft):
                    found.append(draft)
    return tuple(sorted(found))


def damaged(folder: Path) -> tuple[Kept, ...]:
    """Items whose content is not what it was when it was made. Reads all of it: for a check by night."""
    return tuple(kept for kept in everything(folder) if not _sound(kept))


def _sound(kept: Kept) -> bool:
    try:
        said = json.loads(kept.files[0].read_text(encoding="utf-8"))
        file = said["file"]
        return not file or sha256(kept.files[0].with_name(file)) == said["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
