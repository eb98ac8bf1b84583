"""Serving a copy, side by side with nginx and kiwix-serve: ``python -m benchmarks.serving [--json OUT]``.

One client's ranges in bytes a second; then 200 slow readers and 64 busy ones for a minute: failed requests, times,
memory. nginx runs with the settings that come with the copy. Every figure of one client is the middle of three rounds
in which the servers take turns. The rows of ``benchmarks.copies`` (packing, verifying) follow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import copies
from kbgen.bundles import deploy, manifest, release, zim
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text

ROUNDS = 3
SLOW, BUSY = 200, 64
LEAST_SPEED = 0.5  # of nginx's
MOST_MEMORY = 200  # MB
FILM = "site/media/film.3fa9c1d2.mp4"
FILM_SIZE = 64 << 20
PAGES = 50
SIZES = {"256 KiB": 256 << 10, "1 MiB": 1 << 20, "8 MiB": 8 << 20}
_SLOWLY = 40 << 10  # bytes a second of a slow reader

Row = dict[str, object]


def made(folder: Path) -> Path:
    """A client's copy: one release with pages of 45 KB, a film of 64 MiB, settings for servers, and a ZIM."""
    dist = folder / "acme"
    staged = release.staging(dist, "1")
    chance = random.Random(8)
    words = ["".join(chance.choices("абвгдежзиклмнопрстуя", k=chance.randint(2, 11))) for _ in range(5000)]
    for number in range(PAGES):
        text = "</p><p>".join(" ".join(chance.choices(words, k=80)) for _ in range(42))
        page = staged / "site" / "pages" / f"{number}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<!doctype html><title>Страница {number}</title><p>{text}</p>", "utf-8")
    (staged / "site" / "index.html").write_text("<!doctype html><title>Начало</title>", "utf-8")
    (staged / FILM).parent.mkdir(parents=True)
    (staged / FILM).write_bytes(chance.randbytes(FILM_SIZE))
    kb = KnowledgeBase(
        Client("acme", Text("Замер"), Product("crm", "CRM"), Firm("Замер")), Spec(Entities(()), Roles(()))
    )
    deploy.write(staged, kb)
    manifest.write(staged, client="acme", release="1")
    if zim.available():
        zim.pack(staged, kb, folder / "kb.zim")
    release.publish(staged, dist, "1")
    return dist


@dataclass(frozen=True)
class Server:
    """A running server: how it is asked, and its processes."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    prefix: str = "/"

    def processes(self) -> list[int]:
        """Its own and those it started."""
        found, added = [self.process.pid], [self.process.pid]
        while added:
            parent = added.pop()
            with suppress(OSError):
                for tasks in Path(f"/proc/{parent}/task").iterdir():
                    added += [int(pid) for pid in (tasks / "children").read_text().split()]
            found += added
        return list(dict.fromkeys(found))

    def memory(self) -> float:
        """MB: the most that it held so far."""
        total = 0
        for pid in self.processes():
            with suppress(OSError):
                told = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())
                total += int(told[1]) if told else 0
        return total * 1024 / 1e6

    def seconds(self) -> float:
        """Of the processor, used so far."""
        total = 0
        for pid in self.processes():
            with suppress(OSError):
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(told[11]) + int(told[12])
        return total / os.sysconf("SC_CLK_TCK")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(name: str, command: Sequence[str], port: int, prefix: str = "/") -> Iterator[Server]:
    """The server, once it listens."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with socket.socket() as trying:
                    if trying.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            else:
                raise TimeoutError(name)
            yield Server(name, port, process, prefix)
        finally:
            process.terminate()


