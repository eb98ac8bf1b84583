"""The search index of Material, put together from what each page gave to it, to the bytes the plugins write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

_NAME = "search/search_index.json"
_END = b"]}"
_SCRIPT = b"var __index = "
_PIECE = 1 << 18

Order = list[tuple[str, int]]
"""Pages in the order of the index, each with the bytes it holds there; pages that are not in it have none."""


def piece(entries: Sequence[Any]) -> bytes:
    """The *entries* of one page as they stand in the index."""
    return json.dumps(entries, separators=(",", ":"), default=str)[1:-1].encode()


@dataclass(frozen=True, slots=True)
class Last:
    """The index of an earlier site, which pages that did not change are taken from."""

    file: Path
    order: Order

    @property
    def is_whole(self) -> bool:
        """Whether the file is the one of which the order was noted."""
        try:
            return self.file.stat().st_size > self._inside()
        except OSError:
            return not self._inside()

    def _inside(self) -> int:
        """Bytes of all pages, and what stands between and behind them."""
        held = [length for _, length in self.order if length]
        return sum(held) + max(len(held) - 1, 0) + len(_END) if held else 0

    def places(self) -> dict[str, tuple[int, int]]:
        """Page → where in the file it begins and ends."""
        found, at = {}, self.file.stat().st_size - self._inside() if self._inside() else 0
        for name, length in self.order:
            found[name] = at, at + length
            at += length + 1 if length else 0
        return found


def index_of(site: Path, order: Order) -> Last:
    """The index of the earlier *site*."""
    return Last(site / _NAME, order)


def fill(site: Path, pages: Mapping[str, bytes | None], last: Last | None, *, as_script: bool) -> Order:
    """Put the pieces of *pages* into the index below *site*, which the plugin wrote without any; and their order.

    None for a piece: it is that of *last*. *as_script*: write the index as a script, too.
    """
    known = last.places() if last and None in pages.values() else {}
    order = [(name, len(new) if new is not None else known[name][1] - known[name][0]) for name, new in pages.items()]
    file = site / _NAME
    if not file.is_file():
        return [(name, 0) for name in pages]
    empty = file.read_bytes()
    if not empty.endswith(_END):
        raise ValueError(_NAME)
    with file.open("wb") as whole:
        whole.write(empty[: -len(_END)])
        _put(whole, pages, known, last)
        whole.write(_END)
    if as_script:
        with file.open("rb") as whole, file.with_suffix(".js").open("wb") as script:
            script.write(_SCRIPT)
            _copy(whole, script, 0, file.stat().st_size)
    return order


def _put(
    goal: IO[bytes], pages: Mapping[str, bytes | None], known: Mapping[str, tuple[int, int]], last: Last | None
) -> None:
    """The pieces and commas between them; neighbours in the *last* index are copied at once."""
    runs: list[bytes | tuple[int, int]] = []
    for name, new in pages.items():
        if new is None:
            start, end = known[name]
            before = runs[-1] if runs else b""
            if isinstance(before, tuple) and start < end and before[1] + 1 == start:
                runs[-1] = before[0], end
            elif start < end:
                runs.append((start, end))
        elif new:
            runs.append(new)
    with last.file.open("rb") if last and known else BytesIO() as file:
        for number, run in enumerate(runs):
            goal.write(b"," if number else b"")
            if isinstance(run, bytes):
                goal.write(run)
            else:
                _copy(file, goal, *run)


def _copy(source: IO[bytes], goal: IO[bytes], start: int, end: int) -> None:
    """Bytes of *source* to *goal*: many megabytes by way of a little memory, which is soon got and stays at hand.

    Raises:
        ValueError: *source* is shorter.
    """
    source.seek(start)
    for at in range(start, end, _PIECE):
        wanted = min(_PIECE, end - at)
        if len(read := source.read(wanted)) < wanted:
            raise ValueError(_NAME)
        goal.write(read)
