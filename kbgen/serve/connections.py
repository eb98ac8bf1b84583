"""One connection: HTTP as uvicorn speaks it, with ends set to what slow, huge and half-open requests may take."""

from __future__ import annotations

import asyncio
from enum import Enum
from functools import partial
from typing import Any, BinaryIO

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from kbgen.serve.sending import STRAIGHT
from kbgen.serve.straight import Straight

HEAD = 16 << 10
"""Bytes of a request's address and headers."""
BODY = 64 << 10
"""Bytes of a request's body; the one address that takes any wants less than a tenth."""
ARRIVAL = 10.0
"""Seconds for a request to arrive, from the connection or its first byte on."""
STANDSTILL = 120.0
"""Seconds in which a reader takes nothing of what is ready for him."""
SLOWEST = 8 << 10
"""Bytes a second that a reader of a large file takes in the long run."""
TOGETHER = 2000
"""Connections at once; more are told to come back."""

_REFUSED = b"HTTP/1.1 %d\r\ncontent-type: text/plain\r\ncontent-length: 3\r\nconnection: close\r\n\r\n%d"
_FAREWELL = 1.0  # seconds for the reader to take it


class _Stage(Enum):
    """How much of a request is here."""

    NOTHING = 0
    HEAD = 1
    BODY = 2
    ALL = 3


class Connection(Straight):
    """Closes what comes too slowly or with too many words, and what does not take its answer."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        self._stage = _Stage.NOTHING
        self._size = 0
        self._arriving: asyncio.TimerHandle | None = None
        self._standing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A reader comes: the first request has to follow."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader went."""
        self._arrived()
        self._moved()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        if self.transport.is_closing():
            return
        if self._stage is _Stage.ALL:
            self._stage, self._size = _Stage.NOTHING, 0
        elif self._stage in (_Stage.NOTHING, _Stage.HEAD):
            self._size += len(data)
        super().data_received(data)
        if self._stage in (_Stage.NOTHING, _Stage.HEAD) and self._size > HEAD:
            self._refuse(431)
        if self._stage is not _Stage.ALL:  # mostly it came at once, and needs no clock
            self._expect()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._stage = _Stage.HEAD
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is here as a whole; where it is too long, the parser is stopped by an exception."""
        self._stage, self._size = _Stage.BODY, 0
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD:
            self._refuse(431)
            raise ValueError("head")
        super().on_headers_complete()
        if self.cycle:
            ways: dict[object, object] = {"send": partial(self._send_part, self.cycle), "together": self.together}
            self.scope.setdefault("extensions", {})[STRAIGHT] = ways

    def on_body(self, body: bytes) -> None:
        """Some of a body."""
        self._size += len(body)
        if self._size > BODY:
            self._refuse(413)
            raise ValueError("body")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is here as a whole."""
        self._stage = _Stage.ALL
        self._arrived()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The reader takes less than there is."""
        super().pause_writing()
        self._moved()
        self._standing = self.loop.call_later(STANDSTILL, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader goes on."""
        self._moved()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told so, unless the connection ends already."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    async def _send_part(self, answer: RequestResponseCycle, file: BinaryIO, at: int, size: int) -> bool:
        """Bytes of *file* go to the network without a way through us, as part of *answer*'s body.

        Promises that all *size* bytes went, or False: the reader is gone.
        """
        try:
            went = self.sent_at_once(file.fileno(), at, size)
            if went < size:
                async with asyncio.timeout(STANDSTILL + size / SLOWEST):
                    rest = size - went
                    went += await self.loop.sendfile(self.transport, file, at + went, rest, fallback=False)
            if went == size:
                answer.expected_content_length -= size
                return True
        except (OSError, TimeoutError, RuntimeError):  # RuntimeError: the connection closes already
            pass
        answer.disconnected = True
        self.transport.abort()  # also where the file was cut short: nobody must take it for whole
        return False

    def _expect(self) -> None:
        """A request has to be here soon."""
        if not self._arriving:
            self._arriving = self.loop.call_later(ARRIVAL, self._refuse, 408)

    def _arrived(self) -> None:
        if self._arriving:
            self._arriving.cancel()
        self._arriving = None

    def _moved(self) -> None:
        if self._standing:
            self._standing.cancel()
        self._standing = None

    def _refuse(self, status: int) -> None:
        """Say why, and close, whether the reader takes it or not."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_REFUSED % (status, status))
        self.transport.close()
        self.loop.call_later(_FAREWELL, self.transport.abort)