def servers(stack: ExitStack, dist: Path, room: Path) -> list[Server]:
    """Ours, and the others that are installed here."""
    port = _free()
    ours = [sys.executable, "-m", "kbgen", "serve", "--copy", str(dist), "--port", str(port)]
    found = [stack.enter_context(running("kbgen serve", ours, port))]
    if nginx := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        port = _free()
        text = (dist / "current/deploy/nginx.conf").read_text("utf-8")
        text = text.replace("/srv/kb/acme/current", str(dist / "current")).replace("listen 80;", f"listen {port};")
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = " ".join(f"{k}_temp_path {room}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (room / "nginx.conf").write_text(
            f"{user} daemon off; worker_processes auto; pid {room}/pid; error_log stderr;\nevents {{}}\n"
            f"http {{ access_log off; keepalive_requests 1000000; {temporary}\n{text}\n}}\n"
        )
        command = [nginx, "-e", "stderr", "-c", str(room / "nginx.conf")]
        found.append(stack.enter_context(running("nginx", command, port)))
    if (kiwix := shutil.which("kiwix-serve")) and (room / "kb.zim").is_file():
        port = _free()
        command = [kiwix, "-p", str(port), "-i", "127.0.0.1", str(room / "kb.zim")]
        found.append(stack.enter_context(running("kiwix-serve", command, port, "/kb/")))
    return found


def ranges(server: Server, size: int, film: memoryview) -> tuple[float, float]:
    """MB/s of one client that asks for pieces of *size* all over the film, and the server's processor ms a MB."""
    number = max(400 << 20, 100 * size) // size // 4
    chance, buffer, used = random.Random(size), bytearray(size), server.seconds()
    began = time.perf_counter()
    line = _line(server)
    for _ in range(number):
        at = chance.randrange(FILM_SIZE - size)
        asked = f"GET {server.prefix}{FILM} HTTP/1.1\r\nHost: x\r\nRange: bytes={at}-{at + size - 1}\r\n\r\n"
        try:
            line.sendall(asked.encode())
            _received(line, buffer)
        except ConnectionError:  # a server may close between answers; kiwix-serve does after each
            line.close()
            line = _line(server)
            line.sendall(asked.encode())
            _received(line, buffer)
        if buffer[:64] != film[at : at + 64] or buffer[-64:] != film[at + size - 64 : at + size]:
            raise ValueError(f"{server.name}: other bytes")
    line.close()
    took = time.perf_counter() - began
    return number * size / took / 1e6, (server.seconds() - used) * 1e9 / (number * size)


def _line(server: Server) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _received(line: socket.socket, buffer: bytearray) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        if not (got := line.recv(16384)):
            raise ConnectionError("closed")
        head += got
    head, _, body = head.partition(b"\r\n\r\n")
    if b" 206 " not in head.partition(b"\r\n")[0]:
        raise ValueError(head.decode("latin-1"))
    buffer[: len(body)] = body
    view, at = memoryview(buffer), len(body)
    while at < len(buffer):
        if not (got_bytes := line.recv_into(view[at:])):
            raise ConnectionError("closed")
        at += got_bytes


@dataclass
class Crowd:
    """What came of many readers at once."""

    requests: int = 0
    failed: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    bytes: int = 0
    slow_bytes: int = 0


async def crowd(server: Server, seconds: float, film: memoryview) -> Crowd:
    """Slow and busy readers together, until the time is over; every answer is looked at."""
    found, end = Crowd(), time.monotonic() + seconds
    readers = [_slow(server, end, found) for _ in range(SLOW)]
    readers += [_busy(server, end, found, film, random.Random(n)) for n in range(BUSY)]
    await asyncio.gather(*readers)
    return found


