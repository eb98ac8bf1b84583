"""Web: files of one server, each from where it broke off; nothing is asked of another, no length is believed."""

from __future__ import annotations

import base64
import errno
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

from kbgen.bundles.update.disk import refuse_full
from kbgen.bundles.update.listing import CHUNK, chunks_of
from kbgen.bundles.update.refused import Refused

TIMEOUT = 30.0  # seconds without an answer
SLOWEST = 1024  # bytes a second, over STALL seconds
STALL = 60.0
TRIES = 6  # of one file, without so much in between:
ENOUGH = 64 << 10  # bytes
PAUSE = 1.0  # seconds before the second try, doubled with every one
LONGEST_READ = 64 << 20  # bytes of a ZIP at once
AHEAD = 64 << 10  # bytes

Got = TypeVar("Got")


class Web:
    """One server: nothing is asked of any other, and nothing it says of lengths is believed."""

    def __init__(self, url: str) -> None:
        told = urlsplit(url)
        if told.scheme not in ("http", "https") or not told.hostname:
            raise Refused("update_source", url)
        path = re.sub(r"(^|/)(site/)?[^/]*\.(html|json)$", r"\1", told.path)
        server = told.netloc.rpartition("@")[2]
        self.base = urlunsplit((told.scheme, server, path, "", ""))
        self.base += "" if path.endswith((".zip", "/")) else "/"
        self.shown = self.base
        self.headers = {"Accept-Encoding": "identity", "User-Agent": "kbgen-update"}
        if told.username is not None:
            secret = unquote(told.username) + ":" + unquote(told.password or "")
            self.headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        self.opener = _opener(self.base)

    def short(self, name: str, most: int) -> bytes:
        """A small file as a whole.

        Raises:
            FileNotFoundError: the server has none.
        """

        def whole() -> bytes:
            with self._asked(name, {}) as answer:
                content = b"".join(chunks_of(answer, most + 1))
                told = answer.headers.get("Content-Length", "")
            if told.isdigit() and len(content) < min(int(told), most + 1):
                raise OSError("the connection broke off")
            return content

        content = self._patiently(whole)
        if len(content) > most:
            raise Refused("update_http_length", self.shown + name)
        return content

    def about(self, name: str = "") -> tuple[int | None, str]:
        """How long a file is, if the server says, and the mark of its version (may be empty); first the address itself.

        Raises:
            FileNotFoundError: the server has none.
        """

        def told() -> tuple[int | None, str]:
            with self._asked(name, {"Range": "bytes=0-0"}) as answer:
                part = str(answer.headers.get("Content-Range", "")).rpartition("/")[2]
                size = part if answer.status == 206 else str(answer.headers.get("Content-Length", ""))
                mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            return (int(size) if size.isdigit() else None), str(mark)

        return self._patiently(told)

    def part(self, name: str, begin: int, end: int) -> bytes:
        """The bytes of a file from *begin* to before *end*.

        Raises:
            FileNotFoundError: the server has none.
        """

        def some() -> bytes:
            with self._asked(name, {"Range": f"bytes={begin}-{end - 1}"}) as answer:
                if answer.status != 206 or not str(answer.headers.get("Content-Range")).startswith(f"bytes {begin}-"):
                    raise Refused("update_http", self.shown + name, why="Range")
                content = b"".join(chunks_of(answer, end - begin))
            if len(content) != end - begin:
                raise OSError("the connection broke off")
            return content

        return self._patiently(some)

    def _patiently(self, work: Callable[[], Got]) -> Got:
        for attempt in range(TRIES):
            try:
                return work()
            except FileNotFoundError:
                raise
            except (OSError, HTTPException) as error:
                self._wait(attempt, error)
        raise AssertionError("the last try waits or refuses")

    def download(self, name: str, part: Path, size: int | None, etag: str = "") -> None:
        """Bring *part* to *size* bytes (None: to what the server says first), going on where it ends."""
        attempt = 0
        while size is None or not part.exists() or part.stat().st_size < size:
            before = part.stat().st_size if part.exists() else 0
            try:
                size = self._piece(name, part, size, etag)
            except FileNotFoundError:
                raise Refused("update_http_missing", self.shown + name) from None
            except (OSError, HTTPException) as error:
                if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EROFS, errno.EIO):
                    raise
                grown = part.exists() and part.stat().st_size > before + ENOUGH
                attempt = 0 if grown else attempt + 1
                self._wait(attempt, error)

    def _piece(self, name: str, part: Path, size: int | None, etag: str) -> int:
        """One request: what is missing of *part*. Returns how long it will be."""
        have = part.stat().st_size if part.exists() else 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        if have and etag:
            headers["If-Range"] = etag
        with self._asked(name, headers) as answer:
            if answer.status == 206 and not str(answer.headers.get("Content-Range")).startswith(f"bytes {have}-"):
                part.unlink()
                raise OSError("another part than was asked for")
            if answer.status != 206:
                have = 0
            told = answer.headers.get("Content-Length", "")
            if size is None:
                if not told.isdigit():
                    raise Refused("update_http_length", self.shown + name)
                size = have + int(told)
                refuse_full(part.parent, size - have)
            elif told.isdigit() and have + int(told) != size:
                raise Refused("update_http_length", self.shown + name)
            self._write(answer, part, have, size)
        if part.stat().st_size > size:
            part.unlink()
            raise Refused("update_http_length", self.shown + name)
        if part.stat().st_size < size:
            raise OSError("the connection broke off")
        return size

    def _write(self, answer: Any, part: Path, have: int, size: int) -> None:
        began, got, left = time.monotonic(), 0, size - have + 1
        with part.open("ab" if have else "wb") as file:
            while left:
                chunk = answer.read1(min(CHUNK, left))
                if not chunk:
                    return
                file.write(chunk)
                left -= len(chunk)
                got += len(chunk)
                passed = time.monotonic() - began
                if passed > STALL:
                    if got < SLOWEST * passed:
                        raise OSError("the server is too slow")
                    began, got = time.monotonic(), 0

    @contextmanager
    def _asked(self, name: str, headers: dict[str, str]) -> Iterator[Any]:
        request = urllib.request.Request(self.base + name, headers={**self.headers, **headers})  # noqa: S310 - http only
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise FileNotFoundError(name) from None
            if 300 <= error.code < 400:
                raise Refused(
                    "update_http_elsewhere", self.base + name, to=str(error.headers.get("Location"))
                ) from None
            if error.code == 416:  # shorter than what is there already
                raise Refused("update_http_length", self.shown + name) from None
            if error.code == 403:
                raise Refused("update_http_denied", self.shown + name) from None
            if error.code < 500 and error.code not in (408, 429):
                raise Refused("update_http", self.shown + name, why=f"{error.code} {error.reason}"[:200]) from None
            raise OSError(f"{error.code} {error.reason}") from None
        except urllib.error.URLError as error:
            raise OSError(str(error.reason)) from error

    def _wait(self, attempt: int, error: BaseException) -> None:
        if attempt + 1 >= TRIES:
            raise Refused("update_http", self.shown, why=str(error)[:200] or type(error).__name__)
        time.sleep(min(PAUSE * 2**attempt, 30.0))


