"""Releases: ``current`` is whole at every moment, whatever happens to a build."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kbgen.bundles import manifest, release
from kbgen.errors import BusyError, KbgenError
from kbgen.language import say


def made(dist: Path, text: str = "x", **options: int) -> Path:
    """Make and publish the next release, its one page saying *text*."""
    number = release.next_number(dist)
    folder = release.staging(dist, number)
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text(f"{text} {number}")
    manifest.write(folder, client="acme", release=number)
    return release.publish(folder, dist, number, **options)


def test_the_first_release_is_one_and_numbers_grow(tmp_path: Path) -> None:
    dist = tmp_path / "dist/acme"
    assert release.current(dist) is None
    assert [made(dist).name for _ in range(3)] == ["1", "2", "3"]
    assert release.current(dist) == dist / "3"
    assert [p.name for p in release.releases(dist)] == ["1", "2", "3"]
    assert (dist / "current").readlink() == Path("3")


def test_numbers_grow_past_nine_and_after_a_switch_back(tmp_path: Path) -> None:
    for _ in range(11):
        made(tmp_path)
    release.switch(tmp_path, "9")
    assert release.current(tmp_path) == tmp_path / "9"
    assert release.next_number(tmp_path) == "12"


def test_old_releases_go_but_never_the_current_one(tmp_path: Path) -> None:
    for _ in range(5):
        made(tmp_path, kept=3)
    assert [p.name for p in release.releases(tmp_path)] == ["3", "4", "5"]
    release.switch(tmp_path, "3")
    folder = release.staging(tmp_path, "6")
    manifest.write(folder, client="acme", release="6")
    release.publish(folder, tmp_path, "6", kept=1)
    assert [p.name for p in release.releases(tmp_path)] == ["6"]


def test_without_links_a_file_says_which_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "a required privilege is not held by the client")

    made(tmp_path)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    made(tmp_path)
    assert not (tmp_path / "current").is_symlink()
    assert (tmp_path / "current").read_text() == "2\n"
    assert release.current(tmp_path) == tmp_path / "2"
    monkeypatch.undo()
    made(tmp_path)
    assert (tmp_path / "current").is_symlink()


@pytest.mark.parametrize("said", ["../../etc", "", "99", "x"])
def test_a_pointer_to_nowhere_is_no_release(tmp_path: Path, said: str) -> None:
    made(tmp_path)
    (tmp_path / "current").unlink()
    (tmp_path / "current").write_text(said)
    assert release.current(tmp_path) is None


def test_a_folder_without_manifest_is_not_published(tmp_path: Path) -> None:
    folder = release.staging(tmp_path, "1")
    with pytest.raises(KbgenError):
        release.publish(folder, tmp_path, "1")
    assert release.current(tmp_path) is None


def test_a_release_is_never_written_over(tmp_path: Path) -> None:
    made(tmp_path)
    folder = release.staging(tmp_path, "1")
    manifest.write(folder, client="acme", release="1")
    with pytest.raises(KbgenError):
        release.publish(folder, tmp_path, "1")
    assert manifest.verify(tmp_path / "1") == ()


_HOLD = (
    "import sys, time; from pathlib import Path; from kbgen.bundles import release\n"
    "with release.lock(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)\n"
)


@pytest.mark.fault()
def test_a_second_build_is_told_at_once_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(BusyError) as caught, release.lock(tmp_path):
            pass
        assert time.monotonic() - began < 10  # not until the other one is done
        assert say(caught.value.problems[0], "ru").hint
        first.send_signal(signal.SIGKILL)
        first.wait()
    with release.lock(tmp_path):
        pass


_BUILD = """
import sys, threading, os, time, random
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_publishing import made
dist, after = Path(sys.argv[1]), float(sys.argv[3])
threading.Thread(target=lambda: (time.sleep(after), os.kill(os.getpid(), 9)), daemon=True).start()
while True:
    made(dist, 'page ' * 20000, kept=2)
"""


@pytest.mark.fault()
def test_whenever_a_build_is_killed_the_current_release_is_whole(tmp_path: Path) -> None:
    made(tmp_path)
    for attempt in range(12):
        command = [sys.executable, "-c", _BUILD, str(tmp_path), str(Path(__file__).parent), str(0.004 * attempt**1.4)]
        assert subprocess.run(command, timeout=60, check=False).returncode == -signal.SIGKILL
        now = release.current(tmp_path)
        assert now
        assert manifest.verify(now) == ()
    before = release.current(tmp_path)
    assert before
    after = made(tmp_path)
    assert int(after.name) > int(before.name)
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith((".new-", ".old-"))], "leftovers are swept"


@pytest.mark.fault()
def test_a_disk_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file where a folder should be")
    for work in (
        lambda: release.staging(tmp_path / "dist/acme", "1"),
        lambda: release.lock(tmp_path / "dist/acme").__enter__(),
    ):
        with pytest.raises(KbgenError) as caught:
            work()
        assert say(caught.value.problems[0], "en").what


@pytest.mark.fault()
@pytest.mark.parametrize("failing", ["rename", "replace"])
def test_a_failed_step_of_publishing_keeps_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    made(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, fail)
    with pytest.raises(KbgenError):
        made(tmp_path)
    monkeypatch.undo()
    now = release.current(tmp_path)
    assert now == tmp_path / "1"
    assert manifest.verify(now) == ()
    assert int(made(tmp_path).name) > 1


def test_sweeping_deletes_nothing_but_our_leftovers(tmp_path: Path) -> None:
    for name in (".new-5", ".old-1", ".new-x", "notes", ".newer-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_text("x")
    outside = tmp_path / "notes"
    (tmp_path / ".new-7").symlink_to(outside)
    release.staging(tmp_path, "8")
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {".new-x", "notes", ".newer-1", ".new-7", ".new-8"}
    assert (outside / "f").exists()
