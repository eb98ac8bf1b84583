"""kbgen new: questions at a terminal, drafts that are valid at once, nothing half-made."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kbgen.build import scaffold as module
from kbgen.build.checking import check_client
from kbgen.build.scaffold import MODULES, NewClient, scaffold
from kbgen.errors import UsageError
from kbgen.importers import read_kb
from kbgen.workspace import Workspace

ENVIRONMENT = {**os.environ, "KBGEN_LANG": "ru", "COLUMNS": "100", "PYTHONUTF8": "1", "NO_COLOR": "1", "TERM": "dumb"}


@pytest.mark.parametrize(
    ("language", "roles"),
    [("ru", ()), ("en", ("Clerk",)), ("ru", ("Продавец", "Начальник", "Бухгалтер: главный"))],
)
def test_drafts_have_no_problems_whatever_was_answered(tmp_path: Path, language: str, roles: tuple[str, ...]) -> None:
    new = NewClient("acme", 'ООО «А "1": 2»', "Моя CRM", language, "Мы", roles, MODULES)  # type: ignore[arg-type]
    scaffold(tmp_path, new)
    assert check_client(Workspace(tmp_path), "acme") == ()
    kb = read_kb(Workspace(tmp_path), "acme")
    assert kb.client.modules == MODULES
    assert len(kb.spec.equipment.devices) == 3
    assert len(kb.spec.roles.roles) == max(2 if not roles else len(roles), 1)


def test_every_file_names_its_schema_which_is_there(tmp_path: Path) -> None:
    scaffold(tmp_path, NewClient("acme", modules=("scanner",)))
    files = sorted((tmp_path / "content/clients/acme").rglob("*.yml"))
    assert len(files) > 8
    for file in files:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve().is_relative_to(tmp_path / ".kbgen-schema"), first
        assert (file.parent / named).is_file(), first
    assert "entities.json" in (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8")


def test_a_second_client_leaves_the_first_and_the_settings_alone(tmp_path: Path) -> None:
    scaffold(tmp_path, NewClient("acme"))
    (tmp_path / ".vscode/settings.json").write_text("{}", encoding="utf-8")
    made = scaffold(tmp_path / "content", NewClient("beta", language="en"))
    assert all("beta" in path for path in made)
    assert (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8") == "{}"
    with pytest.raises(UsageError):
        scaffold(tmp_path, NewClient("beta"))
    with pytest.raises(UsageError):
        scaffold(tmp_path, NewClient("gamma", modules=("fax",)))


def test_an_interruption_while_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[Path] = []
    replace = Path.replace

    def interrupted(path: Path, goal: Path) -> Path:
        moved.append(goal)
        if len(moved) == 4:
            raise KeyboardInterrupt
        return replace(path, goal)

    monkeypatch.setattr(module.Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scaffold(tmp_path / "new", NewClient("acme"))
    assert not any((tmp_path / "new").rglob("*"))


def at_a_terminal(folder: Path, *answers: str, words: tuple[str, ...] = ("new",)) -> tuple[int, str]:
    """Exit code and output of kbgen with a real terminal at its ends, after these answers were typed."""
    pty = pytest.importorskip("pty", reason="no terminals of this kind on Windows")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kbgen", *words]
    running = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=ENVIRONMENT,
        start_new_session=True,
        preexec_fn=heeding,
    )
    os.close(theirs)
    said = b""
    for answer in answers:
        said += heard(ours, until=b":")
        if answer == CTRL_C:  # the terminal is nobody's controlling one here, so it sends no signal itself
            for _ in range(10):  # one that comes right before the wait for a key is only noticed with the next key
                running.send_signal(signal.SIGINT)
                said += heard(ours, until="создано.".encode(), seconds=5)
                ending = "создано".encode() in said  # a signal more would hit it while it ends
                with suppress(subprocess.TimeoutExpired):
                    running.wait(timeout=60 if ending else 2)
                    break
        else:
            os.write(ours, answer.encode())
    said += heard(ours)
    os.close(ours)
    return running.wait(timeout=30), said.decode(errors="replace")


def heeding() -> None:
    """Ctrl-C is heard even where these tests run behind a shell, whose background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


CTRL_C, CTRL_D = "\x03", "\x04"


def heard(terminal: int, until: bytes = b"", seconds: float = 60) -> bytes:
    """What the program says until it waits for an answer, ends, or time is over."""
    said = b""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not (until and said.rstrip().endswith(until)):
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break  # the terminal is gone with the program
            if not chunk:
                break
            said += chunk
    return said


@pytest.mark.slow
def test_questions_at_a_terminal(tmp_path: Path) -> None:
    answers = ("ООО «Рога и копыта»", "", "Наша CRM", "de", "ru", "Внедренец", "Кладовщик, Начальник", "телефония, 2")
    code, said = at_a_terminal(tmp_path, *(f"{answer}\n" for answer in answers))
    assert code == 0, said
    assert "Напишите ru или en." in said
    kb = read_kb(Workspace(tmp_path), "roga-i-kopyta")
    assert (kb.client.name.plain, kb.client.product.name) == ("ООО «Рога и копыта»", "Наша CRM")
    assert kb.client.implementer.name == "Внедренец"
    assert [role.label.plain for role in kb.spec.roles.roles] == ["Кладовщик", "Начальник"]
    assert kb.client.modules == ("telephony", "scanner")
    assert check_client(Workspace(tmp_path), "roga-i-kopyta") == ()


@pytest.mark.slow
def test_leaving_the_questions_leaves_nothing(tmp_path: Path) -> None:
    for leave in (CTRL_C, CTRL_D):
        code, said = at_a_terminal(tmp_path, "ООО «Рога»\n", leave)
        assert code == 130, said
        assert "Ничего не создано" in said
        assert not any(tmp_path.iterdir())


def test_without_a_terminal_nothing_is_asked(tmp_path: Path, kbgen: Callable[..., Any]) -> None:
    bare = kbgen("new", cwd=tmp_path)
    assert bare.returncode == 2
    assert "КЛИЕНТ" in bare.stderr
    assert not any(tmp_path.iterdir())
