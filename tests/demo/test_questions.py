"""Thirty questions of staff, written down before anybody looked at the wiki (questions.txt), and where they lead.

A question counts as answered where one search for it as written names the right page among the first three, or where
two clicks from the start page lead there; in both cases the page must really say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

import pytest

from kbgen.search import answer

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

pytestmark = pytest.mark.media


@dataclass(frozen=True)
class Answered:
    """A question: the pages that answer it, what one of them must say, and the way there."""

    question: str
    pages: tuple[str, ...]
    says: str
    """A pattern."""
    way: str = "search"
    """"search", or the page on the way from the start page; "start" where the start page leads there itself."""


ANSWERS = (
    Answered("Позвонил новый клиент. Куда записать его просьбу?", ("guides/new-request",), r"Добавить Запрос"),
    Answered(
        "Заявка пришла второй раз от того же человека, что делать с дублем?",
        ("glossary#term-twin", "guides/new-request"),
        r"(?i)дублирующий|двойник",
    ),
    Answered(
        "Не слышно собеседника в телефоне", ("equipment/headset", "equipment/ip-telephony"), r"(?i)громкост|микрофон"
    ),
    Answered("Как найти клиента по номеру телефона?", ("guides/find-record",), r"(?i)номер"),
    Answered("Кому передать обращение, если оно не про продажи?", ("guides/new-request",), r"Случай/инцидент"),
    Answered("Забыл пароль, как войти?", ("guides/forgot-password",), r"(?i)новый пароль"),
    Answered("Как создать сделку?", ("guides/deal-from-request",), r"Создать сделку"),
    Answered(
        "Какие поля обязательно заполнить в сделке?",
        ("entities/deal",),
        r"Без этих полей карточка не сохранится",
        "start",
    ),
    Answered("Как превратить заявку в сделку?", ("guides/deal-from-request",), r"Создать сделку"),
    Answered("Клиент отказался. Как закрыть сделку?", ("guides/close-deal",), r"Причина закрытия"),
    Answered("Как отправить письмо клиенту из CRM?", ("guides/send-email",), r"(?i)отправ"),
    Answered("Могу ли я удалить компанию?", ("guides/delete-company", "roles/rights"), r"Кому нельзя|Удалить"),
    Answered("Почему я не вижу чужие сделки?", ("entities/deal",), r"Кто видит", "start"),
    Answered("Как добавить товар в сделку?", ("guides/deal-products",), r"(?i)продук"),
    Answered("Как поставить себе напоминание о звонке?", ("guides/reminders",), r"(?i)напоминание", "guides/index"),
    Answered(
        "Какие бывают этапы сделки?",
        ("guides/deal-stages", "entities/deal", "processes/sale"),
        r"коммерческое предложение",
    ),
    Answered("Что делать после того, как клиент согласился купить?", ("processes/sale",), r"(?i)договор", "start"),
    Answered("Как отметить, что клиент заплатил?", ("guides/payment",), r"Статус платежа"),
    Answered("Где увидеть, кто ещё не оплатил?", ("guides/check-payments",), r"(?i)фильтр|отберите", "start"),
    Answered("Как выгрузить платежи в Excel?", ("guides/export-list",), r"Excel"),
    Answered("Что такое лид?", ("entities/lead", "glossary#term-lead"), r"(?i)лид"),
    Answered("Что мне можно делать в системе, а что нельзя?", ("roles/accountant",), r"(?i)нельзя", "start"),
    Answered("Где отчёт о продажах за месяц?", ("guides/reports",), r"(?i)воронка|сводка"),
    Answered("Кто может выгружать базу клиентов?", ("roles/rights", "entities/lead", "entities/company"), r"Выгру"),
    Answered("Почему выбрали именно эту CRM?", ("project/choice",), r"(?i)выбран|решение"),
    Answered("До какого числа гарантия и кому звонить, если сломалось?", ("project/warranty",), r"(?i)гарант.*20\d\d"),
    Answered("Когда обучение и где?", ("project/training",), r"декабря 2026"),
    Answered("Принтер не печатает этикетки", ("equipment/label-printer",), r"(?i)этикет"),
    Answered("Сканер не читает штрихкод", ("equipment/barcode-scanner",), r"(?i)луч|код"),
    Answered("Что мы принимаем по акту и по каким критериям?", ("project/acceptance",), r"(?i)критери"),
)


def test_the_list_is_the_one_written_beforehand() -> None:
    lines = (Path(__file__).parent / "questions.txt").read_text(encoding="utf-8").splitlines()
    asked = [line.split(" | ")[1] for line in lines if line and not line.startswith("#")]
    assert len(asked) == 30
    assert [one.question for one in ANSWERS] == asked


@cache
def links(site: Path, page: str) -> frozenset[str]:
    """Pages that the article of *page* leads to."""
    html = (site / page).read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    hrefs = (unescape(found) for found in re.findall(r'<a [^>]*href="([^"#][^"]*)"', article))
    return frozenset(urldefrag(urljoin(page, href)).url for href in hrefs)


def text_of(file: Path) -> str:
    html = file.read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    return unescape(re.sub(r"<[^>]+>", " ", article))


def check(one: Answered, site: Path, index: Path) -> None:
    """The page says it, and the way leads there."""
    files = [f"{page.partition('#')[0]}.html" for page in one.pages]
    assert any(re.search(one.says, text_of(site / file)) for file in files), one
    if one.way == "search":
        found = [hit.address for hit in answer(index, one.question, 3).hits]
        wanted = [re.sub(r"^([^#]+)", r"\1.html", page) for page in one.pages]
        assert any(address == page or address.split("#")[0] == page for address in found for page in wanted), found
    elif one.way == "start":
        assert set(files) & links(site, "index.html")
    else:
        step = f"{one.way}.html"
        menu = (site / "index.html").read_text(encoding="utf-8")
        assert f'href="{step}"' in menu
        assert set(files) & links(site, step)


@pytest.mark.parametrize("one", ANSWERS, ids=lambda one: one.question)
def test_a_question_is_answered_within_two_clicks_or_one_search(one: Answered, demo: Demo) -> None:
    check(one, demo.release / "site", demo.workspace.cache / "search" / "romashka")
