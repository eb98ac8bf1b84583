"""Packing: one ZIP with a new manifest and those files only that the old release has not."""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kbgen.bundles.update.differing import difference
from kbgen.bundles.update.listing import (
    LONGEST_MANIFEST,
    MANIFEST,
    SIGNATURE,
    Entry,
    Listing,
    chunks_of,
    is_good,
    parse,
    short,
)
from kbgen.bundles.update.packs import BLOBS, PACK, PACK_FORMAT, TEXT_STREAM, Zip
from kbgen.bundles.update.patches import MOST_PIECES, PATCHES
from kbgen.bundles.update.refused import Refused

_TEXTS = {".html", ".js", ".css", ".json", ".svg", ".vtt", ".srt", ".txt", ".xml", ".py", ".conf", ".csv"}
"""What is put into the one stream: pages of one site are alike, together they take a third of what they take alone."""

_LONGEST_TEXT = 8 << 20  # bytes; longer ones are packed on their own
_SHORTEST_PATCHED = 1 << 20  # bytes; shorter ones are packed well enough as they are
_LONGEST_PATCHED = 64 << 20  # bytes: both are read as a whole
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say; real times would change the bytes


def read(path: Path) -> Listing:
    """The manifest *path*: the file itself, or that of the release in the folder *path*.

    Raises:
        Refused: it is damaged.
        OSError: there is none.
    """
    path = path / MANIFEST if path.is_dir() else path
    return parse(short(path, LONGEST_MANIFEST), path)


def new_entries(old: Listing, new: Listing) -> tuple[Entry, ...]:
    """Files of *new*, one a content, that *old* has nowhere."""
    return tuple(entry for sha256, entry in new.by_sha256.items() if sha256 not in old.by_sha256)


def pack(folder: Path, old: Listing, target: Path, old_folder: Path | None = None) -> Path:
    """Pack what the release in *folder* has and *old* has not into *target*; return it.

    *old_folder*: the old release, if it is still here: large files are told by their old selves.

    Written beside, read back and switched: a killed run leaves no half pack. Same releases, same bytes (with the same
    zlib and liblzma).

    Raises:
        Refused: what was read back is not what the release holds.
        OSError: a file cannot be read or written.
    """
    new = read(folder)
    entries = new_entries(old, new)
    patches = _patches(folder, old, entries, old_folder) if old_folder else {}
    entries = tuple(entry for entry in entries if entry.sha256 not in patches)
    texts = sorted((e for e in entries if _is_text(e)), key=lambda e: (PurePosixPath(e.path).suffix, e.path))
    beside = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(beside, "w", allowZip64=True) as packed:
            about = {
                "format": PACK_FORMAT,
                "client": new.client,
                "audience": new.audience,
                "from": str(old.release),
                "to": str(new.release),
                "base": hashlib.sha256(old.raw).hexdigest(),
                "texts": [entry.sha256 for entry in texts],
                "patches": {sha256: told for sha256, (told, _) in patches.items()},
            }
            packed.writestr(_named(PACK), json.dumps(about) + "\n", zipfile.ZIP_DEFLATED, 9)
            packed.writestr(_named(MANIFEST), new.raw, zipfile.ZIP_DEFLATED, 9)
            if (folder / SIGNATURE).is_file():
                packed.writestr(_named(SIGNATURE), (folder / SIGNATURE).read_bytes())
            if texts:
                _add_texts(packed, folder, texts)
            for sha256, (_, fresh) in sorted(patches.items()):
                packed.writestr(_named(PATCHES + sha256), fresh, zipfile.ZIP_DEFLATED, 9)
            for entry in sorted(set(entries) - set(texts), key=lambda e: e.sha256):
                _add(packed, folder, entry)
        _read_back(beside, old, old_folder)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


class _Reader:
    """Takes what a pack holds, and only looks whether it is right."""

    def put(self, entry: Entry, chunks: Iterator[bytes]) -> None:
        """Read one file.

        Raises:
            Refused: it is not what the manifest says.
        """
        made = hashlib.sha256()
        for chunk in chunks:
            made.update(chunk)
        if made.hexdigest() != entry.sha256:
            raise Refused("update_damaged", entry.path)


def _read_back(path: Path, old: Listing, old_folder: Path | None) -> None:
    """Read the whole pack as a client will: it gets its name only if it is right."""
    source = Zip(path)
    try:
        if old_folder:
            source.know(old_folder, old)
        source.fetch({e.sha256: e for e in new_entries(old, source.listing)}, _Reader())  # type: ignore[arg-type]
    finally:
        source.close()


def _patches(
    folder: Path, old: Listing, entries: tuple[Entry, ...], old_folder: Path
) -> dict[str, tuple[dict[str, object], bytes]]:
    """Large new files that are mostly their old selves: how they are made of them, and their new bytes."""
    olds = {entry.path: entry for entry in old.entries}
    found: dict[str, tuple[dict[str, object], bytes]] = {}
    for entry in entries:
        before = olds.get(entry.path)
        if before is None or not min(entry.size, before.size) >= _SHORTEST_PATCHED:
            continue
        if max(entry.size, before.size) > _LONGEST_PATCHED or not is_good(old_folder / entry.path, before):
            continue
        pieces, fresh = difference((old_folder / entry.path).read_bytes(), (folder / entry.path).read_bytes())
        if len(fresh) < entry.size / 2 and len(pieces) < MOST_PIECES:
            found[entry.sha256] = ({"base": before.sha256, "pieces": pieces}, fresh)
    return found


def _is_text(entry: Entry) -> bool:
    return PurePosixPath(entry.path).suffix.lower() in _TEXTS and entry.size <= _LONGEST_TEXT


def _named(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.create_system = 3  # Unix, whatever made it: the byte is part of the file
    entry.external_attr = 0o644 << 16
    return entry


def _add_texts(packed: zipfile.ZipFile, folder: Path, texts: list[Entry]) -> None:
    packer = lzma.LZMACompressor(lzma.FORMAT_XZ, preset=4)
    with packed.open(_named(TEXT_STREAM), "w", force_zip64=True) as goal:
        for chunk in _joined(folder, texts):
            goal.write(packer.compress(chunk))
        goal.write(packer.flush())


def _joined(folder: Path, texts: list[Entry]) -> Iterator[bytes]:
    for entry in texts:
        with (folder / entry.path).open("rb") as file:
            yield from chunks_of(file)


def _add(packed: zipfile.ZipFile, folder: Path, entry: Entry) -> None:
    info = _named(BLOBS + entry.sha256)
    stored = PurePosixPath(entry.path).suffix.lower() not in _TEXTS  # media and papers are compressed already
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.file_size = entry.size  # tells zipfile in advance whether ZIP64 is needed
    with (folder / entry.path).open("rb") as source, packed.open(info, "w") as goal:
        shutil.copyfileobj(source, goal, 1 << 20)
