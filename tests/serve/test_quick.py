"""What is answered at once is word for word what the application would answer: each request is put to both."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_serve import FILM, publish
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from kbgen.bundles import release
from kbgen.serve import application, straight
from kbgen.serve.opened import Opened
from kbgen.serve.quick import Answer, Quick, Request
from kbgen.serve.running import server_of

pytestmark = pytest.mark.slow  # real connections

NOW = [(b"date", b"Mon, 02 Feb 2026 10:00:00 GMT")]
LONG = FILM * 8
PAGE, MOVIE, LONGER = "/site/index.html", "/site/media/film.3fa9c1d2.mp4", "/site/media/long.mp4"
LAST = b"GET /api/release HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Counted(Quick):
    """Remembers what it answered."""

    def __init__(self, quick: Quick) -> None:
        super().__init__(quick.files, quick.addresses, quick.metrics)
        self.answers: list[Answer] = []

    def answer(self, request: Request, file: Opened) -> Answer | None:
        if found := super().answer(request, file):
            self.answers.append(found)
        return found


class Side:
    """One of the two servers."""

    def __init__(self, dist: Path, loop: asyncio.AbstractEventLoop, quickly: bool) -> None:
        self.loop, app = loop, application(lambda: release.current(dist))
        self.quick = Counted(app.quick)
        self.config = server_of(app, self.quick if quickly else None).config
        self.config.load()
        self.config.timeout_keep_alive = 1
        self.state = ServerState()
        self.state.default_headers = NOW
        made = loop.create_server(self._connection, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(made, loop).result(10)
        self.port = self.server.sockets[0].getsockname()[1]

    def _connection(self) -> asyncio.Protocol:
        made: Any = self.config.http_protocol_class
        return made(config=self.config, server_state=self.state, app_state={})  # type: ignore[no-any-return]

    def said(self, *packets: bytes) -> bytes:
        """Everything that comes until the server closes; the packets are sent at once."""
        with self.line() as line:
            with contextlib.suppress(OSError):
                line.sendall(b"".join(packets))
            return rest(line)

    def line(self, window: int = 0) -> socket.socket:
        line = socket.socket()
        if window:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        line.settimeout(20)
        line.connect(("127.0.0.1", self.port))
        return line


def rest(line: socket.socket) -> bytes:
    said = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while got := line.recv(1 << 16):
            said += got
    return bytes(said)


class Both:
    """The same release served in two ways."""

    def __init__(self, root: Path) -> None:
        self.root, self.loop = root, asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.quick, self.plain = (Side(root / "dist" / "acme", self.loop, way) for way in (True, False))

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.quick, self.plain

    def same(self, *packets: bytes) -> bytes:
        """What both say."""
        one, other = (side.said(*packets) for side in self.sides)
        assert one == other
        return one

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        for side in self.sides:
            side.server.close()
        self.loop.close()


def prepared(root: Path) -> Path:
    """A release with things in it that should not be there too."""
    folder = publish(root, "hello")
    (root / "secret.txt").write_text("secret")
    (folder / "site/media/long.mp4").write_bytes(LONG)
    (folder / "site/media/empty.txt").write_bytes(b"")
    (folder / "site/media/link.txt").symlink_to(root / "secret.txt")
    os.mkfifo(folder / "site/media/pipe.txt")
    (folder / "site/media/a page.txt").write_bytes(b"spaced")
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    root = tmp_path_factory.mktemp("both")
    prepared(root)
    served = Both(root)
    yield served
    served.close()


def asked(path: str, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    lines = (f"{method} {path} HTTP/{version}", "Host: x", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1")


AT_ONCE = {
    "page": asked(PAGE),
    "head of a page": asked(PAGE, method="HEAD"),
    "film": asked(MOVIE),
    "head of a film": asked(MOVIE, method="HEAD"),
    "captions": asked("/site/media/film.vtt"),
    "deck": asked("/seminar/manager.html"),
    "top": asked("/start.html"),
    "manifest": asked("/manifest.json"),
    "empty": asked("/site/media/empty.txt"),
    "range of nothing": asked("/site/media/empty.txt", "Range: bytes=0-"),
    "first byte": asked(MOVIE, "Range: bytes=0-0"),
    "last byte": asked(MOVIE, f"Range: bytes={len(FILM) - 1}-"),
    "middle": asked(MOVIE, "Range: bytes=1000-300000"),
    "last five": asked(MOVIE, "Range: bytes=-5"),
    "all": asked(MOVIE, "Range: bytes=0-"),
    "over the end": asked(MOVIE, "Range: bytes=5-99999999"),
    "behind the end": asked(MOVIE, f"Range: bytes={len(FILM)}-"),
    "last none": asked(MOVIE, "Range: bytes=-0"),
    "backwards": asked(MOVIE, "Range: bytes=9-5"),
    "no numbers": asked(MOVIE, "Range: bytes=a-b"),
    "other unit": asked(MOVIE, "Range: pages=1-2"),
    "many": asked(MOVIE, "Range: bytes=0-1,5-6,9-9"),
    "two ranges": asked(MOVIE, "Range: bytes=0-1", "Range: bytes=7-8"),
    "large letters": asked(MOVIE, "RANGE: BYTES=1-2"),
    "head of a range": asked(MOVIE, "Range: bytes=1-2", method="HEAD"),
    "if range, another": asked(MOVIE, "Range: bytes=1-2", 'If-Range: "x"'),
    "known, any": asked(PAGE, "If-None-Match: *"),
    "known, another": asked(PAGE, 'If-None-Match: "x"'),
    "changed since 1970": asked(PAGE, "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
    "changed since nonsense": asked(PAGE, "If-Modified-Since: yesterday"),
    "languages": asked(PAGE, "Accept-Language: ru", "Accept-Encoding: gzip, br", "Cookie: a=b"),
    "value in Russian": asked(PAGE, "X-Name: \xd0\xaf"),
    "no host": b"GET /site/index.html HTTP/1.1\r\n\r\n",
}

WITH_CARE = {
    "question": asked(f"{PAGE}?q=1"),
    "encoded": asked("/site/%69ndex.html"),
    "space": asked("/site/media/a%20page.txt"),
    "front": asked("/"),
    "folder": asked("/site/entities/"),
    "folder without": asked("/site/entities"),
    "folder of no page": asked("/site/media"),
    "missing page": asked("/site/nothing.html"),
    "missing picture": asked("/site/nothing.png"),
    "release": asked("/api/release"),
    "search": asked("/api/search"),
    "favicon": asked("/favicon.ico"),
    "up": asked("/../secret.txt"),
    "up in between": asked("/site/../../../secret.txt"),
    "up encoded": asked("/%2e%2e/%2e%2e/secret.txt"),
    "slash encoded": asked("/..%2f..%2f..%2fsecret.txt"),
    "backslash": asked("/site/..%5c..%5csecret.txt"),
    "NUL": asked("/site/index.html%00.mp4"),
    "raw NUL": asked("/site/index.html\x00.mp4"),
    "hidden": asked("/site/.hidden"),
    "hidden encoded": asked("/site/%2ehidden"),
    "double slash": asked("//site/index.html"),
    "double slash inside": asked("/site//index.html"),
    "link out": asked("/site/media/link.txt"),
    "folder out": asked("/site/out/secret.txt"),
    "pipe": asked("/site/media/pipe.txt"),
    "for programs": asked("/knowledge.json"),
    "settings": asked("/deploy/csp.json"),
    "lock": asked("/.lock"),
    "current": asked("/current"),
    "too long": asked("/site/" + "x" * 3000),
    "slash behind": asked(f"{PAGE}/"),
    "whole address": asked("http://x/site/index.html"),
    "mark": asked(f"{PAGE}#top"),
    "reserved": asked("/site/con.html"),
    "post": asked(PAGE, "Content-Length: 0", method="POST"),
    "delete": asked(PAGE, method="DELETE"),
    "options": asked("*", method="OPTIONS"),
    "small letters": asked(PAGE, method="get"),
    "HTTP 1.0": asked(PAGE, version="1.0"),
    "HTTP 1.0, kept": asked(PAGE, "Connection: keep-alive", version="1.0"),
    "HTTP 2": asked(PAGE, version="2.0"),
    "HTTP 0.9": b"GET /site/index.html\r\n\r\n",
    "close": asked(PAGE, "Connection: close"),
    "body": asked(PAGE, "Content-Length: 5") + b"hello",
    "body of nothing": asked(PAGE, "Content-Length: 0"),
    "chunks": asked(PAGE, "Transfer-Encoding: chunked") + b"2\r\nab\r\n0\r\n\r\n",
    "both lengths": asked(PAGE, "Transfer-Encoding: chunked", "Content-Length: 3") + b"0\r\n\r\n",
    "length of nonsense": asked(PAGE, "Content-Length: x"),
    "two lengths": asked(PAGE, "Content-Length: 0", "Content-Length: 1"),
    "continue": asked(PAGE, "Expect: 100-continue"),
    "other protocol": asked(PAGE, "Connection: Upgrade", "Upgrade: h2c"),
    "socket": asked(PAGE, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
    "huge header": asked(PAGE, "Cookie: " + "x" * 20_000),
    "many headers": asked(PAGE, *["X-Y: z"] * 9_000),
    "long address": asked("/" + "x" * 20_000),
    "broken header": asked(PAGE, "X Y: z"),
    "nonsense": b"\x16\x03\x01" * 20,
}


@pytest.mark.parametrize("request_", AT_ONCE.values(), ids=list(AT_ONCE))
def test_answered_at_once_word_for_word(both: Both, request_: bytes) -> None:
    before = len(both.quick.quick.answers)
    said = both.same(request_, LAST)
    assert len(both.quick.quick.answers) == before + 1
    assert said.endswith(b'{"release":"1"}')


@pytest.mark.parametrize("request_", WITH_CARE.values(), ids=list(WITH_CARE))
def test_answered_with_care(both: Both, request_: bytes) -> None:
    before = len(both.quick.quick.answers)
    said = both.same(request_, LAST)
    assert b"secret" not in said.replace(b"/secret", b"")
    assert len(both.quick.quick.answers) == before


def test_conditions_that_hold(both: Both) -> None:
    head = both.same(asked(MOVIE, method="HEAD"), LAST).partition(b"\r\n\r\n")[0].decode().split("\r\n")
    told = dict(line.split(": ", 1) for line in head[1:])
    tag, date = told["etag"], told["last-modified"]
    for headers, status in (
        ((f"If-None-Match: {tag}",), b" 304 "),
        ((f'If-None-Match: "x", W/{tag}',), b" 304 "),
        ((f"If-Modified-Since: {date}",), b" 304 "),
        ((f"If-Modified-Since: {date}", 'If-None-Match: "x"'), b" 200 "),
        (("Range: bytes=1-2", f"If-Range: {tag}"), b" 206 "),
        (("Range: bytes=1-2", f"If-Range: {date}"), b" 206 "),
        (("Range: bytes=1-2", f"If-None-Match: {tag}"), b" 304 "),
    ):
        before = len(both.quick.quick.answers)
        assert status in both.same(asked(MOVIE, *headers), LAST)[:20]
        assert len(both.quick.quick.answers) == before + 1


def test_many_in_one_packet_are_answered_in_order(both: Both) -> None:
    kinds = [
        asked(PAGE),
        asked(MOVIE, "Range: bytes=7-99999"),
        asked("/api/release"),
        asked("/site/nothing"),
        asked(LONGER),
    ]
    said = both.same(*kinds * 3, *reversed(kinds), LAST)
    assert said.count(b"HTTP/1.1 ") == 21
    assert said.count(LONG) == 4


def test_one_after_the_other_on_one_connection(both: Both) -> None:
    for side in both.sides:
        with side.line() as line:
            for at in range(0, 500_000, 100_000):
                line.sendall(asked(MOVIE, f"Range: bytes={at}-{at + 99_999}"))
                got = b""
                while len(got.partition(b"\r\n\r\n")[2]) < 100_000:
                    got += line.recv(1 << 16)
                assert got.partition(b"\r\n\r\n")[2] == FILM[at : at + 100_000]


def test_both_count_the_same(tmp_path: Path) -> None:
    prepared(tmp_path)
    both = Both(tmp_path)
    try:
        both.same(*[*AT_ONCE.values(), asked(LONGER)], LAST)
        for one in (*AT_ONCE.values(), asked(LONGER), WITH_CARE["missing page"]):
            both.same(one, LAST)
        one, other = (side.quick.metrics for side in both.sides)
        assert (one.statuses, one.sent) == (other.statuses, other.sent)
        assert one.sent > 2 * len(LONG)
        assert [side.state.total_requests for side in both.sides] == [both.plain.state.total_requests] * 2
    finally:
        both.close()


def begun(side: Side) -> socket.socket:
    """A reader who asked for a long film, and takes nothing for now."""
    line = side.line(window=1 << 16)
    line.sendall(asked(LONGER))
    until(lambda: [one for one in side.state.connections if one.cycle and not one.cycle.response_complete])  # type: ignore[union-attr]
    return line


def opened() -> set[str]:
    """Files that this process has open."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def until(there: Any) -> None:
    waiting = threading.Event()
    for _ in range(500):
        if there():
            return
        waiting.wait(0.01)
    raise TimeoutError


