"""Listing: the manifest of a release, read with suspicion."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.bundles.update.refused import Refused

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
MANIFEST_FORMAT = 2
LARGEST = (4 << 30) - 1  # bytes of a file: what FAT32 can hold
LONGEST_MANIFEST = 64 << 20  # bytes
LONGEST_SIGNATURE = 64 << 10  # bytes
LONGEST_PATH = 120  # characters
MOST_FILES = 200_000
CHUNK = 1 << 20
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RESERVED = {"con", "prn", "aux", "nul"} | {name + str(n) for name in ("com", "lpt") for n in range(1, 10)}


@dataclass(frozen=True)
class Entry:
    """One file of a release: relative POSIX path, bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Listing:
    """What a manifest says."""

    client: str
    audience: str
    release: int
    entries: tuple[Entry, ...]
    raw: bytes

    @property
    def name(self) -> str:
        """Name of the release's own ZIP and ZIM without their endings."""
        return "-".join(filter(None, (self.client, self.audience, str(self.release))))

    @property
    def by_sha256(self) -> dict[str, Entry]:
        """The first file of every content."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(entry.sha256, entry)
        return found


def parse(raw: bytes, place: object = MANIFEST) -> Listing:
    """The manifest in *raw*.

    Raises:
        Refused: it is none, it is damaged, a name in it is unsafe on some system, or it is of a newer kbgen.
    """
    told = strict_json(raw, place)
    if isinstance(told.get("format"), int) and told["format"] > MANIFEST_FORMAT:
        raise Refused("update_newer", place)
    try:
        release = told["release"]
        if not re.fullmatch(r"[0-9]{1,9}", release) or not isinstance(told["files"], list):
            raise ValueError("release")
        entries = tuple(_entry(each) for each in told["files"])
        listing = Listing(_word(told["client"]), _word(told.get("audience", "")), int(release), entries, raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("update_manifest", place) from error
    _refuse_clashes(entries, place)
    return listing


def strict_json(raw: bytes, place: object) -> dict[str, Any]:
    """The JSON object in *raw*: no fractions, no long numbers, no depth that Python cannot bear."""

    def number(text: str) -> int:
        if len(text) > 15:
            raise ValueError("too long a number")  # of millions of digits: it would be worked out for hours
        return int(text)

    def refuse(text: str) -> object:
        raise ValueError("no number of ours: " + text[:20])

    try:
        if len(raw) > LONGEST_MANIFEST:
            raise ValueError("too long")
        told = json.loads(raw.decode("utf-8"), parse_int=number, parse_float=refuse, parse_constant=refuse)
        if not isinstance(told, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError, MemoryError) as error:
        raise Refused("update_manifest", place) from error
    return told


def _word(text: object) -> str:
    if not isinstance(text, str) or len(text) > 100 or any(ord(c) < 32 for c in text):
        raise ValueError("no word")
    return text


def _entry(told: dict[str, Any]) -> Entry:
    path, size, sha256 = told["path"], told["size"], told["sha256"]
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= LARGEST:
        raise ValueError("size")
    if not is_safe(path) or not _SHA256.fullmatch(sha256):
        raise ValueError("name")
    return Entry(path, size, sha256)


def is_safe(path: str) -> bool:
    """Whether every system can hold a file of this relative POSIX path, below the folder and nowhere else."""
    if len(path) > LONGEST_PATH:
        return False
    return all(
        _PART.fullmatch(part) and not part.endswith(".") and part.split(".")[0].lower() not in _RESERVED
        for part in path.split("/")
    )


def _refuse_clashes(entries: Iterable[Entry], place: object) -> None:
    """Refuse two names that are one on some system, a name that is also a folder, and one content of two sizes."""
    sizes: dict[str, int] = {}
    files: set[str] = {MANIFEST, SIGNATURE}
    folders: set[str] = set()
    for count, entry in enumerate(entries):
        low = entry.path.lower()
        if low in files or count >= MOST_FILES or sizes.setdefault(entry.sha256, entry.size) != entry.size:
            raise Refused("update_manifest", place)
        files.add(low)
        parts = low.split("/")
        folders.update("/".join(parts[:n]) for n in range(1, len(parts)))
    if files & folders:
        raise Refused("update_manifest", place)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in chunks_of(file):
            made.update(chunk)
    return made.hexdigest()


def chunks_of(file: Any, most: int | None = None) -> Iterator[bytes]:
    """The bytes of *file*, not more than *most*."""
    left = -1 if most is None else most
    while left:
        chunk = file.read(CHUNK if left < 0 else min(CHUNK, left))
        if not chunk:
            return
        left -= len(chunk) if left > 0 else 0
        yield chunk


def is_good(path: Path, entry: Entry) -> bool:
    """Whether *path* is a plain file and what *entry* says."""
    try:
        found = path.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_size == entry.size and digest(path) == entry.sha256
    except OSError:
        return False


def short(path: Path, most: int) -> bytes:
    """A file that must be short: not more than *most* bytes and one."""
    with path.open("rb") as file:
        return b"".join(chunks_of(file, most + 1))
