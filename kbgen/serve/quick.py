"""Plain requests for files, answered without the web application: what it would say, word for word, but at once."""

from __future__ import annotations

import re
from http import HTTPStatus
from io import FileIO
from time import perf_counter
from typing import NamedTuple

from starlette.types import Message, Scope, Send

from kbgen.serve.files import Files
from kbgen.serve.metrics import Metrics
from kbgen.serve.opened import Opened, written
from kbgen.serve.sending import (
    PIECE,
    STRAIGHT,
    Headers,
    Part,
    encoded,
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
    """The first bytes of an answer; the rest is in the open file."""

    status: int
    head: bytes
    body: int
    """Bytes of the file that are in the head already."""
    part: Part
    """Of the file: what follows."""
    began: float


class Quick:
    """Answers from *files* to requests that need no second thought.

    *addresses*: what looks like a file and is none. Counts in *metrics*, as the application does.
    """

    def __init__(self, files: Files, addresses: frozenset[str], metrics: Metrics) -> None:
        self.files, self.addresses, self.metrics = files, addresses, metrics

    def answer(self, request: Request, file: Opened) -> Answer | None:
        """The answer to *request*, from *file*, which is the right one then.

        None: no file, not there, not in the system's memory, or asked for in an unusual way. The application answers.
        """
        if request.method not in _METHODS or not _PLAIN.fullmatch(request.address):
            return None
        wanted = request.address.decode()
        if wanted in self.addresses or not _BODY.isdisjoint([name for name, _ in request.headers]):
            return None
        folder = self.files.release()
        return _answer(request, file) if folder and file.be(folder, wanted[1:]) else None

    def ended(self, answer: Answer, sent: int) -> None:
        """*answer* went as a whole, or its reader did; *sent*: bytes of the file after the head."""
        self.metrics.answered(answer.status, answer.body + sent, perf_counter() - answer.began)

    async def rest(self, answer: Answer, file: FileIO, scope: Scope, send: Send) -> None:
        """What the network did not take at once, in its own time: *answer* tells what part of *file*, which is closed.

        What went before counts as bytes of its head.
        """
        sent = 0

        async def counted(message: Message) -> None:
            nonlocal sent
            sent += len(message.get("body", b""))
            await send(message)

        try:
            with file:
                await send_part(file, answer.part, scope, counted)
        finally:
            self.ended(answer, sent + scope.get(STRAIGHT, 0))


def _answer(request: Request, file: Opened) -> Answer | None:
    """What *file* is for *request*; None where the disk would have to be waited for."""
    status, part = meant(request.headers, file.lines.meaning, file.size)
    at, end = part if request.method == b"GET" else (0, 0)
    body = _begin(file.number, at, end - at)
    if body is None:
        return None
    size = written(encoded(length(status, part, file.size)))
    head = b"".join((_STATUS[status], written(request.told), file.lines.first, size, file.lines.last, body))
    return Answer(status, head, len(body), (at + len(body), end), request.began)


def _begin(number: int, at: int, size: int) -> bytes | bytearray | None:
    """Bytes that go with the head: all, where there are few, or none; None where they are not in memory."""
    if size > _LITTLE:
        return b"" if in_memory(number, at, min(size, PIECE)) else None
    return read_at_once(number, at, size) if size else b""
