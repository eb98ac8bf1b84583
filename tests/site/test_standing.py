"""Where the agreement stands: on every page, on screen and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import yaml

from kbgen.model.approval import Approval, Approvals, Status
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.site import build
from kbgen.site.settings import settings

CHANGES = Page("project/changes.md", "Что изменилось", "Ничего.", "index", "project")


def said(kb: KnowledgeBase, pages: tuple[Page, ...]) -> dict[str, str]:
    class Loader(yaml.SafeLoader):
        """Knows no tags of the site engine."""

    told = yaml.load(settings(kb, pages, {}, [], []), Loader)
    standing: dict[str, str] = told["extra"]["kbgen"]["standing"]
    return standing


def signed(kb: KnowledgeBase, by: str = "Иванов", status: Status = "approved") -> KnowledgeBase:
    approval = Approval("1.0", date(2026, 11, 12), by, status=status)
    return replace(kb, spec=replace(kb.spec, approval=Approvals((approval,))))


def test_status_version_and_date_in_words(kb: KnowledgeBase, pages: tuple[Page, ...]) -> None:
    assert said(kb, pages)["line"] == "Черновик: спецификация ещё не утверждена"
    assert said(signed(kb), pages)["line"] == "Утверждено: версия 1.0 от 12 ноября 2026 г."
    assert said(signed(kb, status="concept"), pages)["line"] == "Концепция, версия 1.0 от 12 ноября 2026 г."
    english = replace(kb, client=replace(kb.client, language="en"))
    assert said(signed(english), pages)["line"] == "Approved: version 1.0 of 12 November 2026"


def test_it_leads_to_the_page_of_changes_where_there_is_one(kb: KnowledgeBase, pages: tuple[Page, ...]) -> None:
    assert said(kb, pages)["page"] == ""
    assert said(kb, (*pages, CHANGES))["page"] == "project/changes.html"


def test_every_page_of_a_draft_says_so_above_and_below(
    staged: Callable[..., Path], tmp_path: Path, pages: tuple[Page, ...]
) -> None:
    built = build(staged(*pages, CHANGES), tmp_path / "site")
    assert built.problems == ()
    found = sorted((tmp_path / "site").rglob("*.html"))
    assert len(found) > len(pages)
    for file in found:
        page = html5lib.parse(file.read_text("utf-8"), namespaceHTMLElements=False)
        shown = [e for e in page.iter("aside") if e.get("class") == "kb-draft"]
        shown += [e for e in page.iter("p") if (e.get("class") or "").startswith("kb-standing")]
        assert len(shown) == (1 if file.name == "404.html" else 2)
        assert {"".join(e.itertext()).strip() for e in shown} == {"Черновик: спецификация ещё не утверждена"}
        if file.name != "404.html":
            links = {(file.parent / str(a.get("href"))).resolve() for a in shown[0].iter("a")}
            assert links == {(tmp_path / "site/project/changes.html").resolve()}
