"""Where one shard ends and the next begins: told by the words around the border alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kbgen.search.changing import Touched
from kbgen.search.packing import Keeper


@dataclass(frozen=True, slots=True)
class Piece:
    """What a shard is made of: a word, or a page."""

    place: Any
    """Where it stands in the order: the word, or the page's address."""
    size: int
    may_begin: int
    """A number made of what it is: shards begin where it is divisible."""
    content: Any


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of shards: its pieces from a place on, the content of a shard of them, and the sizes."""

    kind: str
    pieces: Callable[[Any], Iterator[Piece]]
    content: Callable[[list[Any]], bytes]
    sizes: tuple[int, int, int]


def kept(before: Sequence[Sequence[Any]], touched: Touched, places: Iterable[Any], source: Source,
          keep: Keeper) -> list[list[Any]]:  # fmt: skip
    """The shards as they are now: those before, but for the ones that hold a touched place."""
    if touched.everything or not before:
        return [[first, keep.keep(source.kind, source.content(own))] for first, own in _portions(source, None)]
    begins = [first for first, _ in before]
    changed = _changed(begins, places)
    number = {first: n for n, first in enumerate(begins)}
    now: list[list[Any]] = []
    at = 0
    while at < len(before):
        if at not in changed:
            now.append(list(before[at]))
            at += 1
            continue
        for first, own in _portions(source, begins[at] if at else None):
            old = number.get(first, -1)
            if old > at and old not in changed:  # in step again: the old ones go on from here
                at = old
                break
            now.append([first, keep.keep(source.kind, source.content(own))])
        else:
            break
    return now


def _changed(begins: Sequence[Any], places: Iterable[Any]) -> set[int]:
    """Numbers of the shards that hold one of *places*; where a shard begins with it, the one before as well."""
    found: set[int] = set()
    for place in places:
        number = max(0, bisect_right(begins, place) - 1)
        found.add(number)
        if number and begins[number] == place:
            found.add(number - 1)
    return found


def _portions(source: Source, start: Any) -> Iterator[tuple[Any, list[Any]]]:
    """(place of the first piece, contents of the pieces) of every shard from *start* on."""
    least, rarely, most = source.sizes
    first: Any = None
    own: list[Any] = []
    size = 0
    for piece in source.pieces(start):
        if own and (size + piece.size > most or (size >= least and not piece.may_begin & rarely)):
            yield first, own
            own, size = [], 0
        if not own:
            first = piece.place
        own.append(piece.content)
        size += piece.size
    if own:
        yield first, own
