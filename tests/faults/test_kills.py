"""Killed at any moment: what is served stays whole, and the next call ends what was begun."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.bundles import manifest, release
from kbgen.bundles.verifying import verify_copy

if TYPE_CHECKING:
    from tests.faults.conftest import Program

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(1800)]

BUILDS = PACKS = ROLLBACKS = int(os.environ.get("KBGEN_KILLS", "10"))
SEED = int(os.environ.get("KBGEN_SEED", "8"))

NUMBERED = {"coverage.json", "documents/handover.docx", "start.html", "site/assets/kbgen/release.js", "update.py"}
"""Files that say the number of their release."""


def served(here: Path) -> Path:
    """The current release; it is whole, with its ZIP and its ZIM."""
    now = release.current(here / "dist/tiny")
    assert now is not None
    found = verify_copy(now)
    assert found.whole, found.problems
    assert found.manifest.release == now.name
    return now


def write(here: Path, text: str) -> None:
    """Change what the client agreed: a word of the glossary stands on many pages, and in the search index."""
    path = here / "content/clients/tiny/spec/glossary.yml"
    meaning = f"{text} меняется от сборки к сборке."
    path.write_text(f"terms:\n  - {{ id: word, term: {text}, meaning: {meaning} }}\n", "utf-8")


def contents(folder: Path) -> dict[str, str]:
    """File → SHA-256, besides those that say which release they are of."""
    return {e.path: e.sha256 for e in manifest.read(folder).entries if e.path not in NUMBERED}


def test_builds_killed_at_any_moment(program: Program, here: Path) -> None:
    chance = random.Random(SEED)
    for text in ("Начало", "Продолжение"):  # the second one is as long as those that are killed: caches are warm
        write(here, text)
        whole = program.call("build", "tiny", cwd=here)
        assert whole.code == 0, whole.err
    numbers = [int(served(here).name)]
    killed = 0
    for attempt in range(BUILDS):
        write(here, f"Слово {attempt}")
        last_moments = attempt % 2 * 0.6 * whole.seconds  # half of them where releases are packed and switched
        moment = last_moments + chance.random() * (1.1 * whole.seconds - last_moments)
        killed += program.call("build", "tiny", cwd=here, kill=moment).code == -9
        numbers.append(int(served(here).name))
    assert killed > BUILDS / 3, "builds must have been killed, not waited for"
    assert numbers == sorted(numbers)
    write(here, "Начало")
    done = program.call("build", "tiny", "--force", cwd=here)
    assert done.code == 0, done.err
    now = served(here)
    assert int(now.name) > numbers[-1]
    left = [p.name for p in (here / "dist/tiny").iterdir() if p.name.startswith((".new-", ".old-"))]
    assert left == [], "leftovers are swept"
    found = program.call("search", "Начало", cwd=here)
    assert found.code == 0 and "Начало" in found.out
    shutil.rmtree(here / ".kbgen")
    shutil.rmtree(here / "build")
    assert program.call("build", "tiny", "--force", cwd=here).code == 0
    assert contents(served(here)) == contents(now), "nothing half-written got from the caches into a release"


def test_packs_killed_at_any_moment(program: Program, here: Path) -> None:
    chance, stick = random.Random(SEED + 1), here.parent / "stick"
    whole = program.call("pack", "tiny", "--as", "folder", "--to", str(stick), cwd=here)
    assert whole.code == 0, whole.err
    shutil.rmtree(stick)
    for attempt in range(PACKS):
        kind = ("folder", "zip")[attempt % 2]
        moment = chance.random() * whole.seconds
        program.call("pack", "tiny", "--as", kind, "--to", str(stick), cwd=here, kill=moment)
        for copy in stick.glob("tiny*") if stick.is_dir() else ():
            assert verify_copy(copy).whole, "what has its name is whole"
        served(here)
        for copy in stick.glob("tiny*") if stick.is_dir() else ():
            shutil.rmtree(copy) if copy.is_dir() else copy.unlink()
    for kind, name in (("folder", "tiny-1"), ("zip", "tiny-1.zip")):
        done = program.call("pack", "tiny", "--as", kind, "--to", str(stick), cwd=here)
        assert done.code == 0, done.err
        assert verify_copy(stick / name).whole
    assert sorted(p.name for p in stick.iterdir()) == ["tiny-1", "tiny-1.zip"]


def test_rollbacks_killed_at_any_moment(program: Program, here: Path) -> None:
    chance = random.Random(SEED + 2)
    write(here, "Второй")
    assert program.call("build", "tiny", cwd=here).code == 0
    whole = program.call("rollback", "tiny", "--to", "1", cwd=here)
    assert whole.code == 0, whole.err
    for _ in range(ROLLBACKS):
        to = "2" if served(here).name == "1" else "1"
        program.call("rollback", "tiny", "--to", to, cwd=here, kill=chance.random() * 1.2 * whole.seconds)
        assert served(here).name in ("1", "2")
    for to, count in (("1", 0), ("2", 1)):
        assert program.call("rollback", "tiny", "--to", to, cwd=here).code == 0
        assert served(here).name == to
        found = program.call("search", "Второй", "--json", cwd=here)
        assert ('"glossary' in found.out) == bool(count), "searches answer for the release that is served"
