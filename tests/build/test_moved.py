"""Addresses that go on working: redirects checked, addresses that are gone named, moves written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.build.moved import Gone, gone, gone_problems, known_addresses, redirect_problems, write_redirects
from kbgen.importers.kb import read_kb
from kbgen.importers.redirects import read_redirects
from kbgen.model import addresses
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.pages import Page
from kbgen.model.redirects import Redirects
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.wiki import pages
from kbgen.workspace import Workspace

KB = KnowledgeBase(Client("a", Text("А"), Product("p", "П"), Firm("Ф")), Spec(Entities(()), Roles(())))
PAGES = (
    Page("index.md", "Начало", "", "start", texts={"guides/older.html": "<p>"}),
    Page("guides/new-request.md", "Как записать запрос", "", "guide"),
    Page("guides/close-deal.md", "Как закрыть сделку", "", "guide"),
)
THERE = {"index.html", "guides/new-request.html", "guides/close-deal.html", "guides/older.html"}


@pytest.mark.parametrize(
    ("moved", "codes"),
    [
        ({"guides/old.html": "guides/close-deal.html"}, []),
        ({"guides/old.html": "guides/close-deal.html#end"}, []),
        ({"guides/old.html": "guides/older.html"}, []),
        ({"guides/old.html": "guides/close-deals.html"}, ["redirect_nowhere_near"]),
        ({"guides/old.html": "categories/money.html"}, []),
        ({"guides/old.html": "zzzz.html"}, ["redirect_nowhere"]),
        ({"../old.html": "index.html"}, ["redirect_malformed"]),
        ({"guides/Old.html": "index.html"}, ["redirect_malformed"]),
        ({"a.html": "b.html", "b.html": "a.html"}, ["redirect_circle", "redirect_circle"]),
        ({"index.html": "guides/close-deal.html"}, ["redirect_over_page"]),
    ],
)
def test_redirects_are_checked(moved: dict[str, str], codes: list[str]) -> None:
    kb = replace(KB, redirects=Redirects(moved))
    assert [problem.code for problem in redirect_problems(kb, THERE)] == codes


@pytest.fixture
def released(tmp_path: Path) -> Workspace:
    """A workspace with a release that had other pages."""
    site = tmp_path / "dist" / "a" / "1" / "site"
    (site / "guides").mkdir(parents=True)
    (site.parent / "manifest.json").write_text("{}", encoding="utf-8")
    old = {
        "index.html": "Начало",
        "404.html": "Нет такой страницы",
        "guides/write-request.html": "Как записать запрос - База знаний",
        "guides/close-deals.html": "Как закрыть две сделки - База знаний",
        "guides/older.html": "Старое - База знаний",
        "zzz.html": "Что-то &amp; другое",
    }
    for name, title in old.items():
        (site / name).write_text(f"<html><head><title>{title}</title></head></html>", encoding="utf-8")
    (site / "guides" / "sent-on.html").write_text('<meta http-equiv="refresh" content="0">', encoding="utf-8")
    (tmp_path / "content" / "clients" / "a").mkdir(parents=True)
    return Workspace(tmp_path)


def test_what_is_gone_and_what_took_its_place(released: Workspace) -> None:
    assert gone(KB, PAGES, released) == (
        Gone("guides/close-deals.html", "guides/close-deal.html"),
        Gone("guides/write-request.html", "guides/new-request.html"),
        Gone("zzz.html", ""),
    )
    problems = list(gone_problems(KB, PAGES, released))
    assert [(p.code, p.severity) for p in problems] == [
        ("address_gone_near", "warning"),
        ("address_gone_near", "warning"),
        ("address_gone", "warning"),
    ]
    assert str(problems[0].place) == "content/clients/a/redirects.yml"


def test_moves_are_written_beside_what_stands_there(released: Workspace) -> None:
    path = write_redirects(KB, gone(KB, PAGES, released), released)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Адреса, которые поменялись")
    path.write_text(text + "  # своё\n  guides/x.html: index.html\n", encoding="utf-8")
    write_redirects(KB, (Gone("y.html", "index.html"), Gone("z.html")), released)
    assert read_redirects(released, "a").value == Redirects(
        {
            "guides/close-deals.html": "guides/close-deal.html",
            "guides/write-request.html": "guides/new-request.html",
            "guides/x.html": "index.html",
            "y.html": "index.html",
        }
    )
    assert "# своё" in path.read_text(encoding="utf-8")


def test_nothing_was_released_nothing_is_gone(tmp_path: Path) -> None:
    assert gone(KB, PAGES, Workspace(tmp_path)) == ()


def test_addresses_told_from_ids_are_those_of_the_pages(root: Path) -> None:
    kb = read_kb(Workspace(root), "daisy")
    made = {addresses.html(page.path) for page in pages(kb) if page.kind != "category"}
    assert made <= known_addresses(kb)
