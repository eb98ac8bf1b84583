"""The server over real HTTP: ranges, types, safety, the preview that follows its files."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kbgen.bundles import manifest, policies, release
from kbgen.errors import UsageError
from kbgen.language import say
from kbgen.serve import own, serve
from kbgen.workspace import Workspace

pytestmark = pytest.mark.slow  # real servers and rebuilds

FILM = bytes(range(256)) * 4096

_SERVE = """
import sys
from pathlib import Path
from kbgen.serve import own, serve
from kbgen.workspace import Workspace
sys.path.insert(0, sys.argv[2])
from test_serve import publish
root = Path(sys.argv[1])
def rebuild(changed):
    if any(p.name == 'wrong.md' for p in changed):
        raise ValueError('rebuild failed')
    publish(root, 'changed ' + ' '.join(sorted(p.name for p in changed)))
workspace = Workspace(root)
serve(own(workspace, 'acme'), port=0, watch=(workspace, rebuild) if sys.argv[3] == 'watch' else None,
      opened=lambda address: print(address, flush=True))
print('ended', flush=True)
"""


def publish(root: Path, text: str) -> Path:
    """The next release of the client, its start page saying *text*."""
    dist = root / "dist/acme"
    number = release.next_number(dist)
    folder = release.staging(dist, number)
    files = {
        "start.html": b"start",
        "site/index.html": f"<html><body>{text}</body></html>".encode(),
        "site/404.html": b'<html><body><link href="/assets/site.css">gone</body></html>',
        "site/entities/index.html": b"entities",
        "site/media/film.3fa9c1d2.mp4": FILM,
        "site/media/film.vtt": b"WEBVTT\n",
        "site/media/still.webp": b"RIFF",
        "site/media/font.woff2": b"wOF2",
        "seminar/manager.pptx": b"PK",
        "seminar/manager.html": b"<script>deck()</script>",
        "knowledge.json": b"{}",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    policies.write(folder)
    manifest.write(folder, client="acme", release=number)
    (folder / "site/.hidden").write_text("hidden")
    (folder / "site/out").symlink_to(root)
    return release.publish(folder, dist, number)


class Served:
    """A running server and one way to ask it."""

    def __init__(self, root: Path, watch: bool) -> None:
        self.root = root
        command = [sys.executable, "-c", _SERVE, str(root), str(Path(__file__).parent), "watch" if watch else "plain"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = urlsplit(self.process.stdout.readline().strip())

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for *path* exactly as written; headers by name with ``_`` for ``-``."""
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=20)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def stop(self, sign: int = signal.SIGINT) -> tuple[str, str]:
        """Interrupt the server; what it said."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served")
    (root / "secret.txt").write_text("secret")
    publish(root, "hello")
    server = Served(root, watch=False)
    yield server
    server.stop()


@pytest.fixture()
def preview(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "content").mkdir()
    publish(tmp_path, "hello")
    server = Served(tmp_path, watch=True)
    yield server
    server.stop()


def test_the_bare_address_leads_to_the_site(served: Served) -> None:
    status, headers, _ = served.ask("/")
    assert (status, headers["location"]) == (307, "/site/index.html")
    assert b"hello" in served.ask("/site/index.html")[2]
    assert served.ask("/start.html")[0] == 200
    assert served.ask("/site/entities/")[1]["location"] == "/site/entities/index.html"
    assert served.ask("/site/entities")[1]["location"] == "/site/entities/index.html"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=-5", len(FILM) - 5, len(FILM) - 1),
        ("bytes=1000000-", 1000000, len(FILM) - 1),
    ],
)
def test_a_film_is_sent_from_any_byte(served: Served, asked: str, first: int, last: int) -> None:
    status, headers, body = served.ask("/site/media/film.3fa9c1d2.mp4", Range=asked)
    assert status == 206
    assert headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert headers["content-type"] == "video/mp4"
    assert body == FILM[first : last + 1]


def test_ranges_that_make_no_sense_are_refused_or_ignored(served: Served) -> None:
    status, headers, _ = served.ask("/site/media/film.3fa9c1d2.mp4", Range=f"bytes={len(FILM)}-")
    assert (status, headers["content-range"].replace("bytes ", "")) == (416, f"*/{len(FILM)}")
    assert served.ask("/site/media/film.3fa9c1d2.mp4", Range="pages=1-2")[0] in (200, 400)
    many = "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 2000, 2))
    began = time.monotonic()
    assert served.ask("/site/media/film.3fa9c1d2.mp4", Range=many)[0] in (200, 206, 400, 416)
    assert time.monotonic() - began < 10


def test_head_says_the_same_without_the_body(served: Served) -> None:
    status, headers, body = served.ask("/site/media/film.3fa9c1d2.mp4", "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(FILM)), b"")
    assert headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("/site/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/site/media/film.vtt", "text/vtt; charset=utf-8", "no-cache"),
        ("/site/media/still.webp", "image/webp", "no-cache"),
        ("/site/media/font.woff2", "font/woff2", "no-cache"),
        ("/site/media/film.3fa9c1d2.mp4", "video/mp4", "public, max-age=604800, immutable"),
        ("/manifest.json", "application/json", "no-cache"),
    ],
)
def test_types_and_caching(served: Served, path: str, kind: str, caching: str) -> None:
    _, headers, _ = served.ask(path)
    assert (headers["content-type"], headers["cache-control"]) == (kind, caching)
    status, again, body = served.ask(path, If_None_Match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/site/../../../secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2f..%2fsecret.txt",
        "/site/..%5c..%5csecret.txt", "/site/out/secret.txt", "/site/.hidden", "/site/%2ehidden", "//etc/passwd",
        "/site//index.html", "/site/index.html%00.mp4", "/.lock", "/site/" + "x" * 3000, "/current", "/etc/passwd",
        "/api/preview.js", "/knowledge.json", "/deploy/csp.json", "/site/media",
    ],
)  # fmt: skip
def test_what_is_hidden_or_outside_is_not_there(served: Served, path: str) -> None:
    status, _, body = served.ask(path)
    assert status == 404
    assert b"secret" not in body
    assert b"root:" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_written(served: Served, method: str) -> None:
    assert served.ask("/site/index.html", method)[0] == 405


def test_every_answer_is_safe(served: Served) -> None:
    for path in ("/site/index.html", "/nothing", "/api/release", "/site/media/film.vtt"):
        headers = served.ask(path)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["server"] is None


def test_pages_have_the_policy_of_their_release(served: Served) -> None:
    found = policies.read(served.root / "dist/acme/current")
    assert found
    for path in ("/site/index.html", "/site/media/film.vtt", "/start.html", "/site/nothing.html"):
        assert served.ask(path)[1].get_all("content-security-policy") == [found.pages]
    assert served.ask("/seminar/manager.html")[1].get_all("content-security-policy") == [found.decks]


def test_a_release_from_before_there_were_policies_still_works(tmp_path: Path) -> None:
    (publish(tmp_path, "old") / policies.NAME).unlink()
    server = Served(tmp_path, watch=False)
    try:
        assert "default-src 'self' 'unsafe-inline'" in server.ask("/site/index.html")[1]["content-security-policy"]
    finally:
        server.stop()


def test_a_missing_page_is_said_with_the_sites_own_page(served: Served) -> None:
    status, headers, body = served.ask("/site/deals/nothing.html")
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"gone" in body
    assert b'href="/site/assets/site.css"' in body
    assert served.ask("/site/nothing.png")[2] == b"404"


def test_searching_without_words_or_index_is_said(served: Served) -> None:
    assert served.ask("/api/search")[0] == 400
    status, _, body = served.ask("/api/search?q=%D1%81%D0%B4%D0%B5%D0%BB%D0%BA%D0%B0&limit=-1")
    assert (status, json.loads(body)) == (503, {"error": "index"})


def test_a_slow_visitor_holds_nobody_up(served: Served) -> None:
    slow = [socket.create_connection((served.address.hostname or "", served.address.port or 0)) for _ in range(50)]
    for connection in slow:
        connection.sendall(b"GET /site/index.html HTTP/1.1\r\nHost: x\r\n")
    began = time.monotonic()
    assert served.ask("/site/index.html")[0] == 200
    assert time.monotonic() - began < 10
    for connection in slow:
        connection.close()


def test_a_new_release_is_served_without_a_restart(tmp_path: Path) -> None:
    publish(tmp_path, "old")
    server = Served(tmp_path, watch=False)
    try:
        assert json.loads(server.ask("/api/release")[2]) == {"release": "1"}
        assert b"old" in server.ask("/site/index.html")[2]
        publish(tmp_path, "new")
        assert b"new" in server.ask("/site/index.html")[2]
        assert b"/api/preview.js" not in server.ask("/site/index.html")[2]
    finally:
        said, complained = server.stop()
    assert said == "ended\n"
    assert complained == ""


def test_what_is_watched_is_rebuilt(preview: Served) -> None:
    (preview.root / "content/.note.md.swp").write_text("scratch")
    (preview.root / "content/note.md").write_text("text")
    page = b""
    for _ in range(100):
        page = preview.ask("/site/index.html")[2]
        if b"changed" in page:
            break
        time.sleep(0.1)
    assert b"changed note.md<" in page
    assert json.loads(preview.ask("/api/release")[2]) == {"release": "2"}


def test_a_rebuild_that_breaks_ends_the_preview_loudly(preview: Served) -> None:
    (preview.root / "content/wrong.md").write_text("text")
    assert preview.process.wait(timeout=20) == 1
    assert "rebuild failed" in preview.stop()[1]


def test_a_taken_port_is_a_problem(tmp_path: Path) -> None:
    publish(tmp_path, "x")
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(UsageError) as caught:
        serve(own(Workspace(tmp_path), "acme"), port=other.getsockname()[1])
    assert "--port" in say(caught.value.problems[0], "ru").hint