async def _slow(server: Server, end: float, found: Crowd) -> None:
    """Watches the film over a thin line: takes a little, waits, takes a little."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=16 << 10)
        writer.write(f"GET {server.prefix}{FILM} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise ValueError(head.decode("latin-1")[:60])
        found.requests += 1
        while time.monotonic() < end:
            got = await reader.read(_SLOWLY // 4)
            if not got:
                raise ConnectionError("film ended early")
            found.slow_bytes += len(got)
            await asyncio.sleep(0.25)
        writer.transport.abort()
    except (OSError, ValueError, asyncio.IncompleteReadError) as error:
        found.failed.append(f"slow: {error!r}")


async def _busy(server: Server, end: float, found: Crowd, film: memoryview, chance: random.Random) -> None:
    """Opens pages and winds the film, one request after the other; on one connection, while the server keeps it."""
    try:
        while time.monotonic() < end:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1 << 20)
            with suppress(EOFError):
                while time.monotonic() < end:
                    await _turn(server, (reader, writer), found, film, chance)
            writer.transport.abort()
    except (OSError, ValueError, EOFError) as error:
        found.failed.append(f"busy: {error!r}")


async def _turn(
    server: Server,
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    found: Crowd,
    film: memoryview,
    chance: random.Random,
) -> None:
    began = time.monotonic()
    if chance.random() < 0.7:
        got = await _asked(*line, f"{server.prefix}site/pages/{chance.randrange(PAGES)}.html")
        found.times.append(time.monotonic() - began)
    else:
        at = chance.randrange(FILM_SIZE - (256 << 10))
        got = await _asked(*line, server.prefix + FILM, f"bytes={at}-{at + (256 << 10) - 1}")
        if got != film[at : at + (256 << 10)]:
            raise ValueError("other bytes")
    found.requests += 1
    found.bytes += len(got)


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, part: str = "") -> bytes:
    more = f"Range: {part}\r\n" if part else ""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode())
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        raise EOFError from None  # closed between two answers, as a server may
    if head.split()[1] != (b"206" if part else b"200"):
        raise ValueError(head.decode("latin-1")[:60])
    if length := re.search(rb"content-length: *(\d+)", head):
        return await reader.readexactly(int(length[1]))
    whole = b""  # kiwix-serve sends pages in chunks
    while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
        whole += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return whole


def rows(asked: argparse.Namespace) -> list[Row]:
    """Everything measured, ours beside the others, with the bars."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="kb-") as place, ExitStack() as stack:
        room = Path(place)
        dist = made(room)
        film = memoryview((dist / "current" / FILM).read_bytes())
        running_here = servers(stack, dist, room)
        for name, size in SIZES.items():
            found += _ranges(name, size, running_here, film)
        for server in running_here:
            found += _crowded(server, asyncio.run(crowd(server, asked.seconds, film)), asked.seconds)
        if not asked.no_copies:
            found += copies.rows(copies.tree(room / "2"))
    return found


def _ranges(name: str, size: int, running_here: list[Server], film: memoryview) -> Iterator[Row]:
    told: dict[str, list[tuple[float, float]]] = {server.name: [] for server in running_here}
    for _ in range(ROUNDS):
        for server in running_here:
            told[server.name].append(ranges(server, size, film))
    speeds = {which: median(speed for speed, _ in values) for which, values in told.items()}
    for which, values in told.items():
        row: Row = {"what": f"ranges of {name}, one client", "server": which, "MB/s": round(speeds[which])}
        row["processor s/GB"] = round(median(used for _, used in values), 2)
        if which == "kbgen serve" and "nginx" in speeds:
            row |= {"of nginx": round(speeds[which] / speeds["nginx"], 2), "bar": f">= {LEAST_SPEED}"}
        yield row


def _crowded(server: Server, found: Crowd, seconds: float) -> Iterator[Row]:
    times = sorted(found.times) or [0.0]
    row: Row = {"what": f"{SLOW} slow and {BUSY} busy readers, {seconds:.0f} s", "server": server.name}
    row |= {"requests": found.requests, "failed": len(found.failed), "MB/s": round(found.bytes / seconds / 1e6)}
    row |= {"slow KB/s each": round(found.slow_bytes / seconds / SLOW / 1e3)}
    row |= {"page p50 ms": round(times[len(times) // 2] * 1e3), "p99 ms": round(times[len(times) * 99 // 100] * 1e3)}
    row |= {"memory MB": round(server.memory()), "why": found.failed[:3]}
    if server.name == "kbgen serve":
        row["bar"] = f"0 failed, <= {MOST_MEMORY} MB"
    yield row


def main() -> int:
    """Measure, print, write; 1 where a bar is not met."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    asked.add_argument("--json", type=Path, help="file for the rows")
    asked.add_argument("--seconds", type=float, default=60, help="how long the crowd reads")
    asked.add_argument("--no-copies", action="store_true", help="leave out packing and verifying")
    told = asked.parse_args()
    found = rows(told)
    for row in found:
        print("  ".join(f"{key}: {value}" for key, value in row.items() if value != []))
    if told.json:
        told.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(_misses(row) for row in found))


def _misses(row: dict[str, Any]) -> bool:
    if row.get("server") != "kbgen serve":
        return row.get("holds") is False
    slow, failed, large = row.get("of nginx", 1) < LEAST_SPEED, row.get("failed", 0) > 0, row.get("memory MB", 0)
    return bool(slow or failed or large > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
