"""The store: everything made of recordings, named by what it was made of. Nothing in it is ever changed, only added.

An item is a file and, beside it, a receipt in JSON that is written last: an item without a receipt is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

from kbgen.video import unfinished

_BLOCK = 1 << 20
_ASKED: ContextVar[set[str] | None] = ContextVar("asked", default=None)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in the store."""

    path: Path
    sha256: str
    """Of the file; empty for an item of facts only."""
    facts: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """The part of the hash that goes into published names."""
        return self.sha256[:8]


class UnknownSourceError(Exception):
    """A recording that a store at rest was asked about, and never saw as it is now."""


@contextmanager
def asked() -> Iterator[set[str]]:
    """The keys of all items that were asked for and found, by this thread, while the context lasts."""
    keys: set[str] = set()
    token = _ASKED.set(keys)
    try:
        yield keys
    finally:
        _ASKED.reset(token)


class Store:
    """A folder of items. Safe for several threads and processes: the last of two equal works wins.

    A store *at rest* is only looked at: it learns nothing of recordings, and hashes only those that were touched.
    """

    def __init__(self, folder: Path, *, at_rest: bool = False) -> None:
        self.folder = folder
        self.at_rest = at_rest
        self._hashes = folder / "sources.json"
        self._read: tuple[int, dict[str, list[Any]]] = (0, {})
        self._lock = threading.Lock()

    def find(self, key: str) -> Item | None:
        """The item of this key, if it was finished and lies there whole.

        Whole is a file of the size on the receipt that nobody changed since; of one that somebody touched
        the content is compared. So damage is found where a program did it; :func:`damaged` finds any.
        """
        receipt = self._receipt(key)
        try:
            said = json.loads(receipt.read_text(encoding="utf-8"))
            item = Item(Path(receipt.parent, said["file"] or receipt.name), said["sha256"], said["facts"])
            if said["file"] and not self._whole(key, item, said):
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if (keys := _ASKED.get()) is not None:
            keys.add(key)
        return item

    def _whole(self, key: str, item: Item, said: dict[str, Any]) -> bool:
        stat = item.path.stat()
        if stat.st_size != said["bytes"] or stat.st_mtime_ns == said.get("changed", stat.st_mtime_ns):
            return bool(stat.st_size == said["bytes"])
        if sha256(item.path) != item.sha256:
            return False
        self._write(key, item, said["bytes"], stat.st_mtime_ns)  # touched or copied, but the same
        return True

    def note(self, key: str, facts: Mapping[str, Any]) -> Item:
        """Keep *facts* alone."""
        item = Item(self._receipt(key), "", facts)  # the receipt itself is all there is
        self._write(key, item, 0, 0)
        return item

    @contextmanager
    def drafting(self, key: str, suffix: str) -> Iterator[Path]:
        """A path to write a draft to, in the store's own folder; deleted in the end unless it was put.

        Drafts of the same key that nobody will finish are swept: see :mod:`kbgen.video.unfinished`.
        """
        draft = self._receipt(key).with_name(unfinished.name(key, suffix))
        draft.parent.mkdir(parents=True, exist_ok=True)
        unfinished.sweep(draft.parent, key)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def claim(self, key: str, given_up: Callable[[], bool]) -> Iterator[None]:
        """Hold the work on *key*: of two builds that need the same item one makes it, the other waits and finds it.

        Waiting ends early when *given_up* says so. On shares that know no locks both work; the last one wins.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "locks" / f"{key[:2]}.lock")
        Path(lock.lock_file).parent.mkdir(exist_ok=True)
        try:
            while not (held := _acquired(lock)) and not given_up():
                pass
        except (OSError, NotImplementedError):
            held = False
        try:
            yield
        finally:
            if held:
                lock.release()

    def put(self, key: str, draft: Path, facts: Mapping[str, Any]) -> Item:
        """Make a verified *draft* an item."""
        item = Item(self._receipt(key).with_name(f"{key}{draft.suffix}"), sha256(draft), facts)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(item.path)
        stat = item.path.stat()
        self._write(key, item, stat.st_size, stat.st_mtime_ns)
        return item

    def _write(self, key: str, item: Item, size: int, changed: int) -> None:
        said = {"file": item.path.name if item.sha256 else "", "bytes": size, "changed": changed}
        said |= {"sha256": item.sha256, "facts": dict(item.facts)}
        write_whole(self._receipt(key), json.dumps(said, ensure_ascii=False, indent=1))

    def _receipt(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def source_hash(self, source: Path) -> str:
        """SHA-256 of a recording; computed again only when its size or time of change differ.

        Raises:
            UnknownSourceError: the store is at rest and never saw a recording of this size there.
        """
        stat = source.stat()
        mark = [stat.st_size, stat.st_mtime_ns]
        name = str(source.absolute())
        with self._lock:
            known = self._known().get(name)
        if known and known[:2] == mark:
            return str(known[2])
        if self.at_rest and not (known and known[0] == stat.st_size):
            raise UnknownSourceError(name)
        digest = sha256(source)
        if self.at_rest:
            return digest
        with self._lock:
            write_whole(self._hashes, json.dumps({**self._known(), name: [*mark, digest]}, ensure_ascii=False))
        return digest

    def _known(self) -> dict[str, list[Any]]:
        """What is known of recordings, read again only where another thread or process wrote it."""
        try:
            changed = self._hashes.stat().st_mtime_ns
            if changed != self._read[0]:
                self._read = changed, json.loads(self._hashes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return self._read[1]


def _acquired(lock: BaseFileLock) -> bool:
    try:
        lock.acquire(timeout=1, poll_interval=0.2)
    except Timeout:
        return False
    return True


def key(*parts: object) -> str:
    """A name for what is made of *parts*."""
    return hashlib.sha256("\0".join(str(p) for p in parts).encode()).hexdigest()[:32]


def sha256(file: Path) -> str:
    """Hash of a file's content, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Written beside and switched: readers see the old or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(unfinished.name(path.name, ""))
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
