"""What connects pages: backlinks, topics, red links, old addresses."""

from __future__ import annotations

import re
from dataclasses import replace

import html5lib

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.redirects import Redirects
from kbgen.wiki import pages
from kbgen.wiki.backlinks import SILENT, links_of


def by_path(kb: KnowledgeBase) -> dict[str, Page]:
    return {page.path: page for page in pages(kb)}


def test_links_of_a_page() -> None:
    body = '[a](../entities/deal.md#x) [b](b.md "Подсказка") [c](https://x.example/y.md)'
    body += ' <a href="../videos/v.html#t=3">d</a>'
    assert links_of(Page("guides/g.md", "Г", body, "guide")) == ("entities/deal.md", "guides/b.md", "videos/v.md")


def test_every_page_says_what_links_to_it(tiny_pages: tuple[Page, ...]) -> None:
    made = {page.path: page for page in tiny_pages}
    deal = made["entities/deal.md"].body
    box = deal[deal.index('class="kb-backlinks"') :]
    assert "**Инструкции:** [Как создать сделку](../guides/new-deal.md)" in box
    assert "**Процессы:** [Продажа](../processes/sale.md)" in box
    assert "](../index.md)" not in box, "menus and indexes say nothing"
    for page in tiny_pages:
        assert ("kb-backlinks" in page.body) <= (page.kind not in SILENT)


def test_topics_of_entities_processes_and_writers(tiny: KnowledgeBase) -> None:
    guides = tuple(replace(guide, categories=("Телефония",)) for guide in tiny.guides)
    made = by_path(replace(tiny, guides=guides))
    topic = made["categories/telefoniya.md"]
    assert topic.title == "Тема: Телефония"
    assert re.findall(r"\[(Как [^\]]*)\]", topic.body) == ["Как закрыть сделку", "Как создать сделку"]
    assert "[Продажа](../processes/sale.md)" in made["categories/entity-deal.md"].body
    assert "[Телефония](categories/telefoniya.md)" in made["categories.md"].body
    line = next(x for x in made["guides/new-deal.md"].body.splitlines() if "kb-categories" in x)
    assert re.findall(r"\[([^\]]*)\]", line) == ["Сделки", "Продажа", "Телефония"]
    assert "[Тема: Телефония](categories/telefoniya.md)" in made["a-z.md"].body
    assert "entity-deal" not in made["a-z.md"].body


def test_red_links_are_shown_and_reported(tiny: KnowledgeBase) -> None:
    assert "project/wanted.md" not in by_path(tiny)
    guides = (replace(tiny.guides[0], body="[[Договор]] и [[Менеджер продаж]]\n"), tiny.guides[1])
    made = by_path(replace(tiny, guides=guides))
    assert 'class="kb-missing" title="Такой страницы ещё нет">Договор<' in made["guides/new-deal.md"].body
    wanted = made["project/wanted.md"].body
    assert "[Как создать сделку](../guides/new-deal.md)" in wanted
    assert "[Менеджер по продажам](../roles/manager.md)" in wanted
    assert "(wanted.md)" in made["project/index.md"].body


def redirected(moved: dict[str, str], tiny: KnowledgeBase) -> dict[str, str]:
    return {k: v for k, v in by_path(replace(tiny, redirects=Redirects(moved)))["index.md"].texts.items() if k in moved}


def test_old_addresses_lead_on(tiny: KnowledgeBase) -> None:
    made = redirected({"guides/old.html": "entities/deal.html#fields", "older.html": "guides/old.html"}, tiny)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made["guides/old.html"])
    assert tree.find(".//a").get("href") == "../entities/deal.html#fields"
    assert tree.find(".//meta[@http-equiv='refresh']").get("content") == "0; url=../entities/deal.html#fields"
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert "<script" not in made["guides/old.html"]
    assert 'href="entities/deal.html#fields"' in made["older.html"], "moves are followed to the end"


def test_what_is_no_move_makes_no_page(tiny: KnowledgeBase) -> None:
    moved = {
        "entities/deal.html": "entities/task.html",
        "x.html": "nowhere.html",
        "../x.html": "index.html",
        "a.html": "b.html",
        "b.html": "a.html",
        "y.exe": "index.html",
    }
    assert redirected(moved, tiny) == {}
