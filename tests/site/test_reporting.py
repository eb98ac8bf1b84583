"""Every page has a letter about itself: address, words and page encoded so that any mail program reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import jinja2
import pytest

from kbgen.importers.kb import read_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.model.warranty import Contact, Warranty
from kbgen.site.page_text import escaped
from kbgen.site.reporting import report
from kbgen.workspace import Workspace


@pytest.fixture(scope="module")
def tiny(root: Path) -> KnowledgeBase:
    kb = read_kb(Workspace(root / "tests" / "workspaces" / "tiny"), "tiny")
    warranty = Warranty(contacts=(Contact("Дежурный", email="help@example.ru"),))
    return replace(kb, spec=replace(kb.spec, warranty=warranty))


class Page:
    """What Material gives to a template."""

    def __init__(self, title: str, url: str) -> None:
        self.title, self.url = escaped(title), url
        self.file = type("File", (), {"src_uri": url.replace(".html", ".md")})()


def rendered(kb: KnowledgeBase, root: Path, page: Page) -> str:
    folder = root / "themes" / "base" / "partials"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=False)  # as MkDocs has it
    environment.filters["url"] = lambda path: f"../{path}"
    config = {"extra": {"kbgen": {"report": report(kb)}}}
    return environment.get_template("report.html").render(page=page, config=config)


def test_the_letter_names_the_page_in_russian(tiny: KnowledgeBase, root: Path) -> None:
    text = rendered(tiny, root, Page('Сделки & «счета» <b> "1/2"', "entities/deal.html"))
    (href,) = re.findall(r'href="(mailto:[^"]*)"', text)
    assert href.isascii() and " " not in href
    link = urlsplit(unescape(href))
    assert unquote(link.path) == "help@example.ru"
    asked = parse_qs(link.query)
    assert asked["subject"] == ['Недочёт: Сделки & «счета» <b> "1/2"']
    assert asked["body"][0].endswith("\r\nСтраница: entities/deal.html")
    assert "Что увидели:" in asked["body"][0]
    assert len(href) < 2000, "mail programs cut longer links"


def test_the_form_s_own_page_needs_no_link_to_itself(tiny: KnowledgeBase, root: Path) -> None:
    assert rendered(tiny, root, Page("Сообщить", "project/report.html")).strip() == ""


def test_without_an_address_the_form_is_offered(tiny: KnowledgeBase, root: Path) -> None:
    nobody = replace(tiny, spec=replace(tiny.spec, warranty=Warranty()))
    text = rendered(nobody, root, Page("Сделки", "entities/deal.html"))
    assert "mailto:" not in text
    assert 'href="../project/report.html"' in text


@pytest.mark.parametrize("mail", ['x" onclick="y@example.ru', "a@b?cc=c@d&body=x", "не почта", "a@" + "b" * 300])
def test_hostile_addresses_stay_addresses(tiny: KnowledgeBase, root: Path, mail: str) -> None:
    bad = replace(tiny, spec=replace(tiny.spec, warranty=Warranty(report_to=mail)))
    text = rendered(bad, root, Page("Сделки", "entities/deal.html"))
    assert "onclick" not in re.sub(r'href="[^"]*"', "", text)
    for href in re.findall(r'href="(mailto:[^"]*)"', text):
        assert set(parse_qs(urlsplit(unescape(href)).query)) == {"subject", "body"}
