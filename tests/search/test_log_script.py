"""The offline copy keeps what was searched for, and hands it over; in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.search.logs import read_log

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
