"""Sending a file, or a part of it, so that many readers can be sent to at once and none of them fills the memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path
from time import perf_counter

from starlette.concurrency import run_in_threadpool
from starlette.types import Scope, Send

from kbgen.bundles.types import media_type
from kbgen.serve.headers import caching
from kbgen.serve.ranges import wanted

_SMALLEST, _FIRST, _LARGEST = 64 << 10, 256 << 10, 1 << 20
"""Bytes sent in one piece: large ones are fast, small ones hold little memory for those who read slowly."""

_QUICK = 0.004
"""Seconds: who takes a piece faster than this gets larger ones."""

_AT_ONCE = getattr(os, "RWF_NOWAIT", 0) if hasattr(os, "preadv") else 0
"""Asks the system for what it has in memory, never for the disk (Linux)."""

_CONDITIONS = {b"range", b"if-range", b"if-none-match", b"if-modified-since"}

Part = tuple[int, int]
"""First byte, and the one after the last."""


async def send_file(path: Path, scope: Scope, send: Send) -> None:
    """Answer the request *scope* with the file at *path*, or the part it asks for: 200, 206, 304 or 416.

    Raises:
        OSError: the file cannot be opened; nothing was sent.
    """
    asked = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _CONDITIONS}
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        state = os.fstat(handle)
        told = _headers(path.name, state)
        status, part = _meant(asked, told, state.st_size)
        told |= _length(status, part, state.st_size)
        await send({"type": "http.response.start", "status": status, "headers": _encoded(told)})
        await _send_part(handle, part if scope["method"] != "HEAD" else (0, 0), send)
    finally:
        os.close(handle)


def _headers(name: str, state: os.stat_result) -> dict[str, str]:
    kind = media_type(name)
    return {
        "content-type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "cache-control": caching(name),
        "accept-ranges": "bytes",
        "etag": f'"{state.st_mtime_ns:x}-{state.st_size:x}"',
        "last-modified": formatdate(state.st_mtime, usegmt=True),
    }


def _meant(asked: Mapping[bytes, str], told: Mapping[str, str], size: int) -> tuple[int, Part]:
    """Status and part of the answer, by the conditions of the request (RFC 9110, section 13)."""
    known = asked.get(b"if-none-match")
    if known is not None:
        if known.strip() == "*" or told["etag"] in (one.strip().removeprefix("W/") for one in known.split(",")):
            return 304, (0, 0)
    elif asked.get(b"if-modified-since") == told["last-modified"]:
        return 304, (0, 0)
    if asked.get(b"if-range") not in (None, told["etag"], told["last-modified"]) or b"range" not in asked:
        return 200, (0, size)
    part = wanted(asked[b"range"], size)
    if part is None:
        return 416, (0, 0)
    return (206 if part != (0, size) else 200), part


def _length(status: int, part: Part, size: int) -> dict[str, str]:
    if status == 304:
        return {}
    length = {"content-length": str(part[1] - part[0])}
    if status == 206:
        return {**length, "content-range": f"bytes {part[0]}-{part[1] - 1}/{size}"}
    return {**length, "content-range": f"bytes */{size}"} if status == 416 else length


def _encoded(told: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in told.items()]


async def _send_part(handle: int, part: Part, send: Send) -> None:
    """The bytes, in pieces that grow for who takes them quickly and shrink for who does not."""
    at, end = part
    piece = _FIRST
    while at < end:
        content = await _read(handle, min(piece, end - at), at)
        if not content:
            raise OSError(
                "the file was cut short"
            )  # the connection ends, so that the reader does not take it for whole
        at += len(content)
        began = perf_counter()
        await send({"type": "http.response.body", "body": content, "more_body": at < end})
        piece = min(piece * 2, _LARGEST) if perf_counter() - began < _QUICK else max(piece // 2, _SMALLEST)
    if part[0] >= part[1]:
        await send({"type": "http.response.body", "body": b""})


async def _read(handle: int, size: int, at: int) -> bytes | bytearray:
    """*size* bytes from byte *at*, or fewer. What is in memory is read at once; for a disk nobody else waits."""
    if _AT_ONCE:
        with suppress(OSError):  # not in memory, or a disk that cannot tell
            content = bytearray(size)
            if read := os.preadv(handle, [content], at, _AT_ONCE):
                return content if read == size else content[:read]
    return await run_in_threadpool(_from_disk, handle, size, at)


def _from_disk(handle: int, size: int, at: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(handle, size, at)
    os.lseek(handle, at, os.SEEK_SET)  # Windows; the handle is this answer's own
    return os.read(handle, size)
