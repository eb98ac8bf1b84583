"""approve and diff as called from a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the whole program, call after call

Call = Callable[..., "subprocess.CompletedProcess[str]"]
TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


def test_approve_then_change_then_diff(kbgen: Call, here: Path) -> None:
    done = kbgen("approve", "tiny", "--version", "1.0", "--by", "Иванов", "--date", "2026-11-12", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "Версия 1.0 утверждена" in done.stdout
    assert "approved/1.0.json" in done.stdout
    spec = here / "content/clients/tiny/spec/entities.yml"
    hostile = "[bold red]Сумма[/] \\x1b[2J [link=http://x.example]y[/link]"
    spec.write_text(
        spec.read_text("utf-8").replace("label: Сумма", f'label: "{hostile}"'.replace("\\x1b", "ESC")), "utf-8"
    )
    shown = kbgen("diff", "tiny", cwd=here)
    assert shown.returncode == 0, shown.stderr
    assert "Версия 1.0 от 12 ноября 2026 г. → сейчас" in shown.stdout
    assert "новое название — «[bold red]Сумма[/]" in shown.stdout
    assert "[link=http://x.example]y[/link]" in shown.stdout
    assert "страницы: entities/deal.html#field-amount" in shown.stdout
    assert "не согласовано" in shown.stdout
    assert "Найдено 1 изменение." in shown.stdout

    english = kbgen("diff", "tiny", "--brief", language="en", cwd=here)
    assert "Version 1.0 of 12 November 2026 → now" in english.stdout
    assert "is now called" in english.stdout
    assert "pages" not in english.stdout

    assert "kbgen diff tiny" in kbgen("check", "tiny", cwd=here).stderr


def test_json_and_markdown(kbgen: Call, here: Path) -> None:
    kbgen("approve", "tiny", "--version", "1.0", "--by", "Иванов", cwd=here)
    roles = here / "content/clients/tiny/spec/roles.yml"
    roles.write_text(roles.read_text("utf-8").replace("delete: no", "delete: own"), "utf-8")
    assert "Ничего не изменилось" in kbgen("diff", "tiny", "1.0", "approved", cwd=here).stdout
    told = json.loads(kbgen("diff", "tiny", "--json", cwd=here).stdout)
    assert [change["trace"] for change in told["changes"]] == ["permissions/seller/Deal/delete"]
    assert kbgen("diff", "tiny", "--markdown", "report.md", cwd=here).returncode == 0
    assert "удаление сделок" in (here / "report.md").read_text("utf-8")


def test_wrong_calls_are_told_in_words(kbgen: Call, here: Path) -> None:
    for call, part in (
        (["diff", "tiny"], "ещё не утверждали"),
        (["diff", "tiny", "v99"], "не версия, не выпуск и не ревизия git"),
        (["diff", "tiny", "--", "--output=x"], "не версия, не выпуск и не ревизия git"),
        (["approve", "tiny", "--version", "../x", "--by", "И"], "не номер версии"),
        (["approve", "tiny", "--version", "1.0", "--by", "И", "--date", "вчера"], "не дата"),
        (["approve", "tiny", "--version", "1.0", "--by", "И", "--status", "done"], "нет такого состояния"),
        (["approve", "nobody", "--version", "1.0", "--by", "И"], "нет клиента"),
    ):
        done = kbgen(*call, cwd=here)
        assert done.returncode == 2, (call, done.stderr)
        assert part in done.stderr
        assert "Traceback" not in done.stderr