def test_who_reads_later_gets_every_byte_and_the_next_answer(both: Both) -> None:
    for side in both.sides:
        with begun(side) as line:
            line.sendall(asked(PAGE) + LAST)
            head, _, body = rest(line).partition(b"\r\n\r\n")
        assert b" 200 " in head
        assert body.startswith(LONG + b"HTTP/1.1 200 OK\r\n")
        assert body.endswith(b'{"release":"1"}')


def test_a_server_that_stops_ends_what_it_began(both: Both) -> None:
    for side in both.sides:
        with begun(side) as line:
            for one in list(side.state.connections):
                both.loop.call_soon_threadsafe(one.shutdown)
            assert rest(line).partition(b"\r\n\r\n")[2] == LONG


def test_a_film_cut_short_is_never_taken_for_whole(tmp_path: Path) -> None:
    film = prepared(tmp_path) / LONGER[1:]
    both = Both(tmp_path)
    try:
        for side in both.sides:
            film.write_bytes(LONG)
            with begun(side) as line:
                os.truncate(film, 1 << 16)
                assert len(rest(line)) < len(LONG)
    finally:
        both.close()


def test_a_new_release_is_seen_at_once(tmp_path: Path) -> None:
    prepared(tmp_path)
    both = Both(tmp_path)
    try:
        with both.quick.line() as line:
            for text in ("hello", "again", "and again"):
                line.sendall(asked(PAGE))
                assert text.encode() in line.recv(1 << 16)
                publish(tmp_path, "again" if text == "hello" else "and again")
    finally:
        both.close()


