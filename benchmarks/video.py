"""How small, how good and how dear: every recording of a folder by every encoder.

``python -m benchmarks.video --sources DIR --json OUT`` writes one record a recording and encoder (``kbgen-av1``,
``kbgen-h264``, ``handbrake-fast``): ``bytes``, ``p5_vmaf`` (5th percentile over frames), ``ssim`` (luma),
``cpu_seconds`` (user and system, of all processes), ``lufs`` and ``peak`` (dBTP). Ours have besides:

- ``plain_cpu_seconds``: what ffmpeg alone takes with the same arguments. Looking at and listening to a recording once
  is counted to AV1, which is made first, though H.264 uses it, too.
- ``search_cpu_seconds``: finding the quality, which is done once for a recording and not counted in ``cpu_seconds``.

``handbrake-fast`` is HandBrake's preset «Fast 1080p30» without its automatic cropping, which would shift the picture;
it is left out where HandBrakeCLI is not installed (Debian: handbrake-cli). Medians and ratios are printed.
Nothing is written beside the recordings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.video_quality import Spent, compared, heard
from kbgen.importers.videos import RECORDINGS
from kbgen.video import graph
from kbgen.video.jobs import Failure, Job, Study
from kbgen.video.presets import PRESETS, Preset
from kbgen.video.store import sha256
from kbgen.video.tools import find_tool
from kbgen.video.trials import quality
from kbgen.video.work import study, transcode

HANDBRAKE = "handbrake-fast"
_OPTIONS = ("--preset", "Fast 1080p30", "--crop", "0:0:0:0")


@dataclass(frozen=True)
class Result:
    clip: str
    encoder: str
    bytes: int
    p5_vmaf: float | None
    ssim: float
    cpu_seconds: float
    lufs: float | None
    peak: float | None
    seconds: float
    """Length of the recording."""
    kind: str
    crf: str = ""
    """Found for it; empty: the picture was taken over."""
    plain_cpu_seconds: float | None = None
    search_cpu_seconds: float | None = None


@dataclass(frozen=True)
class _Made:
    encoder: str
    file: Path
    cpu: float
    crf: str = ""
    plain: float | None = None
    search: float | None = None


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", default="", help="part of a recording's name")
    given = parser.parse_args(argv)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        for result in measure(given.sources, given.only, Path(folder)):
            print(result, file=sys.stderr, flush=True)
            results.append(result)
            written = json.dumps([asdict(r) for r in results], ensure_ascii=False, indent=1)
            given.json.write_text(written + "\n", encoding="utf-8")
    for line in summary(results):
        print(line)
    return 0 if results else 1


def measure(sources: Path, only: str, folder: Path) -> Iterator[Result]:
    """Every recording below *sources*, by every encoder there is."""
    tool = find_tool(folder)
    for source in sorted(p for p in sources.rglob("*") if p.suffix.lower() in RECORDINGS and only in p.name):
        job = Job(source, sha256(source), folder / "store", tool)
        with Spent() as studying:
            studied = study(job)
        if isinstance(studied, Failure):
            print(f"{source.name}: {studied.code} {studied.values}", file=sys.stderr)
            continue
        for made in _all(job, studied, studying.seconds, folder):
            p5, ssim = compared(tool, made.file, source, studied.recording, folder / "vmaf.json")
            loudness = heard(tool, made.file)
            yield Result(
                source.name, made.encoder, made.file.stat().st_size, p5, ssim, round(made.cpu, 2),
                loudness.integrated if loudness else None, loudness.peak if loudness else None,
                studied.recording.duration, studied.kind, made.crf, made.plain, made.search,
            )  # fmt: skip


def _all(job: Job, studied: Study, studying: float, folder: Path) -> Iterator[_Made]:
    for preset in PRESETS:
        made = _ours(job, studied, preset, studying, folder)
        studying = 0.0
        if made is not None:
            yield made
    if handbrake := shutil.which("HandBrakeCLI"):
        goal = folder / f"{job.digest}.handbrake.mp4"
        argv = [handbrake, *_OPTIONS, "-i", str(job.source.absolute()), "-o", str(goal)]
        with Spent() as spent:
            done = subprocess.run(argv, capture_output=True, stdin=subprocess.DEVNULL, timeout=7200)
        if done.returncode == 0 and goal.is_file():
            yield _Made(HANDBRAKE, goal, spent.seconds)
        else:
            print(f"{job.source.name}: HandBrake gave up", file=sys.stderr)


def _ours(job: Job, studied: Study, preset: Preset, studying: float, folder: Path) -> _Made | None:
    """The encode by *preset*, its search apart, and the same command without us."""
    kept, used = graph.kept(studied, preset), preset
    with Spent() as searching:
        if not kept:
            found = quality(job, studied, preset)
            assert not isinstance(found, Failure)
            used = preset.tuned(studied.kind, found.crf)
    with Spent() as working:
        item = transcode(job, studied, preset)
    if isinstance(item, Failure):
        print(f"{job.source.name}: {item}", file=sys.stderr)
        return None
    plain = folder / "plain.mp4"
    with Spent() as alone:
        argv = graph.encoding(job.tool, job.source, studied, used, plain)
        subprocess.run(argv, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=7200)
    cpu, crf = working.seconds + studying, "" if kept else str(item.facts["crf"])
    search = None if kept else round(searching.seconds, 2)
    return _Made(f"kbgen-{preset.name}", item.path, cpu, crf, round(alone.seconds, 2), search)


def summary(results: Sequence[Result]) -> Iterator[str]:
    """Medians and ratios, a line each."""
    theirs = {r.clip: r for r in results if r.encoder == HANDBRAKE}
    for encoder in dict.fromkeys(r.encoder for r in results):
        own = [r for r in results if r.encoder == encoder]
        rates = [r.bytes / r.seconds * 60 / 1e6 for r in own]
        scores = [r.p5_vmaf for r in own if r.p5_vmaf is not None]
        said = f"{encoder}: {len(own)} clips, median {median(rates):.2f} MB a minute"
        said += f", p5 VMAF {median(scores):.2f} (least {min(scores):.2f})" if scores else ""
        yield said + f", CPU {median(r.cpu_seconds / r.seconds for r in own):.2f} s a second"
        if pairs := [(r, theirs[r.clip]) for r in own if r.clip in theirs and encoder != HANDBRAKE]:
            yield from _beside(pairs)
        if beside := [r for r in own if r.plain_cpu_seconds]:
            ratio = sum(r.cpu_seconds for r in beside) / sum(r.plain_cpu_seconds or 0.0 for r in beside)
            yield f"  CPU / plain ffmpeg with the same arguments: {ratio:.3f} in all"
        if searched := [r for r in own if r.search_cpu_seconds]:
            ratio = median((r.search_cpu_seconds or 0.0) / r.cpu_seconds for r in searched)
            yield f"  search / encode: median {ratio:.2f} over {len(searched)} clips"
    plain = sum(r.plain_cpu_seconds or 0.0 for r in results)
    if plain:
        ours = sum(r.cpu_seconds for r in results if r.plain_cpu_seconds)
        yield f"both encodes together: CPU / plain ffmpeg {ours / plain:.3f}"


def _beside(pairs: Sequence[tuple[Result, Result]]) -> Iterator[str]:
    """Bytes against HandBrake's: of all clips, and of those that look at least as good."""
    ratios = [own.bytes / other.bytes for own, other in pairs]
    good = [own.bytes / other.bytes for own, other in pairs if (own.p5_vmaf or 0.0) >= (other.p5_vmaf or 0.0)]
    yield f"  bytes / HandBrake: median {median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    if good:
        yield f"  at equal or better p5 VMAF: {len(good)} of {len(pairs)} clips, median {median(good):.2f}"


if __name__ == "__main__":
    sys.exit(main())
