"""What our own process costs beside ffmpeg: memory while a large recording is worked on, time when nothing is new.

``python -m benchmarks.video_store --json OUT`` makes its own recordings. :func:`peak_memory` and :func:`second_run`
are for other benchmarks, too.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kbgen.model.text import Text
from kbgen.model.videos import Captions, Cue, Video
from kbgen.video import encode
from kbgen.video.estimate import Estimate
from kbgen.video.tools import find_tool
from kbgen.workspace import Workspace

_CHILD = """
import sys
from pathlib import Path
from benchmarks.video_store import nobody, recordings
from kbgen.video import encode
from kbgen.video.estimate import Estimate
from kbgen.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
media, problems = encode(recordings(workspace), workspace, progress=Estimate(nobody))
assert not problems, problems
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])  # ru_maxrss may be the parent's
"""


@dataclass(frozen=True)
class Costs:
    """Of our process alone."""

    megabytes_peak: float
    """Most memory while one recording is encoded."""
    source_megabytes: float
    """Size of that recording."""
    videos: int
    """How many lie in the store when nothing is new."""
    second_run_seconds: float
    """Wall clock, the best of five."""
    second_run_cpu_seconds: float
    files_written: int
    """By a run in which nothing is new: must be 0."""


def recordings(workspace: Workspace) -> list[Video]:
    """Everything in ``videos/firm``, with a caption each."""
    files = sorted((workspace.videos / "firm").iterdir())
    captions = (Captions("ru", (Cue(0, 1, "Откройте карточку"),)),)
    named = [(f, f.relative_to(workspace.root).as_posix()) for f in files if f.suffix in (".mp4", ".mkv")]
    return [Video(id=f.stem, title=Text(f.stem), file=name, captions=captions) for f, name in named]


def peak_memory(source: Path) -> float:
    """Megabytes our process needed at most to encode *source*, its store being empty. ffmpeg's own do not count."""
    with tempfile.TemporaryDirectory() as folder:
        goal = Path(folder) / "videos" / "firm" / f"a{source.suffix}"
        goal.parent.mkdir(parents=True)
        shutil.copyfile(source, goal)
        done = subprocess.run([sys.executable, "-c", _CHILD, folder], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout.split()[0]) / 1024


def second_run(workspace: Workspace, videos: list[Video], times: int = 5) -> tuple[float, float, int]:
    """Wall clock and CPU seconds of a run in which nothing is new, the best of *times*, and the files it wrote."""
    encode(videos, workspace, progress=Estimate(nobody))
    before = _stamps(workspace)
    best = [_timed(lambda: encode(videos, workspace, progress=Estimate(nobody))) for _ in range(times)]
    return min(wall for wall, _ in best), min(cpu for _, cpu in best), len(before ^ _stamps(workspace))


def nobody(*_: object) -> None:
    """Watches nothing."""


def _stamps(workspace: Workspace) -> set[tuple[str, int]]:
    return {(str(p), p.stat().st_mtime_ns) for p in workspace.cache.rglob("*")}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    began, cpu = time.perf_counter(), usage.ru_utime + usage.ru_stime
    work()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime - cpu


def filled(folder: Path, many: int) -> Workspace:
    """A workspace with *many* small recordings, each unlike the others."""
    workspace = Workspace(folder)
    (workspace.videos / "firm").mkdir(parents=True)
    argv = [find_tool(folder).path, "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=1"]
    for number in range(many):
        goal = workspace.videos / "firm" / f"{number:03}.mp4"
        quick = ["-c:v", "libx264", "-preset", "ultrafast", "-metadata", f"comment={number}", f"file:{goal}"]
        subprocess.run([*argv, *quick], check=True, stdin=subprocess.DEVNULL, timeout=60)
    return workspace


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--videos", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20, help="length of the large recording (lossless 1080p)")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace = filled(folder / "many", given.videos)
        wall, cpu, written = second_run(workspace, recordings(workspace))
        large = _large(folder, given.seconds)
        costs = Costs(
            megabytes_peak=round(peak_memory(large), 1),
            source_megabytes=round(large.stat().st_size / 1e6, 1),
            videos=given.videos,
            second_run_seconds=round(wall, 3),
            second_run_cpu_seconds=round(cpu, 3),
            files_written=written,
        )
    print(json.dumps(asdict(costs), indent=1))
    if given.json:
        given.json.write_text(json.dumps(asdict(costs), indent=1) + "\n", encoding="utf-8")
    return 0


def _large(folder: Path, seconds: int) -> Path:
    """A recording as heavy as recorders make them at worst: raw pictures."""
    goal = folder / "large.mkv"
    source = f"testsrc2=size=1920x1080:rate=30:duration={seconds}"
    argv = [find_tool(folder).path, "-v", "error", "-f", "lavfi", "-i", source]
    argv += ["-c:v", "rawvideo", "-pix_fmt", "yuv420p", f"file:{goal}"]
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, timeout=600)
    return goal


if __name__ == "__main__":
    sys.exit(main())
