"""Kept for reading in ten years: no copy asks anything of the outside, in whichever way it is opened."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname, urlopen

import pytest

from tests.audiences.conftest import House

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.timeout(900)]

_LOADING = {
    "script": ("src",), "img": ("src", "srcset"), "iframe": ("src",), "frame": ("src",), "embed": ("src",),
    "source": ("src", "srcset"), "video": ("src", "poster"), "audio": ("src",), "track": ("src",), "object": ("data",),
    "input": ("src",), "image": ("href", "xlink:href"), "use": ("href", "xlink:href"), "body": ("background",),
    "form": ("action",),
}  # fmt: skip
_LINKS = frozenset(
    {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
)
_OUTSIDE = re.compile(r"\s*(?:https?:|wss?:|ftp:)?//", re.IGNORECASE)
_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)
_SCRIPT = re.compile(
    r"""(?:\bfetch|\bimport|importScripts|\.open|sendBeacon|new\s+(?:WebSocket|EventSource|Worker|SharedWorker|Image))\s*"""
    r"""\(\s*(?:["'](?:GET|POST)["']\s*,\s*)?["'`]((?:https?|wss?):)?//|\.(?:src|href)\s*=\s*["'`](?:https?:)?//[^"'`]*\.(?:js|css|json|woff2?|png|svg)"""
)


class _Asks(HTMLParser):
    """What a page would load from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        wanted = [told.get(name, "") for name in _LOADING.get(tag, ())]
        if tag == "link" and _LINKS.intersection(told.get("rel", "").lower().split()):
            wanted.append(told.get("href", ""))
        if tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
            wanted.append(told.get("content", "").partition("=")[2])
        if tag == "base":
            wanted.append("//" + told.get("href", ""))
        self.found += [f"{tag}: {value}" for value in wanted if _OUTSIDE.match(value)]
        self.found += [f"{tag} style: {value}" for value in _STYLE.findall(told.get("style", ""))]
        self.found += [f"{tag} ping: {told['ping']}" for _ in "p" if told.get("ping")]


def asks(name: str, text: str) -> list[str]:
    """What the file *name* would load from another host."""
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".svg", ".xml"):
        reader = _Asks()
        reader.feed(text)
        return reader.found + _STYLE.findall(text)
    if suffix == ".css":
        return _STYLE.findall(text)
    return [match[0] for match in _SCRIPT.finditer(text)] if suffix in (".js", ".mjs") else []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//fonts.example/a.css">'),
        ("a.html", '<p style="background: url(https://x.example/a.png)">'),
        ("a.html", "<style>@import 'https://x.example/a.css';</style>"),
        ("a.html", '<base href="https://x.example/">'),
        ("a.html", '<meta http-equiv="refresh" content="0; url=https://x.example/">'),
        ("a.svg", '<svg><image href="http://x.example/a.png"/></svg>'),
        ("a.css", "@font-face{src:url(https://x.example/a.woff2)}"),
        ("a.js", 'fetch("https://x.example/a.json")'),
        ("a.js", 'new WebSocket("wss://x.example")'),
        ("a.js", 's.src="https://unpkg.example/mermaid.js"'),
        ("a.js", 'x.open("GET", "https://x.example/")'),
    ],
)
def test_what_would_be_asked_is_found(name: str, text: str) -> None:
    assert asks(name, text)


@pytest.mark.parametrize("audience", ["", "staff", "it"])
def test_no_file_of_a_copy_loads_anything_from_outside(house: House, audience: str) -> None:
    found = {}
    for path in sorted(house.copy(audience).rglob("*")):
        if path.suffix.lower() not in (".html", ".svg", ".xml", ".css", ".js", ".mjs"):
            continue
        if told := asks(path.name, path.read_text(encoding="utf-8", errors="replace")):
            found[path.relative_to(house.copy(audience)).as_posix()] = told
    assert found == {}


def pages(copy: Path) -> list[str]:
    """Every page of a copy; those for addresses that are not there belong to servers."""
    found = (p.relative_to(copy).as_posix() for p in copy.rglob("*.html"))
    return sorted(name for name in found if not name.endswith("/404.html"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def _homes(port: int, book: str) -> tuple[str, ...]:
    """Where kiwix-serve has a book: since 3.4, and before."""
    return f"http://127.0.0.1:{port}/content/{quote(book)}", f"http://127.0.0.1:{port}/{quote(book)}"


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def as_folder(house: House) -> Iterator[str]:
    yield house.copy().as_uri()


@pytest.fixture
def as_zip(house: House, tmp_path: Path) -> Iterator[str]:
    """Unpacked by a program of others, where there is one."""
    archive = next(house.copy().glob("*.zip"))
    goal = tmp_path / "из архива"
    if program := shutil.which("unzip"):
        subprocess.run([program, "-q", str(archive), "-d", str(goal)], check=True, timeout=300)
    else:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(goal)
    yield next(goal.rglob("start.html")).parent.as_uri()


@pytest.fixture
def as_zim(house: House) -> Iterator[str]:
    program = shutil.which("kiwix-serve")
    if program is None:
        pytest.skip("no kiwix-serve here (Debian: kiwix-tools)")
    book, port = next(house.copy().glob("*.zim")), free_port()
    process = subprocess.Popen(
        [program, "--address", "127.0.0.1", "--port", str(port), str(book)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield next(home for home in _homes(port, book.stem) if _answers(f"{home}/site/index.html"))
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def as_server(house: House) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "kbgen", "serve", "sklad", "--no-watch", "--port", str(port)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command, cwd=house.workspace.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/start.html", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def walk(tab: Page, home: str, names: list[str]) -> dict[str, list[str]]:
    """Open every page; page → what went wrong on it."""
    wrong: dict[str, list[str]] = {}
    now: Callable[[], list[str]] = list

    def heard(said: ConsoleMessage) -> None:
        own = str(said.location.get("url", "")).endswith("/favicon.ico")  # asked by the browser, not by the page
        if said.type == "error" and not own:
            now().append(said.text)

    tab.on("console", heard)
    tab.on("pageerror", lambda error: now().append(str(error)))
    tab.on("requestfailed", lambda asked: now().append(f"{asked.url}: {asked.failure}"))
    tab.on("response", lambda came: now().append(f"{came.status} {came.url}") if came.status >= 400 else None)
    for name in names:
        told: list[str] = []
        now = lambda told=told: told  # noqa: E731
        tab.goto(f"{home}/{name}", wait_until="load")
        # an old address leads on to its new one: which of both is read is a matter of moments
        tab.wait_for_function("document.body && document.body.innerText.trim() !== ''")
        if told := [one for one in told if "net::ERR_ABORTED" not in one]:  # a recording that is not waited for
            wrong[name] = told
    return wrong


@pytest.mark.browser
@pytest.mark.parametrize("way", ["as_folder", "as_zip", "as_zim", "as_server"])
def test_every_page_opens_without_the_network(
    way: str, house: House, page: Page, request: pytest.FixtureRequest
) -> None:
    """The tab's own fixture fails the test where a page asks another host for anything."""
    home = str(request.getfixturevalue(way))
    names = pages(house.copy())
    assert len(names) > 40
    if way == "as_zip":  # the next test says that it is the folder again
        names = names[::8]
    assert walk(page, home, names) == {}


@pytest.mark.slow
def test_what_was_unpacked_is_the_folder(house: House, as_zip: str) -> None:
    unpacked = Path(url2pathname(urlsplit(as_zip).path))
    there = {file.relative_to(unpacked): file for file in unpacked.rglob("*") if file.is_file()}
    here = {file.relative_to(house.copy()): file for file in house.copy().rglob("*") if file.is_file()}
    assert len(there) > 100 and {name for name in here.keys() - there.keys() if name.parts[0] == "site"} == set()
    assert [name for name, file in there.items() if file.read_bytes() != here[name].read_bytes()] == []


@pytest.mark.browser
def test_a_page_that_asks_or_errs_is_noticed(page: Page, tmp_path: Path) -> None:
    """The walk can fail."""
    (tmp_path / "a.html").write_text("<p>Раз</p><script>missing()</script><img src='none.png'>", encoding="utf-8")
    (tmp_path / "b.html").write_text("<p>Два</p>", encoding="utf-8")
    wrong = walk(page, tmp_path.as_uri(), ["a.html", "b.html"])
    assert set(wrong) == {"a.html"} and len(wrong["a.html"]) >= 2
