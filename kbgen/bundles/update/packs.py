"""Packs: a ZIP with what is new, or of a whole release. Its names, sizes and numbers are not believed."""

from __future__ import annotations

import errno
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kbgen.bundles.update.listing import (
    CHUNK,
    LONGEST_MANIFEST,
    LONGEST_SIGNATURE,
    MANIFEST,
    MOST_FILES,
    SIGNATURE,
    Entry,
    Listing,
    chunks_of,
    parse,
    strict_json,
)
from kbgen.bundles.update.patches import PATCHES, Patch, patched, read_patch
from kbgen.bundles.update.refused import Refused
from kbgen.bundles.update.sources import Source
from kbgen.bundles.update.staging import Stage

PACK_FORMAT = 1
PACK = "update.json"
"""What a pack says of itself: for which release it was made, and the order of :data:`TEXT_STREAM`."""
TEXT_STREAM = "texts.xz"
"""Small files that compress well, one after another in one stream: pages of one site are mostly alike."""
BLOBS = "blobs/"
"""Other files of a pack, each named by its SHA-256."""
MOST_RATIO = 200  # bytes out of one byte of a pack; pages of one site come to 20 to 50
SLACK = 64 << 20  # bytes: below this nothing is called a bomb
MEMORY = 256 << 20  # bytes the unpacking of texts may take


