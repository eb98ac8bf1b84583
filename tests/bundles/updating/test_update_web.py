"""Updates over http: from a pack on a server, and straight from a release it serves; servers that lie or break off."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from update_world import NEW, World, release, tree

from kbgen.bundles import zip
from kbgen.bundles.update import web
from kbgen.bundles.update.applying import update
from kbgen.bundles.update.refused import Refused

pytestmark = pytest.mark.fault

Trick = Callable[["Server", str], bool]


class Server(BaseHTTPRequestHandler):
    """Files of a folder with byte ranges; a trick may answer in its stead."""

    root: Path
    trick: Trick | None = None
    asked: list[tuple[str, str]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        self.asked.append((name, self.headers.get("Range", "")))
        if self.trick is None or not self.trick(name):
            self.answer(name)

    def answer(self, name: str, ranges: bool = True) -> None:
        path = self.root / name
        if not path.is_file():
            return self.send_error(404)
        content, begin, span = path.read_bytes(), 0, self.headers.get("Range", "")
        end = len(content)
        if span and ranges:
            first, last = span.removeprefix("bytes=").split("-")
            begin, end = int(first), min(int(last or end - 1) + 1, end)
            if begin >= len(content):
                return self.send_error(416)
        self.head(206 if span and ranges else 200, end - begin, f"bytes {begin}-{end - 1}/{len(content)}")
        self.wfile.write(content[begin:end])
        return None

    def head(self, code: int, length: int, span: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", '"1"')
        if code == 206:
            self.send_header("Content-Range", span)
        self.end_headers()

    def redirect(self, to: str) -> bool:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def hang_up(self) -> bool:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        return True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(root: Path, trick: Trick | None = None) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Its address, and what was asked of it."""
    asked: list[tuple[str, str]] = []
    kind = type("Mine", (Server,), {"root": root, "asked": asked, "trick": trick})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxies, no long waits."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setattr(web, "TRIES", 3)
    monkeypatch.setattr(web, "TIMEOUT", 0.5)
    monkeypatch.setattr(web, "STALL", 0.3)


@pytest.mark.parametrize("alone", [False, True])
def test_from_a_served_release_only_what_is_new_is_fetched(made: World, alone: bool) -> None:
    with served(made.new) as (address, asked):
        update(made.alone if alone else made.shelf, address)
    assert made.whole(alone) == "2"
    names = {name for name, _ in asked}
    assert names == {
        "manifest.json", "manifest.json.sig", "start.html", "update.py", "site/index.html", "documents/act.docx",
        "site/media/other.99887766.mp4", "empty.txt",
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["", "start.html", "site/index.html", "manifest.json"])
def test_any_address_inside_the_release_will_do(made: World, ending: str) -> None:
    with served(made.new.parent) as (address, _):
        update(made.shelf, f"{address}2/{ending}")
    assert made.whole(alone=False) == "2"


def test_from_a_pack_on_a_server(made: World) -> None:
    with served(made.pack.parent) as (address, _):
        update(made.shelf, address + made.pack.name)
    assert made.whole(alone=False) == "2"


def cut_after(most: int, ranges: bool = True) -> Trick:
    """The connection breaks off after so many bytes, every time."""

    def trick(server: Server, name: str) -> bool:
        path = server.root / name
        if not path.is_file():
            return False
        content, span = path.read_bytes(), server.headers.get("Range", "")
        begin = int(span.removeprefix("bytes=").split("-")[0]) if span and ranges else 0
        end = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        server.head(206 if span and ranges else 200, len(content) - begin, end)
        server.wfile.write(content[begin : begin + most])
        return server.hang_up() if begin + most < len(content) else True

    return trick


def test_a_connection_that_breaks_again_and_again_is_taken_up_where_it_ended(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "ENOUGH", 1000)
    with served(made.new, cut_after(4000)) as (address, asked):
        update(made.shelf, address)
    assert made.whole(alone=False) == "2"
    spans = [span for name, span in asked if name.endswith("other.99887766.mp4")]
    assert spans == ["", "bytes=4000-", "bytes=8000-", "bytes=12000-"]


