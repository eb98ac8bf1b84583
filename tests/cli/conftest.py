"""The program, called as from a terminal but started only once a language: each call is a fork of a loaded one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Call = Callable[..., "subprocess.CompletedProcess[str]"]

_LOADED = """
import json, os, sys
import kbgen.cli, kbgen.build.story, kbgen.build.checking, kbgen.build.scaffold
import kbgen.build.approving, kbgen.build.reporting
for line in sys.stdin:
    call = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(call["cwd"])
        for number, path in ((1, call["out"]), (2, call["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["kbgen", *call["words"]]
        code = 1
        try:
            kbgen.cli.run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except BaseException:
            import traceback
            traceback.print_exc()
        sys.stdout.flush(); sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def environment(language: str) -> dict[str, str]:
    return {**os.environ, "KBGEN_LANG": language, "COLUMNS": "100", "PYTHONUTF8": "1", "NO_COLOR": "1"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A workspace of one's own with the smallest client."""
    shutil.copytree(Path(__file__).parent.parent / "workspaces" / "tiny", tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture(scope="session")
def loaded() -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Language → a program that is loaded and waits."""
    waiting: dict[str, subprocess.Popen[str]] = {}
    yield waiting
    for program in waiting.values():
        assert program.stdin
        program.stdin.close()
        program.wait(10)


@pytest.fixture(scope="session")
def kbgen(loaded: dict[str, subprocess.Popen[str]]) -> Call:
    """``kbgen("check", cwd=folder, language="en")``: exit code, output and complaints of one call."""
    return lambda *words, language="ru", cwd=None: _call(loaded, words, language, cwd or Path.cwd())


def _call(
    loaded: dict[str, subprocess.Popen[str]], words: tuple[str, ...], language: str, cwd: Path
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kbgen", *words]
    if not hasattr(os, "fork"):
        return subprocess.run(command, capture_output=True, text=True, env=environment(language), cwd=cwd, timeout=120)
    if language not in loaded:
        loaded[language] = subprocess.Popen(
            [sys.executable, "-c", _LOADED],
            env=environment(language),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    waiting = loaded[language]
    assert waiting.stdin and waiting.stdout
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        call = {"words": words, "cwd": str(cwd), "out": str(out), "err": str(err)}
        waiting.stdin.write(json.dumps(call) + "\n")
        waiting.stdin.flush()
        code = int(waiting.stdout.readline())
        return subprocess.CompletedProcess(command, code, out.read_text("utf-8"), err.read_text("utf-8"))
