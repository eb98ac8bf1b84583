"""A disk that fails once: the n-th call of a kind ends with an error of the system, as a broken or full disk's would.

What is counted: files opened to be written, blocks written, renames, links, folders made, names deleted, syncs; only
where they touch the workspace. Files are opened through Python: what SQLite and libzim write is another suite's.
"""

from __future__ import annotations

import builtins
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AUDITED = {
    "os.rename": "rename", "os.link": "link", "os.symlink": "link", "os.mkdir": "mkdir", "os.remove": "remove",
    "os.rmdir": "remove", "os.truncate": "write",
}  # fmt: skip
KINDS = ("open", "write", "rename", "link", "mkdir", "remove", "sync")


@dataclass
class Disk:
    """Counts what changes the disk below *top*; fails once."""

    top: str
    kind: str = ""
    number: int = 0
    code: int = 0
    told: str = ""
    """File that is told what failed, and how much of everything there was."""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    failed: str = ""

    def touch(self, kind: str, path: object) -> None:
        """One more of *kind*; the one that was chosen fails."""
        text = os.fspath(path) if isinstance(path, str | bytes | os.PathLike) else self.top
        text = os.fsdecode(text)
        if not text.startswith(self.top) and Path(text).is_absolute():
            return
        self.counts[kind] += 1
        if kind == self.kind and self.counts[kind] == self.number and not self.failed:
            self.failed = text
            self.tell()
            raise OSError(self.code, os.strerror(self.code), text)

    def tell(self) -> None:
        """Write down how things stand; a child that was forked knows only what failed in it."""
        if self.told:
            handle = os.open(self.told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.write(handle, json.dumps([self.failed, self.counts]).encode())
            os.close(handle)


def begin(disk: Disk) -> None:
    """From now on this process has *disk*. There is no way back: for processes that end soon."""
    sys.addaudithook(_auditor(disk))
    real_sync, real_open = os.fsync, io.open

    def fsync(handle: int) -> None:
        disk.touch("sync", None)
        real_sync(handle)

    def opened(file: Any, mode: str = "r", *words: Any, **more: Any) -> Any:
        told = dict(zip(("buffering", "encoding", "errors", "newline"), words, strict=False)) | more
        plain = told.pop("buffering", -1) == -1 and not set(told) - {"encoding", "errors", "newline"}
        if isinstance(file, int) or not set(mode) & set("wax") or "+" in mode or not plain:
            return real_open(file, mode, *words, **more)
        raw = _Written(disk, file, mode.replace("b", "").replace("t", ""))
        buffered = io.BufferedWriter(raw)
        said = {key: value for key, value in told.items() if value is not None}
        return buffered if "b" in mode else io.TextIOWrapper(buffered, **{"encoding": "utf-8", **said})

    os.fsync = fsync
    os.sendfile = _sending(disk, os.sendfile)
    io.open = builtins.open = opened  # type: ignore[assignment]


def _auditor(disk: Disk) -> Callable[[str, tuple[Any, ...]], None]:
    def audit(event: str, words: tuple[Any, ...]) -> None:
        if event == "open" and words[0] != disk.told and not isinstance(words[0], int):
            if words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                disk.touch("open", words[0])
        elif event in AUDITED:
            disk.touch(AUDITED[event], words[1] if event in ("os.rename", "os.link", "os.symlink") else words[0])

    return audit


def _sending(disk: Disk, real: Callable[..., int]) -> Callable[..., int]:
    def sendfile(*words: Any, **more: Any) -> int:
        disk.touch("write", None)
        return real(*words, **more)

    return sendfile


class _Written(io.FileIO):
    """A file of which every block that goes to the disk is counted."""

    def __init__(self, disk: Disk, file: Any, mode: str) -> None:
        super().__init__(file, mode)
        self._disk = disk

    def write(self, block: Any) -> int:
        self._disk.touch("write", self.name)
        return super().write(block) or 0


def served_by(here: Path) -> str:
    """Top of what is counted, as the system spells it."""
    return str(here.resolve())
