"""Numbers in few bytes, and which shards are made again: what browsers read must be exact at every border."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kbgen.search.changing import Touched
from kbgen.search.lexicon import relatives
from kbgen.search.numbers import joined, part, parted, records
from kbgen.search.portions import Piece, Source, kept
from kbgen.search.store import Store

BORDERS = (0, 1, 126, 127, 128, 129, 255, 256, 16_383, 16_384, 16_385, 1 << 21)


@pytest.mark.parametrize("number", BORDERS)
def test_pages_and_places_of_every_length_come_back(number: int) -> None:
    own = part((number, 7))
    posted = joined(((1, part((0, 1))), (number + 2, own)))
    assert list(parted(posted))[1] == (number + 2, own)
    assert records(posted, {1: 0, number + 2: 10}) == {0: 1, number + 10: 7}


def test_a_page_with_hundreds_of_finds() -> None:
    for many in (127, 128, 129, 300):
        own = part([x for n in range(many) for x in (n * 3, 1 + n % 255)])
        assert records(joined(((5, own),)), {5: 100}) == {100 + n * 3: 1 + n % 255 for n in range(many)}


def test_no_word_is_a_relative_of_itself(folder: Path) -> None:
    families = relatives(Store(folder))
    assert families
    assert all(lemma not in others and others for lemma, others in families.items())


class Keep:
    """Shards by name; tells how many were made."""

    made = 0

    def keep(self, kind: str, content: bytes) -> str:
        self.made += 1
        return f"{kind} {content.decode()}"


def source(texts: list[str]) -> Source:
    def pieces(start: Any) -> Iterator[Piece]:
        for place, text in enumerate(texts):
            if start is None or place >= start:
                yield Piece(place, len(text), place * 7 % 5, text)

    return Source("s", pieces, lambda own: " ".join(own).encode(), (4, 3, 12))


@pytest.mark.parametrize("at", [0, 1, 17, 38, 39])
@pytest.mark.parametrize("word", ["z", "zzz", "z" * 11])
def test_some_shards_made_again_are_those_of_all_made_again(at: int, word: str) -> None:
    def shards(texts: list[str], before: list[list[Any]], places: tuple[int, ...]) -> tuple[list[list[Any]], int]:
        keep = Keep()
        return kept(before, Touched(), places, source(texts), keep), keep.made  # type: ignore[arg-type]

    old = ["abc"[: 1 + n % 3] for n in range(40)]
    before, all_of_them = shards(old, [], ())
    assert all_of_them > 8
    new = [*old[:at], word, *old[at + 1 :]]
    now, made = shards(new, before, (at,))
    assert now == shards(new, [], ())[0]
    assert made < all_of_them / 2
