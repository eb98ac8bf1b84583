"""Pages for everybody: axe finds nothing serious on any kind of page; keyboard, phone, paper, no scripts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.demo.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


ALSO = (
    "entities/map.html",
    "entities/index.html",
    "guides/index.html",
    "feedback.html",
    "tasks.html",
    "project/tests.html",
)
"""Pages unlike the others of their kind."""


@cache
def kinds(site: Path) -> dict[str, Path]:
    """Kind of page → the fullest page of that kind."""
    found: dict[str, Path] = {}
    for file in sorted(site.rglob("*.html")):
        match = re.search(r'<meta name="kb-kind" content="([\w-]+)"', file.read_text(encoding="utf-8"))
        if match and (match[1] not in found or file.stat().st_size > found[match[1]].stat().st_size):
            found[match[1]] = file
    return found


@cache
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on the open page."""
    page.evaluate(axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{wrong['id']} ({wrong['impact']}): {node['html'][:160]}"
        for wrong in found["violations"]
        if wrong["impact"] in ("serious", "critical")
        for node in wrong["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("client", "scheme", "width"),
    [("romashka", "light", 1440), ("romashka", "dark", 1440), ("romashka", "light", 390), ("daisy", "light", 1440)],
)
def test_axe_finds_nothing_serious(chromium: Browser, demo: Demo, client: str, scheme: Any, width: int) -> None:
    pages = kinds(demo.built[client].folder / "site")
    assert set(pages) >= {
        "start",
        "role",
        "entity",
        "process",
        "guide",
        "task",
        "device",
        "rights",
        "glossary",
        "index",
    }
    others = (demo.built[client].folder / "site" / name for name in ALSO)
    pages = {**pages, **{file.name: file for file in others if file.is_file()}}
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    wrong = {}
    for kind, file in pages.items():
        tab.goto(file.as_uri())
        if found := serious(tab):
            wrong[f"{kind}: {file.name}"] = found
    context.close()
    assert wrong == {}


def test_no_page_sticks_out_on_a_phone(chromium: Browser, demo: Demo) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    wide = []
    for file in kinds(demo.release / "site").values():
        tab.goto(file.as_uri())
        if tab.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(file.name)
    context.close()
    assert wide == []


def test_tab_reaches_content_search_and_what_is_seen_is_marked(page: Page, demo: Demo) -> None:
    page.goto((demo.release / "site/entities/deal.html").as_uri())
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") != ""
    page.reload()
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.className"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or "search" in page.evaluate("document.activeElement.className")
    assert any("md-search__input" in name for name in seen)


def test_boxes_of_a_diagram_are_reached_by_keyboard_and_lead_on(page: Page, demo: Demo) -> None:
    page.goto((demo.release / "site/processes/sale.html").as_uri())
    box = page.locator(".kb-diagram a").first
    box.focus()
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guides/*.html")


def test_a_screenshot_is_enlarged_and_closed_by_keyboard(page: Page, demo: Demo) -> None:
    page.goto((demo.release / "site/guides/new-request.html").as_uri())
    link = page.locator("a.kb-shot-open").nth(1)
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.kb-zoom")
    assert dialog.evaluate("d => d.open")
    assert dialog.locator(".kb-marks circle").count() == 4
    assert "Закрыть" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    assert not dialog.evaluate("d => d.open")
    assert link.evaluate("l => l === document.activeElement")


def test_pictures_keep_their_room_while_they_load(page: Page, demo: Demo) -> None:
    page.goto((demo.release / "site/guides/new-request.html").as_uri())
    for image in page.locator(".kb-shot img").all():
        assert image.get_attribute("loading") == "lazy"
        shape = image.evaluate("i => i.clientHeight / i.clientWidth")
        assert shape == pytest.approx(900 / 1600, abs=0.02)


def test_the_moment_of_a_step_plays_in_the_page(page: Page, demo: Demo) -> None:
    page.goto((demo.release / "site/guides/new-request.html").as_uri())
    page.locator("a.kb-shot-moment").nth(2).click()
    page.wait_for_function("document.querySelector('video').currentTime >= 29.5")


_WORDS = """() => {
    const found = [], texts = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
        if (!texts.currentNode.parentElement.closest(
            'script, .kb-foot, .kb-reviews, media-controller, .kb-player-keys, .kb-player-wide'))
            found.push(texts.currentNode.data);
    return found.join(' ');
}"""


def test_every_page_says_all_without_scripts(chromium: Browser, demo: Demo) -> None:
    with_scripts = chromium.new_context()
    without = chromium.new_context(java_script_enabled=False)
    one, other = with_scripts.new_page(), without.new_page()
    for file in kinds(demo.release / "site").values():
        one.goto(file.as_uri())
        other.goto(file.as_uri())
        words = one.evaluate(_WORDS)
        plain = re.sub(r"<(script|style|noscript).*?</\1>", " ", other.content(), flags=re.DOTALL)
        shown = set(re.findall(r"\w{4,}", re.sub(r"<[^>]+>", " ", plain)))
        assert set(re.findall(r"\w{4,}", words)) - shown == set(), file.name
        hidden = other.locator("article [hidden]:not(.kb-feedback, .md-top)").count()
        assert hidden == 0, file.name
    other.goto((demo.release / "site/guides/new-request.html").as_uri())
    other.locator("a.kb-shot-open").first.click()
    assert other.url.endswith(".png")
    with_scripts.close()
    without.close()


def test_paper_shows_what_is_folded_and_says_which_page_it_is(chromium: Browser, demo: Demo, tmp_path: Path) -> None:
    import shutil
    import subprocess

    reader = shutil.which("pdftotext")
    if not reader:
        pytest.skip("no pdftotext here")
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto((demo.release / "site/guides/deal-stages.html").as_uri())
    folded = tab.locator("article details:not(.kb-backlinks)").all()
    assert folded
    inside = [part.evaluate("d => d.textContent").split()[-1] for part in folded]
    tab.pdf(path=str(tmp_path / "page.pdf"))
    context.close()
    done = subprocess.run(
        [reader, "-layout", str(tmp_path / "page.pdf"), "-"], check=True, capture_output=True, text=True
    )
    words = done.stdout
    assert all(word in words for word in inside)
    assert "guides/deal-stages" in words
    assert re.search(r"выпуск \d", words)
    assert "Сообщить о недочёте" not in words
    assert "Поиск" not in words


def test_an_answer_is_kept_and_goes_into_a_file(page: Page, demo: Demo, tmp_path: Path) -> None:
    from kbgen.importers.feedback import read_feedback

    site = demo.release / "site"
    page.goto((site / "guides/new-request.html").as_uri())
    page.locator(".kb-feedback").get_by_role("button", name="Нет").click()
    page.keyboard.type("Где кнопка? <b>")
    page.get_by_role("button", name="Сохранить отзыв").click()
    page.goto((site / "entities/deal.html").as_uri())
    page.locator(".kb-feedback").get_by_role("button", name="Да").click()
    page.locator(".kb-feedback-mine").click()
    page.wait_for_url("**/feedback.html")
    assert "Где кнопка? <b>" in page.locator(".kb-reviews-list").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Сохранить отзывы в файл").click()
    saved.value.save_as(tmp_path / "f.json")
    reading = read_feedback(tmp_path / "f.json", "romashka", "f.json")
    assert reading.problems == ()
    assert [(r.page, r.helpful, r.comment) for r in reading.value or ()] == [
        ("guides/new-request.html", False, "Где кнопка? <b>"),
        ("entities/deal.html", True, ""),
    ]


def test_where_nothing_can_be_stored_a_letter_or_a_file_remains(chromium: Browser, demo: Demo) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on(
        "pageerror", lambda failure: complaints.append(str(failure)) if "feedback.js" in str(failure.stack) else None
    )
    tab.goto((demo.release / "site/entities/deal.html").as_uri())
    box = tab.locator(".kb-feedback")
    box.get_by_role("button", name="Да").click()
    with tab.expect_download():
        box.get_by_role("button", name="Сохранить отзывы в файл").click()
    context.close()
    assert complaints == []
