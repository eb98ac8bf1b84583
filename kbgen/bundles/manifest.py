"""The manifest: every file of a release with its size and SHA-256, so that a copy can be checked anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kbgen
from kbgen.bundles.hashing import digest, digests
from kbgen.bundles.listing import LINK, files, is_litter
from kbgen.bundles.names import name_problems
from kbgen.bundles.update.copies import WORK
from kbgen.errors import KbgenError, Place, Problem

NAME = "manifest.json"
SIGNATURE = f"{NAME}.sig"
"""Beside the manifest where it is signed; signs it, so it is not listed in it."""

FORMAT = 2
"""Format 1 had no audience and no version of the spec; it is still read."""

Advance = Callable[[float, float, str], None]

_LARGEST = (4 << 30) - 1  # bytes, what FAT32 can hold
_LONGEST = 64 << 20  # bytes of a manifest: more is no list of files
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a release."""

    path: str
    """Relative, POSIX."""
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release holds."""

    client: str
    release: str
    kbgen: str
    """Version of the program that made it."""
    entries: tuple[Entry, ...]
    """In the order of paths."""
    audience: str = ""
    """For whom it was made; empty: for everybody."""
    spec: str = ""
    """Version of the spec it was made of; empty: none was noted."""

    @property
    def name(self) -> str:
        """Name of the copy, of its ZIP and its ZIM without their endings: client, audience, release."""
        return "-".join(filter(None, (self.client, self.audience, self.release)))


def entries(folder: Path) -> tuple[Entry, ...]:
    """Every file of *folder* that a manifest lists, with its sum.

    Raises:
        OSError: a file cannot be read.
    """
    return _entries(folder, tuple(_files(folder)))


def write(
    folder: Path, *, client: str, release: str, audience: str = "", spec: str = "", known: Sequence[Entry] = ()
) -> Manifest:
    """List every file of *folder* in its ``manifest.json``. *known*: sums of files that have not changed since.

    The same files give the same bytes: no dates, no names of machines. A signature of an older manifest is deleted.

    Raises:
        KbgenError: a name or a size that some system cannot hold, a link among the files.
    """
    found = tuple(_files(folder))
    problems = [*name_problems(path for path, _ in found)]
    problems += [Problem("bundle_large", Place(path)) for path, size in found if size > _LARGEST]
    problems += [Problem("bundle_link", Place(path)) for path, size in found if size == LINK]
    if problems:
        raise KbgenError(problems)
    at_hand = {(entry.path, entry.size): entry for entry in known}
    fresh = {entry.path: entry for entry in _entries(folder, [one for one in found if one not in at_hand])}
    listed = tuple(at_hand.get((path, size)) or fresh[path] for path, size in found)
    manifest = Manifest(client, release, kbgen.__version__, listed, audience, spec)
    (folder / SIGNATURE).unlink(missing_ok=True)
    (folder / NAME).write_text(_text(manifest), "utf-8", newline="\n")
    return manifest


def _entries(folder: Path, found: Sequence[tuple[str, int]]) -> tuple[Entry, ...]:
    """What was *found*, with the sums of all files.

    Raises:
        OSError: a file cannot be read.
    """
    entries = []
    for (path, size), told in zip(found, digests([folder / path for path, _ in found]), strict=True):
        entries.append(Entry(path, size, told or digest(folder / path)))  # once more, to fail with the reason
    return tuple(entries)


def read(folder: Path) -> Manifest:
    """The manifest of the release in *folder*.

    Raises:
        KbgenError: there is none, it is damaged, or a newer kbgen made it.
    """
    try:
        with (folder / NAME).open("rb") as file:
            return parsed(file.read(_LONGEST + 1))
    except (OSError, ValueError) as error:
        raise KbgenError([Problem("bundle_manifest", Place(str(folder / NAME)))]) from error


def parsed(content: bytes) -> Manifest:
    """The manifest *content* says. Every path in it is safe: relative, below the folder, of a name every system holds.

    Raises:
        ValueError: it is no manifest.
        KbgenError: a newer kbgen made it.
    """
    try:
        told = json.loads(content) if len(content) <= _LONGEST else None
        if not isinstance(told, dict) or not isinstance(told.get("format"), int):
            raise ValueError("not a manifest")
        if told["format"] > FORMAT:
            raise KbgenError([Problem("bundle_newer", Place(NAME), {"format": told["format"], "known": FORMAT})])
        manifest = _manifest(told)
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("not a manifest") from error
    _refuse_unsafe(manifest)
    return manifest


def verify(folder: Path, advance: Advance | None = None) -> tuple[Problem, ...]:
    """What differs between *folder* and its manifest: files missing, changed, or too many. Empty: the copy is whole.

    The release's own ZIP and ZIM lie beside the files they hold and are not counted. Files that systems leave in every
    folder they show (Thumbs.db) are warnings. *advance* is told bytes read, all bytes, and the file.

    Raises:
        KbgenError: the manifest is missing or damaged.
    """
    return tuple(differences(folder, read(folder), advance))


def differences(folder: Path, manifest: Manifest, advance: Advance | None = None) -> Iterator[Problem]:
    """:func:`verify` by a manifest read already."""
    found = dict(_files(folder, (f"{manifest.name}.zip", f"{manifest.name}.zim")))
    expected = {entry.path: entry for entry in manifest.entries}
    yield from (Problem("bundle_missing", Place(path)) for path in expected if path not in found)
    yield from (_extra(path, size) for path, size in found.items() if path not in expected)
    known = [entry for entry in manifest.entries if entry.path in found]
    yield from (Problem("bundle_link", Place(e.path)) for e in known if found[e.path] == LINK)
    yield from (Problem("bundle_changed", Place(e.path)) for e in known if found[e.path] not in (LINK, e.size))
    same = [entry for entry in known if found[entry.path] == entry.size]
    done, total = 0, sum(entry.size for entry in same)
    for entry, told in zip(same, digests([folder / entry.path for entry in same]), strict=True):
        if told != entry.sha256:
            yield Problem("bundle_changed" if told else "bundle_unreadable", Place(entry.path))
        done += entry.size
        if advance:
            advance(done, total, entry.path)


def _extra(path: str, size: int) -> Problem:
    if size == LINK:
        return Problem("bundle_link", Place(path))
    if is_litter(path):
        return Problem("bundle_litter", Place(path), severity="warning")
    return Problem("bundle_extra", Place(path))


def _files(folder: Path, besides: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """Path and size of every file but the manifest, its signature and *besides*, in the order of paths.

    Nor what update.py keeps for itself in a copy that was unpacked alone: releases on a shelf have nothing of the kind.
    """
    found = (file for file in files(folder) if file[0] not in (NAME, SIGNATURE, *besides))
    return (file for file in found if not file[0].startswith(f"{WORK}/"))


def _text(manifest: Manifest) -> str:
    """One file a line, so that two manifests can be compared by eye."""
    head: dict[str, object] = {
        "format": FORMAT,
        "client": manifest.client,
        "audience": manifest.audience,
        "release": manifest.release,
        "spec": manifest.spec,
        "kbgen": manifest.kbgen,
    }
    lines = ",\n".join(
        "    " + json.dumps({"path": e.path, "size": e.size, "sha256": e.sha256}) for e in manifest.entries
    )
    told = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f'{told},\n  "files": [\n{lines}\n  ]\n}}\n'


def _manifest(told: Mapping[str, Any]) -> Manifest:
    entries = tuple(Entry(_said(f, "path"), int(f["size"]), _said(f, "sha256")) for f in told["files"])
    audience, spec = (_said(told, key) if key in told else "" for key in ("audience", "spec"))
    return Manifest(_said(told, "client"), _said(told, "release"), _said(told, "kbgen"), entries, audience, spec)


def _said(told: Mapping[str, Any], key: str) -> str:
    if not isinstance(told[key], str):
        raise TypeError(key)
    return str(told[key])


def _refuse_unsafe(manifest: Manifest) -> None:
    """Whoever uses a manifest may trust its names: they lead nowhere else.

    Raises:
        ValueError: some lead out, come twice, or cannot be.
    """
    paths = [entry.path for entry in manifest.entries]
    own = {NAME, SIGNATURE} & set(paths)
    if own or len(set(paths)) < len(paths) or name_problems((manifest.name, *paths)) or "/" in manifest.name:
        raise ValueError("unsafe names")
    if not manifest.release.isdecimal() or any(e.size < 0 or not _SHA256.fullmatch(e.sha256) for e in manifest.entries):
        raise ValueError("impossible entries")
