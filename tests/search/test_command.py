"""``kbgen search`` asked hostile questions, and over a damaged index."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(site: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose only client has a release with the built site."""
    place = tmp_path_factory.mktemp("released") / "ws"
    shutil.copytree(root / "tests/workspaces/tiny", place)
    shutil.copytree(site, place / "dist/tiny/1/site")
    (place / "dist/tiny/1/manifest.json").write_text("{}", encoding="utf-8")
    (place / "dist/tiny/current").write_text("1", encoding="utf-8")
    return place


def asked(place: Path, query: str, language: str = "ru") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KBGEN_LANG": language, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "kbgen", "search", "--workspace", str(place), "--", query]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)


def used() -> float:
    """Processor seconds of the programs called so far."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def test_signs_of_all_kinds_are_just_signs(released: Path) -> None:
    assert "Сделка" in asked(released, "сделка").stdout  # opens the index for the first time
    began = used()
    asked(released, "сделка")
    plain = used() - began
    signs = "\x1b[31m <script>alert(1)</script> title:(a AND [b TO c])~2^3 /.*/ [bold]x[/bold] \u202e '\""
    began = used()
    done = asked(released, f"сделка {signs} " + "я" * 9000)
    assert used() - began < plain + 1
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "Сделка" in done.stdout


def test_a_damaged_index_is_made_anew_or_said(released: Path) -> None:
    assert "Сделка" in asked(released, "сделками").stdout
    (index,) = (released / ".kbgen/released/tiny/1").glob("index.db")
    index.write_bytes(index.read_bytes()[:3000])
    done = asked(released, "сделками")
    assert (done.returncode, "Сделка" in done.stdout) == (0, True)
    shutil.rmtree(released / "dist/tiny/1/site")
    index.write_bytes(b"x" * 5000)
    for language, said in (
        ("ru", "нет поискового указателя, или он повреждён"),
        ("en", "has no search index, or it is damaged"),
    ):
        done = asked(released, "сделками", language)
        assert done.returncode == 1
        assert said in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
