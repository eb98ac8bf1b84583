"""accept as called from a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the whole program, call after call

Call = Callable[..., "subprocess.CompletedProcess[str]"]
TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


def test_results_are_recorded_and_told(kbgen: Call, here: Path) -> None:
    assert "17 проверок: пройдено 0" in kbgen("accept", "tiny", cwd=here).stdout
    done = kbgen("accept", "tiny", "--check", "н-7666", "--result", "пройдено", "--by", "Белов", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "✓ H-7666" in done.stdout and "Записан 1 результат" in done.stdout
    told = ("--result", "failed", "--remark", "[red]Сохраняется[/]", "--due", "27.11.2026")
    assert kbgen("accept", "tiny", "--check", "O-TYM2", *told, cwd=here).returncode == 0
    shown = kbgen("accept", "tiny", cwd=here).stdout
    assert "пройдено 1, не пройдено 1" in shown and "до 2026-11-27" in shown
    assert "[red]Сохраняется[/]" in (here / "content/clients/tiny/spec/acceptance.yml").read_text("utf-8")


def test_the_table_goes_there_and_back(kbgen: Call, here: Path) -> None:
    written = kbgen("accept", "tiny", "--to", "protocol", cwd=here)
    assert "17 проверок" in written.stdout and (here / "protocol.csv").is_file()
    assert "Записано 0" in kbgen("accept", "tiny", "--from", "protocol.csv", cwd=here).stdout


def test_programs_get_everything(kbgen: Call, here: Path) -> None:
    kbgen("accept", "tiny", "--check", "H-7666", "--result", "passed", "--date", "2026-11-20", cwd=here)
    told = json.loads(kbgen("accept", "tiny", "--json", cwd=here).stdout)
    assert told["totals"] == {"all": 17, "passed": 1, "failed": 0, "skipped": 0}
    first = told["checks"][0]
    assert (first["id"], first["state"], first["dangerous"]) == ("H-7666", "passed", True)
    assert first["trace"] == ["permissions/seller/Deal/delete"]
    assert first["result"]["run_on"] == "2026-11-20"


@pytest.mark.parametrize(
    "words",
    [
        ("--check", "H-7667", "--result", "passed"),
        ("--check", "H-7666", "--result", "maybe"),
        ("--check", "H-7666"),
        ("--result", "passed"),
        ("--check", "H-7666", "--result", "failed"),
        ("--check", "H-7666", "--result", "passed", "--date", "yesterday"),
        ("--from", "nowhere.csv"),
    ],
)
def test_wrong_calls_are_told_in_words(kbgen: Call, here: Path, words: tuple[str, ...]) -> None:
    done = kbgen("accept", "tiny", *words, cwd=here)
    assert done.returncode == 2
    assert "→" in done.stderr, "with advice"
    assert "Traceback" not in done.stderr
    assert not (here / "content/clients/tiny/spec/acceptance.yml").exists()
