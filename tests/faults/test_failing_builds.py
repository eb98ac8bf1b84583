"""The n-th write, rename, link or sync of a whole build fails: a problem in words, the release stays, the next goes on.

KBGEN_FAILURES=all fails every single one, KBGEN_FAILURES=10 every tenth of each kind; the usual run a few of each,
spread over the build.
"""

from __future__ import annotations

import errno
import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.bundles import release
from kbgen.bundles.verifying import verify_copy
from tests.faults.failing import served_by
from tests.faults.test_kills import served, write

if TYPE_CHECKING:
    from tests.faults.conftest import Done, Program

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(7200)]

EVERY = os.environ.get("KBGEN_FAILURES", "")
USUAL = {"open": 3, "write": 3, "rename": 2, "link": 1, "mkdir": 1, "remove": 1, "sync": 2}
"""How many of a kind the usual run fails."""


def failing_call(program: Program, here: Path, *words: str, **disk: object) -> tuple[Done, str, dict[str, int]]:
    """One call with a disk that fails; how it ended, what failed, how much of everything there was."""
    told = here.parent / "told.json"
    told.unlink(missing_ok=True)
    done = program.call(*words, cwd=here, disk={"top": served_by(here), "told": str(told), **disk})
    failed, counts = json.loads(told.read_text()) if told.exists() else ("", {})
    return done, failed, counts


def chosen(kind: str, total: int) -> list[int]:
    """Which of *total* calls fail."""
    step = 1 if EVERY == "all" or total <= USUAL[kind] else int(EVERY or 0)
    if step:
        return list(range(1 + total % step, total + 1, step))
    part = total / USUAL[kind]
    chance = random.Random(f"{kind} {total}")
    return [min(total, 1 + int(part * (n + chance.random()))) for n in range(USUAL[kind])]


def test_every_call_of_a_build_may_fail(program: Program, here: Path) -> None:
    write(here, "Начало")
    done, _, totals = failing_call(program, here, "build", "tiny")
    assert done.code == 0, done.err
    assert min(totals.values()) > 0, "every kind of call is seen"
    assert totals["write"] > 100
    odd, silent = [], 0
    for kind, total in totals.items():
        for number in chosen(kind, total):
            write(here, f"Слово {kind} {number}")
            before = served(here).name
            code = (errno.ENOSPC, errno.EIO)[number % 2]
            done, failed, _ = failing_call(program, here, "build", "tiny", kind=kind, number=number, code=code)
            where = f"{kind} {number} of {total}: {failed}"
            silent += not failed
            if "Traceback" in done.err or done.code not in (0, 1) or (done.code == 1 and not done.err.strip()):
                odd.append(f"{where}: exit {done.code}: {done.err[-600:]}")
            now = served(here).name
            assert int(now) >= int(before), where
            if done.code == 1 and now != before:
                odd.append(f"{where}: failed, and yet there is a new release")
    assert odd == []
    assert silent < sum(totals.values()) / 4
    write(here, "Конец")
    last = program.call("build", "tiny", cwd=here)
    assert last.code == 0, last.err
    found = program.call("search", "Конец", cwd=here)
    assert found.code == 0 and "Конец" in found.out
    assert all(verify_copy(place).whole for place in release.releases(here / "dist/tiny"))
    left = [p.name for p in (here / "dist/tiny").iterdir() if p.name.startswith((".new-", ".old-", ".current"))]
    assert left == [], "leftovers are swept"
