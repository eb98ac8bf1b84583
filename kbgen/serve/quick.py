"""Plain requests for files, answered without the web application: what it would say, word for word, but at once."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from io import FileIO
from time import perf_counter
from typing import NamedTuple

from starlette.types import Message, Scope, Send

from kbgen.serve.files import NOWHERE, Files, inside
from kbgen.serve.headers import POLICY, SAFE, policy
from kbgen.serve.metrics import Metrics
from kbgen.serve.sending import (
    PIECE,
    STRAIGHT,
    Headers,
    Part,
    encoded,
    headers_of,
    in_memory,
    length,
    meant,
    read_at_once,
    send_part,
)

_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")
"""Addresses of files as releases have them; others are looked at elsewhere, with all due care."""

_METHODS = {b"GET", b"HEAD"}
_BODY = {b"content-length", b"transfer-encoding"}
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_STATUS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
_LITTLE = 32 << 10  # bytes that are copied sooner than the system is told where they are


class Request(NamedTuple):
    """What was asked, and what every answer of this moment says first."""

    method: bytes
    address: bytes
    headers: Headers
    told: Headers
    began: float


class Answer(NamedTuple):
    """The first bytes of an answer, and the open file whose bytes follow."""

    status: int
    head: bytes
    body: int
    """Bytes of the file that are in the head already."""
    part: Part
    """Of the file: what follows. Nothing: then the file is closed."""
    path: str
    number: int
    """Of the open file, as the system counts them."""
    began: float


class Quick:
    """Answers from *files* to requests that need no second thought.

    *addresses*: what looks like a file and is none. Counts in *metrics*, as the application does.
    """

    def __init__(self, files: Files, addresses: frozenset[str], metrics: Metrics) -> None:
        self.files, self.addresses, self.metrics = files, addresses, metrics

    def answer(self, request: Request) -> Answer | None:
        """The answer to *request*; whoever gets it says ``ended``, or waits for the ``rest``.

        None: no file, not there, not in the system's memory, or asked for in an unusual way. The application answers.
        """
        if request.method not in _METHODS or not _PLAIN.fullmatch(request.address):
            return None
        wanted = request.address.decode()
        if wanted in self.addresses or not _BODY.isdisjoint([name for name, _ in request.headers]):
            return None
        folder = self.files.release()
        path, mode = inside(folder, wanted[1:]) if folder else NOWHERE
        if folder is None or not stat.S_ISREG(mode):
            return None
        safety = policy(folder, wanted[1:])
        try:
            number = os.open(path, _FLAGS)
        except OSError:  # it went, or may not be read
            return None
        answer = _answer(request, path, number, safety)
        if answer is None or answer.part[0] == answer.part[1]:
            os.close(number)
        return answer

    def ended(self, answer: Answer, sent: int) -> None:
        """*answer* went as a whole, or its reader did; *sent*: bytes of the file after the head."""
        if answer.part[0] != answer.part[1]:
            os.close(answer.number)
        self.metrics.answered(answer.status, answer.body + sent, perf_counter() - answer.began)

    async def rest(self, answer: Answer, sent: int, scope: Scope, send: Send) -> None:
        """What the network did not take at once, in its own time: the bytes of the file after the first *sent*."""

        async def counted(message: Message) -> None:
            nonlocal sent
            sent += len(message.get("body", b""))
            await send(message)

        try:
            with FileIO(answer.path, opener=lambda *_: answer.number) as file:
                await send_part(file, (answer.part[0] + sent, answer.part[1]), scope, counted)
        finally:
            self.metrics.answered(answer.status, sent + scope.get(STRAIGHT, 0), perf_counter() - answer.began)


def _answer(request: Request, path: str, number: int, safety: str) -> Answer | None:
    """What the open file is for *request*; None where the disk would have to be waited for."""
    state = os.fstat(number)
    lines = _lines(path.rpartition(os.sep)[2], state.st_mtime_ns, state.st_size, safety)
    status, part = meant(request.headers, lines.meaning, state.st_size)
    at, end = part if request.method == b"GET" else (0, 0)
    body = _begin(number, at, end - at)
    if body is None:
        return None
    size = encoded(length(status, part, state.st_size))
    head = b"".join((_STATUS[status], _written(request.told), lines.first, _written(size), lines.last, body))
    return Answer(status, head, len(body), (at + len(body), end), path, number, request.began)


def _begin(number: int, at: int, size: int) -> bytes | bytearray | None:
    """Bytes that go with the head: all, where there are few, or none; None where they are not in memory."""
    if size > _LITTLE:
        return b"" if in_memory(number, at, min(size, PIECE)) else None
    return read_at_once(number, at, size) if size else b""


class _Lines(NamedTuple):
    """What the head of an answer says of a file, whatever part of it is asked for."""

    meaning: Mapping[str, str]
    first: bytes
    last: bytes


@lru_cache(4096)
def _lines(name: str, time: int, size: int, safety: str) -> _Lines:
    told = headers_of(name, time, size)
    return _Lines(told, _written(encoded(told)), _written((*SAFE, (POLICY, safety.encode()))) + b"\r\n")


def _written(headers: Headers) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])
