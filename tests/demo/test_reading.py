"""A clerk reads the demo in a real browser, from a folder and from the intranet server, with no internet.

The ``page`` fixture fails any test whose page asks another host for anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

    from tests.demo.conftest import Demo

pytestmark = pytest.mark.browser


def look_for(page: Page, words: str) -> list[str]:
    """Type *words* into the search box; the titles of the results, best first."""
    page.locator("[data-md-component=search-query]").first.click()
    page.keyboard.insert_text(words)  # at once: on a busy machine the first letters have their own answers for a while
    page.keyboard.press("End")  # the key event Material listens to
    results = page.locator(".md-search-result__item")
    results.first.wait_for(state="visible", timeout=15_000)
    return [text.strip() for text in results.locator("h1, h2").all_inner_texts()]


def test_from_the_start_page_to_my_role_in_two_clicks(page: Page, home: str) -> None:
    page.goto(f"{home}/start.html")
    page.locator("a[href*='site/index.html']").first.click()
    page.get_by_role("link", name="Я — менеджер по продажам").first.click()
    assert page.locator("h1").inner_text().strip().startswith("Менеджер по продажам")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("сделками", "Сделки"),
        ("как создать сделку", "Как создать сделку"),
        ("cltkrf", "Сделки"),
        ("сдлека", "Сделки"),
        ("не слышно собеседника", "IP-телефон"),
    ],
)
def test_search_finds_what_a_clerk_types(page: Page, home: str, words: str, wanted: str) -> None:
    page.goto(f"{home}/site/index.html")
    assert any(wanted in title for title in look_for(page, words)[:5])


def test_a_search_result_opens_its_page(page: Page, home: str) -> None:
    page.goto(f"{home}/site/index.html")
    look_for(page, "сделками")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1


def test_a_video_plays_seeks_and_shows_captions(page: Page, home: str) -> None:
    page.goto(f"{home}/site/videos/new-request.html")
    page.locator("video").wait_for(state="attached")
    assert page.evaluate(
        """async () => {
            const video = document.querySelector('video'); video.muted = true;
            await video.play();
            await new Promise(done => setTimeout(done, 1500)); video.pause();
            return video.currentTime > 0.3 && video.duration > 60;
        }"""
    )
    assert page.evaluate(
        """async () => {
            const video = document.querySelector('video');
            const sought = new Promise(done => video.addEventListener('seeked', done, {once: true}));
            video.currentTime = 44; await sought;
            return Math.abs(video.currentTime - 44) < 0.5;
        }"""
    )
    shown = page.evaluate(
        """async () => {
            const video = document.querySelector('video');
            const track = [...video.textTracks].find(t => t.kind === 'captions' || t.kind === 'subtitles');
            track.mode = 'showing';
            for (let tries = 0; tries < 40 && !(track.activeCues && track.activeCues.length); tries++)
                await new Promise(done => setTimeout(done, 100));
            return [...track.activeCues].map(c => c.text).join(' ');
        }"""
    )
    assert "адрес электронной почты" in shown


def test_a_link_to_a_second_opens_the_video_there(page: Page, home: str) -> None:
    page.goto(f"{home}/site/videos/new-request.html#t=31")
    page.wait_for_function("document.querySelector('video').currentTime > 30", timeout=10_000)


def test_every_page_opens_without_an_error(page: Page, demo: Demo) -> None:
    complaints: list[str] = []

    def note(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a video still loading when the next page is opened
            complaints.append(f"{page.url}: no {request.url}")

    page.on(
        "console", lambda message: complaints.append(f"{page.url}: {message.text}") if message.type == "error" else None
    )
    page.on("pageerror", lambda failure: complaints.append(f"{page.url}: {failure}"))
    page.on("requestfailed", note)
    files = set((demo.release / "site").rglob("*.html")) - {demo.release / "site/404.html"}  # only a server shows it
    moved = {file for file in files if 'http-equiv="refresh"' in file.read_text(encoding="utf-8")}
    for file in sorted(files - moved):
        page.goto(file.as_uri(), wait_until="load")
        assert page.locator("h1").count() == 1, file
    assert complaints == []


def test_an_old_address_leads_to_the_page(page: Page, demo: Demo) -> None:
    old = demo.release / "site/guides/create-company.html"
    assert 'http-equiv="refresh"' in old.read_text(encoding="utf-8")
    page.goto(old.as_uri(), wait_until="commit")
    page.wait_for_url("**/guides/new-company.html")
    assert page.locator("h1").inner_text().startswith("Как")


def test_pages_are_complete_without_javascript(chromium: Browser, demo: Demo) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((demo.release / "site/videos/new-request.html").as_uri())
    assert page.locator("video[controls] source").count() >= 2
    assert "Добавить запрос" in page.locator("article").inner_text()
    page.goto((demo.release / "site/entities/deal.html").as_uri())
    assert page.locator("article table").count() >= 1
    context.close()


@pytest.mark.parametrize("role", ["operator", "manager", "accountant", "head"])
def test_a_deck_turns_and_its_presenter_view_opens(page: Page, demo: Demo, role: str) -> None:
    page.goto((demo.release / f"seminar/{role}.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    total = page.evaluate("Reveal.getTotalSlides()")
    assert total > 10
    page.keyboard.press("ArrowRight")
    page.wait_for_function("Reveal.getIndices().h === 1")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    presenter = opened.value
    presenter.wait_for_function("document.querySelector('.speaker-controls-notes .value')?.innerText.trim().length > 0")
    words = presenter.locator("body").inner_text()
    assert "Время" in words
    assert "Upcoming" not in words
    presenter.close()


def test_an_english_client_has_no_russian(page: Page, demo: Demo) -> None:
    site = demo.built["daisy"].folder / "site"
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri())
        text = page.locator("body").inner_text()
        assert not set(text.lower()) & set("абвгдежзийклмнопрстуфхцчшщъыьэюя"), file


def test_nothing_in_the_release_names_another_host_to_load_from(demo: Demo) -> None:
    import re

    loads = re.compile(
        r"""(?:src|poster|data)\s*=\s*["']?(?:https?:)?//|<link[^>]+href=["']?(?:https?:)?//|@import\s+url\(["']?(?:https?:)?//"""
    )
    found = [
        file.relative_to(demo.release).as_posix()
        for file in Path(demo.release).rglob("*")
        if file.suffix in (".html", ".css") and loads.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
