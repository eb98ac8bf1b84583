"""kbgen accept adds results and changes nothing else; the table for Excel goes there and back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kbgen.build.accepting import record, standing
from kbgen.build.protocol import COLUMNS, day_named, read_protocol, result_named, write_protocol
from kbgen.errors import UsageError
from kbgen.language import say
from kbgen.model.acceptance import CheckResult
from kbgen.model.text import Text
from kbgen.workspace import Workspace

PASSED = CheckResult("H-7666", "passed", date(2026, 11, 20), "Тихонов П. Е.")
STAGES = """# Что и когда сдаём
stages:
  - id: setup # первый этап
    label: Настройка
    responsible: {name: Белов}
    criteria:
      - {id: A1, text: Вход работает}
"""


@pytest.fixture
def here(root: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(root / "tests" / "workspaces" / "tiny", tmp_path / "ws")
    return Workspace(tmp_path / "ws")


def file(here: Workspace) -> Path:
    return here.client("tiny") / "spec" / "acceptance.yml"


def test_the_first_result_makes_the_file(here: Workspace) -> None:
    done = record(here, "tiny", [PASSED])
    assert done.file == "content/clients/tiny/spec/acceptance.yml"
    assert standing(here, "tiny").results == {"H-7666": PASSED}


@pytest.mark.parametrize(
    "before",
    [
        STAGES,
        STAGES + "\nresults: []\n",
        STAGES + "\nresults:\n",
        STAGES + "\nresults: # по порядку\n  # первая проверка\n  - {check: A1, result: passed} # да\n",
        STAGES
        + "\nresults:\n- check: A1\n  result: passed\n  remark: Долго\n\n# конец\nact: {signed_on: 2026-12-21}\n",
        "results:\n    - {check: H-CMKM, result: passed}\n\n" + STAGES,
        STAGES.replace("\n", "\r\n"),
        STAGES.rstrip("\n"),
        "",
    ],
)
def test_what_people_wrote_stays(here: Workspace, before: str) -> None:
    file(here).write_bytes(before.encode())
    for result in ("passed", "failed"):
        record(here, "tiny", [CheckResult("H-7666", result, date(2026, 11, 20), remark=Text("Кнопка: «да» # нет"))])  # type: ignore[arg-type]
    after = file(here).read_bytes().decode()
    rest = [line for line in after.splitlines() if "H-7666" not in line and line.strip()]
    was = [line for line in before.splitlines() if line.strip()]
    assert [line for line in rest if not line.startswith("results:")] == [
        line for line in was if not line.startswith("results:")
    ]
    assert [line.partition("#")[2] for line in rest if line.startswith("results:")][:1] in (
        [line.partition("#")[2] for line in was if line.startswith("results:")] or [[""]],
        [""],
    )
    assert standing(here, "tiny").state("H-7666") == "failed"
    assert ("\r\n" in after) == ("\r\n" in before)


def test_a_list_on_one_line_is_left_alone(here: Workspace) -> None:
    text = STAGES + "results: [{check: A1, result: passed}]\n"
    file(here).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        record(here, "tiny", [PASSED])
    assert caught.value.problems[0].code == "accept_cannot_add"
    assert file(here).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (CheckResult("H-7667", "passed"), "accept_unknown_near"),
        (CheckResult("?", "passed"), "accept_unknown"),
        (CheckResult("H-7666", "failed"), "accept_no_remark"),
        (CheckResult("H-7666", "passed", severity="awful"), "acceptance_severity"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(here: Workspace, result: CheckResult, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        record(here, "tiny", [PASSED, result])
    assert [p.code for p in caught.value.problems] == [code]
    assert not file(here).exists()
    for language in ("ru", "en"):
        assert say(caught.value.problems[0], language).hint


def test_ids_are_understood_as_people_write_them(here: Workspace) -> None:
    file(here).write_text(STAGES, encoding="utf-8")
    done = record(here, "tiny", [CheckResult("н-7666", "passed"), CheckResult("a1", "passed")])
    assert [r.check for _, r in done.results] == ["H-7666", "A1"]


def test_the_table_goes_there_and_back(here: Workspace, tmp_path: Path) -> None:
    record(here, "tiny", [PASSED])
    path = tmp_path / "protocol.csv"
    n = write_protocol(here, "tiny", path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == n + 1
    assert len(lines[0].split(";")) == len(COLUMNS)
    assert read_protocol(here, "tiny", path).results == (), "nothing new"
    at = next(i for i, line in enumerate(lines) if line.startswith("O-TYM2"))
    head, _ = lines[at].rsplit(";;;;;;;", 1)
    lines[at] = f"{head};не пройдено;21.11.2026;Белов;Сохраняется; ;27.11.2026;"
    path.write_bytes("\r\n".join(lines).encode("cp1251", "replace"))  # as Excel saves it
    ((_, result),) = read_protocol(here, "tiny", path).results
    wanted = CheckResult("O-TYM2", "failed", date(2026, 11, 21), "Белов", Text("Сохраняется"), "", date(2026, 11, 27))
    assert result == wanted
    assert standing(here, "tiny").results["O-TYM2"] == wanted


@pytest.mark.parametrize(
    "text", ["", "a;b\n1;2\n", "\x00\x00", "check,result\nH-7666,maybe\n", "check,result,due\nA,+,x\n"]
)
def test_other_tables_are_refused(here: Workspace, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_protocol(here, "tiny", path)
    assert not file(here).exists()


def test_a_spreadsheet_takes_no_cell_for_a_formula(here: Workspace, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x")'
    record(here, "tiny", [CheckResult("H-7666", "failed", None, evil, Text("@SUM(A1)"))])
    write_protocol(here, "tiny", tmp_path / "p.csv")
    text = (tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text and ";'@SUM" in text
    assert read_protocol(here, "tiny", tmp_path / "p.csv").results == ()


def test_words_for_results_and_days() -> None:
    assert [result_named(x) for x in ("Пройдено", "не пройдено", "skipped", "+", "-", "да", "?")] == [
        "passed", "failed", "skipped", "passed", "failed", "passed", None,
    ]  # fmt: skip
    assert day_named("1.2.2026") == day_named("2026-02-01") == date(2026, 2, 1)
    assert day_named("31.02.2026") is None
