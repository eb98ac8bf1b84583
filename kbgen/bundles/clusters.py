"""Clusters: the compressed parts of a ZIM file, each kept by its content. Compressing is what making one costs most.

The library writes the file uncompressed; each cluster that it would have compressed is put in its place, taken from
where it is kept or else compressed by the same library. The file is, to the byte, the one the library writes itself.
The format: https://wiki.openzim.org/wiki/ZIM_file_format
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kbgen.forks import Pieces, shared_out
from kbgen.keeping import keep, kept, name_of

_HEAD = struct.Struct("<IHH16sIIQQQQIIQ")
_DIRENT = struct.Struct("<HBBIII")
_MAGIC, _MAJOR = 0x44D495A, 6
_NOWHERE = (1 << 64) - 1
_PLAIN, _ZSTD = 1, 5
_FIRST_SPECIAL = 0xFFFD
"""Kinds of entries from here on have no content: links, redirections."""
_CHECKSUM = 16
_PIECE = 1 << 20


class UnknownLayoutError(Exception):
    """The library writes files in another way than this module knows."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things lie in an uncompressed file."""

    clusters: tuple[tuple[int, int], ...]
    """Begin and end of each, in the order of the file."""
    texts: frozenset[int]
    """Numbers of those that are to be compressed."""
    entries: tuple[int, ...]
    """Places of entries."""
    places: int
    """Where the list of these places lies."""


def compressed(plain: Path, target: Path, folder: Path, is_text: Callable[[str], bool], scratch: Path) -> None:
    """Write the uncompressed ZIM file *plain* to *target* with its clusters of texts compressed; the checksum at its
    end is left empty.

    Args:
        plain: written by the library without compression.
        target: a new file.
        folder: where compressed clusters are kept.
        is_text: whether content of a media type is compressed.
        scratch: a path the library may write to meanwhile.

    Raises:
        UnknownLayoutError: the library writes another kind of file.
    """
    with plain.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            found = _layout(content, is_text)
        except (struct.error, ValueError, IndexError) as error:
            raise UnknownLayoutError(str(error)) from error
        packed = _packed(content, found, folder, scratch)
        with target.open("wb") as goal:
            goal.write(content[: found.clusters[0][0]])
            starts = []
            for number, (begin, end) in enumerate(found.clusters):
                starts.append(goal.tell())
                if number in packed:
                    goal.write(packed[number])
                else:
                    for at in range(begin, end, _PIECE):
                        goal.write(content[at : min(at + _PIECE, end)])
            _finish(goal, content, found, starts)


def _finish(goal: Any, content: mmap.mmap, found: _Layout, starts: list[int]) -> None:
    """Entries and lists of places, as they are after the clusters have become shorter."""
    last = found.clusters[-1][1]
    shift = goal.tell() - last
    goal.write(content[last : found.places])
    goal.write(struct.pack(f"<{len(found.entries)}Q", *(place + shift for place in found.entries)))
    goal.write(struct.pack(f"<{len(starts)}Q", *starts))
    end = goal.tell()
    goal.write(bytes(_CHECKSUM))
    head = list(_HEAD.unpack_from(content))
    head[6], head[8], head[12] = head[6] + shift, head[8] + shift, end
    goal.seek(0)
    goal.write(_HEAD.pack(*head))


