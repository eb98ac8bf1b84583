"""Every kind of page as Markdown, compared with what was looked at and accepted (``pytest --bless``)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki import pages

Golden = Callable[[str, str], None]

PATHS = [
    "index.md",
    "roles/index.md",
    "roles/manager.md",
    "roles/boss.md",
    "roles/rights.md",
    "quiz/manager.md",
    "quiz/boss.md",
    "guides/index.md",
    "guides/new-deal.md",
    "guides/close-deal.md",
    "guides/edit-deal.md",
    "guides/delete-deal.md",
    "guides/read-company.md",
    "tasks.md",
    "processes/index.md",
    "processes/sale.md",
    "entities/index.md",
    "entities/map.md",
    "entities/deal.md",
    "entities/company.md",
    "entities/task.md",
    "equipment/index.md",
    "equipment/phone.md",
    "project/index.md",
    "project/needs.md",
    "project/choice.md",
    "project/acceptance.md",
    "project/training.md",
    "questions.md",
    "project/warranty.md",
    "feedback.md",
    "categories/entity-company.md",
    "project/report.md",
    "project/tests.md",
    "glossary.md",
    "categories.md",
    "categories/entity-deal.md",
    "categories/process-sale.md",
    "a-z.md",
]


def written(page: Page) -> str:
    """The page as it is compared: its head, then its body without the drawings (they have tests of their own)."""
    head = [f"title: {page.title}", f"kind: {page.kind}", f"section: {page.section}", f"about: {page.description}"]
    head += [f"roles: {', '.join(page.roles)}", f"keywords: {', '.join(page.keywords)}"]
    head += [f"file: {name} <- {source}" for name, source in page.files.items()]
    body = re.sub(r"<svg .*?</svg>", "<svg/>", page.body)
    body = re.sub(r'^<figure class="kb-player.*$', "<player/>", body, flags=re.MULTILINE)
    return "\n".join(head) + "\n\n" + body


@pytest.mark.parametrize("path", PATHS)
def test_russian_page(path: str, tiny_pages: tuple[Page, ...], golden: Golden) -> None:
    page = next(p for p in tiny_pages if p.path == path)
    golden(f"wiki/{path.replace('/', '_')}", written(page))


@pytest.mark.parametrize(
    "path",
    ["index.md", "roles/manager.md", "entities/deal.md", "guides/new-deal.md", "guides/edit-deal.md", "tasks.md"],
)
def test_english_page(path: str, made: Callable[..., KnowledgeBase], golden: Golden) -> None:
    page = next(p for p in pages(made(lambda text: text, "en")) if p.path == path)
    golden(f"wiki/en_{path.replace('/', '_')}", written(page))


def test_every_page_kind_is_compared(tiny_pages: tuple[Page, ...]) -> None:
    """A new page must come with a golden file; pages of videos and of coverage are looked at by their own tests."""
    shown = [page for page in tiny_pages if not page.path.startswith("videos/") and page.kind != "coverage"]
    made = {page.path for page in shown if page.kind != "task"}
    assert made == {path for path in PATHS if next(p for p in shown if p.path == path).kind != "task"}
    assert "task" in {page.kind for page in shown if page.path in PATHS}
