"""The store: everything made of recordings, named by what it was made of. Nothing in it is ever changed, only added.

An item is a file and, beside it, a receipt in JSON that is written last: an item without a receipt is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

_BLOCK = 1 << 20
_ABANDONED = 3600.0
"""Seconds without a change after which a draft is nobody's."""


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


class Store:
    """A folder of items. Safe for several threads and processes: the last of two equal works wins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hashes = folder / "sources.json"
        self._lock = threading.Lock()

    def find(self, key: str) -> Item | None:
        """The item of this key, if it was finished and lies there whole."""
        receipt = self._receipt(key)
        try:
            said = json.loads(receipt.read_text(encoding="utf-8"))
            path = receipt.with_name(said["file"] or receipt.name)
            if said["file"] and path.stat().st_size != said["bytes"]:
                return None
        except (OSError, ValueError, KeyError):
            return None
        return Item(path, said["sha256"], said["facts"])

    def note(self, key: str, facts: Mapping[str, Any]) -> Item:
        """Keep *facts* alone."""
        self._write(key, "", 0, "", facts)
        return Item(self._receipt(key), "", facts)  # the receipt itself is all there is

    @contextmanager
    def drafting(self, key: str, suffix: str) -> Iterator[Path]:
        """A path to write a draft to, in the store's own folder; deleted in the end unless it was put.

        Drafts of the same key that nobody has written to for a while were left by a machine that went down.
        """
        draft = self._receipt(key).with_name(f".{key}.{os.getpid()}-{threading.get_ident()}.draft{suffix}")
        draft.parent.mkdir(parents=True, exist_ok=True)
        for left in draft.parent.glob(f".{key}.*"):
            with suppress(FileNotFoundError):  # another worker swept it
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    left.unlink()
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
        digest, size = sha256(draft), draft.stat().st_size
        name = f"{key}{draft.suffix}"
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(self._receipt(key).with_name(name))
        self._write(key, name, size, digest, facts)
        return Item(self._receipt(key).with_name(name), digest, facts)

    def _write(self, key: str, file: str, size: int, digest: str, facts: Mapping[str, Any]) -> None:
        said = {"file": file, "bytes": size, "sha256": digest, "facts": dict(facts)}
        _write_whole(self._receipt(key), json.dumps(said, ensure_ascii=False, indent=1))

    def _receipt(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def source_hash(self, source: Path) -> str:
        """SHA-256 of a recording; computed again only when its size or time of change differ."""
        stat = source.stat()
        mark = [stat.st_size, stat.st_mtime_ns]
        name = str(source.absolute())
        with self._lock:
            known = self._known().get(name)
        if known and known[:2] == mark:
            return str(known[2])
        digest = sha256(source)
        with self._lock:
            _write_whole(self._hashes, json.dumps({**self._known(), name: [*mark, digest]}, ensure_ascii=False))
        return digest

    def _known(self) -> dict[str, list[Any]]:
        try:
            known: dict[str, list[Any]] = json.loads(self._hashes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known


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


def _write_whole(path: Path, text: str) -> None:
    """Written beside and switched: readers see the old or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