def _layout(content: mmap.mmap, is_text: Callable[[str], bool]) -> _Layout:
    """Where things lie in *content*."""
    magic, major, _, _, entries, clusters, places, titles, starts, kinds, _, _, checksum = _HEAD.unpack_from(content)
    at = struct.unpack_from(f"<{entries}Q", content, places)
    begins = struct.unpack_from(f"<{clusters}Q", content, starts)
    ends = (*begins[1:], min(at))
    orderly = begins == tuple(sorted(begins)) and starts == places + 8 * entries and checksum == starts + 8 * clusters
    if magic != _MAGIC or major != _MAJOR or titles != _NOWHERE or not orderly or len(content) != checksum + _CHECKSUM:
        raise UnknownLayoutError("places")
    kept_in: dict[int, set[bool]] = {}
    texts = [is_text(kind) for kind in _kinds(content, kinds)]
    for place in at:
        kind, _, _, _, cluster, _ = _DIRENT.unpack_from(content, place)
        if kind < _FIRST_SPECIAL:
            kept_in.setdefault(cluster, set()).add(texts[kind])
    if any(len(both) > 1 for both in kept_in.values()) or any(content[begin] != _PLAIN for begin in begins):
        raise UnknownLayoutError("clusters")
    chosen = frozenset(cluster for cluster, is_one in kept_in.items() if True in is_one)
    return _Layout(tuple(zip(begins, ends, strict=True)), chosen, at, places)


def _kinds(content: mmap.mmap, at: int) -> Iterator[str]:
    """Media types that entries name by their number."""
    while content[at]:
        end = content.find(b"\0", at)
        yield content[at:end].decode()
        at = end + 1


def _packed(content: mmap.mmap, found: _Layout, folder: Path, scratch: Path) -> dict[int, bytes]:
    """Clusters of texts compressed, from the *folder* where they are kept; what is not, by all processors."""
    import libzim

    version = _version(libzim)
    named = {n: name_of("cluster", version, content[slice(*found.clusters[n])]) for n in sorted(found.texts)}
    places = {n: folder / f"kept-{name[:40]}.cluster" for n, name in named.items()}
    packed = {n: known for n, place in places.items() if (known := kept(place)) is not None}
    missing = [n for n in places if n not in packed]

    def work(n: int) -> bytes:
        beside = scratch.with_name(f"{scratch.name}-{n}")
        return _made(content[slice(*found.clusters[missing[n]])], beside)

    for number, made in zip(missing, shared_out(work, len(missing), pieces=Pieces(worth=1, at_once=1)), strict=True):
        keep(places[number], made)
        packed[number] = made
    return packed


def _version(library: Any) -> str:
    from importlib.metadata import version

    return version(library.__name__)


def _made(cluster: bytes, scratch: Path) -> bytes:
    """The same by the library: a file with nothing else in its first cluster.

    Raises:
        UnknownLayoutError: it puts something else there.
    """
    from libzim.writer import Creator

    scratch.unlink(missing_ok=True)
    creator = Creator(scratch)
    creator.config_indexing(False, "eng")
    creator.config_clustersize(len(cluster) + 1)  # so much is in it; what follows begins another one
    creator.config_nbworkers(1)
    try:
        creator.set_mainpath("0")
        with creator:
            for number, blob in enumerate(_blobs(cluster)):
                creator.add_item(_text(f"{number:08}", blob))
        content = scratch.read_bytes()
    finally:
        scratch.unlink(missing_ok=True)
    head = _HEAD.unpack_from(content)
    first, second = struct.unpack_from("<2Q", content, head[8])
    if content[first] != _ZSTD:
        raise UnknownLayoutError("compression")
    return content[first:second]


def _blobs(cluster: bytes) -> Iterator[bytes]:
    """Contents in a plain *cluster*: a table of places, counted from its own begin, then one after the other."""
    (table,) = struct.unpack_from("<I", cluster, 1)
    places = struct.unpack_from(f"<{table // 4}I", cluster, 1)
    for begin, end in pairwise(places):
        yield cluster[1 + begin : 1 + end]


def _text(path: str, content: bytes) -> Any:
    """*content* as the library wants it."""
    from libzim.writer import Hint, Item, StringProvider

    class Text(Item):  # type: ignore[misc]
        def get_path(self) -> str:
            return path

        def get_title(self) -> str:
            return ""

        def get_mimetype(self) -> str:
            return "text/plain"

        def get_contentprovider(self) -> Any:
            return StringProvider(content)

        def get_hints(self) -> dict[Any, int]:
            return {Hint.COMPRESS: True}

    return Text()
