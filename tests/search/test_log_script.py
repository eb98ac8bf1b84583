"""The offline copy keeps what was searched for, and hands it over; in a real Chromium."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kbgen.search.logs import read_log
from kbgen.serve import application

pytestmark = pytest.mark.browser


def test_an_offline_copy_keeps_its_log(chromium: Any, site: Path) -> None:
    context = chromium.new_context(offline=True, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{site.as_uri()}/guides/payment.html")
    page.keyboard.press("f")
    page.locator("input[data-md-component=search-query]").fill("письмо petrov@mail.ru зюзюка")
    page.keyboard.press("End")
    page.wait_for_function("localStorage.getItem('kbgen.searches.romashka')", timeout=20_000)
    kept = json.loads(page.evaluate("localStorage.getItem('kbgen.searches.romashka')"))
    assert [(one["query"], one["clicked"]) for one in kept] == [("письмо … зюзюка", "")]
    assert set(kept[0]) == {"day", "query", "hits", "changed", "clicked"}
    page.locator("input[data-md-component=search-query]").fill("сделка")
    page.keyboard.press("End")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_load_state()
    kept = json.loads(page.evaluate("localStorage.getItem('kbgen.searches.romashka')"))
    assert kept[-1]["query"] == "сделка" and kept[-1]["clicked"].endswith(".html")
    context.close()


def test_the_log_is_saved_as_a_file_the_report_reads(chromium: Any, site: Path, tmp_path: Path) -> None:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/guides/payment.html")
    page.evaluate('localStorage.setItem(\'kbgen.searches.romashka\', \'[{"query": "рассрочка", "hits": 0}, 5]\')')
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<div data-kb-reviews></div>')")
    script = page.evaluate("document.querySelector('script[src*=search-log]').outerHTML")
    page.evaluate(
        """(html) => { const made = document.createElement("script");
          const old = new DOMParser().parseFromString(html, "text/html").querySelector("script");
          for (const {name, value} of old.attributes) made.setAttribute(name, value);
          document.head.append(made); }""",
        script,
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Сохранить журнал поиска").click()
    download.value.save_as(tmp_path / "log.json")
    found, problems = read_log(tmp_path / "log.json", "log.json", "romashka")
    assert found and found[0].query == "рассрочка" and problems == ()
    context.close()


@pytest.fixture()
def served(site: Path, folder: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Our own server over the site, its address, and its log."""
    shutil.copytree(site, tmp_path / "release/site")
    app = application(lambda: tmp_path / "release", folder, log=tmp_path / "search.jsonl")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", tmp_path / "search.jsonl"
    server.should_exit = True


def test_the_server_learns_query_hits_rewrite_and_click(chromium: Any, served: tuple[str, Path]) -> None:
    address, log = served
    page = chromium.new_context(locale="ru-RU").new_page()
    page.goto(f"{address}/site/guides/payment.html")
    page.keyboard.press("f")
    page.locator("input[data-md-component=search-query]").fill("cltkrf")
    page.keyboard.press("End")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_load_state()
    late = time.monotonic() + 20
    while not log.exists() and time.monotonic() < late:
        page.wait_for_timeout(50)
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    assert (told["query"], told["changed"], told["hits"] > 0) == ("cltkrf", "сделка", True)
    assert told["clicked"].split("#")[0].endswith(".html")
    assert told.keys() == {"day", "query", "hits", "changed", "clicked"}
    assert page.evaluate("localStorage.getItem('kbgen.searches.romashka')") is None
    page.context.close()