class Ranged:
    """A file on a server, as :mod:`zipfile` wants a file to be: it is asked for those bytes only that are read."""

    def __init__(self, web: Web, name: str) -> None:
        size, _ = web.about(name)
        if size is None:
            raise Refused("update_http_length", web.shown + name)
        self.web, self.name, self.size, self.at = web, name, size, 0
        self.begin, self.held = 0, b""

    def seekable(self) -> bool:
        """As files are."""
        return True

    def tell(self) -> int:
        """As of files."""
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of files."""
        self.at = max(0, offset + (0, self.at, self.size)[whence])
        return self.at

    def read(self, most: int = -1) -> bytes:
        """As of files; a piece more is asked for and held, so that many small reads are one question."""
        end = self.size if most < 0 else min(self.at + most, self.size)
        if end - self.at > LONGEST_READ:
            raise ValueError("no ZIP of ours")
        if end <= self.at:
            return b""
        if not self.begin <= self.at <= end <= self.begin + len(self.held):
            self.begin, ahead = self.at, min(max(end, self.at + AHEAD), self.size)
            self.held = self.web.part(self.name, self.begin, ahead)
        piece = self.held[self.at - self.begin : end - self.begin]
        self.at = end
        return piece


def _opener(base: str) -> Any:
    """Asks over http and https only, and follows nobody to another server: no files, no FTP, no strange hosts."""

    class Near(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any) -> Any:
            old, new = urlsplit(base), urlsplit(newurl)
            safer = old.scheme == new.scheme or new.scheme == "https"
            same = old.port == new.port or (old.scheme, new.scheme) == ("http", "https")
            if old.hostname != new.hostname or not safer or not same:
                raise Refused("update_http_elsewhere", base, to=newurl[:200])
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        Near(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
