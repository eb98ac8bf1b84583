"""Results and dates that cannot be meant are reported at their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kbgen.errors import Problem
from kbgen.importers.kb import read_kb
from kbgen.language import say
from kbgen.model.acceptance import Acceptance, Act, CheckResult, Person, Stage
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.model.warranty import Defect, SeverityLevel, Warranty
from kbgen.rules import acceptance
from kbgen.workspace import Workspace

DAY = date(2026, 11, 20)
MINOR = SeverityLevel("minor", Text("Обычный"), Text("—"), Text("—"), Text("—"))


@pytest.fixture(scope="module")
def tiny(root: Path) -> KnowledgeBase:
    return read_kb(Workspace(root / "tests" / "workspaces" / "tiny"), "tiny")


def found(kb: KnowledgeBase, **nouns: object) -> list[Problem]:
    kb = replace(kb, spec=replace(kb.spec, **nouns))
    rules = (acceptance.results, acceptance.act, acceptance.defects)
    return [p for rule in rules for p in rule(kb, Workspace(Path()))]


@pytest.mark.parametrize(
    ("result", "code", "severity"),
    [
        (CheckResult("H-7666", "passed", DAY), "", ""),
        (CheckResult("H-7667", "passed"), "acceptance_unknown_check_near", "warning"),
        (CheckResult("???", "passed"), "acceptance_unknown_check", "warning"),
        (CheckResult("H-7666", "failed"), "acceptance_no_remark", "warning"),
        (CheckResult("H-7666", "passed", severity="awful"), "acceptance_severity", "error"),
        (CheckResult("H-7666", "passed", severity="minor"), "", ""),
        (CheckResult("H-7666", "passed", DAY, fixed_on=date(2026, 11, 1)), "acceptance_fixed_before", "error"),
    ],
)
def test_results(tiny: KnowledgeBase, result: CheckResult, code: str, severity: str) -> None:
    problems = found(tiny, acceptance=Acceptance(results=(result,)), warranty=Warranty(severities=(MINOR,)))
    assert [(p.code, p.severity) for p in problems] == ([(code, severity)] if code else [])
    for problem in problems:
        assert problem.place.file.endswith("acceptance.yml")
        assert say(problem, "ru").what and say(problem, "en").hint


def test_an_id_that_got_longer_is_recognised(tiny: KnowledgeBase) -> None:
    (problem,) = found(tiny, acceptance=Acceptance(results=(CheckResult("н-7666", "passed"),)))
    assert problem.values["near"] == "H-7666"


def test_the_warranty_starts_on_the_day_of_the_act(tiny: KnowledgeBase) -> None:
    signed = Acceptance(act=Act(DAY))
    assert found(tiny, acceptance=signed, warranty=Warranty(start=DAY)) == []
    (problem,) = found(tiny, acceptance=signed, warranty=Warranty(start=date(2026, 12, 1)))
    assert problem.code == "warranty_not_from_act"


def test_a_part_of_the_programme_belongs_to_one_stage(tiny: KnowledgeBase) -> None:
    one, two = (Stage(id, Text(id), Person("X"), checks=("rights",)) for id in ("one", "two"))
    assert [p.code for p in found(tiny, acceptance=Acceptance((one, two)))] == ["acceptance_group_twice"]


def test_defects_have_severities_that_exist(tiny: KnowledgeBase) -> None:
    defect = Defect("D1", Text("Опечатка"), severity="awful")
    assert [p.code for p in found(tiny, warranty=Warranty(defects=(defect,), severities=(MINOR,)))] == [
        "acceptance_severity"
    ]
