"""Damaged copies: the search says so in plain words, and the rest of it still answers."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.search import index
from kbgen.workspace import Workspace

pytestmark = pytest.mark.browser

DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "truncated": lambda content: content[: len(content) // 2],
    "garbage": lambda _: b"\x00\xff garbage" * 50,
    "changed": lambda content: content[:60] + bytes([content[60] ^ 3]) + content[61:],
    "empty": lambda _: b"",
}


def copied(source: Path, tmp_path: Path) -> Path:
    site = tmp_path / "site"
    shutil.copytree(source, site)
    return site


@pytest.fixture(params=["file", "http"])
def opened(request: Any, site: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the site, and its address."""
    site = copied(site, tmp_path)
    if request.param == "file":
        yield site, site.as_uri()
        return

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def damage(site: Path, which: str, how: str) -> None:
    for path in (site / "assets/kbgen/search").glob(which):
        content = DAMAGE[how](path.read_bytes())
        path.unlink()
        if content is not None:
            path.write_bytes(content)


def asked(chromium: Any, address: str, query: str) -> tuple[str, list[str]]:
    """What the box says above its list, and the titles it lists."""
    context = chromium.new_context(offline=address.startswith("file"))
    page = context.new_page()
    page.goto(f"{address}/guides/payment.html")
    page.keyboard.press("f")
    page.locator("input[data-md-component=search-query]").fill(query)
    page.keyboard.press("End")
    note = page.locator(".kb-search__note")
    note.wait_for(state="visible")
    page.wait_for_timeout(300)
    told = note.inner_text(), page.locator(".md-search-result__item h1, .md-search-result__item h2").all_inner_texts()
    context.close()
    return told


@pytest.mark.parametrize("how", ["truncated", "changed"])
def test_texts_that_cannot_be_read(opened: tuple[Path, str], chromium: Any, how: str) -> None:
    site, address = opened
    damage(site, "t*.js", how)
    note, titles = asked(chromium, address, "сделка")
    assert note == words("ru")("search.damaged")
    assert titles == []


def test_words_that_cannot_be_read(opened: tuple[Path, str], chromium: Any) -> None:
    site, address = opened
    damage(site, "w*.js", "missing")
    assert asked(chromium, address, "сделка")[0] == words("ru")("search.damaged")


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_nothing_that_can_be_read(opened: tuple[Path, str], chromium: Any, how: str) -> None:
    site, address = opened
    damage(site, "meta.js", how)
    assert asked(chromium, address, "сделка")[0] == words("ru")("search.damaged")


def test_in_english(built: Path, workspace: Workspace, kb: KnowledgeBase, tmp_path: Path, chromium: Any) -> None:
    site = copied(built, tmp_path)
    named = replace(kb, client=replace(kb.client, id="english", language="en"))
    assert index(site, named, workspace).problems == ()
    damage(site, "meta.js", "garbage")
    assert asked(chromium, site.as_uri(), "сделка")[0] == words("en")("search.damaged")


def test_the_rest_still_answers(opened: tuple[Path, str], chromium: Any) -> None:
    """Without the words typos are found with, all others are found as ever."""
    site, address = opened
    damage(site, "v*.js", "garbage")
    note, titles = asked(chromium, address, "сдлека оплата")
    assert note == words("ru")("search.damaged")
    assert titles
