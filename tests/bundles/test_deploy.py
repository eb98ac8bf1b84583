"""Settings for web servers, in the servers themselves: what readers get, and what they do not."""

from __future__ import annotations

import http.server
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web_servers import SERVERS, Web, start

from kbgen.bundles import deploy, manifest, policies, release
from kbgen.bundles.types import media_type
from kbgen.model.kb import KnowledgeBase

FILM = bytes(range(256)) * 4096
_INLINE = '<script>__md_scope=new URL("..",location)</script><style>p{color:red}</style>'


@pytest.fixture(scope="module")
def copy(knowledge: Callable[..., KnowledgeBase]) -> Iterator[Path]:
    """What IT has: a folder of releases with ``current``, readable by the server's own user."""
    top = Path(tempfile.mkdtemp(prefix="kb-"))
    top.chmod(0o755)
    publish(top / "acme", knowledge(), "hello")
    yield top / "acme"
    shutil.rmtree(top)


def publish(dist: Path, kb: KnowledgeBase, text: str) -> Path:
    number = release.next_number(dist)
    folder = release.staging(dist, number)
    files: dict[str, bytes] = {
        "start.html": b"<style>b{}</style>start",
        "knowledge.json": b"{}",
        "site/index.html": f"<html><body>{text}{_INLINE}</body></html>".encode(),
        "site/404.html": b'<html><body><link href="/assets/site.css">gone<script>URL("/",location)</script>',
        "site/entities/index.html": b"entities",
        "site/media/film.3fa9c1d2.mp4": FILM,
        "seminar/manager.html": b"<script>deck()</script>",
        "documents/act.docx": b"PK",
        **{
            f"site/types/x{ending}": b"x" * 2000
            for ending in (".vtt", ".webp", ".avif", ".woff2", ".mjs", ".js", ".svg")
        },
        **{f"site/types/y{ending}": b"y" for ending in (".json", ".webmanifest", ".css", ".wasm", ".pdf")},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    deploy.write(folder, kb)
    manifest.write(folder, client="acme", release=number)
    (folder / f"acme-{number}.zim").write_bytes(b"ZIM")
    (folder / "site" / ".hidden").write_text("secret")
    (dist.parent / "secret.txt").write_text("secret")
    return release.publish(folder, dist, number)


def _hasty(text: str) -> str:
    """Ten seconds are long for a test."""
    return text.replace("read_header 10s", "read_header 1s").replace("header=10 body=10", "header=1 body=1")


@pytest.fixture(scope="module", params=SERVERS)
def web(request: pytest.FixtureRequest, copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    room = Path(tempfile.mkdtemp(prefix="kb-server-")) / "room"
    room.parent.chmod(0o755)
    short = copy / "current" / "deploy" / "nginx-release.conf"
    kept = short.read_text("utf-8")
    short.write_text(kept.replace("header_timeout 10s", "header_timeout 1s"), "utf-8")
    server = start(request.param, copy, room, _hasty)
    short.write_text(kept, "utf-8")
    yield server
    server.stop()
    shutil.rmtree(room.parent, ignore_errors=True)


pytestmark = pytest.mark.slow  # real servers


def test_the_bare_address_leads_to_the_site(web: Web) -> None:
    status, headers, _ = web.ask("/")
    assert (status, headers["location"].removeprefix(f"http://127.0.0.1:{web.port}")) == (302, "/site/index.html")
    assert b"hello" in web.ask("/site/index.html")[2]
    assert web.ask("/start.html")[2].endswith(b"start")
    assert web.ask("/site/entities/")[2] == b"entities"
    assert web.ask("/acme-1.zim")[1]["content-type"] == "application/openzim"


def test_pages_come_with_their_policy(web: Web, copy: Path) -> None:
    kept = policies.read(copy / "current")
    assert kept
    for path, policy in (("/site/index.html", kept.pages), ("/seminar/manager.html", kept.decks)):
        headers = web.ask(path)[1]
        assert headers.get_all("content-security-policy") == [policy]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-cache"
        assert headers["content-type"] == "text/html; charset=utf-8"
    assert web.ask("/site/nothing.html")[1].get_all("content-security-policy") == [kept.pages]


def test_a_film_is_sent_from_any_byte(web: Web) -> None:
    path = "/site/media/film.3fa9c1d2.mp4"
    for asked, first, last in (("100-199", 100, 199), ("-5", len(FILM) - 5, len(FILM) - 1), ("0-0", 0, 0)):
        status, headers, body = web.ask(path, Range=f"bytes={asked}")
        assert (status, headers["content-range"]) == (206, f"bytes {first}-{last}/{len(FILM)}")
        assert body == FILM[first : last + 1]
    assert headers["content-type"] == "video/mp4"
    assert headers["cache-control"] == "public, max-age=604800, immutable"
    assert web.ask(path, Range=f"bytes={len(FILM)}-")[0] == 416
    status, headers, body = web.ask(path, "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(FILM)), b"")


def test_hundreds_of_ranges_are_no_way_to_ask_for_more_than_there_is(web: Web) -> None:
    for ranges in (",".join(f"{n}-{n}" for n in range(0, 1000, 2)), ",".join(["0-"] * 200)):
        status, _, body = web.ask("/site/media/film.3fa9c1d2.mp4", Range=f"bytes={ranges}")
        assert status in (200, 206, 416)
        assert len(body) <= len(FILM) + 1000


def test_files_are_what_they_are(web: Web, copy: Path) -> None:
    for path in sorted((copy / "current" / "site" / "types").iterdir()):
        told = web.ask(f"/site/types/{path.name}")[1]["content-type"]
        assert told.partition(";")[0] == media_type(path.name), path.name


def test_what_did_not_change_is_not_sent_again(web: Web) -> None:
    _, headers, _ = web.ask("/site/index.html")
    assert web.ask("/site/index.html", If_None_Match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    "path",
    [
        "/site/nothing.html", "/site/.hidden", "/site/%2ehidden", "/.lock", "/knowledge.json", "/deploy/nginx.conf",
        "/deploy/csp.json", "/web.config", "/site/../../secret.txt", "/site/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt", "/site/..%5c..%5csecret.txt", "/etc/passwd", "/site/media/",
    ],
)  # fmt: skip
def test_what_is_hidden_or_outside_is_not_there(web: Web, path: str) -> None:
    status, _, body = web.ask(path)
    assert status in (400, 404)
    assert b"secret" not in body and b"root:" not in body
    if path == "/site/nothing.html":
        assert b"gone" in body
        assert b'href="/site/assets/site.css"' in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_can_be_written(web: Web, method: str) -> None:
    assert web.ask("/site/index.html", method)[0] == 405


def test_half_open_requests_are_closed_and_hold_nobody_up(web: Web) -> None:
    slow = [socket.create_connection(("127.0.0.1", web.port), timeout=20) for _ in range(20)]
    for connection in slow:
        connection.sendall(b"GET /site/index.html HTTP/1.1\r\nHost: x\r\n")
    began = time.monotonic()
    assert web.ask("/site/index.html")[0] == 200
    assert time.monotonic() - began < 10
    for connection in slow:
        while connection.recv(4096):  # an answer 408, or nothing: then the end
            pass
        connection.close()
    assert time.monotonic() - began < 15


def test_huge_headers_are_refused(web: Web) -> None:
    assert web.ask("/site/index.html", Cookie="x" * 60_000)[0] in (400, 431)
    assert web.ask("/" + "x" * 60_000)[0] in (400, 414, 431)


def test_another_release_is_served_at_once(
    tmp_path: Path, knowledge: Callable[..., KnowledgeBase], request: pytest.FixtureRequest
) -> None:
    top = Path(tempfile.mkdtemp(prefix="kb-"))
    top.chmod(0o755)
    publish(top / "acme", knowledge(), "old")
    server = start("nginx", top / "acme", tmp_path / "room")
    try:
        assert b"old" in server.ask("/site/index.html")[2]
        publish(top / "acme", knowledge(), "new")
        assert b"new" in server.ask("/site/index.html")[2]
        release.switch(top / "acme", "1")
        assert b"old" in server.ask("/site/index.html")[2]
    finally:
        server.stop()
        shutil.rmtree(top)


def test_a_file_of_passwords_closes_the_site(copy: Path, tmp_path: Path) -> None:
    """The lines of the example, with the hash signs taken away."""
    example = (copy / "current" / "deploy" / "htpasswd.example").read_text("utf-8")
    line = re.search(r"^# (petrov:\$2y\$.*)$", example, re.MULTILINE)
    assert line
    passwords = copy.parent / "kb.htpasswd"
    passwords.write_text(f"{line[1]}\n")
    passwords.chmod(0o644)

    def closed(text: str) -> str:
        return (
            re.sub(r"# (auth_basic|Auth\w+|Require valid)", r"\1", text)
            .replace("/etc/nginx/kb.htpasswd", str(passwords))
            .replace("/etc/apache2/kb.htpasswd", str(passwords))
            .replace("Require all granted", "")
        )

    for program in ("nginx", "apache2"):
        server = start(program, copy, copy.parent / f"closed-{program}", closed)
        try:
            assert server.ask("/site/index.html")[0] == 401
            asked = "Basic cGV0cm92OmNoYW5nZS1tZQ=="  # petrov:change-me
            assert server.ask("/site/index.html", Authorization=asked)[0] == 200
            assert server.ask("/site/index.html", Authorization="Basic cGV0cm92Ong=")[0] == 401
        finally:
            server.stop()


def test_single_sign_on_asks_the_gatekeeper(copy: Path) -> None:
    """nginx asks another program about every request; here one that knows readers by a cookie."""

    class Gate(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("Cookie") == "reader=1" or self.path.startswith("/oauth2/start")
            self.send_response(200 if known else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    gate = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    sso = copy / "current" / "deploy" / "nginx-sso.conf"
    kept = sso.read_text("utf-8")
    sso.write_text(kept.replace("127.0.0.1:4180", f"127.0.0.1:{gate.server_port}"), "utf-8")
    server = start("nginx", copy, copy.parent / "sso", lambda text: text.replace("# include /", "include /"))
    try:
        status, headers, _ = server.ask("/site/index.html")
        assert (status, headers["location"]) == (302, "/oauth2/start?rd=/site/index.html")
        assert server.ask("/oauth2/start?rd=/")[0] == 200
        assert server.ask("/site/index.html", Cookie="reader=1")[0] == 200
        assert server.ask("/oauth2/auth", Cookie="reader=1")[0] == 404  # only nginx itself may ask there
    finally:
        server.stop()
        gate.shutdown()
        gate.server_close()
        sso.write_text(kept, "utf-8")


def test_without_access_to_apaches_settings_htaccess_does_the_same(copy: Path) -> None:
    hidden = copy / "current" / ".htaccess"
    hidden.write_bytes((copy / "current" / "deploy" / "apache-release.conf").read_bytes())
    folder = str(copy.resolve() / "1")

    def rented(text: str) -> str:
        allowed = f'<Directory "{folder}">\nAllowOverride All\nRequire all granted\n</Directory>'
        text = re.sub(r'^\s*Include ".*$', allowed.replace("\\", r"\\"), text, flags=re.MULTILINE)
        return text.replace(str(copy / "current"), folder)

    server = start("apache2", copy, copy.parent / "rented", rented)
    try:
        assert server.ask("/")[0] == 302
        assert server.ask("/seminar/manager.html")[1].get_all("content-security-policy") == [
            policies.policies(copy / "current").decks
        ]
        assert server.ask("/site/index.html", "PUT")[0] == 405
        for path in ("/knowledge.json", "/.htaccess", "/deploy/nginx.conf"):
            status, _, body = server.ask(path)
            assert (status, b"gone" in body) == (404, True)
    finally:
        server.stop()
        hidden.unlink()
