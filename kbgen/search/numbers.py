"""Whole numbers as bytes, seven bits a byte, low ones first, and posting lists made of them.

A posting list is a group a page: how far its number is from the last one's, how many records, and for each how many
places after the last one it stands (the first: its place on the page) and a byte of weight. So a page's part of
every list depends on that page alone. Its number depends on its address (:func:`places`), so that a page more or less
leaves the lists of words it does not have as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

_ROOM = 8
"""Numbers for each page, most of them not taken: few pages ever want the same one."""


def space(pages: int) -> int:
    """How many numbers so many pages are spread over: a power of two, so that it rarely changes."""
    return 1 << max(10, (pages * _ROOM - 1).bit_length())


def places(addresses: Iterable[str]) -> dict[str, int]:
    """Address → number, in order of numbers. Of two that want the same one moves on."""
    all_of_them = list(addresses)
    room = space(len(all_of_them))
    found: dict[str, int] = {}
    last = -1
    for wanted, address in sorted((zlib.crc32(address.encode()) % room, address) for address in all_of_them):
        last = found[address] = max(wanted, last + 1)
    return found


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


def part(records: Sequence[int]) -> bytes:
    """A page's part of a posting list: place on the page, weight 1–255, place, weight, … in order of places."""
    if len(records) == 2 and records[0] < 128:
        return bytes((1, *records))  # nearly all are so
    found = bytearray(packed(len(records) // 2))
    before = 0
    for order, weight in zip(records[::2], records[1::2], strict=True):
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


def records(posted: bytes, first: Mapping[int, int]) -> dict[int, int]:
    """Record number → weight of a posting list; *first*: number of a page → number of its first record."""
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
    return own[0] if own[0] < 128 else _number(own, 0)[0]


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
