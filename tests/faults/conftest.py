"""A small workspace that is warm, and calls of the program that can be killed at any moment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

_STUCK = 240.0
"""Seconds: one call that hangs fails its own test, and not each of those that come after it."""
_LOADED = """
import json, os, sys, threading, time
import kbgen.cli, kbgen.build.story, kbgen.build.checking, kbgen.build.releases, kbgen.build.packing
import kbgen.build.copies, kbgen.build.closing, kbgen.search.install, kbgen.site.engine, kbgen.documents, kbgen.seminar
sys.path.insert(0, sys.argv[1])
from tests.faults import failing
for line in sys.stdin:
    call = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(call["cwd"])
        os.environ.update(call["env"])
        for number, path in ((1, call["out"]), (2, call["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["kbgen", *call["words"]]
        code, disk = 1, None
        if call["disk"]:
            disk = failing.Disk(**call["disk"])
            failing.begin(disk)
        try:
            kbgen.cli.run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except BaseException:
            import traceback
            traceback.print_exc()
        sys.stdout.flush(); sys.stderr.flush()
        if disk and not disk.failed:
            disk.tell()
        os._exit(code)
    since = time.monotonic()
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while time.monotonic() - since < call["kill"] and os.waitid(os.P_PID, child, look) is None:
        time.sleep(min(call["kill"] / 1000, 0.02))
    try:
        os.kill(child, 9)
    except ProcessLookupError:
        pass
    status, used = os.wait4(child, 0)[1:]
    seconds = [time.monotonic() - since, used.ru_utime + used.ru_stime]
    print(json.dumps([call["out"], os.waitstatus_to_exitcode(status), *seconds]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    code: int
    """Exit code; -9 where it was killed."""
    seconds: float
    cpu: float
    """Seconds of the processor."""
    out: str
    err: str


class Program:
    """``kbgen``, loaded once: each call is a fork of it."""

    def __init__(self) -> None:
        environment = {**os.environ, "KBGEN_LANG": "en", "COLUMNS": "200", "PYTHONUTF8": "1", "NO_COLOR": "1"}
        environment["SOURCE_DATE_EPOCH"] = "1790000000"
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LOADED, str(ROOT)],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(
        self, *words: str, cwd: Path, kill: float | None = None, disk: dict[str, object] | None = None, **env: str
    ) -> Path:
        """Start a call; *kill*: seconds after which it is killed with SIGKILL, by default once it must have got stuck.
        Ask for its end with :meth:`end`.

        *disk*: attributes of a :class:`tests.faults.failing.Disk` it has to do with.
        """
        folder = Path(tempfile.mkdtemp())
        call = {"words": words, "cwd": str(cwd), "kill": _STUCK if kill is None else kill, "env": env, "disk": disk}
        call |= {"out": str(folder / "out"), "err": str(folder / "err")}
        assert self.process.stdin
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        return folder

    def end(self, begun: Path) -> Done:
        """How the call that was begun ended; waits for it."""
        assert self.process.stdout
        of = ""
        while of != str(begun / "out"):  # a test that ran out of time has left its answer unread
            of, code, seconds, cpu = json.loads(self.process.stdout.readline())
        files = [begun / name for name in ("out", "err")]
        texts = [file.read_text("utf-8") if file.exists() else "" for file in files]  # killed before it could speak
        shutil.rmtree(begun)
        return Done(code, seconds, cpu, *texts)

    def call(
        self, *words: str, cwd: Path, kill: float | None = None, disk: dict[str, object] | None = None, **env: str
    ) -> Done:
        """One call from its beginning to its end."""
        return self.end(self.begin(*words, cwd=cwd, kill=kill, disk=disk, **env))

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    loaded = Program()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def second_program() -> Iterator[Program]:
    """Another one, for two calls at once."""
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    loaded = Program()
    yield loaded
    loaded.close()


def workspace_in(folder: Path) -> Path:
    """The smallest workspace that can be built, in the new *folder*."""
    shutil.copytree(ROOT / "tests/workspaces/tiny", folder)
    shutil.copytree(ROOT / "themes/base", folder / "themes/base")
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    return folder


@pytest.fixture(scope="session")
def warm(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with release 1 of its client; tests take copies of it."""
    here = workspace_in(tmp_path_factory.mktemp("warm") / "Мастерская 1")
    done = program.call("build", "tiny", cwd=here)
    assert done.code == 0, done.err
    return here


@pytest.fixture
def here(warm: Path, tmp_path: Path) -> Path:
    """A copy of the warm workspace."""
    return shutil.copytree(warm, tmp_path / "ws", symlinks=True)
