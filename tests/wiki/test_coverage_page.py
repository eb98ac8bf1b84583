"""The page of completeness: shares, gaps by name, a mark with words for every link."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki import pages
from kbgen.wiki.coverage import percent


@pytest.fixture(scope="module")
def page(tiny_pages: tuple[Page, ...]) -> Page:
    return next(page for page in tiny_pages if page.kind == "coverage")


def test_it_stands_in_the_project_section_and_in_its_index(tiny_pages: tuple[Page, ...], page: Page) -> None:
    assert page.path == "project/coverage.md"
    index = next(p for p in tiny_pages if p.path == "project/index.md")
    assert "coverage.md" in index.body


def test_gaps_are_named_and_every_mark_has_words(page: Page) -> None:
    assert "## Пробелы" in page.body
    assert "нет слайда" in page.body, "these pages were made without decks"
    sign = r'class="kb-mark kb-mark-\w+"(?: title="[^"]+")? aria-hidden="true">.</span><span class="kb-mark-name">'
    marked = re.findall(sign, page.body)
    assert len(marked) == page.body.count('class="kb-mark kb-mark-')
    assert 'Инструкция<span class="kb-mark-told">: Как создать сделку' in page.body
    assert re.search(r'href="tests.html#check-[\w-]+"', page.body), "a check leads to its place in the test programme"


def test_english_page_has_no_russian_of_ours(made: Callable[..., KnowledgeBase]) -> None:
    body = next(p for p in pages(made(lambda text: "x" + str(len(text)), "en")) if p.kind == "coverage").body
    assert not re.search("[а-яё]", body)
    assert "% covered" in body


def test_no_share_is_rounded_up_to_the_whole() -> None:
    assert [percent(share) for share in (1.0, 0.9999, 0.5, 0.0)] == [100, 99, 50, 0]
