"""Measures for the benchmark of videos: likeness frame by frame, loudness, and processor seconds."""

from __future__ import annotations

import json
import re
import resource
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg

from kbgen.video.graph import bt709, kept_rate, shaped
from kbgen.video.loudness import Loudness
from kbgen.video.presets import AV1, Box
from kbgen.video.probing import FORMATS, PROTOCOLS, Recording
from kbgen.video.sampling import has_vmaf
from kbgen.video.scores import fifth
from kbgen.video.tools import Tool

_EVERY = 5
"""Every how many frames VMAF is measured: enough for a percentile of a minute, and a fifth of the time."""


class Spent:
    """A context: processor seconds, user and system, of this process and its children while it lasts."""

    seconds = 0.0

    def __enter__(self) -> Spent:
        self._before = self._now()
        return self

    def __exit__(self, *failure: object) -> None:
        self.seconds = self._now() - self._before

    @staticmethod
    def _now() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in used)


def compared(tool: Tool, made: Path, source: Path, recording: Recording, log: Path) -> tuple[float | None, float]:
    """5th percentile of VMAF (None where this ffmpeg has no libvmaf) and luma SSIM, frame by frame at equal times.

    Both are brought to one rate from their own first frame on: the source's, 30 a second where it is irregular or
    higher (frames shown twice count as worse: VMAF sees that nothing moves). And to the source's size: readers see it
    enlarged to that, too. Sources in RGB or HDR are compared as BT.709, as they are published.
    """
    rate = kept_rate(recording.rate, AV1.fastest)
    whole = replace(AV1, box=Box(1 << 16, 1 << 16))
    given = ffmpeg.input(f"file:{source.absolute()}", protocol_whitelist=PROTOCOLS, format_whitelist=FORMATS)
    right = _even(shaped(bt709(given, recording, tool), recording, whole), rate).filter_multi_output("split", 3)
    left = _even(ffmpeg.input(f"file:{made.absolute()}").video, rate)
    left = ffmpeg.filter([left, right[0]], "scale", "rw", "rh", flags="bicubic").filter_multi_output("split")
    outputs = [ffmpeg.filter([left[0], right[1]], "ssim").output("-", f="null")]
    if has_vmaf(tool):
        vmaf = ffmpeg.filter(
            [left[1], right[2]], "libvmaf", n_subsample=_EVERY, log_fmt="json", log_path=log.absolute().as_posix()
        )
        outputs.append(vmaf.output("-", f="null"))
    argv = ffmpeg.merge_outputs(*outputs).global_args("-nostdin", "-hide_banner").compile(cmd=tool.path)
    done = subprocess.run(argv, check=True, capture_output=True, text=True, errors="replace", timeout=14400)
    said = re.findall(r"SSIM Y:([\d.]+)", done.stderr)
    return (round(fifth(log, "vmaf"), 2) if has_vmaf(tool) else None), float(said[-1])


def _even(picture: Any, rate: str) -> Any:
    """A constant rate, the first frame at 0."""
    picture = picture.filter("setpts", "PTS-STARTPTS").filter("fps", rate)
    return picture.filter("setsar", 1).filter("format", "yuv420p")


def heard(tool: Tool, made: Path) -> Loudness | None:
    """Loudness and true peak of a finished file, by another meter than kbgen's own; None where it has no sound."""
    argv = [tool.path, "-nostdin", "-hide_banner", "-i", f"file:{made.absolute()}", "-vn"]
    argv += ["-af", "loudnorm=print_format=json", "-f", "null", "-"]
    done = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=3600)
    said = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", done.stderr)
    return Loudness(*(float(json.loads(said[-1])[key]) for key in ("input_i", "input_tp"))) if said else None
