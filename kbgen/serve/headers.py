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

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".zip": "application/zip",
    ".zim": "application/openzim",
    ".wasm": "application/wasm",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Named here, since Python asks the machine's registry, and on Windows that may say anything."""

_HASHED = re.compile(r"\.[0-9a-f]{8,64}\.")


def media_type(name: str) -> str:
    """The MIME type of a file by its name; bytes to be saved where it is not known."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def caching(name: str) -> str:
    """``Cache-Control`` of a file: a week where the name holds the content's hash, else asked for every time."""
    return "public, max-age=604800, immutable" if _HASHED.search(PurePosixPath(name).name) else "no-cache"
