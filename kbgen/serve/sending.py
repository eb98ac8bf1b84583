"""Sending a file, or a part of it, so that many readers can be sent to at once and none of them fills the memory."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from functools import lru_cache
from io import FileIO
from time import perf_counter

from starlette.concurrency import run_in_threadpool
from starlette.types import Scope, Send

from kbgen.bundles.types import media_type
from kbgen.serve.headers import caching
from kbgen.serve.ranges import wanted

STRAIGHT = "kbgen.straight"
"""Extension of a connection that can send bytes of a file without a way through us; "send": file, at, size → went;
"together": whether small pieces wait for the next ones."""

_SMALLEST, _FIRST, _LARGEST = 64 << 10, 256 << 10, 1 << 20
"""Bytes sent in one piece: large ones are fast, small ones hold little memory for those who read slowly."""

PIECE = 2 << 20
"""Bytes sent straight in one piece: they hold no memory."""

_QUICK = 0.05
"""Seconds: who takes a piece faster than this gets larger ones."""

_AT_ONCE = getattr(os, "RWF_NOWAIT", 0) if hasattr(os, "preadv") else 0
"""Asks the system for what it has in memory, never for the disk (Linux)."""

_CONDITIONS = {b"range", b"if-range", b"if-none-match", b"if-modified-since"}

Part = tuple[int, int]
"""First byte, and the one after the last."""

Headers = Sequence[tuple[bytes, bytes]]
"""Names in small letters, and values."""


async def send_file(path: str, scope: Scope, send: Send) -> None:
    """Answer the request *scope* with the file at *path*, or the part it asks for: 200, 206, 304 or 416.

    Raises:
        OSError: the file cannot be opened; nothing was sent.
    """
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - strings: this is done for every request
        state = os.fstat(file.fileno())
        told = headers_of(path.rpartition(os.sep)[2], state.st_mtime_ns, state.st_size)
        status, part = meant(scope["headers"], told, state.st_size)
        headers = [*encoded(told), *encoded(length(status, part, state.st_size))]
        together = scope.get("extensions", {}).get(STRAIGHT, {}).get("together", _as_it_comes)
        together(True)
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send_part(file, part if scope["method"] != "HEAD" else (0, 0), scope, send)
        finally:
            together(False)


def _as_it_comes(_: bool) -> None:
    """Of a connection that cannot hold pieces back."""


@lru_cache(4096)
def headers_of(name: str, time: int, size: int) -> Mapping[str, str]:
    """What is told of the file *name*, changed at *time* (ns), whatever part of it is asked for."""
    kind = media_type(name)
    return {
        "content-type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "cache-control": caching(name),
        "accept-ranges": "bytes",
        "etag": f'"{time:x}-{size:x}"',
        "last-modified": formatdate(time // 10**9, usegmt=True),
    }


def meant(headers: Headers, told: Mapping[str, str], size: int) -> tuple[int, Part]:
    """Status and part of the answer, by the conditions among the request's *headers* (RFC 9110, section 13)."""
    asked = {name: value.decode("latin-1") for name, value in headers if name in _CONDITIONS}
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


def length(status: int, part: Part, size: int) -> dict[str, str]:
    """What is told of the *part* of *size* bytes that follows."""
    if status == 304:
        return {}
    told = {"content-length": str(part[1] - part[0])}
    if status == 206:
        told["content-range"] = f"bytes {part[0]}-{part[1] - 1}/{size}"
    elif status == 416:
        told["content-range"] = f"bytes */{size}"
    return told


def encoded(told: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they are sent."""
    return [(name.encode(), value.encode("latin-1")) for name, value in told.items()]


async def send_part(file: FileIO, part: Part, scope: Scope, send: Send) -> None:
    """The bytes of *part*, and that there are no more.

    In pieces that grow for who takes them quickly, and shrink for who does not.
    """
    straight = scope.get("extensions", {}).get(STRAIGHT, {}).get("send")
    at, end = part
    piece = _FIRST
    while at < end:
        size = min(PIECE, end - at)
        if straight and in_memory(file.fileno(), at, size):
            if not await straight(file, at, size):
                return
            scope[STRAIGHT] = scope.get(STRAIGHT, 0) + size
            at += size
            continue
        content = await _read(file, min(piece, end - at), at)
        at += len(content)
        began = perf_counter()
        await send({"type": "http.response.body", "body": content, "more_body": True})
        piece = min(piece * 2, _LARGEST) if perf_counter() - began < _QUICK else max(piece // 2, _SMALLEST)
    await send({"type": "http.response.body", "body": b""})


def in_memory(number: int, at: int, size: int) -> bool:
    """Whether nobody would have to wait for the disk: looked at where the piece of the open file begins and ends."""
    return read_at_once(number, at, 1) is not None and read_at_once(number, at + size - 1, 1) is not None


def read_at_once(number: int, at: int, size: int) -> bytearray | None:
    """*size* bytes of the open file from byte *at*; None where the system has not all of them in memory."""
    content = bytearray(size)
    try:
        return content if os.preadv(number, (content,), at, _AT_ONCE) == size else None
    except (OSError, AttributeError):  # it has none, or cannot tell (Windows)
        return None


async def _read(file: FileIO, size: int, at: int) -> bytes | bytearray:
    """*size* bytes from byte *at*, or fewer. What is in memory is read at once; for a disk nobody else waits.

    Raises:
        OSError: the file was cut short since its length was told: the answer must not be taken for whole.
    """
    content: bytes | bytearray | None = read_at_once(file.fileno(), at, size) if _AT_ONCE else None
    if content is None:
        content = await run_in_threadpool(_from_disk, file, size, at)
    if not content:
        raise OSError(errno.EIO, "cut short", str(file.name))
    return content


def _from_disk(file: FileIO, size: int, at: int) -> bytes:
    file.seek(at)
    return file.read(size)
