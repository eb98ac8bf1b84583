"""Levelling: whether a finished file is as loud as it should be, and its sound made anew where it is not.

Codecs change peaks, by a decibel and more for what was squeezed before; only the finished file can be believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from kbgen.video.graph import command, mono, opened
from kbgen.video.jobs import Job, Study
from kbgen.video.presets import LUFS, Preset
from kbgen.video.probing import PROTOCOLS
from kbgen.video.running import Stop, run
from kbgen.video.store import Store, key
from kbgen.video.tools import Tool

WITHIN = 0.9
"""LU from what is asked for that nobody hears."""
HIGHEST = -1.55
"""dBTP; above it some players distort."""
_TRIES = 6
_SILENCE = -69.0
_SAID = re.compile(
    r"Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS.*?True peak:\s+Peak:\s+(-?[\d.]+|-inf) dBFS", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to the sound."""

    gain: float
    """dB."""
    ceiling: float
    """dBTP that nothing passes."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Loudness of a finished file."""

    integrated: float
    """LUFS."""
    peak: float
    """dBTP."""

    @property
    def good(self) -> bool:
        """Whether it is what readers are promised."""
        return abs(self.integrated - LUFS) <= WITHIN and self.peak <= HIGHEST


def level(job: Job, studied: Study, preset: Preset, draft: Path, stop: Stop | None) -> None:
    """Make the sound of *draft* anew as often as it takes, six times at most; its picture is copied.

    By gain and a limiter on four times the samples, which sees the peaks between them.
    """
    assert studied.loudness is not None
    aim = Level(LUFS - studied.loudness.integrated, HIGHEST - 1.0)
    for _ in range(_TRIES):
        heard = _heard(job.tool, draft, stop)
        if heard is None or heard.good:
            return
        with Store(job.store).drafting(key("level", job.digest, preset.name), ".mp4") as better:
            outcome = run(releveling(job, studied, preset, (draft, better), aim), stop=stop)
            if outcome.code or outcome.ending != "ended":
                return
            now = _heard(job.tool, better, stop)
            if now is None:
                return
            better.replace(draft)
        # A limiter swallows part of every gain.
        aim = Level(aim.gain + 1.5 * (LUFS - now.integrated), aim.ceiling - max(0.0, now.peak - HIGHEST + 0.3))


def releveling(job: Job, studied: Study, preset: Preset, files: tuple[Path, Path], aim: Level) -> list[str]:
    """The command that puts the recording's sound, brought to *aim*, beside the picture of the first of *files*."""
    draft, target = files
    picture = ffmpeg.input(f"file:{draft.absolute()}", protocol_whitelist=PROTOCOLS)["v:0"]
    sound = mono(opened(job.source)[str(studied.recording.sound)]).filter("volume", f"{aim.gain:.2f}dB")
    sound = sound.filter("aresample", 192000)
    sound = sound.filter("alimiter", limit=f"{10 ** (aim.ceiling / 20):.4f}", attack=2, release=60, level=0)
    options: dict[str, Any] = {**dict(preset.audio), "c:v": "copy", "tag:v": preset.tag}
    options |= {"map_metadata": "-1", "map_chapters": "-1", "movflags": "+faststart", "f": "mp4"}
    output = ffmpeg.output(picture, sound.filter("aresample", 48000), f"file:{target.absolute()}", **options)
    return command(job.tool, output, "error")


def _heard(tool: Tool, file: Path, stop: Stop | None) -> Heard | None:
    """What is heard in *file*; None where nothing is, or nothing can be said."""
    given = ffmpeg.input(f"file:{file.absolute()}", protocol_whitelist=PROTOCOLS)
    sound = given["a:0"].filter("ebur128", peak="true", framelog="verbose")
    return heard_in(run(command(tool, ffmpeg.output(sound, "-", f="null"), "info"), stop=stop).complaints)


def heard_in(complaints: str) -> Heard | None:
    """The summary in what ``ebur128`` wrote to standard error."""
    said = _SAID.findall(complaints)
    if not said or said[-1][1] == "-inf" or float(said[-1][0]) <= _SILENCE:
        return None
    return Heard(float(said[-1][0]), float(said[-1][1]))
