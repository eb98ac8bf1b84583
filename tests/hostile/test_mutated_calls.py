"""The program as people call it, on spoiled workspaces: exit code 0, 1 or 2, words but no traceback, within limits.

KBGEN_CALLS=200 tries so many accidents of each kind; KBGEN_SEED=7 begins at another one.
"""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.bundles import release
from tests.faults.conftest import Program, workspace_in
from tests.hostile.mutations import spoiled, words_of
from tests.hostile.spoilt import CLIENT, one_of_everything, written

if TYPE_CHECKING:
    from tests.faults.conftest import Done

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

CALLS = int(os.environ.get("KBGEN_CALLS", "3"))
FIRST = int(os.environ.get("KBGEN_SEED", "0"))
GIGABYTE, SECONDS = 1 << 30, 5
BUILD = 50
"""Seconds of the processor after which a build is as good as hung; a whole one takes a tenth of it."""


@pytest.fixture(scope="module")
def limited() -> Iterator[Program]:
    """The program, which may take a gigabyte more than it has, and no more time than a build needs ten times over."""
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    loaded = Program()
    pages = int(Path(f"/proc/{loaded.process.pid}/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + GIGABYTE
    resource.prlimit(loaded.process.pid, resource.RLIMIT_AS, (most, most))
    yield loaded
    loaded.close()


def odd(done: Done, seconds: int) -> bool:
    """Whether a call ended as none may."""
    silent = done.code != 0 and not done.err.strip()
    return "Traceback" in done.err + done.out or done.code not in (0, 1, 2) or silent or done.cpu > seconds


def accidents(root: Path, names: list[str]) -> Iterator[str]:
    """Spoils one of the files *names* after the other, tells which, and mends it again."""
    texts = {name: (root / name).read_text("utf-8") for name in names}
    words = words_of(texts)
    for seed in range(FIRST, FIRST + CALLS):
        name = random.Random(f"call {seed}").choice(names)
        (root / name).write_bytes(spoiled(name, texts[name], seed, words))
        yield f"seed {seed}: {name}"
        (root / name).write_text(texts[name], "utf-8")


def test_check(limited: Program, tmp_path: Path) -> None:
    here = one_of_everything(tmp_path / "ws")
    failed = []
    for accident in accidents(here.root, written(here)):
        done = limited.call("check", CLIENT, cwd=here.root)
        if odd(done, SECONDS):
            failed.append(f"{accident}: exit {done.code}, {done.cpu:.1f} s: {done.err[-600:]}")
    assert failed == []


def test_the_worst_of_files(limited: Program, tmp_path: Path) -> None:
    """Ten thousand keys nobody knows: each is a problem, and they would fill the terminal for a minute."""
    here = workspace_in(tmp_path / "ws")
    (here / "content/clients/tiny/redirects.yml").write_bytes(b"".join(b"k%d: v\n" % n for n in range(10_000)))
    done = limited.call("check", "tiny", cwd=here)
    assert not odd(done, 10 * SECONDS)
    assert done.code == 1 and done.err.count("unknown key") == 200 and "9800 more problems" in done.err


def test_build(limited: Program, tmp_path: Path) -> None:
    """What is refused leaves the release that was there."""
    here = workspace_in(tmp_path / "ws")
    names = sorted(p.relative_to(here).as_posix() for p in (here / "content").rglob("*") if p.suffix in (".yml", ".md"))
    failed, now = [], None
    for accident in accidents(here, names):
        done = limited.call("build", "tiny", cwd=here)
        before, now = now, release.current(here / "dist/tiny")
        if odd(done, BUILD) or (done.code != 0 and now != before):
            failed.append(f"{accident}: exit {done.code}, {done.cpu:.1f} s: {done.err[-600:]}")
    assert failed == []
