"""Markdown that would keep a converter busy for minutes or let it fall over: a problem with its line, or a page soon.

Every bomb is a guide. Either ``kbgen check`` names file and line and says how to mend it, or the guide becomes HTML
within five seconds of the processor, by the very settings the site is built with.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kbgen.importers import try_kb
from kbgen.language import say
from kbgen.rules import check
from kbgen.workspace import Workspace
from tests.hostile.spoilt import CLIENT, one_of_everything

pytestmark = pytest.mark.slow

SECONDS = 5
ROOT = Path(__file__).resolve().parents[2]

REFUSED = {
    "8000 brackets": "[" * 8000,
    "8000 brackets with blanks": "[ " * 8000,
    "8000 pictures begun": "![" * 8000,
    "brackets over many lines": "[\n" * 8000,
    "tags begun": "<a " * 5000,
    "comments begun": "<!--" * 5000,
    "10000 emphasis marks": "*" * 10_000,
    "10000 emphasis marks apart": "*a " * 10_000,
    "10000 strong marks": "**a" * 10_000,
    "a list 300 deep": "".join("    " * n + "- a\n" for n in range(300)),
    "a list 300 deep, by two blanks": "".join("  " * n + "- a\n" for n in range(300)),
    "numbers 300 deep": "".join("    " * n + "1. a\n\n" for n in range(300)),
    "quotes 500 deep without blanks": ">" * 500 + "a\n",
    "a line of a megabyte": "ы" * (1 << 19),
    "a line of a megabyte of words": "слово " * 90_000,
    "notes 200 deep": "".join("    " * n + "!!! note\n\n" for n in range(200)),
    "code marks": "".join("`" * n + " " for n in range(1, 1500)),
    "20000 openings of code": "` `` " * 10_000,
}
"""A page of these takes a converter minutes, or all of its stack."""

SHOWN = {
    "8000 closing brackets": "]" * 8000,
    "quotes 500 deep": "> " * 500 + "a\n",
    "a table of 2000 rows": "|а|б|\n|-|-|\n" + "|раз|два|\n" * 2000,
    "a table of 500 columns": "|" + "а|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "б|" * 500 + "\n") * 20,
    "a fence that is not closed": "```python\n" + "print('раз')\n" * 2000,
    "tildes that are not closed": "~~~\n" * 1001,
    "50 lists in one": "".join("    " * n + "- a\n" for n in range(30)) * 20,
    "2000 headings": "## Раз\n\n" * 2000,
    "2000 links": "[раз](new-order.md) " * 400 + "\n\n" + "[два](new-order.md)\n\n" * 400,
    "references that lead in circles": "[a]: new-order.md\n[b]: new-order.md\n[a][b] [b][a] [[a][b]][a]\n",
    "2000 footnotes": "".join(f"раз[^{n}]\n\n[^{n}]: два\n\n" for n in range(500)),
    "half a tag": "<div " + "x " * 400,
    "attributes that do not end": "# Раз {" + "a=b " * 1000,
    "abbreviations": "".join(f"*[А{n}]: б\n" for n in range(300)) + "\n" + "А1 А2 " * 200,
    "jinja": "{{ " * 900 + "{% for x in y %}" * 200,
    "blank lines": "\n" * 100_000,
    "blanks": "раз" + " " * 9_000 + "\n\n" + "\t" * 100 + "\n",
}
"""Odd, and harmless."""

CONVERT = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
import markdown
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.hostile.engine import extensions
names, settings = extensions(Path(sys.argv[1]))
for name, body in json.load(sys.stdin).items():
    print(json.dumps(name), end=" ", flush=True)
    since = time.process_time()
    markdown.markdown(body, extensions=names, extension_configs=settings)
    print(time.process_time() - since, flush=True)
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return one_of_everything(tmp_path_factory.mktemp("bombs") / "ws")


def problems_of(workspace: Workspace, body: str) -> tuple[list[str], float]:
    """What is told of a guide with this *body*, as ``line: code``, and how many seconds that took."""
    path = workspace.client(CLIENT) / "guides" / "bomb.md"
    path.write_text(f"---\ntitle: Раз\n---\n\n{body}\n", "utf-8")
    try:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        attempt = try_kb(workspace, CLIENT)
        found = (*attempt.problems, *check(attempt.kb, workspace, attempt.unread))
        took = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    finally:
        path.unlink()
    told = [p for p in found if p.place.file.endswith("bomb.md") and p.severity == "error"]
    for problem in told:
        assert problem.place.line > 0
        assert all(say(problem, language).what and say(problem, language).hint for language in ("ru", "en"))
    return [f"{p.place.line}: {p.code}" for p in told], took


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_bomb_is_refused_with_its_line(body: str, workspace: Workspace) -> None:
    told, took = problems_of(workspace, body)
    assert told and took < SECONDS


@pytest.mark.parametrize("body", SHOWN.values(), ids=SHOWN)
def test_what_is_only_odd_is_taken(body: str, workspace: Workspace) -> None:
    told, took = problems_of(workspace, body)
    assert told == [] and took < SECONDS


def test_what_is_taken_becomes_a_page_soon() -> None:
    """One after another in a process of its own: a converter that hangs, or falls, would take the suite along."""
    done = subprocess.run(
        [sys.executable, "-c", CONVERT, str(ROOT)], input=json.dumps(SHOWN), capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, f"{done.stdout[-200:]}: {done.stderr[-300:]}"
    took = {name: float(seconds) for name, _, seconds in (line.rpartition(" ") for line in done.stdout.splitlines())}
    assert len(took) == len(SHOWN)
    assert {name: seconds for name, seconds in took.items() if seconds > SECONDS} == {}
