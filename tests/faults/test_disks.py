"""Disks that are full, or read-only; two builds at once; a clock that was set back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.bundles import release
from kbgen.bundles.verifying import verify_copy

if TYPE_CHECKING:
    from tests.faults.conftest import Program

pytestmark = [pytest.mark.fault, pytest.mark.slow]

Mounted = Callable[[Path, int], None]


@pytest.fixture
def mounted() -> Iterator[Mounted]:
    """``mounted(folder, bytes)``: the folder lies on a small disk of its own, with what was in it."""
    folders: list[Path] = []

    def mount(folder: Path, size: int) -> None:
        inside = folder.with_name(f"{folder.name}.kept")
        folder.rename(inside) if folder.exists() else inside.mkdir()
        folder.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, timeout=60, check=False).returncode:
            pytest.skip("no disk can be mounted here: root only")
        folders.append(folder)
        for path in inside.iterdir():
            shutil.copytree(path, folder / path.name, symlinks=True) if path.is_dir() else shutil.copy(path, folder)

    yield mount
    for folder in folders:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, timeout=60, check=False)


def size_of(folder: Path) -> int:
    """Bytes on a disk with pages of 4 KB."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())


def whole(here: Path, number: str) -> bool:
    """Whether release *number* is served, and whole."""
    now = release.current(here / "dist/tiny")
    return now is not None and now.name == number and verify_copy(now).whole


@pytest.mark.parametrize("share", [0.3, 0.93])
def test_a_full_disk_keeps_the_last_release_and_has_its_room_back(
    program: Program, here: Path, mounted: Mounted, share: float
) -> None:
    """There is room for a part of the next release: the site does not fit, or at the end the archives do not."""
    needed = size_of(here / "dist/tiny/1")
    mounted(here / "dist", int(needed * (1 + share)))
    done = program.call("build", "tiny", "--force", cwd=here)
    assert done.code == 1, (done.out, done.err)
    assert "No space left" in done.err and "Traceback" not in done.err
    assert whole(here, "1")
    assert size_of(here / "dist") - needed < 64 << 10, "what was half written is gone"
    assert (
        subprocess.run(["mount", "-o", "remount,size=1g", str(here / "dist")], timeout=60, check=False).returncode == 0
    )
    if share > 0.5:
        assert program.call("build", "tiny", "--force", cwd=here).code == 0
        assert whole(here, "3"), "numbers that were tried are not used again"


def test_a_stick_that_is_too_small_holds_no_half_copy(program: Program, here: Path, mounted: Mounted) -> None:
    stick = here.parent / "stick"
    mounted(stick, 256 << 10)
    for kind in ("folder", "zip", "zim"):
        done = program.call("pack", "tiny", "--as", kind, "--to", str(stick), cwd=here)
        assert done.code == 1
        assert "No space left" in done.err and "Traceback" not in done.err
        assert list(stick.iterdir()) == []


def test_a_disk_that_cannot_be_written_to_is_told(program: Program, here: Path, mounted: Mounted) -> None:
    mounted(here / "dist", 64 << 20)
    subprocess.run(["mount", "-o", "remount,ro", str(here / "dist")], timeout=60, check=True)
    for words in (
        ("build", "tiny", "--force"),
        ("rollback", "tiny", "--to", "1"),
        ("pack", "tiny", "--to", str(here / "dist")),
    ):
        done = program.call(*words, cwd=here)
        assert done.code == 1, words
        assert "Read-only" in done.err and "Traceback" not in done.err
        assert whole(here, "1")
    assert program.call("verify", "tiny", cwd=here).code == 0, "to be checked, a copy need not be written to"
    assert program.call("releases", "tiny", cwd=here).code == 0


def test_a_cache_that_cannot_be_written_to_is_told(program: Program, here: Path, mounted: Mounted) -> None:
    """Nothing that is kept only to be quick may cost the release that is served."""
    mounted(here / ".kbgen", 64 << 20)
    subprocess.run(["mount", "-o", "remount,ro", str(here / ".kbgen")], timeout=60, check=True)
    done = program.call("build", "tiny", "--force", cwd=here)
    assert done.code in (0, 1) and "Traceback" not in done.err
    assert whole(here, "2" if done.code == 0 else "1")
    assert done.code == 0 or "Read-only" in done.err


def test_the_second_of_two_builds_ends_at_once_and_the_first_goes_on(
    program: Program, second_program: Program, here: Path
) -> None:
    begun = program.begin("build", "tiny", "--force", cwd=here)
    until = time.monotonic() + 60
    while not (here / "dist/tiny/.new-2").exists() and time.monotonic() < until:
        time.sleep(0.01)
    second_program.call("--help", cwd=here)  # loaded
    for words in (("build", "tiny"), ("rollback", "tiny", "--to", "1")):
        second = second_program.call(*words, cwd=here)
        assert second.code == 75
        assert second.cpu < 1, "seconds of the processor: the first build takes its share of the clock's"
        assert "running" in second.err and "Traceback" not in second.err
    assert program.end(begun).code == 0
    assert whole(here, "2")


def test_a_clock_that_was_set_back_changes_nothing_but_dates(program: Program, here: Path) -> None:
    for path in (here / "dist").rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000), follow_symlinks=False)
    done = program.call("build", "tiny", "--force", cwd=here, SOURCE_DATE_EPOCH="86400")
    assert done.code == 0, done.err
    assert whole(here, "2"), "numbers come from folders, not from a clock"
    listed = program.call("releases", "tiny", cwd=here)
    assert [line.split()[0] for line in listed.out.splitlines()[1:]] == ["1", "2"]


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen here: install openssh-client")
def test_a_signed_build_and_the_way_back(program: Program, here: Path) -> None:
    """Content that did not change is built anew once there is a key; the release before it can be shown again."""
    key, signers = here.parent / "key", here.parent / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True, timeout=60)
    signers.write_text(f"it@firm.ru {key.with_suffix('.pub').read_text()}")
    missing = program.call("build", "tiny", cwd=here, KBGEN_SIGNING_KEY=str(here / "nothing"))
    assert missing.code == 1 and "signing key" in missing.err and "Traceback" not in missing.err
    done = program.call("build", "tiny", "--sign", str(key), cwd=here)
    assert done.code == 0, done.err
    assert whole(here, "2")
    assert program.call("pack", "tiny", "--to", str(here.parent), cwd=here).code == 0
    for copy in ("tiny", str(here.parent / "tiny-2.zip"), str(here / "dist/tiny")):
        told = program.call("verify", copy, "--signers", str(signers), cwd=here)
        assert told.code == 0 and "it@firm.ru" in told.out, told.err
    back = program.call("rollback", "tiny", cwd=here)
    assert back.code == 0 and "Release 1" in back.out
    assert whole(here, "1")
    unsigned = program.call("verify", "tiny", "--signers", str(signers), cwd=here)
    assert unsigned.code == 1 and "not signed" in unsigned.err
    listed = program.call("releases", "tiny", "--check", "--json", cwd=here)
    assert [(one["number"], one["current"], one["whole"], one["signed"]) for one in json.loads(listed.out)] == [
        ("1", True, True, False),
        ("2", False, True, True),
    ]
    (here / "dist/tiny/2/start.html").write_text("changed")
    refused = program.call("rollback", "tiny", "--to", "2", cwd=here)
    assert refused.code == 1 and "start.html" in refused.err
    assert whole(here, "1")
    assert program.call("releases", "tiny", cwd=here).code == 1, "a damaged release is told"
