"""Dates in words: «23 ноября 2026 г.», “23 November 2026”."""

from __future__ import annotations

from datetime import date

from kbgen.language.catalogue import words
from kbgen.model.text import Language


def day(value: date, language: Language) -> str:
    """*value* as people write it in *language*; the month stands in the genitive in Russian."""
    catalogue = words(language)
    return catalogue("dates.day", day=value.day, month=catalogue(f"dates.month_{value.month}"), year=value.year)
