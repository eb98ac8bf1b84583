"""The demo's ZIM in a real kiwix-serve, in a real Chromium: pages, our own search, a video wound forward, captions."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.demo.conftest import Demo

pytestmark = pytest.mark.browser

_WOUND = """async () => {
  const video = document.querySelector("video");
  video.muted = true;
  const wound = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
  video.currentTime = 6;
  await wound;
  return video.currentTime;
}"""
_CAPTIONS = """() => {
  const captions = [...document.querySelector("video").textTracks].find((one) => one.kind !== "chapters");
  captions.mode = "hidden";
  return captions.cues?.length ?? 0;
}"""


@pytest.fixture()
def book(demo: Demo) -> Iterator[str]:
    """Address of the ZIM's site."""
    found = sorted(demo.release.glob("*.zim"))
    program = shutil.which("kiwix-serve")
    if not found or not program:
        pytest.skip("no ZIM or no kiwix-serve here: libzim, kiwix-tools")
    yield from serve(program, found[0])


def serve(program: str, path: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [program, "-p", str(port), "-i", "127.0.0.1", str(path)], stdout=subprocess.DEVNULL
    ) as server:
        for _ in range(200):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/{path.stem}/site"
        server.terminate()


def test_kiwix_shows_searches_and_plays(book: str, page: Page, demo: Demo) -> None:
    walk(book, page, demo.release)


def walk(book: str, page: Page, release: Path) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{book}/guides/index.html" if (release / "site/guides/index.html").is_file() else f"{book}/tasks.html")
    assert page.locator("article h1").inner_text()
    page.focus("[data-md-component=search-query]")
    page.keyboard.type("сделками")
    page.wait_for_selector(".md-search-result__item a")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_selector("article h1")
    film = next(p.name for p in sorted((release / "site/videos").glob("*.html")) if "<video" in p.read_text("utf-8"))
    page.goto(f"{book}/videos/{film}")
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert page.evaluate(_WOUND) == 6
    page.wait_for_function(f"({_CAPTIONS})() > 3")
    assert wrong == []
