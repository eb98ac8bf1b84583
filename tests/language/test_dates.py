"""Dates in words."""

from __future__ import annotations

from datetime import date

from kbgen.language.dates import day


def test_days_in_both_languages() -> None:
    assert day(date(2026, 5, 9), "ru") == "9 мая 2026 г."
    assert day(date(2026, 5, 9), "en") == "9 May 2026"
