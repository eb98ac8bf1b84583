"""A disk that fails is told in words, also where a whole folder was being copied and the failures come as one."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.cli.console import one_door
from kbgen.errors import of_disk


def copy_that_fails(folder: Path, code: int) -> Callable[[], object]:
    """Copying a folder onto a disk that fails with *code*."""
    (folder / "from").mkdir()
    (folder / "from/page.txt").write_text("x")

    def full(_: str, goal: str) -> None:
        raise OSError(code, "No space left on device", goal)

    return lambda: shutil.copytree(folder / "from", folder / "to", copy_function=full)


def test_a_full_disk_under_a_copied_folder_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = copy_that_fails(tmp_path, errno.ENOSPC)
    with pytest.raises(SystemExit) as left, one_door():
        copy()
    assert left.value.code == 1
    said = "".join(capsys.readouterr().err.split())  # lines are broken anywhere in a long path
    assert "page.txt" in said and "Nospaceleftondevice" in said and "Traceback" not in said


def test_what_no_person_can_mend_keeps_its_traceback(tmp_path: Path) -> None:
    copy = copy_that_fails(tmp_path, errno.EBADF)
    with pytest.raises(OSError), one_door():
        copy()


def test_the_first_failure_of_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(shutil.Error) as caught:
        copy_that_fails(tmp_path, errno.EIO)()
    first = of_disk(caught.value)
    assert (first.errno, Path(first.filename).name) == (errno.EIO, "page.txt")
    plain = OSError(errno.EIO, "broken", "a")
    assert of_disk(plain) is plain
    assert of_disk(shutil.Error("to and from are the same")).errno is None
