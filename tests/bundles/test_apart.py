"""Work in a process of its own: what it leaves, and what becomes of it when it fails, falls over or stands still."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles import apart as module
from kbgen.bundles.apart import apart as beside

pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="no forks here")


def apart(work: Callable[[], None], folder: Path, still: float = module.STILL) -> None:
    with beside(work, folder, still):
        pass


def test_both_go_on_at_once(tmp_path: Path) -> None:
    """Each waits for the other, so one after the other they would come to no end."""

    def wait(name: str, other: str) -> None:
        (tmp_path / name).touch()
        until = time.monotonic() + 30
        while not (tmp_path / other).exists():
            assert time.monotonic() < until
            time.sleep(0.01)

    with beside(lambda: wait("child", "parent"), tmp_path):
        wait("parent", "child")


def test_it_ends_where_what_goes_on_beside_it_fails(tmp_path: Path) -> None:
    def work() -> None:
        (tmp_path / "child").write_text(str(os.getpid()))
        time.sleep(60)

    since = time.monotonic()
    with pytest.raises(KeyError), beside(work, tmp_path):
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
            time.sleep(0.01)
        raise KeyError
    assert time.monotonic() - since < 30
    assert not _runs(int((tmp_path / "child").read_text()))


def test_its_results_are_files_and_nothing_else_changes_here(tmp_path: Path) -> None:
    known = []

    def work() -> None:
        known.append(os.getpid())
        (tmp_path / "made").write_text(str(os.getpid()))

    apart(work, tmp_path)
    assert known == [] and (tmp_path / "made").read_text() != str(os.getpid())


def _raise(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_failures_of_disks_and_libraries_are_told_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(PermissionError) as denied:
        apart(_raise(OSError(errno.EACCES, "no", "a.zim")), tmp_path)
    assert denied.value.filename == "a.zim"
    with pytest.raises(module.LibraryError, match=r"^Ошибка \.!$"):
        apart(_raise(RuntimeError("Ошибка .!")), tmp_path)


def test_a_slip_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(KeyError) as told:
        apart(_raise(KeyError("slip")), tmp_path)
    assert any("work" in str(entry.name) for entry in told.traceback)


def test_work_that_stands_still_is_ended(tmp_path: Path) -> None:
    def work() -> None:
        (tmp_path / "child").write_text(str(os.getpid()))
        time.sleep(60)

    since = time.monotonic()
    with pytest.raises(module.StillError):
        apart(work, tmp_path, still=0.6)
    assert time.monotonic() - since < 30
    assert not _runs(int((tmp_path / "child").read_text()))


def test_work_that_only_looks_whether_it_may_go_on_stands_still(tmp_path: Path) -> None:
    def poll() -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(0.02)

    since = time.monotonic()
    with pytest.raises(module.LibraryError):
        apart(poll, tmp_path, still=2)
    assert time.monotonic() - since < 30


def test_work_that_stands_still_on_a_full_disk_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FULL", 1 << 80)
    with pytest.raises(OSError, match="space") as told:
        apart(lambda: time.sleep(60), tmp_path, still=0.6)
    assert told.value.errno == errno.ENOSPC


def test_long_work_is_waited_for_while_it_computes_or_writes(tmp_path: Path) -> None:
    def compute() -> None:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            sum(range(1000))

    def write() -> None:
        for _ in range(5):
            with (tmp_path / "grows").open("a") as file:
                file.write("more")
            time.sleep(0.3)

    apart(compute, tmp_path, still=1)
    apart(write, tmp_path, still=1)
    assert (tmp_path / "grows").read_text() == "more" * 5


def test_a_library_that_falls_over_takes_nothing_with_it(tmp_path: Path) -> None:
    with pytest.raises(module.LibraryError, match="SIGABRT"):
        apart(lambda: signal.raise_signal(signal.SIGABRT), tmp_path)


_KILLED = """
import os, signal, time
from pathlib import Path
from kbgen.bundles.apart import apart
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
def work():
    Path("child").write_text(str(os.getpid()))
    time.sleep(60)
with apart(work, Path(".")):
    pass
"""


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
def test_it_ends_with_the_process_that_wanted_it(tmp_path: Path, kind: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", _KILLED], cwd=tmp_path, stderr=subprocess.DEVNULL) as parent:
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
            assert parent.poll() is None
            time.sleep(0.01)
        child = int((tmp_path / "child").read_text())
        parent.send_signal(kind)
        parent.wait(30)
    until = time.monotonic() + 30
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(child)


_LOCKED = """
import fcntl, os, time
from pathlib import Path
from kbgen.bundles.apart import apart
lock = open("lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
def work():
    Path("child").write_text(str(os.getpid()))
    time.sleep(60)
with apart(work, Path(".")):
    pass
"""


def test_a_lock_of_the_process_that_wanted_it_ends_with_that_process(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with subprocess.Popen([sys.executable, "-c", _LOCKED], cwd=tmp_path) as parent:
        while not (tmp_path / "child").exists():
            assert parent.poll() is None
            time.sleep(0.01)
        with (tmp_path / "lock").open("w") as lock:
            with pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            parent.kill()
            parent.wait(30)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("stands_still", [True, False])
def test_what_the_work_started_is_ended_with_it(tmp_path: Path, stands_still: bool) -> None:
    def work() -> None:
        if not (child := os.fork()):
            time.sleep(60)
            os._exit(0)
        (tmp_path / "started").write_text(str(child))
        if stands_still:
            os.waitpid(child, 0)

    if stands_still:
        with pytest.raises(module.LibraryError):
            apart(work, tmp_path, still=0.6)
    else:
        with pytest.raises(KeyError), beside(work, tmp_path):
            while not (tmp_path / "started").exists() or not (tmp_path / "started").read_text():
                time.sleep(0.01)
            raise KeyError
    until = time.monotonic() + 10
    while _runs(int((tmp_path / "started").read_text())) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(int((tmp_path / "started").read_text()))


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
