"""The manifest: every file of a release with its size and SHA-256, so that a copy can be checked anywhere."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kbgen
from kbgen.bundles.names import name_problems
from kbgen.errors import KbgenError, Place, Problem

NAME = "manifest.json"
FORMAT = 1

_LARGEST = (4 << 30) - 1  # bytes, what FAT32 can hold


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


def write(folder: Path, *, client: str, release: str) -> Manifest:
    """List every file of *folder* in its ``manifest.json``.

    The same files give the same bytes: no dates, no names of machines.

    Raises:
        KbgenError: a name or a size that some system cannot hold, a link among the files.
    """
    entries = tuple(Entry(path, size, digest(folder / path)) for path, size in _files(folder, ()))
    problems = [*name_problems(e.path for e in entries)]
    problems += [Problem("bundle_large", Place(e.path)) for e in entries if e.size > _LARGEST]
    if problems:
        raise KbgenError(problems)
    manifest = Manifest(client, release, kbgen.__version__, entries)
    (folder / NAME).write_text(_text(manifest), "utf-8", newline="\n")
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of the release in *folder*.

    Raises:
        KbgenError: there is none, or it is damaged.
    """
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        return _manifest(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KbgenError([Problem("bundle_manifest", Place(str(folder / NAME)))]) from error


def verify(folder: Path) -> tuple[Problem, ...]:
    """What differs between *folder* and its manifest: files missing, changed, or too many. Empty: the copy is whole.

    The release's own ZIP and ZIM lie beside the files they hold and are not counted.
    """
    manifest = read(folder)
    expected = {entry.path: entry for entry in manifest.entries}
    own = f"{manifest.client}-{manifest.release}"
    found = dict(_files(folder, (f"{own}.zip", f"{own}.zim")))
    problems = [Problem("bundle_missing", Place(path)) for path in expected if path not in found]
    problems += [Problem("bundle_extra", Place(path)) for path in found if path not in expected]
    problems += [
        Problem("bundle_changed", Place(path))
        for path, entry in expected.items()
        if path in found and (found[path] != entry.size or digest(folder / path) != entry.sha256)
    ]
    return tuple(problems)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path, besides: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Path and size of every file but the manifest and *besides*, in the order of paths.

    Raises:
        KbgenError: a symbolic link: it would mean something else in every copy.
    """
    found: list[tuple[str, int]] = []
    for here, inner, names in os.walk(folder):
        for name in (*names, *(n for n in inner if (Path(here) / n).is_symlink())):
            path = Path(here) / name
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise KbgenError([Problem("bundle_link", Place(relative))])
            if relative != NAME and relative not in besides:
                found.append((relative, path.stat().st_size))
    yield from sorted(found)


def _text(manifest: Manifest) -> str:
    """One file a line, so that two manifests can be compared by eye."""
    head: dict[str, object] = {
        "format": FORMAT,
        "client": manifest.client,
        "release": manifest.release,
        "kbgen": manifest.kbgen,
    }
    lines = ",\n".join(
        "    " + json.dumps({"path": e.path, "size": e.size, "sha256": e.sha256}) for e in manifest.entries
    )
    told = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f'{told},\n  "files": [\n{lines}\n  ]\n}}\n'


def _manifest(told: Mapping[str, Any]) -> Manifest:
    entries = tuple(Entry(str(f["path"]), int(f["size"]), str(f["sha256"])) for f in told["files"])
    return Manifest(str(told["client"]), str(told["release"]), str(told["kbgen"]), entries)
