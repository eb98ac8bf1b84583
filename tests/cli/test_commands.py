"""The command line: its help is its documentation, its exit codes are a promise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles.release import lock

pytestmark = pytest.mark.slow  # the whole program, call after call

Call = Callable[..., "subprocess.CompletedProcess[str]"]
COMMANDS = (
    "new",
    "check",
    "build",
    "serve",
    "import",
    "slides",
    "pack",
    "doctor",
    "coverage",
    "schema",
    "export",
    "releases",
    "rollback",
    "verify",
)


def test_help_lists_every_command() -> None:
    command = [sys.executable, "-m", "kbgen", "--help"]
    environment = {**os.environ, "KBGEN_LANG": "ru", "COLUMNS": "100", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0
    assert all(re.search(rf"│ {name}\s+\S", done.stdout) for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_explains_each_option_in_the_readers_language(kbgen: Call, command: str) -> None:
    russian, english = kbgen(command, "--help"), kbgen(command, "--help", language="en")
    assert russian.returncode == english.returncode == 0
    assert re.search("[а-яё]", russian.stdout)
    assert not re.search("[а-яё]", english.stdout)
    left = re.sub(r"--?[\w-]+|kbgen|\bN\b|ru\|en|espocrm|romashka|[a-z]+\|[a-z|]+", "", russian.stdout)
    assert not re.search(r"\b(Options|Arguments|Usage|Show|default|required|bool|str)\b", left)


def test_a_wrong_call_is_told_in_words_with_exit_code_2(kbgen: Call) -> None:
    for words, part in (
        (["biuld"], "Нет команды «biuld»"),
        (["pack"], "Не указано: КЛИЕНТ"),
        (["build", "--forse"], "Нет параметра «--forse»"),
        (["serve", "--port", "abc"], "Неподходящее значение: --port"),
    ):
        done = kbgen(*words)
        assert done.returncode == 2, words
        assert part in done.stderr
        assert "Traceback" not in done.stderr


def test_no_workspace_is_told_with_advice(kbgen: Call, tmp_path: Path) -> None:
    done = kbgen("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "kbgen new" in done.stderr


def test_new_makes_a_client_that_checks_clean(kbgen: Call, tmp_path: Path) -> None:
    for language in ("ru", "en"):
        done = kbgen("new", f"acme-{language}", "--name", 'ООО «Акме "1": 2»', "--language", language, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    checked = kbgen("check", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_new_refuses_to_write_over_a_client(kbgen: Call, tmp_path: Path) -> None:
    assert kbgen("new", "acme", cwd=tmp_path).returncode == 0
    again = kbgen("new", "acme", cwd=tmp_path)
    assert again.returncode == 2
    assert "уже есть" in again.stderr
    bad = kbgen("new", "Акме!", cwd=tmp_path)
    assert bad.returncode == 2
    assert "akme" in bad.stderr


def test_problems_come_all_at_once_with_place_and_hint_and_exit_code_1(kbgen: Call, tmp_path: Path) -> None:
    kbgen("new", "acme", cwd=tmp_path)
    spec = tmp_path / "content/clients/acme/spec"
    entities = (spec / "entities.yml").read_text(encoding="utf-8")
    (spec / "entities.yml").write_text(entities.replace("type: money", "type: mony"), encoding="utf-8")
    roles = (spec / "roles.yml").read_text(encoding="utf-8")
    (spec / "roles.yml").write_text(roles.replace("description:", "descripton:", 1), encoding="utf-8")
    done = kbgen("build", "acme", cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(r"content/clients/acme/spec/entities\.yml:\d+:\d+", done.stderr)
    assert re.search(r"content/clients/acme/spec/roles\.yml:\d+:\d+", done.stderr)
    assert "money" in done.stderr
    assert "description" in done.stderr
    assert "Ничего не собрано" in done.stderr
    assert not (tmp_path / "dist/acme").exists() or not any((tmp_path / "dist/acme").glob("*/site"))


def test_an_unknown_client_is_told_with_the_near_name(kbgen: Call, tmp_path: Path) -> None:
    kbgen("new", "acme", cwd=tmp_path)
    done = kbgen("check", "acne", cwd=tmp_path)
    assert done.returncode == 2
    assert "acme" in done.stderr


def test_a_second_build_at_once_is_told_to_wait_with_exit_code_75(kbgen: Call, tmp_path: Path) -> None:
    kbgen("new", "acme", cwd=tmp_path)
    with lock(tmp_path / "dist/acme"):
        done = kbgen("build", "acme", cwd=tmp_path)
    assert done.returncode == 75
    assert re.search("[а-яё]{4}", done.stderr)
    assert "Traceback" not in done.stderr


def test_import_refuses_what_is_no_metadata(kbgen: Call, tmp_path: Path) -> None:
    kbgen("new", "acme", cwd=tmp_path)
    (tmp_path / "empty").mkdir()
    nothing = kbgen("import", "espocrm", "empty", "--client", "espo", cwd=tmp_path)
    assert nothing.returncode == 1, nothing.stderr
    assert "empty" in nothing.stderr
    unknown = kbgen("import", "sugar", "empty", "--client", "espo", cwd=tmp_path)
    assert unknown.returncode == 2
    assert "espocrm" in unknown.stderr
    assert not (tmp_path / "content/clients/espo").exists()


def test_a_workbook_goes_out_and_comes_back(kbgen: Call, tmp_path: Path) -> None:
    kbgen("new", "acme", cwd=tmp_path)
    assert kbgen("export", "xlsx", "acme", "--to", "acme.xlsx", cwd=tmp_path).returncode == 0
    again = kbgen("import", "xlsx", "acme.xlsx", "--client", "acme", "--dry-run", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "Нового нет" in again.stdout
    (tmp_path / "acme.xlsx").write_bytes(b"PK\x03\x04")
    broken = kbgen("import", "xlsx", "acme.xlsx", "--client", "acme", cwd=tmp_path)
    assert broken.returncode == 1
    assert "книга повреждена" in broken.stderr and "Traceback" not in broken.stderr
