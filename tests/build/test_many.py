"""Many clients: what all share is looked at once, one that fails keeps no other, and other machines can do it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen.build import many
from kbgen.build.inputs import fingerprint, shared_fingerprint
from kbgen.build.many import build_many
from kbgen.build.progress import Silent
from kbgen.build.story import Options
from kbgen.errors import BusyError, ContentError, Place, Problem
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def workspace_of(folder: Path, *clients: str) -> Workspace:
    shutil.copytree(ROOT / "tests/workspaces/tiny", folder)
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(ROOT / "themes/base", folder / "themes/base")
    for client in clients:
        shutil.copytree(folder / "content/clients/tiny", folder / "content/clients" / client)
    shutil.rmtree(folder / "content/clients/tiny")
    return Workspace(folder)


def test_one_that_fails_keeps_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    wrong = Problem("dead_link", Place("content/x.md"), {"link": "y"})

    def build(_: Workspace, client: str, *__: object) -> None:
        raise {"a": ContentError([wrong]), "b": BusyError([wrong]), "c": ZeroDivisionError("of kbgen")}[client]

    monkeypatch.setattr("kbgen.build.story.build_client", build)
    ends = {end.client: end for end in build_many(workspace, "abc", Options(), lambda _: Silent())}
    assert ends["a"].problems == (wrong,)
    assert ends["b"].busy
    assert ends["c"].problems[0].code == "build_broke"
    assert "ZeroDivisionError" in ends["c"].trace
    assert not any(end.good for end in ends.values())


def test_what_all_share_is_in_the_fingerprint_of_each(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "ws", "one", "two")
    shared = shared_fingerprint(workspace)
    before = [fingerprint(workspace, client, shared) for client in ("one", "two")]
    assert before == [fingerprint(workspace, client) for client in ("one", "two")]
    assert len(set(before)) == 2
    (workspace.client("one") / "client.yml").open("a").write("# note\n")
    assert shared_fingerprint(workspace) == shared
    assert fingerprint(workspace, "one", shared) != before[0]
    assert fingerprint(workspace, "two", shared) == before[1]


@pytest.mark.slow
def test_all_clients_are_built_and_told_in_one_table(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "ws", "good", "wrong")
    roles = workspace.client("wrong") / "spec/roles.yml"
    roles.write_text(roles.read_text("utf-8").replace("entity: Deal", "entity: Dael", 1), "utf-8")
    shared = shared_fingerprint(workspace)
    first = command(workspace, "build", "good")
    assert first.returncode == 0, first.stderr
    said = command(workspace, "build", "--all")
    assert said.returncode == 1
    assert "content/clients/wrong/spec/roles.yml" in said.stderr
    rows = {line.split()[0]: line for line in said.stdout.splitlines() if re.match(r"(good|wrong)\b", line)}
    if shared == shared_fingerprint(workspace):  # else somebody writes kbgen itself while its tests run
        assert "без изменений, выпуск 1" in rows["good"]
    assert "не собран" in rows["wrong"]
    assert "Не собрано: 1 из 2" in said.stdout
    assert "Traceback" not in said.stdout + said.stderr


def command(workspace: Workspace, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KBGEN_LANG": "ru", "NO_COLOR": "1", "PYTHONUTF8": "1", "COLUMNS": "120"}
    argv = [sys.executable, "-m", "kbgen", *words]
    return subprocess.run(argv, cwd=workspace.root, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A dask scheduler and two workers; its address, and the workers."""
    pytest.importorskip("distributed", reason="the extra kbgen[cluster] is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    started: list[subprocess.Popen[bytes]] = []

    def start(program: str, *words: str) -> None:
        argv = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *words]
        told = subprocess.DEVNULL
        started.append(subprocess.Popen(argv, cwd=tmp_path, stdout=told, stderr=told))

    start("scheduler", "--host", "127.0.0.1", "--port", str(port))
    for _ in range(2):
        start("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
    _wait_for_workers(address, 2)
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait(20)


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(count, timeout=120)  # type: ignore[no-untyped-call]


@pytest.mark.slow
def test_whole_clients_go_to_other_machines_and_one_may_die(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    workspace = workspace_of(tmp_path / "ws", "one", "two")
    address, workers = cluster
    building = build_many(workspace, ["one", "two"], Options(scheduler=address), lambda _: Silent())
    killer = threading.Timer(2, workers[0].kill)  # in the middle of a client
    killer.start()
    ends = list(building)
    killer.join()
    assert {end.client for end in ends} == {"one", "two"}
    for end in ends:
        assert end.good, end.problems
        assert (workspace.dist(end.client) / "current" / "manifest.json").is_file()


def test_a_client_whose_worker_is_lost_every_time_is_told(tmp_path: Path) -> None:
    from concurrent.futures import CancelledError, Executor, Future

    class Gone(Executor):
        def submit(self, *_: object, **__: object) -> Future[object]:  # type: ignore[override]
            future: Future[object] = Future()
            future.set_exception(CancelledError())
            return future

    (end,) = many._gathered(Gone(), Workspace(tmp_path), ["one"], Options(), 1)
    assert end.problems[0].code == "build_worker_lost"
    assert not end.good
