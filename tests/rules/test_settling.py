"""Severity of rules, decided by a client or a workspace, always with a reason."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.build.checking import check_clients
from kbgen.errors import Place, Problem
from kbgen.importers import read_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.model.rules import RuleSetting, RuleSettings
from kbgen.rules import check, settle
from kbgen.rules.places import trace_finder, trace_id
from kbgen.workspace import Workspace


@pytest.fixture(scope="module")
def kb(root: Path) -> KnowledgeBase:
    """The demo without its own decisions: it has things to silence."""
    kb = read_kb(Workspace(root), "romashka")
    return replace(kb, client=replace(kb.client, rules=()))


def found(kb: KnowledgeBase, root: Path) -> tuple[Problem, ...]:
    return tuple(p for p in check(kb, Workspace(root)) if p.code in ("plural_differs", "unused_term"))


def decided(kb: KnowledgeBase, *settings: RuleSetting) -> KnowledgeBase:
    return replace(kb, client=replace(kb.client, rules=settings))


def test_silencing_needs_a_reason(kb: KnowledgeBase, root: Path) -> None:
    problems = found(kb, root)
    bare = settle(problems, decided(kb, RuleSetting("unused_term", "off")))
    assert {p.code for p in bare.problems} == {"plural_differs", "unused_term", "rule_without_reason"}
    told = settle(problems, decided(kb, RuleSetting("unused_term", "off", reason="Нужен для снимков.")))
    assert {p.code for p in told.problems} == {"plural_differs"}
    assert [(s.problem.code, s.reason) for s in told.silenced] == [("unused_term", "Нужен для снимков.")]


def test_only_where_it_was_decided(kb: KnowledgeBase, root: Path) -> None:
    problems = found(kb, root)
    for where in ("entities/Output", "entities/Out*", "content/clients/*/spec/entities.yml"):
        setting = RuleSetting("plural_differs", "off", (where,), "Так в меню.")
        left = [p.code for p in settle(problems, decided(kb, setting)).problems]
        assert left.count("plural_differs") == (0 if "yml" in where else 1), where


def test_what_matches_nothing_is_told_unless_files_are_broken(kb: KnowledgeBase, root: Path) -> None:
    idle = decided(kb, RuleSetting("plural_differs", "off", ("entities/Deal",), "Так в меню."))
    assert [p.code for p in settle(found(kb, root), idle).problems].count("rule_setting_idle") == 1
    assert not [p for p in settle(found(kb, root), idle, whole=False).problems if p.code == "rule_setting_idle"]


def test_a_rule_can_be_made_an_error_without_a_reason(kb: KnowledgeBase, root: Path) -> None:
    settled = settle(found(kb, root), decided(kb, RuleSetting("plural_differs", "error")))
    assert {p.severity for p in settled.problems if p.code == "plural_differs"} == {"error"}


def test_what_would_break_pages_cannot_be_silenced(kb: KnowledgeBase) -> None:
    dead = Problem("dead_role_near", Place("x.yml", 1), {"id": "sller", "near": "seller"})
    settled = settle([dead], decided(kb, RuleSetting("dead_role", "off", reason="Потом исправим.")))
    assert [p.code for p in settled.problems] == ["dead_role_near", "rule_fixed"]


@pytest.mark.parametrize(
    "rule", ["client_folder", "audience_id", "audience_part", "unsafe_link", "dangerous_html", "twin_permission"]
)
def test_what_would_harm_readers_cannot_be_silenced(rule: str, kb: KnowledgeBase) -> None:
    found = Problem(rule, Place("x.yml", 1))
    settled = settle([found], decided(kb, RuleSetting(rule, "off", reason="Потом исправим.")))
    assert [p.code for p in settled.problems] == [rule, "rule_fixed"]


def test_a_misspelt_rule_is_told_with_the_near_one(kb: KnowledgeBase) -> None:
    (problem,) = settle([], decided(kb, RuleSetting("twin_lable", "off", reason="…"))).problems
    assert (problem.code, problem.values["near"]) == ("unknown_rule_near", "twin_label")


def test_the_client_counts_more_than_the_workspace(kb: KnowledgeBase, root: Path) -> None:
    everywhere = RuleSettings((RuleSetting("unused_term", "off", reason="Не важно."),))
    own = decided(replace(kb, rules=everywhere), RuleSetting("unused_term", "warning"))
    assert "unused_term" in {p.code for p in settle(found(kb, root), own).problems}


def test_problems_know_their_trace_ids(kb: KnowledgeBase) -> None:
    find = trace_finder(kb)
    assert find(kb.place("entities", "entities", 0, "fields", 0, "label")).startswith("entities/")
    assert trace_id(kb, ("needs", "goals", 0)) == f"goals/{kb.spec.needs.goals[0].id}"
    first = kb.spec.roles.permissions[0]
    assert trace_id(kb, ("roles", "permissions", 0, "ops", "read")) == f"permissions/{first.role}/{first.entity}"
    way = kb.spec.processes.processes[0].transitions[0]
    expected = f"processes/sale/transitions/{way.from_}>{way.to}"
    assert trace_id(kb, ("processes", "processes", 0, "transitions", 0, "roles", 0)) == expected
    stage = kb.spec.acceptance.stages[0]
    criterion = f"acceptance/{stage.id}/{stage.criteria[0].id}"
    assert trace_id(kb, ("acceptance", "stages", 0, "criteria", 0, "text")) == criterion
    device = kb.spec.equipment.devices[0]
    symptom = f"equipment/{device.id}/symptoms/{device.symptoms[0].id}"
    assert trace_id(kb, ("equipment", "devices", 0, "symptoms", 0)) == symptom
    assert trace_id(kb, ("glossary", "terms", 0, "term")) == f"glossary/{kb.spec.glossary.terms[0].id}"
    assert find(Place(kb.guides[0].file, 9, 1)) == f"guides/{kb.guides[0].id}"


RULES = """\
rules:
- rule: twin_label
  severity: off
  reason: "Так на экране CRM."
- {rule: untranslated, severity: off, reason: "Переведём позже."}
"""


def test_settings_of_the_whole_workspace(root: Path, tmp_path: Path) -> None:
    for name in ("tiny", "words"):
        shutil.copytree(root / "tests" / "workspaces" / name, tmp_path, dirs_exist_ok=True)
    workspace = Workspace(tmp_path)
    before = [p.code for p in check_clients(workspace, ["tiny"]).problems]
    assert "twin_label" in before
    workspace.rules.write_text(RULES, encoding="utf-8")
    report = check_clients(workspace, ["tiny"])
    codes = [p.code for p in report.problems]
    assert "twin_label" not in codes
    assert {s.problem.code for s in report.silenced} == {"twin_label"}
    assert codes.count("rule_setting_idle") == 1, "the second setting silences nothing for any client"
    workspace.rules.write_text(RULES.replace("reason", "raeson"), encoding="utf-8")
    assert "unknown_key_near" in [p.code for p in check_clients(workspace, ["tiny"]).problems]
