"""The language of the person at the terminal."""

from __future__ import annotations

import locale
import os

from kbgen.model.text import Language


def user_language() -> Language:
    """Language for messages: ``KBGEN_LANG``, else the locale of the system; Russian for ru, be and kk, else English."""
    for name in ("KBGEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return _nearest(value)
    return _nearest(locale.getlocale()[0] or "")


def _nearest(name: str) -> Language:
    # Windows says Russian_Russia, POSIX says ru_RU.UTF-8
    return "ru" if name[:2].lower() in ("ru", "be", "kk") or name.lower().startswith("russian") else "en"
