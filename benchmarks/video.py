"""How small and how good: every recording of a folder by every encoder.

``python -m benchmarks.video --sources DIR --json OUT`` writes one record a recording and encoder: ``bytes``,
``p5_vmaf`` (5th percentile over frames), ``ssim`` (luma), ``cpu_seconds`` (user and system, of all processes) and
``lufs``. ``handbrake-fast`` is HandBrake's preset «Fast 1080p30» without its automatic cropping, which would shift
the picture; it is left out where HandBrakeCLI is not installed.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kbgen.importers.videos import RECORDINGS
from kbgen.video.loudness import measured
from kbgen.video.presets import PRESETS, Preset
from kbgen.video.store import sha256
from kbgen.video.tools import Tool, find_tool
from kbgen.video.work import Failure, Job, Study, study, transcode

_EVERY = 5
"""Every how many frames quality is measured: enough for a percentile of a minute, and a fifth of the time."""


@dataclass(frozen=True)
class Result:
    clip: str
    encoder: str
    bytes: int
    p5_vmaf: float | None
    ssim: float
    cpu_seconds: float
    lufs: float | None
    seconds: float
    """Length of the recording."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", default="", help="part of a recording's name")
    given = parser.parse_args(argv)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for result in measure(given.sources, given.only, Path(folder)):
            print(result, file=sys.stderr, flush=True)
            results.append(asdict(result))
    given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if results else 1


def measure(sources: Path, only: str, folder: Path) -> Iterator[Result]:
    """Every recording below *sources*, by every encoder there is."""
    tool = find_tool(folder)
    for source in sorted(p for p in sources.rglob("*") if p.suffix.lower() in RECORDINGS and only in p.name):
        job = Job(source, sha256(source), folder / "store", tool)
        studied = study(job)
        if isinstance(studied, Failure):
            print(f"{source.name}: {studied.code} {studied.values}", file=sys.stderr)
            continue
        for name, encode in _encoders(job, studied, folder):
            before = _cpu()
            made = encode()
            spent = _cpu() - before
            vmaf, ssim = _quality(tool, made, source, folder / "vmaf.json")
            length = studied.recording.duration
            yield Result(source.name, name, made.stat().st_size, vmaf, ssim, round(spent, 2), _lufs(tool, made), length)


def _encoders(job: Job, studied: Study, folder: Path) -> Iterator[tuple[str, Callable[[], Path]]]:
    def ours(preset: Preset) -> Path:
        item = transcode(job, studied, preset)
        if isinstance(item, Failure):
            sys.exit(f"{job.source.name}: {item}")
        return item.path

    for preset in PRESETS:
        yield f"kbgen-{preset.name}", lambda preset=preset: ours(preset)  # type: ignore[misc]
    if handbrake := shutil.which("HandBrakeCLI"):
        goal = folder / f"{job.digest}.handbrake.mp4"
        options = ["--preset", "Fast 1080p30", "--crop", "0:0:0:0"]

        def other() -> Path:
            argv = [handbrake, *options, "-i", str(job.source), "-o", str(goal)]
            subprocess.run(argv, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=3600)
            return goal

        yield "handbrake-fast", other


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _quality(tool: Tool, made: Path, source: Path, log: Path) -> tuple[float | None, float]:
    """5th percentile of VMAF (None where this ffmpeg has no libvmaf) and luma SSIM, frame by frame at equal times."""
    even = "fps=30,setpts=PTS-STARTPTS,format=yuv420p"
    # Both as large as the source: readers see it enlarged to that, too.
    graph = f"[1:v]{even}[r];[0:v]{even}[m];[m][r]scale=rw:rh:flags=bicubic[d];[1:v]{even}[s];"
    has_vmaf = "libvmaf" in tool.filters
    if has_vmaf:
        path = log.as_posix().replace(":", "\\:")
        graph += f"[d]split[d1][d2];[d1][s]libvmaf=n_subsample={_EVERY}:log_fmt=json:log_path={path}[o1];"
        graph += f"[1:v]{even}[s2];[d2][s2]ssim[o2]"
        maps = ["-map", "[o1]", "-map", "[o2]"]
    else:
        graph, maps = graph + "[d][s]ssim[o2]", ["-map", "[o2]"]
    argv = [tool.path, "-nostdin", "-hide_banner", "-i", str(made), "-i", str(source), "-lavfi", graph]
    done = subprocess.run([*argv, *maps, "-f", "null", "-"], check=True, capture_output=True, text=True, timeout=7200)
    said = re.findall(r"SSIM Y:([\d.]+)", done.stderr)
    return (_fifth(log) if has_vmaf else None), float(said[-1])


def _fifth(log: Path) -> float:
    frames = sorted(f["metrics"]["vmaf"] for f in json.loads(log.read_text("utf-8"))["frames"])
    return round(frames[len(frames) // 20], 2)


def _lufs(tool: Tool, made: Path) -> float | None:
    argv = [tool.path, "-nostdin", "-hide_banner", "-i", str(made), "-vn", "-af", "loudnorm=print_format=json"]
    done = subprocess.run([*argv, "-f", "null", "-"], capture_output=True, text=True, timeout=3600)
    loudness = measured(done.stderr)
    return None if loudness is None else loudness.integrated


if __name__ == "__main__":
    sys.exit(main())
