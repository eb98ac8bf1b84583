"""Work that goes wrong: full disks, programs that hang or are killed, two builds at once. Nothing half is published."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.video.tools import Tool
from kbgen.workspace import Workspace
from tests.video.conftest import Clip, at_work, encoded, encoding

pytestmark = [pytest.mark.media, pytest.mark.fault]

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ENCODE = """
import json, signal, sys
from pathlib import Path
from kbgen.model.text import Text
from kbgen.model.videos import Video
from kbgen.video import encode, work
from kbgen.workspace import Workspace
signal.signal(signal.SIGTERM, signal.default_int_handler)
root, files, spare = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3:]
if spare:
    work._SPARE = int(spare[0])  # believe that there is room
videos = [Video(Path(f).stem, Text("a"), f) for f in files]
media, problems = encode(videos, Workspace(root), progress=lambda name, part: None)
codes = {p.place.file: p.code for p in problems}
print(json.dumps([codes, {i: [r.name for r in m.renditions] for i, m in media.items()}]), flush=True)
"""


def script(workspace: Workspace, *paths: Path, spare: int | None = None) -> list[str]:
    names = ",".join(p.relative_to(workspace.root).as_posix() for p in paths)
    extra = [] if spare is None else [str(spare)]
    return [sys.executable, "-c", ENCODE, str(workspace.root), names, *extra]


def unfinished(workspace: Workspace) -> list[Path]:
    return [p for p in workspace.cache.rglob("*draft*") if p.is_file()]


def wait(until: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)


@LINUX
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_however_we_end_no_ffmpeg_and_no_half_file_is_left(workspace: Workspace, clip: Clip, how: int) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=8, size="640x360")
    process = subprocess.Popen(script(workspace, path), stdout=subprocess.DEVNULL)
    wait(lambda: encoding(path))
    process.send_signal(how)
    process.wait(30)
    assert process.returncode != 0
    wait(lambda: not at_work(path), 10)
    assert not list(workspace.cache.rglob("*.av1.mp4"))
    if how != signal.SIGKILL:  # then nobody is left to clear up: the next run does
        assert unfinished(workspace) == []


@LINUX
def test_a_run_goes_on_where_a_killed_one_was(workspace: Workspace, clip: Clip) -> None:
    first = clip(workspace.videos / "firm" / "a.mp4", seconds=1)
    encoded(workspace, first)
    stamps = {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*.mp4")}
    second = clip(workspace.videos / "firm" / "b.mp4", seconds=1, rate="25")
    process = subprocess.Popen(script(workspace, first, second), stdout=subprocess.DEVNULL)
    wait(lambda: at_work(second))
    process.kill()
    process.wait(30)
    wait(lambda: not at_work(second), 10)
    left = set(workspace.cache.rglob("*.mp4")) - set(stamps)
    media, problems = encoded(workspace, first, second)
    assert problems == () and media["a"].ready and media["b"].ready
    assert unfinished(workspace) == [] and not [p for p in left if "draft" in p.name and p.exists()]
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


@LINUX
def test_a_disk_that_fills_up(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=3)
    workspace.cache.mkdir()

    def run(size: str, spare: int) -> list[dict[str, object]]:
        mount = f'mount -t tmpfs -o size={size} none "$1" && shift && exec "$@"'
        argv = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh", str(workspace.cache)]
        done = subprocess.run([*argv, *script(workspace, path, spare=spare)], capture_output=True, text=True)
        if not done.stdout and ("unshare" in done.stderr or "mount" in done.stderr):
            pytest.skip(f"no disk of one's own to fill here: {done.stderr.strip()}")
        assert done.stdout, done.stderr
        said: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
        return said

    for size in ("64k", "160k"):  # full at the first note, full in the middle of an encode
        codes, made = run(size, -(1 << 60))
        assert codes == {"videos/firm/a.mp4": "video-no-space"} and made == {"a": []}, size
    assert run("10m", 64 << 20)[0] == {"videos/firm/a.mp4": "video-no-space"}  # seen before anything is begun
    codes, made = run("300m", 64 << 20)
    assert codes == {} and len(made["a"]) == 2  # type: ignore[arg-type]


def stand_in(workspace: Workspace, tool: Tool, body: str) -> Path:
    """A program that is ffmpeg until it is to encode: then it does *body*."""
    path = workspace.root / "ffmpeg-stand-in"
    code = f"#!{sys.executable}\nimport os, subprocess, sys, time\n"
    code += f"if '-movflags' not in sys.argv: os.execv({tool.path!r}, [{tool.path!r}, *sys.argv[1:]])\n{body}\n"
    path.write_text(code)
    path.chmod(0o755)
    return path


@LINUX
def test_a_hung_ffmpeg_and_all_it_started_are_ended(
    workspace: Workspace, clip: Clip, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=1)
    body = "print('out_time_us=100000', flush=True)\n"
    body += f"subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)', {str(path)!r}])"
    monkeypatch.setenv("KBGEN_FFMPEG", str(stand_in(workspace, tool, body)))
    monkeypatch.setattr("kbgen.video.running.SILENCE", 1.5)
    media, problems = encoded(workspace, path)
    assert [p.code for p in problems] == ["video-hung"] and not media["a"].ready
    assert at_work(path) == {} and unfinished(workspace) == []
    monkeypatch.undo()
    assert encoded(workspace, path)[0]["a"].ready  # the next run repairs it


@LINUX
def test_an_ffmpeg_that_is_killed_is_one_problem(workspace: Workspace, clip: Clip) -> None:
    victim = clip(workspace.videos / "firm" / "a.mp4", seconds=4, size="640x360")
    other = clip(workspace.videos / "firm" / "b.mp4", seconds=1)
    killed: list[int] = []

    def kill() -> None:
        while not killed and threading.main_thread().is_alive():
            for pid in encoding(victim)[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    media, problems = encoded(workspace, victim, other)
    killer.join(10)
    assert [(p.code, p.place.file) for p in problems] == [("video-encode-failed", "videos/firm/a.mp4")]
    assert not media["a"].ready and media["b"].ready and unfinished(workspace) == []


def test_two_builds_use_one_store_at_once(workspace: Workspace, clip: Clip) -> None:
    paths = [
        clip(workspace.videos / "firm" / f"{name}.mp4", rate=rate, seconds=1)
        for name, rate in (("a", "30"), ("b", "25"))
    ]
    begun = [subprocess.Popen(script(workspace, *paths), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [json.loads(process.communicate(timeout=300)[0].splitlines()[-1]) for process in begun]
    assert said[0] == said[1] and said[0][0] == {} and all(len(names) == 2 for names in said[0][1].values())
    assert unfinished(workspace) == []
    media, problems = encoded(workspace, *paths)
    assert problems == () and {i: [r.name for r in m.renditions] for i, m in media.items()} == said[0][1]


def test_a_damaged_item_is_made_again(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=1)
    first, _ = encoded(workspace, path)
    flipped, cut = (Path(r.path) for r in first["a"].renditions)
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 0xFF
    flipped.write_bytes(content)
    cut.write_bytes(cut.read_bytes()[:-100])
    again, problems = encoded(workspace, path)
    assert problems == () and again == first
    assert flipped.read_bytes() != bytes(content)