def test_no_open_file_stays_behind(both: Both) -> None:
    both.quick.said(asked(PAGE), LAST)
    before = opened()
    for one in (*AT_ONCE.values(), asked(LONGER)):
        both.quick.said(one, LAST)
    begun(both.quick).close()
    until(lambda: opened() <= before)


def test_too_many_at_once_are_told_so(tmp_path: Path) -> None:
    prepared(tmp_path)
    both = Both(tmp_path)
    try:
        for side in both.sides:
            side.config.limit_concurrency = 1
        assert b" 503 " in both.same(asked(PAGE))
    finally:
        both.close()


@pytest.mark.parametrize("missing", ["preadv", "sendfile"])
def test_a_system_that_cannot_is_asked_for_nothing(both: Both, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.delattr(os, missing)
    monkeypatch.setattr(straight, "_SENDFILE", missing != "sendfile")
    if missing == "preadv":
        assert FILM in both.same(asked(MOVIE), LAST)
    else:
        assert not straight.understood()


def test_what_fails_at_once_is_told_and_answered_with_care(
    both: Both, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> Answer:
        raise ZeroDivisionError

    monkeypatch.setattr(Quick, "answer", fails)
    assert b"hello" in both.same(asked(PAGE), LAST)
    assert "ZeroDivisionError" in caplog.text


def test_the_uvicorn_here_is_understood() -> None:
    assert straight.understood()


def test_another_uvicorn_answers_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Other(HttpToolsProtocol):
        def __init__(self) -> None:
            self.connections: set[Any] = set()

    class Changed(RequestResponseCycle):
        def __init__(self) -> None:
            self.finished = False

    assert not straight.understood(connection=Other)
    assert not straight.understood(cycle=Changed)
    assert not straight.understood(connection=SimpleNamespace)
    monkeypatch.setattr(straight, "understood", lambda: False)
    prepared(tmp_path)
    both = Both(tmp_path)
    try:
        assert b"hello" in both.same(asked(PAGE), LAST)
        assert both.quick.quick.answers == []
    finally:
        both.close()


def first(line: socket.socket, size: int) -> bytes:
    """The next answer, whose body has *size* bytes."""
    got = b""
    while len(got.partition(b"\r\n\r\n")[2]) < size:
        if not (more := line.recv(1 << 16)):
            break
        got += more
    return got


def test_a_film_that_is_changed_between_two_parts_is_looked_at_anew(tmp_path: Path) -> None:
    film = prepared(tmp_path) / MOVIE[1:]
    both = Both(tmp_path)
    part = asked(MOVIE, "Range: bytes=0-99999")
    try:
        for side in both.sides:
            film.write_bytes(FILM)
            with side.line() as line:
                line.sendall(part)
                assert first(line, 100_000).endswith(FILM[:100_000])
                fresh = film.with_name("fresh")
                fresh.write_bytes(FILM[::-1])
                fresh.replace(film)
                line.sendall(part)
                assert first(line, 100_000).endswith(FILM[::-1][:100_000])
                film.unlink()
                film.symlink_to(tmp_path / "secret.txt")
                line.sendall(part + LAST)
                assert rest(line).startswith(b"HTTP/1.1 404")
            film.unlink()
    finally:
        both.close()


def test_who_asks_for_nothing_more_is_let_go(both: Both) -> None:
    for side in both.sides:
        with side.line() as line:
            line.sendall(asked(PAGE))
            assert rest(line).endswith(b"<html><body>hello</body></html>")


def test_who_takes_long_after_a_quick_answer_is_not_let_go(both: Both) -> None:
    with both.quick.line(window=1 << 16) as line:
        line.sendall(asked(PAGE))
        assert first(line, 31).endswith(b"</html>")
        line.sendall(asked(PAGE) + asked(LONGER) + LAST)
        threading.Event().wait(1.5)
        assert LONG in rest(line)
