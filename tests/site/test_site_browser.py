"""The site in a real Chromium, from a folder, with the network off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.site import build

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser


@pytest.fixture()
def home(staged: Callable[..., Path], tmp_path: Path) -> str:
    """Address of the built site's folder."""
    return build(staged(release="7"), tmp_path / "site").folder.as_uri()


def test_every_page_opens_without_a_complaint(page: Tab, home: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ("index.html", "roles/index.html", "roles/manager.html", "entities/deal.html"):
        page.goto(f"{home}/{address}")
        assert page.locator("h1").count() == 1
        assert page.locator(".md-footer").inner_text().endswith("выпуск 7")
        assert page.locator(".md-header .md-logo img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert complaints == []


def test_text_of_the_spec_is_shown_as_written(page: Tab, home: str) -> None:
    page.goto(f"{home}/entities/deal.html")
    assert page.locator("h1").evaluate("h => h.firstChild.textContent") == 'Сделка <b>&"'
    assert page.locator("h1 b, title b, nav b").count() == 0


def test_the_menu_and_the_path_lead_on(page: Tab, home: str) -> None:
    page.goto(f"{home}/index.html")
    page.locator(".md-nav--primary").get_by_text("Роли").first.click()
    page.wait_for_url("**/roles/index.html")
    page.locator(".md-nav--primary").get_by_text("Менеджер").click()
    page.wait_for_url("**/roles/manager.html")
    assert page.locator(".md-path").inner_text().split() == ["С", "чего", "начать", "Роли", "и", "права"]


def test_colours_are_the_themes_in_both_schemes(page: Tab, home: str) -> None:
    page.goto(f"{home}/index.html")
    header = page.locator(".md-header")
    assert header.evaluate("h => getComputedStyle(h).backgroundColor") == "rgb(46, 107, 60)"
    page.locator(".md-header label[title='Включить тёмное оформление']").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.goto(f"{home}/roles/manager.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate", "the choice is kept"


def test_nothing_sticks_out_on_a_phone(page: Tab, home: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    for address in ("index.html", "entities/deal.html"):
        page.goto(f"{home}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_plain_search_box_works_from_a_folder(page: Tab, home: str) -> None:
    page.goto(f"{home}/index.html")
    page.locator(".md-search__input").click()
    page.keyboard.type("менеджер")
    page.keyboard.press("End")
    page.locator(".md-search-result__item").first.wait_for(timeout=15_000)
    assert "Менеджер" in page.locator(".md-search-result__list").inner_text()


def test_pages_are_sound_html_and_ask_once(staged: Callable[..., Path], tmp_path: Path) -> None:
    from tests.demo.soundness import faults

    site = build(staged(release="7"), tmp_path / "site").folder
    for file in sorted(site.rglob("*.html")):
        assert faults(file) == [], file.name
        text = file.read_text("utf-8")
        assert text.count('class="kb-feedback"') == (0 if file.name == "404.html" else 1)
        assert 'role="dialog" aria-label="Поиск"' in text


def test_the_release_is_known_to_scripts_and_the_page_stays_whole(page: Tab, home: str) -> None:
    page.goto(f"{home}/entities/deal.html")
    assert page.locator("html").get_attribute("data-release") == "7"
    page.locator(".kb-feedback").get_by_role("button", name="Да").click()
    kept = page.evaluate("JSON.parse(localStorage.getItem('kbgen.feedback.acme'))")
    assert [(one["page"], one["release"], one["helpful"]) for one in kept] == [("entities/deal.html", "7", True)]
    assert set(kept[0]) == {"id", "page", "title", "release", "helpful", "comment", "day"}
