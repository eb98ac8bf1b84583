"""Seconds as people write them: in the descriptions of recordings, in guides, in addresses of moments."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:\.\d{1,9})?)|(\d{1,6}(?:\.\d{1,17})?))", re.ASCII)
_SPELT = re.compile(r"(?=\d)(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,5}(?:\.\d{1,3})?)s)?", re.ASCII)


def second(written: str | float) -> float | None:
    """Seconds from ``83``, ``83.5``, ``"1:23"``, ``"1:02:03"``, ``"1m23s"``; None from anything else."""
    if isinstance(written, bool):  # YAML's yes and no are numbers to Python
        return None
    text = str(written).strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds, plain = match.groups()
        return float(plain) if plain else int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    if match := _SPELT.fullmatch(text):
        hours, minutes, seconds = match.groups()
        return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)
    return None
