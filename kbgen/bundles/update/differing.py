"""Differing: what a new file has in common with the old one of its name, found in pieces cut where the bytes say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CUT = re.compile(rb"[AQgw][BbRrHhx7]")
"""Where a piece ends: every 2,000 bytes or so of what is compressed, every 130 of base64. Content decides, not place:
what was shifted by an insertion is cut the same (content-defined chunking, as in LBFS and rsync's successors)."""

_SHORTEST = 64  # bytes worth being told as a piece of their own


def difference(old: bytes, new: bytes) -> tuple[list[list[int]], bytes]:
    """*new* as pieces of *old* ([offset, length]) and of new bytes ([length]), and these new bytes."""
    known: dict[bytes, int] = {}
    for at, piece in _cut(old):
        known.setdefault(piece, at)
    pieces: list[list[int]] = []
    fresh = bytearray()
    for _, piece in _cut(new):
        last = pieces[-1] if pieces else []
        at = known.get(piece, -1)
        if len(last) == 2 and old.startswith(piece, last[0] + last[1]):
            last[1] += len(piece)
        elif at >= 0 and len(piece) >= _SHORTEST:
            pieces.append([at, len(piece)])
        else:
            fresh += piece
            if len(last) == 1:
                last[0] += len(piece)
            else:
                pieces.append([len(piece)])
    return pieces, bytes(fresh)


def _cut(content: bytes) -> Iterator[tuple[int, bytes]]:
    begin = 0
    for found in _CUT.finditer(content):
        yield begin, content[begin : found.end()]
        begin = found.end()
    if begin < len(content):
        yield begin, content[begin:]
