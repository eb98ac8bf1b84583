"""Answers without a task of their own: where the network takes a file at once, nobody has to wait for anything."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from io import FileIO
from time import perf_counter
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kbgen.serve.opened import Opened
from kbgen.serve.quick import Answer, Quick, Request
from kbgen.serve.sending import PIECE

_CORK = getattr(socket, "TCP_CORK", None)  # Linux
_SENDFILE = hasattr(os, "sendfile")

_OF_CONNECTION = {
    *("config", "connections", "cycle", "expect_100_continue", "headers", "limit_concurrency", "logger", "parser"),
    *("root_path", "server_state", "tasks", "timeout_keep_alive", "transport", "app"),
}
_OF_CYCLE = {"chunked_encoding", "disconnected", "expected_content_length", "response_complete", "response_started"}
_DONE_BY_CONNECTION = ("on_message_complete", "timeout_keep_alive_handler")


def understood(connection: type = HttpToolsProtocol, cycle: type = RequestResponseCycle) -> bool:
    """Whether uvicorn is made as we know it, and the system can send files: else its application answers everything."""
    return (
        _SENDFILE
        and _names(connection) >= _OF_CONNECTION
        and _names(cycle) >= _OF_CYCLE
        and all(hasattr(connection, name) for name in _DONE_BY_CONNECTION)
    )


def _names(made: type) -> set[str]:
    """What instances have from the start."""
    return set(getattr(getattr(made.__init__, "__code__", None), "co_names", ()))  # type: ignore[misc]


class Straight(HttpToolsProtocol):
    """HTTP as uvicorn speaks it; but what *quick* has an answer for is answered while it is read.

    One answer for all that came in one packet: whoever asks for hundreds at once is answered in turn with others.
    """

    def __init__(self, *values: Any, quick: Quick | None = None, **named: Any) -> None:
        super().__init__(*values, **named)
        self.quick = quick
        self._file = Opened()
        self._fresh = False
        self._answered = False
        self._rested = 0.0
        self._resting: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader went."""
        self._file.close()
        if self._resting:
            self._resting.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request, or of several."""
        self._fresh, self._answered = True, False
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._answered = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is here as a whole."""
        if self.quick and self._fresh and self._is_plain() and (answer := self._quick_answer(self.quick)):
            self._answer(self.quick, answer)
            return
        self._fresh = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is here as a whole."""
        if not self._answered:
            super().on_message_complete()

    def _is_plain(self) -> bool:
        """Whether nothing is going on but this request, and it asks for nothing but an answer."""
        most = self.limit_concurrency or float("inf")
        return (
            (self.cycle is None or self.cycle.response_complete)
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not (
                self.parser.should_upgrade() or self.expect_100_continue or self.config.access_log or self.root_path
            )
            and not (self.transport.is_closing() or self.transport.get_write_buffer_size())
            and max(len(self.connections), len(self.tasks)) < most
        )

    def _quick_answer(self, quick: Quick) -> Answer | None:
        told = self.server_state.default_headers
        try:
            return quick.answer(
                Request(self.parser.get_method(), self.url, self.headers, told, perf_counter()), self._file
            )
        except Exception:  # told aloud; the parser would take it for a fault of the reader's
            self.logger.exception("quick answer")
            return None

    def _answer(self, quick: Quick, answer: Answer) -> None:
        at, end = answer.part
        self._fresh, sent = False, 0
        self.transport.write(answer.head)
        if at < end:
            with suppress(OSError):  # the reader went
                sent = self.sent_at_once(self._file.number, at, min(end - at, PIECE))
            if at + sent < end and not self.transport.is_closing():
                self._go_on(quick, answer._replace(body=answer.body + sent, part=(at + sent, end)))
                return
        quick.ended(answer, sent)
        if answer.status != 206:  # a part is mostly followed by another
            self._file.close()
        self._answered = True
        self._rest()

    def _go_on(self, quick: Quick, answer: Answer) -> None:
        """What is left of *answer* waits for the network as all others do, in a task."""
        file = FileIO(self._file.path, opener=lambda *_: self._file.given())

        async def rest(scope: Scope, _: Receive, send: Send) -> None:
            await quick.rest(answer, file, scope, send)

        application, self.app = self.app, rest
        try:
            super().on_headers_complete()
        finally:
            self.app = application
        self.cycle.response_started, self.cycle.chunked_encoding = True, False
        self.cycle.expected_content_length = answer.part[1] - answer.part[0]

    def _rest(self) -> None:
        """The next request may come, for a while: one clock for all answers, not one for each."""
        self.server_state.total_requests += 1
        self._rested = self.loop.time() + self.timeout_keep_alive
        if not self._resting and not self.transport.is_closing():
            self._resting = self.loop.call_at(self._rested, self._rested_enough)

    def _rested_enough(self) -> None:
        """Whether it is so: nothing came since the last answer, and the while is over."""
        self._resting = None
        if self._answered and self.loop.time() >= self._rested:
            self.timeout_keep_alive_handler()
        elif self._answered:
            self._resting = self.loop.call_at(self._rested, self._rested_enough)

    def sent_at_once(self, number: int, at: int, size: int) -> int:
        """Bytes of the open file that the system takes without anybody waiting: mostly all of a range."""
        if not _SENDFILE or self.transport.is_closing() or self.transport.get_write_buffer_size():
            return 0
        with suppress(BlockingIOError):
            return os.sendfile(self.transport.get_extra_info("socket").fileno(), number, at, size)
        return 0

    def together(self, wanted: bool) -> None:
        """Small pieces wait for large ones from here on: a head on its own would wake the reader for nothing."""
        if _CORK is not None:
            with suppress(OSError, AttributeError):  # the reader went, or no such line
                self.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, _CORK, int(wanted))