def test_a_pack_goes_on_in_the_next_run_if_it_is_still_the_same(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TRIES", 1)
    with served(made.pack.parent, cut_after(600)) as (address, _), pytest.raises(Refused) as caught:
        update(made.shelf, address + made.pack.name)
    assert caught.value.code == "update_http"
    assert made.whole(alone=False) == "1"
    # the address of the server is part of what is remembered: the same port once more
    port = int(address.rsplit(":", 1)[1].strip("/"))
    asked: list[tuple[str, str]] = []
    kind = type("Mine", (Server,), {"root": made.pack.parent, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", port), kind)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        update(made.shelf, address + made.pack.name)
    finally:
        server.shutdown()
        server.server_close()
    assert made.whole(alone=False) == "2"
    assert ("bytes=600-") in [span for _, span in asked]


def test_a_server_without_ranges_that_breaks_off_is_given_up_in_the_end(made: World) -> None:
    with served(made.new, cut_after(4000, ranges=False)) as (address, asked), pytest.raises(Refused) as caught:
        update(made.shelf, address)
    assert caught.value.code in ("update_http", "update_http_length")
    assert len(asked) < 30
    assert made.whole(alone=False) == "1"


def lies(name: str, length: int, body: bytes, code: int = 200) -> Trick:
    def trick(server: Server, asked: str) -> bool:
        if asked != name:
            return False
        server.head(code, length, f"bytes 0-{length - 1}/{length}")
        server.wfile.write(body)
        return server.hang_up()

    return trick


def to(address: str) -> Trick:
    return lambda server, name: server.redirect(address + name) if name.startswith("site/") else False


def drip(server: Server, name: str) -> bool:
    if not name.endswith(".mp4"):
        return False
    server.head(200, len(NEW[name]))
    for byte in NEW[name]:
        try:
            server.wfile.write(bytes([byte]))
        except OSError:
            break
        time.sleep(0.02)
    return True


def silent(server: Server, name: str) -> bool:
    if name.endswith(".mp4"):
        time.sleep(1.5)
    return False


def endless(server: Server, name: str) -> bool:
    """An answer without a length that never ends."""
    if not name.endswith(".mp4"):
        return False
    server.send_response(200)
    server.send_header("Connection", "close")
    server.end_headers()
    for _ in range(3000):
        try:
            server.wfile.write(bytes(10_000))
        except OSError:
            return True
    raise AssertionError("it read to the end")


def other_part(server: Server, name: str) -> bool:
    if not server.headers.get("Range"):
        return cut_after(3000)(server, name) if name.endswith(".mp4") else False
    content = NEW[name]
    server.head(206, len(content) - 5000, f"bytes 5000-{len(content) - 1}/{len(content)}")
    server.wfile.write(content[5000:])
    return True


_FILM = "site/media/other.99887766.mp4"
_TRICKS: dict[str, tuple[Trick, str]] = {
    "more than it said": (lies(_FILM, 5, b"12345" + bytes(99)), "update_http_length"),
    "more than the manifest says": (lies(_FILM, 99_999, bytes(99_999)), "update_http_length"),
    "less than it said": (lies(_FILM, len(NEW[_FILM]), b"123"), "update_http"),
    "other bytes": (lies(_FILM, len(NEW[_FILM]), bytes(len(NEW[_FILM]))), "update_damaged"),
    "no manifest": (lambda s, n: s.send_error(404) is None if n == "manifest.json" else False, "update_http_missing"),
    "a page instead of the manifest": (lies("manifest.json", 9, b"<html></h"), "update_manifest"),
    "a file gone": (lambda s, n: s.send_error(404) is None if n == _FILM else False, "update_http_missing"),
    "forbidden": (lambda s, n: s.send_error(403) is None if n == _FILM else False, "update_http_denied"),
    "an error again and again": (lambda s, n: s.send_error(503) is None if n == _FILM else False, "update_http"),
    "to a file": (to("file:///etc/"), "update_http_elsewhere"),
    "to another host": (to("http://localhost/"), "update_http_elsewhere"),
    "to another port": (to("http://127.0.0.1:1/"), "update_http_elsewhere"),
    "to ftp": (to("ftp://127.0.0.1/"), "update_http_elsewhere"),
    "round in circles": (lambda s, n: s.redirect("/" + n) if n.startswith("site/") else False, "update_http_elsewhere"),
    "a drop at a time": (drip, "update_http"),
    "nothing at all": (silent, "update_http"),
    "without end": (endless, "update_http_length"),
    "another part": (other_part, "update_http"),
    "nonsense for a header": (
        lambda s, n: (s.wfile.write(b"\x00\xff nonsense\r\n\r\n"), s.hang_up())[1] if n == _FILM else False,
        "update_http",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", _TRICKS)
def test_a_bad_server_is_refused_and_a_good_one_finishes(made: World, kind: str) -> None:
    trick, code = _TRICKS[kind]
    began = time.monotonic()
    with served(made.new, trick) as (address, _), pytest.raises(Refused) as caught:
        update(made.shelf, address)
    assert caught.value.code == code, caught.value.args
    assert time.monotonic() - began < 30
    assert made.whole(alone=False) == "1"
    with served(made.new) as (address, _):
        update(made.shelf, address)
    assert made.whole(alone=False) == "2"


def test_what_was_verified_before_the_server_failed_is_not_asked_for_again(made: World) -> None:
    with served(made.new, _TRICKS["forbidden"][0]) as (address, first), pytest.raises(Refused):
        update(made.shelf, address)
    with served(made.new) as (address, second):
        update(made.shelf, address)
    had = {name for name, _ in first} - {"manifest.json", "manifest.json.sig", _FILM}
    assert had
    assert not had & {name for name, _ in second}


def test_a_redirect_within_the_server_is_followed(made: World) -> None:
    with served(made.new.parent, lambda s, n: s.redirect("/2/" + n) if not n.startswith("2/") else False) as (url, _):
        update(made.shelf, url)
    assert made.whole(alone=False) == "2"


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "file:///etc/", "http:///x", "gopher://x/", "httpx://h/"])
def test_other_kinds_of_addresses_are_none(made: World, address: str) -> None:
    with pytest.raises(Refused) as caught:
        update(made.shelf, address)
    assert caught.value.code == "update_source"


def test_a_release_that_changes_while_it_is_fetched_is_refused_and_the_next_try_fits(
    made: World, tmp_path: Path
) -> None:
    newer = release(tmp_path / "3", {**NEW, "start.html": b"<h1>3</h1>", "site/index.html": b"<p>3</p>" * 300}, 3)

    def switches(server: Server, name: str) -> bool:
        if name.startswith("site/"):
            type(server).root = newer
        return False

    with served(made.new, switches) as (address, _):
        with pytest.raises(Refused):
            update(made.shelf, address)
        assert made.whole(alone=False) == "1"
        update(made.shelf, address)
    assert made.whole(alone=False) == "3"
    assert {n: c for n, c in tree(made.current).items() if n != "manifest.json"} == {
        n: c for n, c in tree(newer).items() if n != "manifest.json"
    }


def test_a_real_nginx_behind_a_password(made: World, tmp_path: Path) -> None:
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("no nginx here (Debian: nginx-light)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "htpasswd").write_text("it:{PLAIN}пароль 1\n")
    settings = tmp_path / "nginx.conf"
    settings.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {tmp_path}/pid;"
        f" error_log {tmp_path}/log; events {{}} http {{ access_log off;"
        f"client_body_temp_path {tmp_path}/t1; proxy_temp_path {tmp_path}/t2; fastcgi_temp_path {tmp_path}/t3;"
        f"uwsgi_temp_path {tmp_path}/t4; scgi_temp_path {tmp_path}/t5; server {{ listen 127.0.0.1:{port};"
        f"auth_basic kb; auth_basic_user_file {tmp_path}/htpasswd; location / {{ root {tmp_path}/ours; }} }} }}"
    )
    with subprocess.Popen([program, "-c", str(settings), "-e", f"{tmp_path}/log"]) as server:
        try:
            _wait_for(port)
            with pytest.raises(Refused) as caught:
                update(made.shelf, f"http://127.0.0.1:{port}/2/")
            assert caught.value.values["why"].startswith("401")
            secret = quote("пароль 1")
            update(made.shelf, f"http://it:{secret}@127.0.0.1:{port}/2/site/index.html")
        finally:
            server.terminate()
    assert made.whole(alone=False) == "2"


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def test_what_a_server_does_not_show_comes_from_the_zip_of_the_release_beside(made: World) -> None:
    zip.pack(made.new, made.new / "acme-2.zip")

    def hides(server: Server, name: str) -> bool:
        return name in ("update.py", "documents/act.docx") and server.send_error(404) is None

    with served(made.new, hides) as (address, asked):
        update(made.shelf, address)
    assert made.whole(alone=False) == "2"
    spans = [span for name, span in asked if name == "acme-2.zip"]
    assert spans and all(spans), "in parts, never as a whole"


def test_the_password_goes_to_the_server_and_into_no_message(made: World) -> None:
    heads: list[str] = []

    def trick(server: Server, name: str) -> bool:
        heads.append(server.headers.get("Authorization", ""))
        return server.send_error(403) is None

    with served(made.new, trick) as (address, _), pytest.raises(Refused) as caught:
        update(made.shelf, address.replace("//", "//it:secret@"))
    assert heads == ["Basic " + base64.b64encode(b"it:secret").decode()]
    assert "secret" not in str(caught.value.args)


def test_a_server_in_trouble_is_asked_again_after_longer_and_longer_pauses(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr(web, "PAUSE", 1.0)
    monkeypatch.setattr(web, "TRIES", 8)
    monkeypatch.setattr(web.time, "sleep", paused.append)

    def troubled(server: Server, name: str) -> bool:
        return server.send_error(500) is None

    with served(made.new, troubled) as (address, _), pytest.raises(Refused) as caught:
        update(made.shelf, address)
    assert caught.value.code == "update_http"
    assert paused == [1, 2, 4, 8, 16, 30, 30]
