"""The demo clients, really built once for the whole session, in a workspace of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kbgen.build.story import Built, build_client
from kbgen.workspace import Workspace

CLIENTS = ("romashka", "daisy")


@dataclass(frozen=True)
class Demo:
    workspace: Workspace
    built: dict[str, Built]

    @property
    def release(self) -> Path:
        return self.built["romashka"].folder


def copy_of(root: Path, goal: Path) -> Workspace:
    """The project's workspace, copied; recordings already encoded are not encoded again."""
    for name in ("content", "themes", "videos"):
        shutil.copytree(root / name, goal / name)
    shutil.copyfile(root / "mkdocs.yml", goal / "mkdocs.yml")
    (root / ".kbgen").mkdir(exist_ok=True)
    (goal / ".kbgen").symlink_to(root / ".kbgen", target_is_directory=True)
    return Workspace(goal)


@pytest.fixture(scope="session")
def demo(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    workspace = copy_of(root, tmp_path_factory.mktemp("demo") / "workspace")
    return Demo(workspace, {client: build_client(workspace, client) for client in CLIENTS})


Serve = Callable[[str], str]


@pytest.fixture(scope="session")
def served(demo: Demo) -> Iterator[str]:
    """Address of the demo as ``kbgen serve`` gives it."""
    command = [sys.executable, "-u", "-m", "kbgen", "serve", "romashka", "--no-watch", "--port", "0"]
    environment = {**os.environ, "KBGEN_LANG": "en", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command, cwd=demo.workspace.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://[\d.:]+", line):
                yield found[0]
                break
        else:
            pytest.fail("kbgen serve said no address")
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(params=["file", "http"])
def home(request: pytest.FixtureRequest, demo: Demo) -> str:
    """Where the release is opened from: a folder, or the intranet server. Ends without a slash."""
    if request.param == "file":
        return demo.release.as_uri()
    return str(request.getfixturevalue("served"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first waits for the whole build, recordings included."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(2400))
