"""Whatever becomes of a file, the answer is success or a list of problems: no traceback, in seconds, in a gigabyte.

KBGEN_SEEDS=1000 tries so many accidents; KBGEN_SEED=7 begins at another one.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen import wiki
from kbgen.build.checking import check_client, load
from kbgen.build.inputs import fingerprint
from kbgen.documents import documents
from kbgen.errors import KbgenError, Problem
from kbgen.importers import try_kb
from kbgen.language import say
from kbgen.rules import check
from kbgen.seminar import decks
from kbgen.workspace import Workspace
from tests.hostile.mutations import spoiled, words_of
from tests.hostile.spoilt import CLIENT, one_of_everything, written

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

SEEDS = int(os.environ.get("KBGEN_SEEDS", "150"))
FIRST = int(os.environ.get("KBGEN_SEED", "0"))
SECONDS = 5
GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return one_of_everything(tmp_path_factory.mktemp("spoiled") / "ws")


@pytest.fixture(scope="module")
def texts(workspace: Workspace) -> dict[str, str]:
    return {name: (workspace.root / name).read_text("utf-8") for name in written(workspace)}


@pytest.fixture
def little_memory() -> Iterator[None]:
    """A gigabyte more than is in use may be taken; asking for more is a MemoryError, which fails the test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + GIGABYTE, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def test_the_unspoiled_workspace_is_faultless(workspace: Workspace, texts: dict[str, str]) -> None:
    """Else every accident would be hidden behind the same problem."""
    assert [p for p in check_client(workspace, CLIENT) if p.severity == "error"] == []
    kinds = {Path(name).suffix for name in texts}
    assert kinds >= {".yml", ".md", ".srt", ".vtt", ".json"} and len(texts) >= 25


def test_success_or_problems(workspace: Workspace, texts: dict[str, str], little_memory: None) -> None:
    """Read and checked; what is faultless still becomes pages, slides and papers."""
    words, failed, outcomes = words_of(texts), [], [0, 0]
    for seed in range(FIRST, FIRST + SEEDS):
        name = random.Random(seed).choice(sorted(texts))
        content = spoiled(name, texts[name], seed, words)
        path = workspace.root / name
        path.write_bytes(content)
        try:
            since = time.process_time()
            refused = outcome(workspace, seed)
            outcomes[bool(refused)] += 1
            if (took := time.process_time() - since) > SECONDS:
                failed.append(f"seed {seed}: {name}: {took:.1f} s")
        except Exception as error:
            failed.append(f"seed {seed}: {name}: {type(error).__name__}: {str(error)[:200]}")
            print(failed[-1], flush=True)
        finally:
            path.write_text(texts[name], "utf-8")
    assert failed == []
    assert min(outcomes) > SEEDS / 10, "some accidents must be refused and some must do no harm"


def outcome(workspace: Workspace, seed: int) -> tuple[Problem, ...]:
    """The errors that were found; every problem has a place and words in both languages."""
    attempt = try_kb(workspace, CLIENT)
    problems = (*attempt.problems, *check(attempt.kb, workspace, attempt.unread))
    for problem in problems:
        assert problem.place.file, problem
        for language in ("ru", "en"):
            assert say(problem, language).what
    errors = tuple(p for p in problems if p.severity == "error")
    if not errors or seed % 10 == 0:
        try:
            kb, _, _ = load(workspace, CLIENT)
        except KbgenError as refused:
            assert refused.problems
            return refused.problems
        fingerprint(workspace, CLIENT)
        assert wiki.pages(kb) and decks(kb, workspace) and documents(kb)
    return errors
