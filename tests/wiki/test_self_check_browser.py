"""The self-check and the log of questions in a real Chromium: offline, by keyboard, under the policy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kbgen.bundles.policies import policies
from kbgen.importers.questions import read_questions
from kbgen.importers.themes import read_theme
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.site import build, stage
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(
    tiny: KnowledgeBase, tiny_pages: tuple[Page, ...], root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A release with a site of three pages."""
    place = tmp_path_factory.mktemp("self-check")
    shutil.copy(root / "mkdocs.yml", place)
    shutil.copytree(root / "themes", place / "themes")
    (place / "content").mkdir()
    workspace = Workspace(place)
    chosen = tuple(p for p in tiny_pages if p.path in ("index.md", "quiz/manager.md", "questions.md"))
    project = stage(tiny, chosen, read_theme(workspace, "romashka"), workspace, "7")
    build(project, place / "release" / "site", lambda *_: None)
    return place / "release" / "site"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Tab]:
    """A tab without any network, whose scripts make no mistakes."""
    context = chromium.new_context(offline=True, locale="ru-RU", accept_downloads=True)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    context.close()
    assert mistakes == []


def serious(tab: Tab) -> list[str]:
    """What axe finds serious or critical on the open page."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    tab.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = tab.evaluate("axe.run('article', {resultTypes: ['violations']})")
    return [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")]


def answer_all(tab: Tab, *, right: bool) -> None:
    for question in tab.locator(".kb-question").all():
        at = int(question.get_attribute("data-right") or 0)
        inputs = question.locator("input")
        inputs.nth(at if right else (at + 1) % inputs.count()).check()
        question.locator("button").click()


def test_the_self_check_is_taken_by_keyboard_and_remembered(tab: Tab, site: Path) -> None:
    address = f"{site.as_uri()}/quiz/manager.html"
    tab.goto(address)
    first = tab.locator(".kb-question").first
    first.locator("button").focus()
    tab.keyboard.press("Enter")
    assert first.locator("[role=status]").text_content() == "Выберите ответ"
    assert first.locator("input").first.evaluate("one => one === document.activeElement")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    verdict = first.locator(".kb-verdict")
    assert verdict.evaluate("one => one === document.activeElement"), "a screen reader goes on with the reason"
    assert (verdict.text_content() or "").startswith("Неверно.") and first.locator("em").count() == 2
    tab.reload()
    assert tab.locator(".kb-verdict").count() == 1
    assert (tab.locator(".kb-quiz-head [role=status]").text_content() or "").startswith("Отвечено 1 из")


def test_who_knows_enough_prints_a_certificate_and_the_name_is_kept_nowhere(tab: Tab, site: Path) -> None:
    tab.goto(f"{site.as_uri()}/quiz/manager.html")
    answer_all(tab, right=False)
    assert tab.locator(".kb-quiz-end").is_visible() and not tab.locator("#kb-quiz-name").count()
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Пройти ещё раз").click()
    assert not tab.locator(".kb-verdict").count()
    answer_all(tab, right=True)
    tab.fill("#kb-quiz-name", "Ольга <b>Кузнецова</b>")
    tab.evaluate(
        "() => { window.print = () => { window.printed = document.querySelector('.kb-certificate').textContent; }; }"
    )
    tab.locator(".kb-quiz-name button").click()
    printed = tab.evaluate("window.printed")
    assert "Ольга <b>Кузнецова</b>" in printed and "Верных ответов" in printed
    tab.emulate_media(media="print")
    assert not tab.locator(".md-header").is_visible() and tab.locator(".kb-certificate").is_visible()
    tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not tab.locator(".kb-certificate").count()
    assert "Кузнецова" not in tab.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


def test_without_scripts_the_questions_are_read_with_their_answers(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/quiz/manager.html")
    assert tab.locator(".kb-asked").first.is_visible() and not tab.locator(".kb-why p").first.is_visible()
    tab.locator(".kb-why summary").first.click()
    assert tab.locator(".kb-why p").first.is_visible()
    tab.goto(f"{site.as_uri()}/questions.html")
    assert not tab.locator(".kb-log-form").is_visible() and tab.locator("article noscript .kb-note").is_visible()
    context.close()


HOSTILE = "=HYPERLINK(1) <img src=x onerror=alert(1)> \u202e\"'"


def test_the_log_keeps_counts_and_hands_over(tab: Tab, site: Path, tmp_path: Path) -> None:
    tab.goto(f"{site.as_uri()}/questions.html")
    tab.fill("#kb-log-question", HOSTILE)
    tab.select_option("#kb-log-about", "entities/Deal")
    tab.locator(".kb-log-actions button").click()
    tab.fill("#kb-log-question", "Вторая")
    tab.keyboard.press("Tab")
    tab.locator(".kb-log-actions button").click()
    tab.reload()
    assert tab.locator(".kb-log-table tbody tr").count() == 2 and not tab.locator(".kb-log-table img").count()
    tab.get_by_role("button", name="Спросили ещё раз: Вторая").click()
    tab.get_by_role("button", name="Изменить: Вторая").click()
    tab.fill("#kb-log-answer", "Ответ")
    tab.get_by_role("button", name="Сохранить изменения").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Сохранить журнал в файл").click()
    download.value.save_as(tmp_path / "log.json")
    reading = read_questions(tmp_path / "log.json", "tiny", "log.json")
    assert reading.problems == () and reading.value is not None
    assert [(q.times, q.answer, q.about) for q in reading.value] == [(1, "", "entities/Deal"), (2, "Ответ", "")]
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "log.csv")
    assert "\"'=HYPERLINK(1)" in (tmp_path / "log.csv").read_text("utf-8-sig"), "no formula"
    tab.get_by_role("button", name="Удалить: Вторая").click()
    assert tab.locator(".kb-log-table tbody tr").count() == 1
    kept = json.loads(tab.evaluate("localStorage.getItem('kbgen.questions.tiny')"))
    assert set(kept[0]) == {"id", "question", "role", "about", "state", "answer", "times", "day"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(chromium: Browser, site: Path, scheme: Any) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}, locale="ru-RU")
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/quiz/manager.html")
    tab.locator(".kb-question input").first.check()
    tab.locator(".kb-question button").first.click()
    second = tab.locator(".kb-question").nth(1)
    second.locator("input").nth(int(second.get_attribute("data-right") or 0)).check()
    second.locator("button").click()
    assert serious(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing leads out of a phone"
    tab.goto(f"{site.as_uri()}/questions.html")
    for state in ("answered", "open", "defect"):
        tab.fill("#kb-log-question", state * 30)
        tab.select_option("#kb-log-state", state)
        tab.locator(".kb-log-actions button").click()
    assert serious(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_both_pages_work_under_the_policy(chromium: Browser, site: Path) -> None:
    """Over HTTP, with the header that servers send."""
    policy = policies(site.parent).pages
    context = chromium.new_context(locale="ru-RU")
    tab = context.new_page()
    refused: list[str] = []
    tab.on("console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None)

    def serve(route: Route) -> None:
        path = site / route.request.url.removeprefix("http://127.0.0.1:9/").partition("?")[0]
        if path.is_file():
            route.fulfill(path=path, headers={"content-security-policy": policy} if path.suffix == ".html" else {})
        else:
            route.fulfill(status=404, body="")

    tab.route("**/*", serve)
    tab.goto("http://127.0.0.1:9/quiz/manager.html")
    answer_all(tab, right=True)
    assert tab.locator(".kb-quiz-end").is_visible()
    tab.goto("http://127.0.0.1:9/questions.html")
    tab.fill("#kb-log-question", "Почему?")
    tab.locator(".kb-log-actions button").click()
    assert tab.locator(".kb-log-table tbody tr").count() == 1
    assert refused == []
    context.close()