class Zip(Source):
    """A pack with what is new, or the ZIP of a whole release. Nothing is unpacked that the manifest does not name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zip_door(self.path):
            self.zip = zipfile.ZipFile(str(path))
            try:
                self._read()
            except BaseException:
                self.zip.close()
                raise

    def _read(self) -> None:
        inside = self._checked()
        top = "" if PACK in inside else self._top(inside)
        if top + MANIFEST not in inside:
            raise Refused("update_pack", self.path, why=MANIFEST)
        self.listing = parse(self._content(inside[top + MANIFEST], LONGEST_MANIFEST), f"{self.path}: {MANIFEST}")
        if top + SIGNATURE in inside:
            self.signature = self._content(inside.pop(top + SIGNATURE), LONGEST_SIGNATURE)
        del inside[top + MANIFEST]
        self.texts: list[str] = []
        self.patches: dict[str, tuple[Patch, zipfile.ZipInfo]] = {}
        self.olds: dict[str, tuple[Path, int]] = {}
        if not top and PACK in inside:
            self._read_pack(inside)
        self._take(inside, top)
        self._refuse_bombs()

    def _read_pack(self, inside: dict[str, zipfile.ZipInfo]) -> None:
        told = strict_json(self._content(inside.pop(PACK), LONGEST_MANIFEST), f"{self.path}: {PACK}")
        if told.get("format") != PACK_FORMAT:
            raise Refused("update_newer", self.path)
        texts, known = told.get("texts"), self.listing.by_sha256
        stream = inside.pop(TEXT_STREAM, None)
        if not isinstance(texts, list) or not all(isinstance(sha256, str) for sha256 in texts):
            raise Refused("update_pack", self.path, why=PACK)
        if len(set(texts)) != len(texts) or bool(texts) != bool(stream):
            raise Refused("update_pack", self.path, why=PACK)
        strange = [sha256 for sha256 in texts if sha256 not in known]
        if strange:
            raise Refused("update_pack_entry", self.path, name=str(strange[0])[:80])
        self.texts, self.stream = texts, stream
        self._read_patches(told.get("patches", {}), inside)
        self.made_for = str(told.get("from", ""))[:20]

    def _read_patches(self, told: Any, inside: dict[str, zipfile.ZipInfo]) -> None:
        """Note which files are told by what of the old ones they are made of."""
        known = self.listing.by_sha256
        if not isinstance(told, dict):
            raise Refused("update_pack", self.path, why=PACK)
        for sha256, each in told.items():
            info = inside.pop(PATCHES + sha256, None)
            if sha256 not in known or sha256 in self.texts or info is None:
                raise Refused("update_pack_entry", self.path, name=sha256[:80])
            try:
                patch = read_patch(each, known[sha256])
            except (KeyError, TypeError, ValueError) as error:
                raise Refused("update_pack", self.path, why=PACK) from error
            if info.file_size != patch.fresh:
                raise Refused("update_pack_entry", self.path, name=info.filename[:80])
            self.patches[sha256] = (patch, info)

    def _take(self, inside: dict[str, zipfile.ZipInfo], top: str) -> None:
        """Note which entry holds which content; refuse every entry that holds none of the release."""
        self.files: dict[str, zipfile.ZipInfo] = {}
        contents, taken = self.listing.by_sha256, {*self.texts, *self.patches}
        paths = {top + entry.path: entry for entry in self.listing.entries} if top else {}
        for name, info in inside.items():
            entry = paths.get(name) if top else contents.get(name[len(BLOBS) :]) if name.startswith(BLOBS) else None
            if entry is None or info.file_size != entry.size or entry.sha256 in taken:
                raise Refused("update_pack_entry", self.path, name=name[:80])
            self.files.setdefault(entry.sha256, info)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        """Entries by name: plain files, each name once, nothing encrypted or packed in a way we do not know."""
        inside: dict[str, zipfile.ZipInfo] = {}
        infos = self.zip.infolist()
        if len(infos) > MOST_FILES + 4:
            raise Refused("update_bomb", self.path)
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            plain = kind in (0, stat.S_IFREG) and info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            name = getattr(info, "orig_filename", info.filename)
            if not plain or info.flag_bits & 1 or info.is_dir() or name in inside or name != info.filename:
                raise Refused("update_pack_entry", self.path, name=name[:80])
            inside[name] = info
        return inside

    def _top(self, inside: dict[str, zipfile.ZipInfo]) -> str:
        """The one folder at the top of the ZIP of a whole release."""
        tops = {name.split("/", 1)[0] for name in inside}
        if len(tops) != 1:
            raise Refused("update_pack", self.path, why=PACK)
        return tops.pop() + "/"

    def _refuse_bombs(self) -> None:
        sizes = {entry.sha256: entry.size for entry in self.listing.entries}
        out = sum(sizes[sha256] for sha256 in (*self.texts, *self.files))
        out += sum(patch.fresh for patch, _ in self.patches.values())
        if out > SLACK + MOST_RATIO * self.path.stat().st_size:
            raise Refused("update_bomb", self.path)

    def _content(self, info: zipfile.ZipInfo, most: int) -> bytes:
        with self.zip.open(info) as file:
            content = b"".join(chunks_of(file, most + 1))
        if len(content) > most:
            raise Refused("update_bomb", self.path)
        return content

    def holds(self, entry: Entry) -> bool:
        if entry.sha256 in self.patches:
            return self.patches[entry.sha256][0].base in self.olds
        return entry.sha256 in self.files or entry.sha256 in self.texts

    def know(self, folder: Path, old: Listing) -> None:
        self.olds = {entry.sha256: (folder / entry.path, entry.size) for entry in old.entries}

    def fetch(self, wanted: dict[str, Entry], stage: Stage) -> None:
        for sha256, entry in wanted.items():
            if sha256 in self.files:
                stage.put(entry, self._blob(self.files[sha256], entry.size))
            elif sha256 in self.patches:
                stage.put(entry, self._patched(sha256))
        if any(sha256 in wanted for sha256 in self.texts):
            self._fetch_texts(wanted, stage)

    def _blob(self, info: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        with zip_door(self.path), self.zip.open(info) as file:
            yield from chunks_of(file, size + 1)

    def _patched(self, sha256: str) -> Iterator[bytes]:
        patch, info = self.patches[sha256]
        with zip_door(self.path), self.zip.open(info) as fresh:
            yield from patched(patch, *self.olds[patch.base], fresh)

    def _fetch_texts(self, wanted: dict[str, Entry], stage: Stage) -> None:
        sizes = self.listing.by_sha256
        stream = _Stream(self._unpacked(), self.path)
        left = sum(sha256 in wanted for sha256 in self.texts)
        for sha256 in self.texts:
            if not left:
                return
            chunks = stream.take(sizes[sha256].size)
            if sha256 in wanted:
                stage.put(wanted[sha256], chunks)
                left -= 1
            else:
                for _ in chunks:
                    pass

    def _unpacked(self) -> Iterator[bytes]:
        """The stream of texts, a piece at a time: neither its length nor its need of memory is believed."""
        try:
            import lzma
        except ImportError as error:
            raise Refused("update_no_lzma", self.path) from error
        assert self.stream is not None
        with zip_door(self.path), self.zip.open(self.stream) as file:
            try:
                unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)
                while not unpacker.eof:
                    packed = file.read(CHUNK) if unpacker.needs_input else b""
                    if unpacker.needs_input and not packed:
                        raise EOFError(TEXT_STREAM)
                    yield unpacker.decompress(packed, CHUNK)
            except lzma.LZMAError as error:
                raise Refused("update_pack", self.path, why=str(error)) from error

    def close(self) -> None:
        self.zip.close()


class _Stream:
    """Files that lie one after another in one stream."""

    def __init__(self, chunks: Iterator[bytes], place: Path) -> None:
        self.chunks, self.rest, self.place = chunks, b"", place

    def take(self, size: int) -> Iterator[bytes]:
        """The next *size* bytes."""
        while size:
            if not self.rest:
                self.rest = next(self.chunks, b"")
                if not self.rest:
                    raise Refused("update_pack", self.place, why=TEXT_STREAM)
            piece, self.rest = self.rest[:size], self.rest[size:]
            size -= len(piece)
            yield piece


@contextmanager
def zip_door(place: object) -> Iterator[None]:
    """Turns everything a damaged ZIP makes Python say into one refusal."""
    damaged = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)
    try:
        yield
    except (*damaged, OverflowError, IndexError, MemoryError) as error:
        raise Refused("update_pack", place, why=str(error)[:200]) from error
    except FileNotFoundError:  # a server says so of its ZIP
        raise
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):  # the latter: a ZIP that says it begins before the file
            raise
        raise Refused("update_pack", place, why=str(error)[:200]) from error
