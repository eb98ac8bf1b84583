"""Updates that fail or are killed at every step: the copy is whole, and a repeated run completes."""

from __future__ import annotations

import errno
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from update_world import NEW, OLD, World, release, tree, world

from kbgen.bundles import manifest
from kbgen.bundles.update import packing, script, switching
from kbgen.bundles.update.applying import Wishes, back, check, update
from kbgen.bundles.update.copies import find
from kbgen.bundles.update.refused import Refused

pytestmark = pytest.mark.fault

_CALLS = ("rename", "replace", "link", "fsync", "symlink", "mkdir", "unlink", "chmod")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


class Chosen:
    """Counts every call that changes the disk, and does *what* instead of the *nth*."""

    def __init__(self, nth: int, what: Callable[[], None]) -> None:
        self.left, self.what, self.done = nth, what, False

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.done = True
            self.what()


@contextmanager
def instead(chosen: Chosen) -> Iterator[None]:
    """Every changing call of ``os``, every file opened to be written and every write asks *chosen* first."""

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **values: Any) -> Any:
            chosen()
            return real(*words, **values)

        return call

    real_open = io.open

    def opened(path: Any, mode: str = "r", *words: Any, **values: Any) -> Any:
        if "r" not in mode:
            chosen()
        return real_open(path, mode, *words, **values)

    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        patch.setattr(io, "open", opened)
        patch.setattr(switching, "_swapped", wrapped(switching._swapped))
        yield


def lay(base: Path, kind: str, made: World) -> Path:
    """A fresh copy at release 1."""
    goal = base / kind
    for old in base.glob(f"*{kind}*"):
        shutil.rmtree(old)
    shutil.copytree(made.shelf if kind == "shelf" else made.alone, goal, symlinks=True)
    return goal


def whole(copy: Path, *numbers: str) -> str:
    found = find(copy)
    assert check(copy)[3] == [], "the copy that is shown is whole"
    number = manifest.read(found.folder).release
    assert number in numbers
    return number


@pytest.mark.parametrize("kind", ["shelf", "alone", "moves"])
def test_whatever_step_fails_the_copy_is_whole_and_the_next_run_completes(
    made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "moves":
        monkeypatch.setattr(switching, "_swapped", lambda *_: False)

    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    steps = 0
    for nth in count(1):
        copy, chosen = lay(tmp_path, kind, made), Chosen(nth, fail)
        with instead(chosen), suppress(Refused):
            update(copy, str(made.pack))
        if not chosen.done:
            break
        steps += 1
        whole(copy, "1", "2")
        update(copy, str(made.pack))
        assert whole(copy, "2")
        assert tree(find(copy).folder).keys() == {*NEW, "manifest.json"}
    assert steps > 30, "every rename, link, fsync and write was one"


def killed(work: Callable[[], object], nth: int) -> bool:
    """Whether *work*, in a process of its own, came to its *nth* change of the disk, where it is killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with instead(Chosen(nth, lambda: os.kill(os.getpid(), signal.SIGKILL))):
                work()
            code = 0
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), status
    return status != 0


@needs_fork
@pytest.mark.parametrize("kind", ["shelf", "alone"])
def test_killed_at_any_step_the_copy_is_whole_and_the_next_run_completes(
    made: World, tmp_path: Path, kind: str
) -> None:
    for nth in count(1):
        copy = lay(tmp_path, kind, made)
        if not killed(lambda copy=copy: update(copy, str(made.pack)), nth):  # type: ignore[misc]
            break
        whole(copy, "1", "2")
        update(copy, str(made.pack))
        whole(copy, "2")
    assert nth > 30


@needs_fork
def test_killed_while_names_are_moved_the_next_run_finishes_the_exchange(
    made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no system call exchanges two folders (Windows), a kill may leave both halves: the journal mends that."""
    monkeypatch.setattr(switching, "_swapped", lambda *_: False)
    halves = 0
    for nth in count(1):
        copy = lay(tmp_path, "moves", made)
        if not killed(lambda copy=copy: update(copy, str(made.pack)), nth):  # type: ignore[misc]
            break
        assert (copy / "start.html").is_file(), "a file that both releases have is never missing"
        assert (copy / "manifest.json").is_file()
        halves += check(copy)[3] != []
        with suppress(Refused):
            update(copy, str(tmp_path / "no such pack"))
        whole(copy, "1", "2")
        update(copy, str(made.pack))
        whole(copy, "2")
    assert 0 < halves < 20


@needs_fork
@pytest.mark.parametrize("kind", ["shelf", "alone"])
def test_killed_on_the_way_back(made: World, tmp_path: Path, kind: str) -> None:
    for nth in count(1):
        copy = lay(tmp_path, kind, made)
        update(copy, str(made.pack))
        if not killed(lambda copy=copy: back(copy), nth):  # type: ignore[misc]
            break
        if whole(copy, "1", "2") == "2":
            back(copy)
        whole(copy, "1")


def test_a_name_that_does_not_give_way_brings_all_back(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switching, "_swapped", lambda *_: False)
    real = os.rename

    def held(one: Any, other: Any) -> None:
        if Path(one) == made.alone / "site":
            raise PermissionError(errno.EACCES, "held open", str(one))
        real(one, other)

    monkeypatch.setattr(os, "rename", held)
    with pytest.raises(Refused) as caught:
        update(made.alone, str(made.pack))
    assert caught.value.code == "update_in_use"
    assert tree(made.alone).keys() == {*OLD, "manifest.json"}
    whole(made.alone, "1")
    monkeypatch.setattr(os, "rename", real)
    update(made.alone, str(made.pack))
    whole(made.alone, "2")


@needs_fork
def test_a_killed_packing_leaves_no_half_pack(made: World, tmp_path: Path) -> None:
    for nth in count(1):
        goal = tmp_path / "out" / "p.zip"
        goal.parent.mkdir(exist_ok=True)
        if not killed(lambda goal=goal: packing.pack(made.new, packing.read(made.alone), goal), nth):  # type: ignore[misc]
            break
        assert not goal.exists() or goal.read_bytes() == made.pack.read_bytes()
        goal.unlink(missing_ok=True)
    assert nth > 1
    assert goal.read_bytes() == made.pack.read_bytes(), "the same releases, the same bytes"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["shelf", "alone"])
