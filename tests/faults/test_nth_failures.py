"""The n-th write, rename or sync fails, for every n: then the old release is served or the new one, never a mixture."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kbgen.bundles import manifest, release, zip
from kbgen.bundles.verifying import verify_copy
from kbgen.errors import KbgenError

pytestmark = [pytest.mark.fault, pytest.mark.slow]

CALLS = ("rename", "replace", "symlink", "fsync", "mkdir", "unlink", "rmdir", "link", "open")


class Failing:
    """Counts calls that change the disk; the n-th fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, code: int) -> None:
        self.left, self.code, self.failed = number, code, ""
        for name in CALLS:
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name)))
        monkeypatch.setattr(io, "open", self._counted("write", io.open))

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            mode = words[1] if len(words) > 1 and isinstance(words[1], str) else more.get("mode", "r")
            changes = name not in ("open", "write") or (name == "write" and set(mode) & set("wax+"))
            if changes:
                self.left -= 1
                if self.left == 0:
                    self.failed = name
                    raise OSError(self.code, os.strerror(self.code), str(words[0]))
            return real(*words, **more)

        return call


def staged(dist: Path, text: str) -> tuple[Path, str]:
    """The next release, made but not published."""
    number = release.next_number(dist)
    folder = release.staging(dist, number)
    for name in ("start.html", "site/index.html", "site/a.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{text} {number}")
    manifest.write(folder, client="acme", release=number)
    zip.pack(folder, folder / f"acme-{number}.zip")
    return folder, number


def current(dist: Path) -> str:
    """Number of the release that is served; it is whole, as are all others that look like releases."""
    for place in release.releases(dist):
        assert verify_copy(place).whole, place
    now = release.current(dist)
    assert now is not None
    return now.name


def no_links(*_: object, **__: object) -> None:
    raise OSError(1314, "a required privilege is not held by the client")


@pytest.mark.parametrize(("code", "links"), [(errno.ENOSPC, True), (errno.EIO, True), (errno.ENOSPC, False)])
def test_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, links: bool) -> None:
    if not links:
        monkeypatch.setattr(Path, "symlink_to", no_links)
    base = tmp_path / "base"
    for _ in range(2):
        folder, name = staged(base, "old")
        release.publish(folder, base, name)
    staged(base, "new")
    failed: list[str] = []
    for number in range(1, 200):
        dist = shutil.copytree(base, tmp_path / str(number), symlinks=True)
        with monkeypatch.context() as patched:
            failing = Failing(patched, number, code)
            try:
                release.publish(dist / ".new-3", dist, "3", kept=1)
                served = {"3"}
            except KbgenError as error:
                assert error.problems[0].code == "release_unwritable"
                served = {"2", "3"}
        assert current(dist) in served, failing.failed
        assert not list(dist.glob(".current*")), "nothing is left of a failed switch"
        assert int(release.next_number(dist)) == 4, "a number that was tried is not used again"
        if not failing.failed:
            break
        failed.append(failing.failed)
    assert len(failed) > 10
    assert {"rename", "fsync", "replace"} <= set(failed)
    folder, name = staged(tmp_path / "1", "next")
    release.publish(folder, tmp_path / "1", name)
    assert current(tmp_path / "1") == name == "4", "what failed once works the next time"


def test_publishing_for_several_audiences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them show the same release, or all the one before."""

    def dists(top: Path) -> list[Path]:
        return [top, *(top / "for" / name for name in ("staff", "it"))]

    base = tmp_path / "base"
    made = [(staged(dist, "old")[0], dist) for dist in dists(base)]
    release.publish_all(made, "1")
    for dist in dists(base):
        staged(dist, "new")
    for number in range(1, 200):
        top = shutil.copytree(base, tmp_path / str(number), symlinks=True)
        with monkeypatch.context() as patched:
            failing = Failing(patched, number, errno.EIO)
            try:
                release.publish_all([(dist / ".new-2", dist) for dist in dists(top)], "2")
            except KbgenError:
                assert failing.failed
        shown = {current(dist) for dist in dists(top)}
        assert len(shown) == 1, (failing.failed, number)
        if not failing.failed:
            assert shown == {"2"}
            return
    raise AssertionError("it never succeeded")


def test_switching_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        folder, name = staged(tmp_path, "x")
        release.publish(folder, tmp_path, name)
    for number in range(1, 50):
        release.switch(tmp_path, "2")
        with monkeypatch.context() as patched:
            failing = Failing(patched, number, errno.EIO)
            try:
                release.switch(tmp_path, "1")
                assert current(tmp_path) == "1"
            except KbgenError:
                pass
        assert current(tmp_path) in ("1", "2")
        if not failing.failed:
            break
    assert number > 3


def test_packing_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = staged(tmp_path / "dist", "x")
    for number in range(1, 50):
        with monkeypatch.context() as patched:
            failing = Failing(patched, number, errno.ENOSPC)
            with suppress(OSError):
                zip.pack(folder, tmp_path / "made.zip", top="acme-1")
        if (tmp_path / "made.zip").exists():
            assert verify_copy(tmp_path / "made.zip").whole, failing.failed
            if failing.failed:
                (tmp_path / "made.zip").unlink()
        if not failing.failed:
            break
    assert number > 2
    assert verify_copy(tmp_path / "made.zip").whole
