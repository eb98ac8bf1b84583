"""Every kind of bad input is a list of sentences with places: all of them at once, never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kbgen.errors import Problem
from kbgen.importers import try_kb
from kbgen.language import say
from kbgen.rules import check
from kbgen.workspace import Workspace

SITUATIONS = Path(__file__).resolve().parents[1] / "workspaces"
NAMES = sorted(folder.name for folder in SITUATIONS.iterdir() if folder.is_dir())


def told(problems: Iterable[Problem]) -> str:
    """Problems as an analyst reads them."""
    lines = []
    for problem in problems:
        sentence = say(problem, "ru")
        mark = "" if problem.severity == "error" else "(!) "
        lines.append(f"{sentence.where}: {mark}{sentence.what}\n    → {sentence.hint}\n")
    return "".join(lines)


def problems_of(workspace: Workspace) -> list[Problem]:
    attempt = try_kb(workspace, "tiny")
    found = [*attempt.problems, *check(attempt.kb, workspace, attempt.unread)]
    return sorted(found, key=lambda p: (p.place, p.code))


@pytest.mark.parametrize("name", NAMES)
def test_situation_is_told_as_written_down(name: str, situation: Callable[[str], Workspace]) -> None:
    found = problems_of(situation(name))
    golden = SITUATIONS / name / "problems.txt"
    if os.environ.get("KBGEN_BLESS"):
        golden.write_text(told(found), encoding="utf-8")
    assert told(found) == golden.read_text(encoding="utf-8")
    assert [p.place for p in found] == sorted(p.place for p in found), "files and lines are not in order"


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_has_english_words_too(name: str, situation: Callable[[str], Workspace]) -> None:
    for problem in problems_of(situation(name)):
        assert say(problem, "en").what and say(problem, "en").hint
