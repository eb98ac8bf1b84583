"""Patches: a large file told by what of the old one it is made of. Slides with one new sentence are megabytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.bundles.update.listing import LARGEST, Entry, chunks_of, is_good
from kbgen.bundles.update.refused import Refused

PATCHES = "patches/"
"""Files of a pack with the new bytes of a patched file, each named by the file's SHA-256."""

MOST_PIECES = 200_000


@dataclass(frozen=True)
class Patch:
    """A new file, piece by piece: so much of the old file from there, or so much of the new bytes."""

    base: str
    """SHA-256 of the old file."""
    pieces: tuple[tuple[int, ...], ...]
    """Offset and length in the old file, or a length alone: the next of the new bytes."""

    @property
    def fresh(self) -> int:
        """How many new bytes it takes."""
        return sum(piece[0] for piece in self.pieces if len(piece) == 1)


def read_patch(told: Any, entry: Entry) -> Patch:
    """The patch that makes *entry*.

    Raises:
        ValueError: it is none, or does not come to the length of *entry*.
    """
    base, pieces = told["base"], told["pieces"]
    if not isinstance(base, str) or not isinstance(pieces, list) or len(pieces) > MOST_PIECES:
        raise ValueError("patch")
    for piece in pieces:
        plain = isinstance(piece, list) and len(piece) in (1, 2) and all(type(number) is int for number in piece)
        if not plain or not all(0 <= number <= LARGEST for number in piece):
            raise ValueError("piece")
    if sum(piece[-1] for piece in pieces) != entry.size:
        raise ValueError("length")
    return Patch(base, tuple(map(tuple, pieces)))


def patched(patch: Patch, old: Path, size: int, fresh: Any) -> Iterator[bytes]:
    """The new file, from the *old* one (of so many bytes) and the new bytes in *fresh*.

    Raises:
        Refused: the old file is damaged.
    """
    if not is_good(old, Entry(old.name, size, patch.base)):
        raise Refused("update_damaged_copy", old)
    with old.open("rb") as file:
        for piece in patch.pieces:
            if len(piece) == 2:
                file.seek(piece[0])
            yield from chunks_of(file if len(piece) == 2 else fresh, piece[-1])
