"""What the server says besides the files: types, caching, and what a page may do."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePosixPath

from kbgen.bundles import policies
from kbgen.bundles.deploy import HASHED
from kbgen.errors import KbgenError

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Sent with every answer."""

SAFE = tuple((name.lower().encode(), value.encode()) for name, value in SAFETY.items())
POLICY = b"content-security-policy"
"""The same as they are sent, and the name of what goes with them."""

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The policy of answers that are no pages."""

LOOSE = (
    "default-src 'self' 'unsafe-inline' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""The policy of releases that were made before each had its own: nothing may come from or go to another host."""


def caching(name: str) -> str:
    """``Cache-Control`` of a file: a week where the name holds the content's hash, else asked for every time."""
    return "public, max-age=604800, immutable" if HASHED.search(PurePosixPath(name).name) else "no-cache"


def policy(release: Path, path: str) -> str:
    """The security policy of the file at *path* of the folder *release*."""
    found = _policies(release)
    return found.of(path) if found else LOOSE


@lru_cache(8)
def _policies(release: Path) -> policies.Policies | None:
    try:
        return policies.read(release)
    except KbgenError:
        return None
