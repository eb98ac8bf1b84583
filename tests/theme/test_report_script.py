"""report.js in a real browser: days of the warranty, the release in the letter, the page in the form."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from kbgen.language import words

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

HTML = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<p><span data-kb-first="2026-12-21" data-kb-last="2027-06-21" data-kb-texts="{texts}">как собрано</span>
<span data-kb-counted>день сборки</span></p>
<span data-kb-page></span>
<a id="mail" href="mailto:a@example.ru?subject=x&amp;body=y" data-kb-report="База знаний:">письмо</a>
<a id="form" href="report.html" data-kb-form="entities/deal.html">бланк</a>
<footer class="md-footer"><span data-kb-release>выпуск 7</span></footer>
<script src="{script}"></script></html>"""


@pytest.fixture
def address(root: Path, tmp_path: Path) -> str:
    return _write(root, tmp_path, "ru")


def _write(root: Path, folder: Path, language: str) -> str:
    script = (root / "themes" / "base" / "assets" / "kbgen" / "report.js").as_uri()
    texts = words(language)("wiki.warranty.texts")  # type: ignore[arg-type]
    (folder / "x.html").write_text(HTML.format(language=language, texts=texts, script=script), encoding="utf-8")
    return (folder / "x.html").as_uri()


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2026-12-20", "Начнётся через 1 день."),
        ("2026-11-23", "Начнётся через 28 дней."),
        ("2026-12-21", "Осталось 182 дня."),
        ("2027-06-20", "Остался 1 день."),
        ("2027-06-21", "Сегодня последний день гарантии."),
        ("2027-06-22", "Срок гарантии уже закончился."),
    ],
)
def test_days_are_counted_on_the_day_of_reading(page: Tab, address: str, today: str, told: str) -> None:
    page.clock.set_fixed_time(datetime.fromisoformat(f"{today}T09:00:00").replace(tzinfo=UTC))
    page.goto(address)
    assert page.text_content("[data-kb-last]") == told
    assert not page.is_visible("[data-kb-counted]")


def test_days_in_english(page: Tab, root: Path, tmp_path: Path) -> None:
    page.clock.set_fixed_time(datetime(2027, 6, 20, 9, tzinfo=UTC))
    page.goto(_write(root, tmp_path, "en"))
    assert page.text_content("[data-kb-last]") == "1 day left."


def test_the_letter_gets_the_release_and_the_form_its_page(page: Tab, address: str) -> None:
    page.goto(address)
    body = parse_qs(urlsplit(page.get_attribute("#mail", "href") or "").query)["body"][0]
    assert body == "y\r\nБаза знаний: выпуск 7"
    page.goto(f"{address}?page=entities/deal.html")
    assert page.text_content("[data-kb-page]") == "entities/deal.html"
    page.goto(f"{address}?page=%3Cimg src=x onerror=alert(1)%3E")
    assert page.text_content("[data-kb-page]") == ""
