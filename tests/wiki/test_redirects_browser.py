"""An old address opened from a folder, without JavaScript, shows the page that took its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.model.redirects import Redirects
from kbgen.wiki import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
def test_an_old_address_sends_the_reader_on(tiny: KnowledgeBase, tmp_path: Path, chromium: Browser) -> None:
    kb = replace(tiny, redirects=Redirects({"guides/old.html": "entities/deal.html"}))
    text = pages(kb)[0].texts["guides/old.html"]
    for name, html in (("guides/old.html", text), ("entities/deal.html", "<h1>Сделки</h1>")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"<!doctype html><meta charset=utf-8>{html}" if "Сделки</h1>" in html else html, encoding="utf-8"
        )
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((tmp_path / "guides" / "old.html").as_uri())
    tab.wait_for_url("**/entities/deal.html")
    assert tab.inner_text("h1") == "Сделки"
    context.close()
