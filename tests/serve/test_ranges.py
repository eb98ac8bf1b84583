"""Which bytes a browser asks for: never more than there are."""

from __future__ import annotations

import pytest

from kbgen.serve.ranges import wanted

ALL = (0, 100)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, ALL), ("", ALL), ("bytes=0-", ALL), ("bytes=0-99", ALL), ("bytes=0-100", ALL), ("bytes=0-99999", ALL),
        ("bytes=0-0", (0, 1)), ("bytes=99-", (99, 100)), ("bytes=99-99999", (99, 100)), ("BYTES = 5 - 9", (5, 10)),
        ("bytes=-1", (99, 100)), ("bytes=-100", ALL), ("bytes=-101", ALL), ("bytes=-0", None),
        ("bytes=100-", None), ("bytes=100-200", None), ("bytes=5-5", (5, 6)), ("bytes=5-4", ALL), ("bytes=-", ALL),
        ("bytes=0-1,5-6", ALL), ("lines=0-1", ALL), ("bytes=0-" + "9" * 5000, ALL), ("bytes=" + "9" * 5000 + "-", ALL),
    ],
)  # fmt: skip
def test_wanted(header: str | None, found: tuple[int, int] | None) -> None:
    assert wanted(header, 100) == found


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5", None])
def test_nothing_of_an_empty_file(header: str | None) -> None:
    assert wanted(header, 0) in (None, (0, 0))
