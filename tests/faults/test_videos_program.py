"""Videos and the whole program: one bad recording of three, the list of recordings, sweeping, being told to end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kbgen.video.tools import Tool
from kbgen.workspace import Workspace
from tests.faults.conftest import Program
from tests.video.conftest import Clip, at_work, clip, encoded, tool

__all__ = ["clip", "tool"]
pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.fault]


@pytest.fixture
def three(here: Path, clip: Clip) -> Path:
    """The small workspace with three recordings, the second of which was not copied to its end."""
    folder = here / "videos" / "tiny"
    clip(folder / "one.mp4", seconds=1)
    bad = clip(folder / "two.mp4", "-c:v", "libx264", "-movflags", "+faststart", seconds=4)
    bad.write_bytes(bad.read_bytes()[: bad.stat().st_size // 2])
    clip(folder / "three.mp4", seconds=1, rate="25")
    (folder / "one.ru.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:00.900\n<b>5</b> &lt; 6 &amp; <script>\n", "utf-8")
    (folder / "three.ru.draft.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:00.900\nАлло\n", "utf-8")
    return here


def states(program: Program, here: Path) -> dict[str, str]:
    said = json.loads(program.call("videos", "tiny", "--json", cwd=here).out)
    return {row["video"]: row["state"] for row in said["videos"]}


def test_one_bad_recording_of_three(program: Program, three: Path, clip: Clip) -> None:
    assert states(program, three) == {"one": "preparing", "two": "preparing", "three": "preparing"}
    done = program.call("build", "tiny", cwd=three)
    assert done.code == 1, done.err
    assert done.err.count("✗") == 1 and "videos/tiny/two.mp4" in done.err
    site = three / "dist" / "tiny" / "current" / "site"
    media = sorted(p.name.split(".")[0] for p in site.rglob("*.mp4"))
    assert media == ["one", "one", "three", "three"]
    assert "Видео готовится" in (site / "videos" / "two.html").read_text("utf-8")
    assert "Видео готовится" not in (site / "videos" / "one.html").read_text("utf-8")
    whole = (site / "videos" / "one.html").read_text("utf-8")
    assert "5 &lt; 6 &amp;" in whole and "<b>5</b>" not in whole
    assert not list(three.rglob("*draft*.mp4"))
    assert states(program, three) == {"one": "ready", "two": "broken", "three": "ready"}

    shown = program.call("videos", "tiny", cwd=three)
    assert shown.code == 0 and "two.mp4" in shown.err
    rows = {line.split()[0]: line.split()[-1] for line in shown.out.splitlines()[1:4]}
    assert rows == {"tiny/one.mp4": "yes", "tiny/two.mp4": "no", "tiny/three.mp4": "draft"}

    stamps = {p: p.stat().st_mtime_ns for p in (three / ".kbgen" / "videos").rglob("*.mp4")}
    clip(three / "videos" / "tiny" / "two.mp4", "-y", "-c:v", "libx264", "-c:a", "aac", seconds=1)
    done = program.call("build", "tiny", cwd=three)
    assert done.code == 0, done.err
    assert set(states(program, three).values()) == {"ready"}
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps
    assert len(list((three / "dist/tiny/current/site").rglob("*.mp4"))) == 6
    swept = json.loads(program.call("gc", "--json", cwd=three).out)
    assert swept["videos"]["count"] == 1  # what was found out about the bad one
    assert json.loads(program.call("gc", "--json", cwd=three).out)["bytes"] == 0
    assert set(states(program, three).values()) == {"ready"}


def test_stale_ones_are_listed_and_swept(program: Program, here: Path, clip: Clip) -> None:
    path = clip(here / "videos" / "tiny" / "one.mp4", seconds=1)
    assert encoded(Workspace(here), path)[0]["one"].ready
    shutil.copyfile(clip(here / "other.mp4", seconds=1, rate="25"), path)
    (row,) = json.loads(program.call("videos", "--json", cwd=here).out)["videos"]
    assert (row["state"], row["why"], row["saved"]) == ("stale", "recording", None) and row["made"]["av1"] > 0
    rehearsed = json.loads(program.call("gc", "--dry-run", "--json", cwd=here).out)
    swept = json.loads(program.call("gc", "--json", cwd=here).out)
    assert swept["videos"] == rehearsed["videos"] and swept["videos"]["count"] > 3
    assert not list((here / ".kbgen" / "videos").rglob("*.mp4"))
    ledger = here / ".kbgen" / "videos" / "ledger.json"
    ledger.write_text(ledger.read_text("utf-8").replace('"version": ', '"version": 9'), "utf-8")
    path.unlink()
    assert json.loads(program.call("videos", "--json", cwd=here).out)["videos"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_being_told_to_end(here: Path, clip: Clip) -> None:
    path = clip(here / "videos" / "tiny" / "long.mp4", seconds=20, size="640x360")
    before = (here / "dist" / "tiny" / "current").readlink()
    argv = [sys.executable, "-m", "kbgen", "build", "tiny"]
    environment = {**os.environ, "KBGEN_LANG": "ru"}
    process = subprocess.Popen(argv, cwd=here, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while not at_work(path):
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130 and "Прервано" in said and "Traceback" not in said
    assert at_work(path) == {}
    assert not [p for p in (here / ".kbgen").rglob("*draft*") if p.is_file()]
    assert (here / "dist" / "tiny" / "current").readlink() == before


def test_no_scheduler_there(program: Program, here: Path, tool: Tool) -> None:
    (here / "videos" / "tiny").mkdir(parents=True)
    (here / "videos" / "tiny" / "a.mp4").write_bytes(b"x")
    done = program.call("build", "tiny", "--scheduler", "nonsense://x", cwd=here)
    assert done.code == 2 and "nonsense://x" in done.err and "Traceback" not in done.err
