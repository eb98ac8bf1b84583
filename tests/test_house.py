"""The house stands as it is drawn."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import kbgen
from tests.conftest import left_out

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(m.name for m in pkgutil.walk_packages(kbgen.__path__, "kbgen.") if not m.name.endswith("__main__"))


def test_the_annotated_tree_is_true() -> None:
    done = subprocess.run([sys.executable, "tools/tree.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", MODULES)
def test_every_module_can_be_imported_and_says_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__


def test_every_imported_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + [d for group in project["optional-dependencies"].values() for d in group]
    names = {re.split(r"[^A-Za-z0-9_.-]", d, maxsplit=1)[0].lower().replace("_", "-") for d in declared}
    provides = {
        "yaml": "pyyaml",
        "docx": "python-docx",
        "pptx": "python-pptx",
        "PIL": "pillow",
        "ffmpeg": "ffmpeg-python",
    }
    provides |= {"pymdownx": "pymdown-extensions", "material": "mkdocs-material"}
    wanted = set()
    for file in (ROOT / "kbgen").rglob("*.py"):
        for top in re.findall(r"^\s*(?:from|import) ([A-Za-z0-9_]+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            if top not in sys.stdlib_module_names and top != "kbgen":
                wanted.add(provides.get(top, top).replace("_", "-"))
    assert {name for name in wanted if name.lower() not in names} == set()


def test_only_the_command_line_prints() -> None:
    found = [
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "kbgen").rglob("*.py")
        if "cli" not in file.parts and re.search(r"^\s*print\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("chosen", "out"),
    [
        ("not browser and not slow", True),
        ("not slow", True),
        ("not browser", False),
        ("", False),
        ("slow", False),
        ("not (not browser and not slow)", False),
        ("not (not browser and not media and not slow)", False),
        ("not slow or browser", False),
        ("browser and not slow", False),
    ],
)
def test_only_files_without_any_chosen_test_are_left_unread(chosen: str, out: bool) -> None:
    assert left_out(chosen, "import pytest\n\npytestmark = [pytest.mark.fault, pytest.mark.slow]\n") is out
    assert not left_out(chosen, "import pytest\n\n\n@pytest.mark.slow\ndef test_it() -> None: ...\n")


def test_every_file_of_tests_is_collected() -> None:
    """pytest takes two files of one name for one, and leaves folders unread that are named as some it knows."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if "__pycache__" not in path.parts]
    names = [path.name for path in files]
    assert {name for name in names if names.count(name) > 1} == set()
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/build"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False).stdout
    assert {path.name for path in files if path.parent.name == "build"} <= {
        Path(line.partition("::")[0]).name for line in told.splitlines()
    }
