"""Several machines at work: a real dask scheduler with real workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from kbgen.errors import Place, Problem, UsageError
from kbgen.language import say
from kbgen.video import encode
from kbgen.video.jobs import Failure, Job, here
from kbgen.video.scheduling import executor
from kbgen.video.tools import OtherToolError, Tool, own
from kbgen.workspace import Workspace
from tests.video.conftest import Clip, at_work, encoded, encoding, video

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a program of dask; ends what it started."""
    pytest.importorskip("distributed", reason="the extra kbgen[cluster] is not installed")
    running: list[subprocess.Popen[bytes]] = []

    def begin(program: str, *words: str) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *words]
        with (tmp_path / f"{program}-{len(running)}.log").open("wb") as log:
            running.append(subprocess.Popen(argv, stdout=log, stderr=log, cwd=tmp_path))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> str:
    """The address of a scheduler without workers."""
    from distributed import Client

    file = tmp_path / "scheduler.json"
    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    _wait(file.exists)
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        return str(client.scheduler.address)


def _wait(until: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.media
@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_one_worker_of_several_is_killed(
    workspace: Workspace, clip: Clip, start: Start, scheduler: str, tmp_path: Path
) -> None:
    from distributed import Client

    folder = workspace.videos / "firm"
    sources = [clip(folder / "long.mp4", seconds=3, size="640x360"), clip(folder / "short.mp4", seconds=0.5)]
    with pytest.raises(UsageError) as idle, executor(scheduler=scheduler):
        pass
    assert [p.code for p in idle.value.problems] == ["cluster-idle"]
    workers = [start("worker", scheduler, "--nthreads", "1", "--no-nanny", "--nworkers", "1") for _ in range(2)]
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    killed: list[int] = []
    heard: list[float] = []

    def kill() -> None:
        """The worker that encodes the long one, as soon as it does."""
        while not killed and threading.main_thread().is_alive():
            running = at_work(sources[0])
            for pid in encoding(sources[0]):
                if running.get(pid) in {w.pid for w in workers}:
                    killed.append(running[pid])
                    os.kill(running[pid], signal.SIGKILL)
                    _wait(lambda pid=pid: pid not in at_work(sources[0]), 10)  # type: ignore[misc]
                    break
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    with executor(scheduler=scheduler) as far:
        videos = [video(workspace, s) for s in sources]
        media, problems = encode(videos, workspace, progress=lambda n, p: heard.append(p), jobs=far)
    killer.join(15)
    assert not killer.is_alive()
    assert problems == () and killed and heard[-1] == 1.0
    assert all(m.ready for m in media.values())
    assert not list((workspace.cache / "videos" / "runs").iterdir())

    other = Workspace(tmp_path / "other")
    (other.videos / "firm").mkdir(parents=True)
    copies = [s.rename(other.videos / "firm" / s.name) for s in sources]
    here, _ = encoded(other, *copies)
    names = {i: [r.name for r in m.renditions] for i, m in media.items()}
    assert names == {i: [r.name for r in m.renditions] for i, m in here.items()}  # names hold hashes of the content


@pytest.mark.media
def test_processes_of_this_machine_do_as_well(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=0.5)
    heard: list[float] = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        media, problems = encode([video(workspace, path)], workspace, progress=lambda n, p: heard.append(p), jobs=pool)
    assert problems == () and media["a"].ready and heard[-1] == 1.0


@pytest.mark.media
def test_another_machine_uses_its_own_ffmpeg_if_it_is_the_same(workspace: Workspace, clip: Clip, tool: Tool) -> None:
    def there(thing: Tool) -> Tool:
        """*thing* as another machine gets it."""
        copy: Tool = pickle.loads(pickle.dumps(thing))
        return copy

    moved, other = there(replace(tool, path="/another/venv/ffmpeg")), there(replace(tool, build="another"))
    assert own(moved, workspace.cache).path == tool.path and own(tool, workspace.cache) is tool
    with pytest.raises(OtherToolError, match=tool.version):
        own(other, workspace.cache)
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=0.5)
    found = here(Job(path, "d", workspace.cache, other))
    assert isinstance(found, Failure) and found.code == "video-other-ffmpeg"
    problem = Problem(found.code, Place("a.mp4"), {"file": "a.mp4", **found.values})
    assert all(tool.version in say(problem, language).what for language in ("ru", "en"))


def test_no_scheduler_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra kbgen[cluster] is not installed")
    monkeypatch.setattr("kbgen.video.scheduling._SECONDS", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(UsageError) as failure, executor(scheduler=address):
            pass
        assert [p.code for p in failure.value.problems] == ["cluster-silent"]
        assert all(say(failure.value.problems[0], language).hint for language in ("ru", "en"))


def test_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as failure, executor(scheduler="tcp://127.0.0.1:8786"):
        pass
    assert [p.code for p in failure.value.problems] == ["cluster-not-installed"]
    assert "kbgen[cluster]" in say(failure.value.problems[0], "ru").hint
