"""What the server says besides the files: types, caching, and what a page may do."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    # our pages have scripts and styles inside them; nothing may come from or go to another host
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' data: blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
}
"""Sent with every answer."""

_HASHED = re.compile(r"\.[0-9a-f]{8,64}\.")


def caching(name: str) -> str:
    """``Cache-Control`` of a file: a week where the name holds the content's hash, else asked for every time."""
    return "public, max-age=604800, immutable" if _HASHED.search(PurePosixPath(name).name) else "no-cache"
