"""Verifying: whether a copy is whole and whose it is: a folder, or a ZIP as it is, without unpacking it."""

from __future__ import annotations

import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles import manifest
from kbgen.bundles.manifest import NAME, SIGNATURE, Advance, Manifest
from kbgen.bundles.signing import signer
from kbgen.errors import KbgenError, Place, Problem

_CHUNK = 1 << 20
_LONGEST = 64 << 20  # bytes of a manifest or a signature
_ZIM = b"ZIM\x04"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of one copy."""

    path: Path
    manifest: Manifest
    problems: tuple[Problem, ...]
    signed: bool
    """Whether there is a signature."""
    signer: str = ""
    """Who signed it; empty where nobody asked."""

    @property
    def whole(self) -> bool:
        """Whether it is as it was made."""
        return not any(problem.severity == "error" for problem in self.problems)

    @property
    def bytes(self) -> int:
        """Of all files in it."""
        return sum(entry.size for entry in self.manifest.entries)


def verify_copy(path: Path, signers: Path | None = None, advance: Advance | None = None) -> Verified:
    """What is wrong with the copy at *path*, a folder with a manifest or a ZIP of one: names of files that are missing,
    changed or too many. *signers*: it has to be signed by somebody on this list.

    Of a folder, its own ZIP and ZIM are looked at too.

    Raises:
        KbgenError: there is no manifest to go by, or it is damaged.
    """
    if path.is_dir():
        told = manifest.read(path)
        content, signature = (path / NAME).read_bytes(), _bytes(path / SIGNATURE)
        problems = [*manifest.differences(path, told, advance), *_beside(path, told)]
    else:
        told, content, signature, problems = _verify_zip(path, advance)
    who, wrong = _signer(content, signature, signers)
    return Verified(path, told, (*problems, *wrong), bool(signature), who)


def _signer(content: bytes, signature: bytes, signers: Path | None) -> tuple[str, tuple[Problem, ...]]:
    if signers is None:
        return "", ()
    if not signature:
        return "", (Problem("signature_missing", Place(SIGNATURE)),)
    try:
        return signer(content, signature, signers), ()
    except KbgenError as error:
        return "", error.problems


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _beside(folder: Path, told: Manifest) -> Iterator[Problem]:
    """What is wrong with the ZIP and the ZIM that lie in the release's folder to be handed out."""
    packed = folder / f"{told.name}.zip"
    if packed.is_file():
        try:
            _, content, _, problems = _verify_zip(packed, None)
        except KbgenError:
            yield Problem("bundle_changed", Place(packed.name))
        else:
            if problems or content != (folder / NAME).read_bytes():
                yield Problem("bundle_changed", Place(packed.name))
    kiwix = folder / f"{told.name}.zim"
    if kiwix.is_file() and not zim_is_whole(kiwix):
        yield Problem("bundle_changed", Place(kiwix.name))


def zim_is_whole(path: Path) -> bool:
    """Whether the ZIM file is what its own checksum says; does not need libzim.

    The format: magic number at 0, place of the checksum at 72, MD5 of everything before it in the last 16 bytes.
    """
    left = path.stat().st_size - 16
    with path.open("rb") as file:
        head = file.read(80)
        if len(head) < 80 or head[:4] != _ZIM or struct.unpack_from("<Q", head, 72)[0] != left:
            return False
        file.seek(0)
        made = hashlib.md5(usedforsecurity=False)
        while left and (chunk := file.read(min(_CHUNK, left))):
            made.update(chunk)
            left -= len(chunk)
        return file.read() == made.digest()


def _verify_zip(path: Path, advance: Advance | None) -> tuple[Manifest, bytes, bytes, list[Problem]]:
    try:
        with zipfile.ZipFile(path) as packed:
            members, problems = _members(packed)
            content = _short(packed, members.get(NAME))
            told = manifest.parsed(content)
            signature = _short(packed, members[SIGNATURE]) if SIGNATURE in members else b""
            return told, content, signature, [*problems, *_zip_differences(packed, members, told, advance)]
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise KbgenError([Problem("bundle_zip", Place(str(path)))]) from error


def _members(packed: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[Problem]]:
    """Path below the ZIP's top folder → member; members that may not be there."""
    listed = [info for info in packed.infolist() if not info.is_dir()]
    tops = [i.filename.removesuffix(NAME) for i in listed if i.filename.rpartition("/")[2] == NAME]
    top = min(tops, key=len, default="")
    members: dict[str, zipfile.ZipInfo] = {}
    problems = []
    for info in listed:
        path = info.filename.removeprefix(top)
        if not info.filename.startswith(top) or path in members:
            problems.append(Problem("bundle_extra", Place(info.filename)))
        elif stat.S_ISLNK(info.external_attr >> 16):
            problems.append(Problem("bundle_link", Place(path)))
        else:
            members[path] = info
    return members, problems


def _short(packed: zipfile.ZipFile, info: zipfile.ZipInfo | None) -> bytes:
    if info is None or info.file_size > _LONGEST:
        raise ValueError("no manifest")
    with packed.open(info) as file:
        return file.read(_LONGEST)


def _zip_differences(
    packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], told: Manifest, advance: Advance | None
) -> Iterator[Problem]:
    expected = {entry.path for entry in told.entries}
    yield from (Problem("bundle_extra", Place(path)) for path in sorted(members.keys() - expected - {NAME, SIGNATURE}))
    done, total = 0, sum(entry.size for entry in told.entries)
    for entry in told.entries:
        if entry.path not in members:
            yield Problem("bundle_missing", Place(entry.path))
        elif _digest(packed, members[entry.path], entry.size) != entry.sha256:
            yield Problem("bundle_changed", Place(entry.path))
        done += entry.size
        if advance:
            advance(done, total, entry.path)


def _digest(packed: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> str:
    """SHA-256 of a member; empty for one that is damaged, or larger than it has to be: that may be a bomb."""
    if info.file_size != size or info.flag_bits & 1:
        return ""
    made = hashlib.sha256()
    try:
        with packed.open(info) as file:
            while chunk := file.read(_CHUNK):
                made.update(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return ""
    return made.hexdigest()
