"""kbgen check, coverage and schema: in words for people, as JSON for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow  # the whole program, call after call

Call = Callable[..., Any]


@pytest.fixture
def client(tmp_path: Path, kbgen: Call) -> Path:
    """A workspace with the drafts of one client; its folder."""
    assert kbgen("new", "acme", "--yes", cwd=tmp_path).returncode == 0
    return tmp_path / "content/clients/acme"


def test_coverage_names_the_gap_with_place_and_advice(client: Path, tmp_path: Path, kbgen: Call) -> None:
    done = kbgen("coverage", "--json", "c.json", "--fail-under", "100", cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(
        r"processes\.yml:\d+:\d+: процесс «Продажа», шаг 2 «проверить сделку», роль «Руководитель»:", done.stdout
    )
    assert "нет инструкции" in done.stdout
    assert "Напишите content/clients/acme/guides/check.md" in done.stdout
    assert "Закрыто меньше 100 %" in done.stderr
    told = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert (told["format"], told["version"], told["client"]) == ("kbgen-coverage", 1, "acme")
    gap = next(g for g in told["gaps"] if g["id"] == "processes/sale/steps/check")
    assert gap["must"] and "guide" in gap["missing"]
    item = next(i for i in told["items"] if i["id"] == "processes/sale/steps/create")
    assert item["has"]["guide"] == ["new-deal"]
    assert item["has"]["page"][0] == "processes/sale.html"
    assert re.fullmatch(r"\w+/\d+", item["has"]["slide"][0])


def test_check_as_json_with_what_was_silenced(client: Path, tmp_path: Path, kbgen: Call) -> None:
    entities = client / "spec/entities.yml"
    entities.write_text(
        entities.read_text(encoding="utf-8").replace("label: Сумма", "label: Название"), encoding="utf-8"
    )
    told = json.loads(kbgen("check", "--json", cwd=tmp_path).stdout)
    assert (told["format"], told["version"], told["errors"], told["warnings"]) == ("kbgen-check", 1, 0, 1)
    (problem,) = told["problems"]
    assert problem["rule"] == "twin_label"
    assert problem["file"] == "content/clients/acme/spec/entities.yml"
    assert problem["line"] > 1
    said = kbgen("check", cwd=tmp_path)
    assert "(twin_label)" in said.stderr, "people need the rule's name to decide about it"
    rules = 'rules:\n- {rule: twin_label, severity: off, where: [entities/Deal], reason: "Так на экране."}\n'
    with (client / "client.yml").open("a", encoding="utf-8") as file:
        file.write(rules)
    told = json.loads(kbgen("check", "--json", cwd=tmp_path).stdout)
    assert (told["errors"], told["warnings"]) == (0, 0)
    assert told["silenced"][0]["reason"] == "Так на экране."
    said = kbgen("check", "--silenced", cwd=tmp_path).stdout
    assert "Заглушено: 1" in said
    assert "Так на экране." in said


def test_check_lists_its_rules(kbgen: Call) -> None:
    said = kbgen("check", "--rules").stdout
    assert re.search(r"twin_label\s+предупреждение\s+У двух полей", said)
    assert re.search(r"dead_role\s+ошибка всегда", said)
    assert "where: [entities/" in said


def test_schema_is_written_and_what_people_set_in_the_editor_stays(client: Path, tmp_path: Path, kbgen: Call) -> None:
    settings = tmp_path / ".vscode/settings.json"
    settings.write_text('{"editor.tabSize": 2, "yaml.schemas": {"mine.json": "x.yml"}}', encoding="utf-8")
    assert kbgen("schema", "--language", "en", cwd=tmp_path).returncode == 0
    told = json.loads(settings.read_text(encoding="utf-8"))
    assert told["editor.tabSize"] == 2
    assert told["yaml.schemas"]["mine.json"] == "x.yml"
    assert told["yaml.schemas"]["./.kbgen-schema/roles.json"] == ["content/clients/*/spec/roles.yml"]
    assert "Roles: who works in the CRM." in (tmp_path / ".kbgen-schema/roles.json").read_text(encoding="utf-8")
    settings.write_text("{ // my own notes\n}", encoding="utf-8")
    assert "settings.json" in kbgen("schema", cwd=tmp_path).stderr
    assert settings.read_text(encoding="utf-8") == "{ // my own notes\n}"
    assert kbgen("schema", "--to", "elsewhere", cwd=tmp_path).returncode == 0
    assert (tmp_path / "elsewhere/entities.json").is_file()
