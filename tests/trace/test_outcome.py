"""The last result of a check counts; remarks stay until they are mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kbgen.importers.kb import read_kb
from kbgen.model.acceptance import Acceptance, CheckResult
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.trace.outcome import Totals, outcome
from kbgen.workspace import Workspace

FIRST, SECOND = "H-7666", "O-TYM2"


@pytest.fixture(scope="module")
def tiny(root: Path) -> KnowledgeBase:
    return read_kb(Workspace(root / "tests" / "workspaces" / "tiny"), "tiny")


def with_results(kb: KnowledgeBase, *results: CheckResult) -> KnowledgeBase:
    return replace(kb, spec=replace(kb.spec, acceptance=Acceptance(results=results)))


def failed(check: str, text: str, **more: date) -> CheckResult:
    return CheckResult(check, "failed", date(2026, 11, 17), "Тихонов", Text(text), **more)


def test_nothing_was_run(tiny: KnowledgeBase) -> None:
    found = outcome(tiny)
    assert found.totals() == Totals(open=len(found.checks))
    assert found.state(FIRST) == "open"
    assert found.remarks == ()


def test_the_last_result_counts(tiny: KnowledgeBase) -> None:
    found = outcome(with_results(tiny, failed(FIRST, "Кнопка есть"), CheckResult(FIRST, "passed")))
    assert found.state(FIRST) == "passed"
    assert found.totals().passed == 1
    assert [(r.result.remark, r.mended) for r in found.remarks] == [(Text("Кнопка есть"), True)]


def test_a_check_that_failed_again_has_one_remark(tiny: KnowledgeBase) -> None:
    found = outcome(with_results(tiny, failed(FIRST, "раз"), failed(FIRST, "два")))
    assert [r.result.remark.plain for r in found.remarks] == ["два"]
    assert found.totals().failed == 1


def test_open_remarks_come_first_by_day(tiny: KnowledgeBase) -> None:
    results = (
        failed(FIRST, "позже", due=date(2026, 12, 1)),
        failed(SECOND, "раньше", due=date(2026, 11, 20)),
        failed("T-CP6A", "устранено", due=date(2026, 11, 1), fixed_on=date(2026, 11, 18)),
        CheckResult("C-9869", "passed", remark=Text("мелочь")),
        CheckResult("C-YH49", "skipped", remark=Text("нет данных")),
    )
    found = outcome(with_results(tiny, *results))
    assert [r.result.remark.plain for r in found.remarks] == ["раньше", "позже", "мелочь", "устранено"]
    assert found.totals() == Totals(passed=1, failed=3, skipped=1, open=len(found.checks) - 5)


def test_results_about_unknown_checks_do_not_count(tiny: KnowledgeBase) -> None:
    assert outcome(with_results(tiny, CheckResult("H-2222", "passed"))).totals().run == 0