def test_the_program_killed_at_random_moments(tmp_path: Path, kind: str) -> None:
    many = {f"site/p{n}.html": b"<p>%d</p>" % n * 500 for n in range(120)}
    made = world(tmp_path / "w")
    for copy in (made.shelf / "1", made.alone):
        release(copy, {**OLD, **many}, 1)
    new = release(tmp_path / "new", {**NEW, **{name: text + b"!" for name, text in many.items()}}, 2)
    pack = packing.pack(new, packing.read(made.alone), tmp_path / "p.zip")
    program, dice = tmp_path / "update.py", random.Random(5)
    program.write_text(script.text("ru"), "utf-8")
    copy, outcomes = lay(tmp_path, kind, made), []
    call = [sys.executable, "-I", "-S", str(program), str(pack), "--to", str(copy)]
    began = time.monotonic()
    assert subprocess.run(call, capture_output=True, timeout=60).returncode == 0
    takes = time.monotonic() - began
    for _ in range(15):
        copy = lay(tmp_path, kind, made)
        with subprocess.Popen(call, stdout=subprocess.DEVNULL) as running:
            time.sleep(takes * dice.uniform(0.2, 1.0))
            running.kill()
        outcomes.append(whole(copy, "1", "2"))
    done = subprocess.run(call, capture_output=True, timeout=60, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    whole(copy, "2")
    assert "1" in outcomes


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True)
    if done.returncode:
        pytest.skip("no small disk to be had: mount needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("kind", ["shelf", "alone"])
def test_a_disk_that_fills_up_and_one_that_is_read_only(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    made = world(tmp_path / "w")
    copy = lay(disk, kind, made)
    big = release(tmp_path / "big", {**NEW, "big.mp4": os.urandom(5 << 20)}, 2)
    with pytest.raises(Refused) as caught:
        update(copy, str(big))
    assert caught.value.code == "update_space"
    monkeypatch.setattr("kbgen.bundles.update.disk.RESERVE", -(100 << 20))
    with pytest.raises(Refused) as caught:
        update(copy, str(big))
    assert caught.value.code == "update_disk"
    whole(copy, "1")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(Refused) as caught:
        update(copy, str(made.pack))
    assert caught.value.code == "update_disk"
    whole(copy, "1")
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    update(copy, str(made.pack), Wishes(keep=1))
    whole(copy, "2")


def test_two_updates_at_once(made: World, tmp_path: Path) -> None:
    program = tmp_path / "update.py"
    program.write_text(script.text("en"), "utf-8")
    hold = (
        "import sys, fcntl, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True);"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(made.shelf / ".lock")], stdout=subprocess.PIPE) as first:
        assert first.stdout
        first.stdout.readline()
        done = subprocess.run(
            [sys.executable, "-I", str(program), str(made.pack), "--to", str(made.shelf)],
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 75, done
        first.kill()
    update(made.shelf, str(made.pack))
    whole(made.shelf, "2")
