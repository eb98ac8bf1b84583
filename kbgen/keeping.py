"""Keeping: what took long to make, under a name that tells everything it was made of; never believed unread."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

_SUM = 32
"""Bytes of the sum (SHA-256) that stands before what is kept."""
_PLAIN = (bool, int, float, complex, type(None), date)


def kept(path: Path) -> bytes | None:
    """What is kept at *path*; None where there is nothing, or not what was put there: cut off, or changed since."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[_SUM:]
    return bytes(body) if hashlib.sha256(body).digest() == content[:_SUM] else None


def keep(path: Path, content: bytes) -> None:
    """Keep *content* at *path*, whole or not at all; a disk that takes nothing only costs time."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(hashlib.sha256(content).digest() + content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def name_of(*values: object) -> str:
    """A name (hexadecimal) that equal *values* share and no others: text, bytes, numbers, dates, paths, and sequences,
    mappings and dataclasses of such.

    Raises:
        TypeError: a value of another kind, which cannot be told by what it holds.
    """
    digest = hashlib.sha256()
    for piece in _told(values):
        digest.update(piece)
    return digest.hexdigest()


def _told(value: object) -> Iterator[bytes]:
    """*value* as bytes that no other value is told as: every text with its length, every sequence with its end."""
    kind = type(value).__qualname__
    if isinstance(value, (str, bytes)):
        raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        yield b"%s %d:%s" % (kind.encode(), len(raw), raw)
    elif isinstance(value, _PLAIN):
        yield f"{kind} {value!r};".encode()
    elif isinstance(value, Path):
        yield from _told(str(value))
    elif isinstance(value, (tuple, list)):
        yield f"{kind}(".encode()
        for one in value:
            yield from _told(one)
        yield b")"
    elif isinstance(value, Mapping):
        yield from _told(("mapping", *value.items()))
    elif is_dataclass(value) and not isinstance(value, type):
        yield f"{kind}:".encode()
        yield from _told(tuple(getattr(value, field.name) for field in fields(value)))
    else:
        raise TypeError(f"cannot be told by what it holds: {kind}")
