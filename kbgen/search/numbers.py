"""Whole numbers as bytes, seven bits a byte, low ones first, and posting lists made of them.

A posting list is a group a page: how many pages on from the last one, how many records, and for each how many
places after the last one it stands (the first: its place on the page) and a byte of weight. So a page's part of
every list depends on that page alone, and one page can be taken out and put in without touching the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def packed(number: int) -> bytes:
    """*number* ≥ 0 as bytes."""
    if number < 128:
        return bytes((number,))
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def part(records: Sequence[tuple[int, int]]) -> bytes:
    """A page's part of a posting list: (place on the page, weight 1–255), in order."""
    found = bytearray(packed(len(records)))
    before = 0
    for order, weight in records:
        found += packed(order - before)
        found.append(weight)
        before = order
    return bytes(found)


def joined(parts: Iterable[tuple[int, bytes]]) -> bytes:
    """A whole posting list from (page number, part), in order of pages."""
    found = bytearray()
    before = 0
    for page, own in parts:
        found += packed(page - before)
        found += own
        before = page
    return bytes(found)


def parted(posted: bytes) -> Iterator[tuple[int, bytes]]:
    """(page number, part) of a posting list: what :func:`joined` was given."""
    at = page = 0
    while at < len(posted):
        step, at = _number(posted, at)
        page += step
        start = at
        count, at = _number(posted, at)
        for _ in range(count):
            while posted[at] > 127:
                at += 1
            at += 2
        yield page, posted[start:at]


def records(posted: bytes, first: Sequence[int]) -> dict[int, int]:
    """Record number → weight of a posting list; *first*: number of the first record of each page."""
    found: dict[int, int] = {}
    at = page = 0
    end = len(posted)
    while at < end:
        step, at = _number(posted, at)
        page += step
        count, at = _number(posted, at)
        record = first[page]
        for _ in range(count):
            step, at = _number(posted, at)
            record += step
            found[record] = posted[at]
            at += 1
    return found


def count(own: bytes) -> int:
    """How many records a part holds."""
    return _number(own, 0)[0]


def _number(posted: bytes, at: int) -> tuple[int, int]:
    value = posted[at]
    if value < 128:
        return value, at + 1
    value &= 127
    shift = 7
    while True:
        at += 1
        byte = posted[at]
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at + 1
        shift += 7
