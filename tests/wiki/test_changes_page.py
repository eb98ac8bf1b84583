"""The page of changes: what was signed, what changed since, who asked for it, and what the last release did not say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import html5lib
import pytest

from kbgen.model.approval import Approval, Approvals
from kbgen.model.changes import ChangeRequest, ChangeRequests
from kbgen.model.decks import SlideRef
from kbgen.model.entities import Field
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.text import Text
from kbgen.trace.snapshots import agreed, snapshot
from kbgen.wiki import changes

Made = Callable[..., KnowledgeBase]
PAGES = tuple(
    Page(path, path, "", "entity") for path in ("entities/deal.md", "roles/manager.md", "roles/rights.md", "tests.md")
)
REQUESTS = ChangeRequests(
    (
        ChangeRequest("C1", Text("Удалять нельзя"), "Отдел", date(2026, 11, 16), "accepted", date(2026, 11, 18),
                      "Директор", Text("Так надёжнее"), ("permissions/manager/Deal/delete",)),
        ChangeRequest("C2", Text("Цвет кнопки"), decision="declined"),
        ChangeRequest("C3", Text("Новое поле"), decision="accepted", touches=("entities/Company",)),
    )
)  # fmt: skip


def since_approval(kb: KnowledgeBase, requests: ChangeRequests = REQUESTS) -> KnowledgeBase:
    """*kb* as it is after the approval: a field became required, the manager lost a right."""
    kb = replace(kb, slides={"permissions/manager/Deal": (SlideRef("manager", 4, "Права"),)})
    before = agreed(snapshot(kb))
    approval = Approval("1.0", date(2026, 11, 12), "Иванов", "Петрова", hash="3fa9c1d2" * 8)
    deal = kb.spec.entities.entities[0]
    fields = tuple(replace(f, required=not f.required) if f.id == "amount" else f for f in deal.fields)
    entities = replace(kb.spec.entities, entities=(replace(deal, fields=fields), *kb.spec.entities.entities[1:]))
    permissions = tuple(
        replace(p, ops={**p.ops, "delete": "all"}) if (p.role, p.entity) == ("manager", "Deal") else p
        for p in kb.spec.roles.permissions
    )
    spec = replace(
        kb.spec,
        entities=entities,
        roles=replace(kb.spec.roles, permissions=permissions),
        approval=Approvals((approval,)),
        changes=requests,
    )
    return replace(kb, spec=spec, approved=before)


def body(kb: KnowledgeBase) -> str:
    (page,) = changes.pages(kb)
    return changes.filled(page, kb, PAGES).body


def test_a_draft_says_that_anything_may_change(tiny: KnowledgeBase) -> None:
    assert list(changes.pages(tiny)) == []
    text = body(replace(tiny, previous=replace(snapshot(tiny), name="1")))
    assert "Черновик: спецификация ещё не утверждена" in text
    assert re.findall("^## .*", text, re.MULTILINE) == ["## После выпуска 1 { #news }"]


def test_the_whole_page(tiny: KnowledgeBase, golden: Callable[[str, str], None]) -> None:
    kb = since_approval(tiny)
    golden("wiki/changes_approved.md", body(replace(kb, previous=replace(snapshot(tiny), name="4"))))


def test_uncovered_changes_come_first_and_are_called_so(tiny: KnowledgeBase) -> None:
    text = body(since_approval(tiny))
    assert text.index("Не согласовано") < text.index("стало обязательным") < text.index("Согласовано запросами")
    assert text.index("Согласовано запросами") < text.index("удаление сделок")
    alone = body(since_approval(tiny, ChangeRequests()))
    assert "Согласовано запросами" not in alone
    assert alone.count("kb-change-changed") == 2


def test_hundreds_of_changes_are_counted_not_listed(tiny: KnowledgeBase) -> None:
    deal = tiny.spec.entities.entities[0]
    many = tuple(Field(f"f{n}", Text(f"Поле {n}"), "string") for n in range(100))
    entities = replace(tiny.spec.entities, entities=(replace(deal, fields=(*deal.fields, *many)),))
    before = snapshot(replace(tiny, spec=replace(tiny.spec, entities=replace(entities, entities=(deal,)))))
    text = body(replace(tiny, spec=replace(tiny.spec, entities=entities), previous=before))
    assert text.count("Добавлено поле") == 60
    assert "И ещё 40 изменений" in text


def test_requests_say_what_became_of_them(tiny: KnowledgeBase) -> None:
    rows = [line for line in body(since_approval(tiny)).splitlines() if re.match(r"\| \*\*C\d", line)]
    assert "принят" in rows[0]
    assert "сделано" in rows[0]
    assert "ещё не сделано" not in rows[0]
    assert "отклонён" in rows[1]
    assert "ещё не сделано" in rows[2]


def test_pages_slides_and_checks_that_a_change_touches(tiny: KnowledgeBase) -> None:
    text = body(since_approval(tiny))
    line = next(line for line in text.splitlines() if "удаление сделок" in line)
    assert "(../roles/rights.md)" in line
    assert "«Менеджер по продажам» — 4" in line
    assert re.search(r"\(tests\.md#check-", line)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:y)", "a | b", "`к` **ж** {{ 7*7 }}", "</div></aside>", "# заголовок"],
)
def test_hostile_words_are_shown_as_written(made: Made, to_html: Callable[[str], str], text: str) -> None:
    requests = ChangeRequests((ChangeRequest("C1", Text(text), text, decided_by=text, reason=Text(text)),))
    kb = since_approval(made(lambda own: f"{own} {text}"), requests)
    html = html5lib.parse(to_html(body(kb)), namespaceHTMLElements=False)
    assert not list(html.iter("script"))
    assert not [a for a in html.iter("a") if "javascript" in (a.get("href") or "")]
    assert text in " ".join("".join(html.itertext()).split())
    rows = [len(list(row)) for row in html.iter("tr")]
    assert len(set(rows)) == 1
