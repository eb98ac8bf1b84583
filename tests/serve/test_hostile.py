"""The server under people who do not want to read: half a request, endless ones, hundreds of ranges."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from test_serve import FILM, publish

pytestmark = [pytest.mark.slow, pytest.mark.fault]

_SERVE = """
import sys
from pathlib import Path
from kbgen.serve import connections, copied, serve
connections.ARRIVAL, connections.STANDSTILL, connections.SLOWEST = 1.0, 2.0, 1 << 30
serve(copied(Path(sys.argv[1])), port=0, opened=lambda address: print(address, flush=True))
"""
FILM_AT = b"/site/media/film.3fa9c1d2.mp4"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with little patience."""
    root = tmp_path_factory.mktemp("hostile")
    (publish(root, "hello") / "site" / "media" / "long.mp4").write_bytes(FILM * 20)
    command = [sys.executable, "-c", _SERVE, str(root / "dist" / "acme")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stderr
        yield urlsplit(server.stdout.readline().strip()).port or 0
        server.terminate()
        assert server.stderr.read() == ""  # what others send is not our trouble


@pytest.fixture()
def line(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def rest(line: socket.socket) -> bytes:
    """Everything until the other side closes."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while got := line.recv(1 << 16):
            said += got
    return said


def good(port: int) -> bool:
    """Whether an ordinary reader is served, soon."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as other:
        other.sendall(b"GET /site/index.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return b"hello" in rest(other) and time.monotonic() - began < 5


def closed_within(line: socket.socket, seconds: float) -> bytes:
    began = time.monotonic()
    said = rest(line)
    assert time.monotonic() - began < seconds
    return said


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", b"GET /", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX-Y: "],
)
def test_a_request_that_does_not_end_is_closed(line: socket.socket, port: int, begun: bytes) -> None:
    line.sendall(begun)
    said = closed_within(line, 8)
    assert said == b"" or said.startswith(b"HTTP/1.1 408")
    assert good(port)


def test_a_drop_now_and_then_does_not_keep_a_connection(line: socket.socket) -> None:
    began = time.monotonic()
    with contextlib.suppress(OSError):
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        while time.monotonic() - began < 10:
            line.sendall(b"X-Slow: 1\r\n")
            time.sleep(0.2)
    assert time.monotonic() - began < 8


def test_a_second_half_request_on_a_good_connection_is_closed_too(line: socket.socket) -> None:
    line.sendall(b"GET /site/index.html HTTP/1.1\r\nHost: x\r\n\r\nGET / HT")
    said = closed_within(line, 12)
    assert said.startswith(b"HTTP/1.1 200")


def test_a_body_that_does_not_come_is_closed(line: socket.socket) -> None:
    line.sendall(b"POST /api/search-log HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    said = closed_within(line, 12)
    assert said == b"" or said.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Y: z\r\n" * 100_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"x" * 20_000 + b"\r\n\r\n",
    ],
    ids=["address", "header of 1 MB", "many headers", "header of 20 KB"],
)
def test_too_many_words_are_refused(line: socket.socket, port: int, request_: bytes) -> None:
    with contextlib.suppress(OSError):
        line.sendall(request_)
    said = rest(line)
    assert said == b"" or said.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400"))
    assert good(port)


def test_a_huge_body_is_refused(line: socket.socket, port: int) -> None:
    began = time.monotonic()
    with contextlib.suppress(OSError):
        line.sendall(b"POST /site/index.html HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n")
        while time.monotonic() - began < 10:
            line.sendall(b"x" * 65536)
    assert time.monotonic() - began < 5
    assert good(port)


@pytest.mark.parametrize("junk", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, b"GET\r\n\r\n", b"\0" * 500])
def test_what_is_no_http_is_told_so(line: socket.socket, port: int, junk: bytes) -> None:
    line.sendall(junk)
    said = closed_within(line, 8)
    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 408"))
    assert good(port)


@pytest.mark.parametrize(
    "ranges",
    [
        ",".join(f"{n}-{n}" for n in range(0, 1000, 2)), ",".join(["0-"] * 200), "0-10,5-20,15-30", "5-2", "-0",
        "0-999999999999999999999999", "99999999999999999-", "-", "a-b", "1-2, 3",
    ],
)  # fmt: skip
def test_ranges_never_send_more_than_there_is(line: socket.socket, ranges: str) -> None:
    line.sendall(
        b"GET "
        + FILM_AT
        + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes="
        + ranges.encode()
        + b"\r\n\r\n"
    )
    head, _, body = rest(line).partition(b"\r\n\r\n")
    assert head.split()[1] in (b"200", b"416")
    assert body in (FILM, b"")


def test_who_takes_nothing_of_a_film_is_let_go(port: int) -> None:
    """The system takes some megabytes for him; then the time runs."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(20)
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /site/media/long.mp4 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(3.5)
        assert len(rest(line)) < len(FILM) * 20


def test_half_open_connections_by_the_hundred_hold_nobody_up(port: int) -> None:
    lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(400)]
    for one in lines:
        one.sendall(b"GET /site/index.html HTTP/1.1\r\n")
    assert good(port)
    began = time.monotonic()
    for one in lines:
        rest(one)
        one.close()
    assert time.monotonic() - began < 15
    assert good(port)


def test_requests_one_after_the_other_in_one_packet_are_all_answered(line: socket.socket) -> None:
    one = b"GET /api/release HTTP/1.1\r\nHost: x\r\n\r\n"
    line.sendall(one * 20 + one.replace(b"Host", b"Connection: close\r\nHost"))
    assert rest(line).count(b'{"release":"1"}') == 21


def test_many_readers_at_once_get_every_byte(port: int) -> None:
    wrong: list[str] = []

    def read() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(b"GET " + FILM_AT + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=1-\r\n\r\n")
            if rest(line).partition(b"\r\n\r\n")[2] != FILM[1:]:
                wrong.append("another body")

    readers = [threading.Thread(target=read) for _ in range(30)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_large_file_goes_straight_to_the_network(port: int) -> None:
    """A way through the program would be counted as memory; what is sent is counted either way."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /site/media/long.mp4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert rest(line).partition(b"\r\n\r\n")[2] == FILM * 20
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        counted = re.search(rb"^kbgen_http_response_bytes_total (\d+)$", rest(line), re.MULTILINE)
    assert counted and int(counted[1]) >= len(FILM) * 20


def test_health_after_all_this(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head, _, body = rest(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert json.loads(body) == {"release": "1", "whole": True, "index": False}
