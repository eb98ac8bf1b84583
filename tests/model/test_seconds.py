"""Seconds as people write them: one reader for sidecars, guides and links."""

from __future__ import annotations

import pytest

from kbgen.model.seconds import second


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (83, 83), (0.3333333333333333, 0.3333333333333333), ("83.5", 83.5), ("0:15", 15), ("1:23", 83),
        ("1:02:03", 3723), ("1m23s", 83), ("2m", 120), ("1h", 3600), (" 7 ", 7),
        ("", None), ("1:75", None), ("1:99", None), ("s", None), ("soon", None), ("-1", None), ("1e9", None),
        ("١٢", None), ("1 m", None), (True, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_seconds(written: str | float, wanted: float | None) -> None:
    assert second(written) == wanted
