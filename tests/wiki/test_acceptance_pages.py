"""Pages of acceptance, warranty, choice and needs: what a reader must find on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kbgen.model.acceptance import Act, CheckResult
from kbgen.model.choice import Candidate, Choice, Criterion, Decision
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.trace.checks import checks
from kbgen.wiki import acceptance, choice, needs, warranty

Made = Callable[..., KnowledgeBase]


@pytest.fixture
def kb(made: Made) -> KnowledgeBase:
    return made(lambda text: text)


def body(module: object, kb: KnowledgeBase, path: str) -> str:
    return next(page.body for page in module.pages(kb) if page.path == path)  # type: ignore[attr-defined]


def test_every_check_stands_on_the_page_with_its_id(kb: KnowledgeBase) -> None:
    text = body(acceptance, kb, "project/tests.md")
    for check in checks(kb):
        assert f">{check.id}</span>" in text
    assert "не пройдено" in text and "Сохраняется долго" in text


def test_the_stage_says_who_accepts_what_by_when(kb: KnowledgeBase) -> None:
    text = body(acceptance, kb, "project/acceptance.md")
    for part in (
        "Принимает Петрова А. И. · срок — 1 декабря 2026 г.",
        "1 декабря 2026",
        "[a1](tests.md#check-a1)",
        "Замечания",
        "Степень: высокая",
    ):
        assert part in text, part


def test_an_accepted_stage_and_a_signed_act_are_told(kb: KnowledgeBase) -> None:
    old = kb.spec.acceptance
    stage = replace(old.stages[0], accepted_on=date(2026, 12, 1))
    done = replace(old, stages=(stage,), act=Act(date(2026, 12, 21), "7"))
    text = body(acceptance, replace(kb, spec=replace(kb.spec, acceptance=done)), "project/acceptance.md")
    assert "Акт 7 подписан 21 декабря 2026" in text
    assert "принят 1 декабря 2026" in text


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 12, 30), "Начнётся через 1 день."),
        (date(2026, 12, 31), "Осталось 181 день".replace("Осталось", "Остался")),
        (date(2027, 6, 28), "Осталось 2 дня."),
        (date(2027, 6, 30), "Сегодня последний день гарантии."),
        (date(2027, 7, 1), "Гарантия закончилась 30 июня 2027"),
    ],
)
def test_days_left_are_counted_from_the_day_of_the_build(kb: KnowledgeBase, today: date, told: str) -> None:
    text = body(warranty, replace(kb, today=today), "project/warranty.md")
    assert told in text
    assert "30 июня 2027" in text
    if today <= date(2027, 6, 30):
        assert 'data-kb-last="2027-06-30"' in text and "в день сборки" in text


def test_the_warranty_is_counted_from_the_signed_act(kb: KnowledgeBase) -> None:
    spec = kb.spec
    assert spec.warranty is not None
    open_ = replace(kb, spec=replace(spec, warranty=replace(spec.warranty, start=None)), today=date(2026, 12, 22))
    assert "Срок начнётся в день подписания акта" in body(warranty, open_, "project/warranty.md")
    signed = replace(open_.spec.acceptance, act=Act(date(2026, 12, 21)))
    text = body(warranty, replace(open_, spec=replace(open_.spec, acceptance=signed)), "project/warranty.md")
    assert "с 21 декабря 2026 г. по 21 июня 2027" in text


def test_defects_wishes_and_what_was_mended_stand_apart(kb: KnowledgeBase) -> None:
    text = body(warranty, kb, "project/warranty.md")
    known, fixed, wishes = (text.index(f"{{ #{mark} }}") for mark in ("defects", "fixed", "wishes"))
    assert known < text.index("Медленный отчёт") < fixed < text.index("Опечатка в меню") < wishes < text.index("тёмный")
    assert "[Сделки](../entities/deal.md)" in text, "the page it was noticed on"


def test_the_form_for_reports_can_be_printed(kb: KnowledgeBase) -> None:
    text = body(warranty, kb, "project/report.md")
    assert "help@example.ru" in text and "data-kb-release" in text and "Высокая" in text


def compared(kb: KnowledgeBase, taken: str, scores: tuple[int, int]) -> str:
    criteria = (Criterion("c", Text("Цена"), 3),)
    candidates = tuple(Candidate(id, Text(id.upper()), {"c": n}) for id, n in zip("ab", scores, strict=True))
    found = Choice(criteria, candidates, Decision(taken, Text("Потому что")))
    return body(choice, replace(kb, spec=replace(kb.spec, choice=found)), "project/choice.md")


def test_totals_are_computed_and_shown(kb: KnowledgeBase) -> None:
    text = compared(kb, "a", (5, 2))
    assert "× 3 = 15" in text and "**15**" in text and "**6**" in text
    assert "набрать 15 баллов" in text
    assert "!!! note" not in text


def test_a_decision_against_the_totals_is_named(kb: KnowledgeBase) -> None:
    assert "впереди «A»: 15 против 6 у «B»" in compared(kb, "b", (5, 2))
    assert "по 15 баллов" in compared(kb, "b", (5, 5))


def test_a_need_leads_to_all_that_follows_from_it(kb: KnowledgeBase) -> None:
    text = body(needs, kb, "project/needs.md")
    for part in ("[Отвечать быстрее](needs.md#goal-g1)", "../entities/deal.md", "../processes/sale.md", "check-a1"):
        assert part in text, part
    assert 'id="need-n1"' in text


def test_results_about_unknown_checks_are_not_shown(kb: KnowledgeBase) -> None:
    old = kb.spec.acceptance
    spec = replace(kb.spec, acceptance=replace(old, results=(CheckResult("H-2222", "passed"),)))
    assert "H-2222" not in body(acceptance, replace(kb, spec=spec), "project/tests.md")
