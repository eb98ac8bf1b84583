"""The security policy lets through everything our pages do, and nothing else: every kind of page, used by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.demo.conftest import Demo

pytestmark = pytest.mark.browser

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`), true);
"""
_KIND = re.compile(r'<meta name="kb-kind" content="([^"]*)"')


def kinds(release: Path) -> list[str]:
    """One page of each kind, of each folder, and of each thing that needs a script."""
    chosen: dict[str, str] = {}
    for path in sorted((release / "site").rglob("*.html")):
        text = path.read_text("utf-8")
        found = _KIND.search(text)
        address = path.relative_to(release).as_posix()
        for key in (
            f"kind {found[1] if found else '-'}", f"folder {path.parent.name}",
            *(mark for mark in ("kb-player", "kb-diagram", "kb-picture", "tabbed-set", "<details", "kb-network")
              if mark in text),
        ):  # fmt: skip
            chosen.setdefault(key, address)
    top = [p.relative_to(release).as_posix() for p in (release / "site").glob("*.html")]
    return sorted({*chosen.values(), *top, "start.html"})


def use_site(page: Page, address: str) -> None:
    """What a reader does on any page of the site."""
    page.goto(address, wait_until="load")
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll(".tabbed-set input, .md-code__button")) one.click();
          for (const one of [...document.querySelectorAll("a.kb-shot-open")].slice(0, 2)) one.click();
          scrollTo(0, document.body.scrollHeight);
        }"""
    )
    page.keyboard.press("Escape")


def until(page: Page, expression: str) -> None:
    """Wait for it; Playwright's own way is an ``eval`` in the page, which the policy refuses."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(expression)


@pytest.fixture()
def strict(chromium: Browser) -> Iterator[Page]:
    """A tab that obeys the policies it is sent."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU", bypass_csp=False)
    yield context.new_page()
    context.close()


def refused(page: Page) -> list[str]:
    return page.evaluate("window.refused")


def test_every_kind_of_page_works_under_the_policy(served: str, demo: Demo, strict: Page) -> None:
    walk(strict, served, demo.release)


def walk(page: Page, served: str, release: Path) -> None:
    page.context.add_init_script(WATCH)  # windows that the slides open too
    wrong: dict[str, list[str]] = {}
    for address in kinds(release):
        use_site(page, f"{served}/{address}")
        wrong[address] = refused(page)
    for use in (search, watch_video, present):
        use(page, served, release)
        wrong[use.__name__] = refused(page)
    assert {address: found for address, found in wrong.items() if found} == {}


def search(page: Page, served: str, _: Path) -> None:
    page.goto(f"{served}/site/index.html")
    page.keyboard.press("f")
    page.keyboard.type("сделка")
    page.wait_for_selector(".md-search-result__item a")
    page.wait_for_timeout(300)


def watch_video(page: Page, served: str, release: Path) -> None:
    one = sorted((release / "site" / "videos").glob("*.html"))[0].name
    page.goto(f"{served}/site/videos/{one}")
    until(page, "document.querySelector('video').readyState >= 1")
    page.evaluate("async () => { const v = document.querySelector('video'); v.muted = true; await v.play(); }")
    until(page, "document.querySelector('video').currentTime > 0.2")
    page.evaluate("() => { document.querySelector('video').currentTime = 5; }")
    until(page, "document.querySelector('video').currentTime >= 5")
    assert page.evaluate("document.querySelector('video').textTracks.length") >= 1
    bar = page.query_selector("media-time-range")
    if bar:
        bar.hover()
    page.wait_for_timeout(300)


def present(page: Page, served: str, release: Path) -> None:
    deck = sorted((release / "seminar").glob("*.html"))[0].name
    page.goto(f"{served}/seminar/{deck}")
    until(page, "window.Reveal && Reveal.isReady()")
    for key in ("ArrowRight", "ArrowRight", "Escape", "Escape", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    notes.wait_for_timeout(1500)
    assert notes.evaluate("document.body.innerText.length") > 50  # the speaker's view is written by the slides
    assert refused(notes) == []
    notes.close()


def test_a_script_from_elsewhere_does_not_run(served: str, strict: Page) -> None:
    """What would get into a page in spite of all care is refused by the browser."""
    page = strict
    page.add_init_script(WATCH)
    page.goto(f"{served}/site/index.html")
    page.evaluate(
        """() => {
          const one = document.createElement("script"); one.textContent = "window.ran = 1"; document.body.append(one);
          const other = document.createElement("div"); other.innerHTML = '<img src="x:" onerror="window.ran = 2">';
          document.body.append(other);
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert len(refused(page)) >= 2
