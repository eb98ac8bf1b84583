"""Byte ranges, as browsers ask for them when they wind a video (RFC 9110, section 14)."""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


def wanted(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last of what *header* asks for of *size* bytes.

    Everything where there is no header, or one that may be ignored: several ranges (a server need not send parts in
    parts, and hundreds of them are an old way to make it work), another unit, nonsense. None: there are no such bytes.
    """
    found = _ONE.fullmatch(header or "")
    if not found or found[1] == found[2] == "":
        return 0, size
    if not found[1]:
        last = min(int(found[2]), size)
        return (size - last, size) if last else None
    first, end = int(found[1]), min(int(found[2] or size) + 1, size)
    if found[2] and int(found[2]) < first:
        return 0, size
    return (first, end) if first < size else None
