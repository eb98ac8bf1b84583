"""Thousands of problems of one file say no more than its first hundreds, and take no minute to print."""

from __future__ import annotations

import pytest

from kbgen.cli import console
from kbgen.errors import Place, Problem, Severity


def problems(file: str, many: int, severity: Severity = "error") -> list[Problem]:
    values = {"key": "x", "known": "moved"}
    return [Problem("unknown_key", Place(file, n), values, severity) for n in range(1, many + 1)]


@pytest.mark.parametrize(("language", "told"), [("ru", "ещё 1 проблема:"), ("en", "1 more problem in")])
def test_what_stands_in_one_file_is_told_up_to_a_number(
    language: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KBGEN_LANG", language)
    most = console.MOST_OF_A_FILE
    console.show_problems([*problems("a.yml", most + 1), *problems("a.yml", 3, "warning"), *problems("b.yml", most)])
    said = capsys.readouterr().err
    assert said.count("✗ a.yml") == said.count("✗ b.yml") == most
    assert said.count("! a.yml") == 3, "warnings are no reason to hide errors, nor errors to hide warnings"
    assert said.count(told) == 1 and "a.yml" in next(line for line in said.splitlines() if told in line)
