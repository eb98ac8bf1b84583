"""Whatever somebody types into a file, the answer is a knowledge base or a list of problems, and it comes quickly."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.importers import try_kb
from kbgen.language import say
from kbgen.rules import check
from kbgen.workspace import Workspace

TINY = Path(__file__).resolve().parents[1] / "workspaces" / "tiny"
FILES = sorted(
    p.relative_to(TINY).as_posix() for p in TINY.rglob("*") if p.suffix in (".yml", ".md") and "content" in p.parts
)
SNIPPETS = [
    "&a ", "*a", "!!python/name:os.system ", "<<: ", "? ", "- ", "  ", "\t", ": ", "#", "'", '"', "[", "]", "{", "}",
    "|", ">", "%", "@", "`", "---\n", "...\n", "no", "010", "1:30", "=", "~", "null", ".inf", "\x00", "\x1b", "\x85",
    "\u2028", "\ufeff", "é", "\ud7ff", "](javascript:x)", "<script>", "![](../../../../etc/passwd)", "{{ 7*7 }}", "1. ",
    "```", "\r", "\r\n", "ё" * 50, "9" * 400, "[" * 60,
]  # fmt: skip


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        yield Workspace(Path(folder))


def mutated(text: str, chance: random.Random) -> bytes:
    """*text* with a few things deleted, doubled, swapped or put in."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randint(0, len(text)) for _ in range(2))
        to = min(to, at + 60)
        piece = chance.choice(
            ["", text[at:to] * 2, text[at:to][::-1], chance.choice(SNIPPETS), chance.choice(SNIPPETS) + text[at:to]]
        )
        text = text[:at] + piece + text[to:]
    content = text.encode("utf-8", errors="surrogatepass")
    return content if chance.random() > 0.1 else content.replace(b"\xd0", b"\xd0\xd0", 1)


@given(st.sampled_from(FILES), st.integers(0, 2**32))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_files_give_problems_not_tracebacks(workspace: Workspace, name: str, seed: int) -> None:
    problems_of_a_mutation(workspace, name, seed)


@pytest.mark.slow
@given(st.sampled_from(FILES), st.integers(0, 2**32))
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_thousand_mutated_files_give_problems_not_tracebacks(workspace: Workspace, name: str, seed: int) -> None:
    problems_of_a_mutation(workspace, name, seed)


def problems_of_a_mutation(workspace: Workspace, name: str, seed: int) -> None:
    path = workspace.root / name
    original = path.read_bytes()
    try:
        path.write_bytes(mutated(original.decode(), random.Random(seed)))
        started = time.process_time()
        attempt = try_kb(workspace, "tiny")
        problems = (*attempt.problems, *check(attempt.kb, workspace, attempt.unread))
        assert time.process_time() - started < 5
        for problem in problems:
            assert problem.place.file
            for language in ("ru", "en"):
                assert say(problem, language).what
    finally:
        path.write_bytes(original)


@given(st.binary(max_size=300))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_as_a_spec_file(workspace: Workspace, content: bytes) -> None:
    path = workspace.client("tiny") / "spec" / "glossary.yml"
    path.write_bytes(content)
    try:
        try_kb(workspace, "tiny")
    finally:
        path.unlink()
