"""Levelling: whether a finished file is as loud as it should be, and its sound made anew where it is not.

Codecs change peaks, by a decibel and more for what was squeezed before; only the finished file can be believed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from kbgen.video.graph import command, mono, opened
from kbgen.video.jobs import Job, Study
from kbgen.video.loudness import Level, Loudness, aim, better, heard_in, levelled
from kbgen.video.presets import Preset
from kbgen.video.probing import PROTOCOLS
from kbgen.video.running import Stop, run
from kbgen.video.store import Store, key
from kbgen.video.tools import Tool

_TRIES = 6


def level(job: Job, studied: Study, preset: Preset, draft: Path, stop: Stop | None) -> None:
    """Make the sound of *draft* anew as often as it takes, six times at most; its picture is copied."""
    assert studied.loudness is not None
    done, now = aim(studied.loudness, preset), heard(job.tool, draft, stop)
    for _ in range(_TRIES):
        if now is None or now.silent or now.good:
            return
        done = better(done, studied.loudness, now)
        with Store(job.store).drafting(key("level", job.digest, preset.name), ".mp4") as anew:
            outcome = run(releveling(job, studied, preset, (draft, anew), done), stop=stop)
            if outcome.code or outcome.ending != "ended":
                return
            now = heard(job.tool, anew, stop)
            if now is None:
                return
            anew.replace(draft)


def releveling(job: Job, studied: Study, preset: Preset, files: tuple[Path, Path], to: Level) -> list[str]:
    """The command that puts the recording's sound, brought *to* a level, beside the picture of the first of *files*."""
    draft, target = files
    assert studied.loudness is not None
    picture = ffmpeg.input(f"file:{draft.absolute()}", protocol_whitelist=PROTOCOLS)["v:0"]
    sound = levelled(mono(opened(job.source)[str(studied.recording.sound)]), to, studied.loudness)
    options: dict[str, Any] = {**dict(preset.audio), "c:v": "copy", "tag:v": preset.tag}
    options |= {"map_metadata": "-1", "map_chapters": "-1", "movflags": "+faststart", "f": "mp4"}
    output = ffmpeg.output(picture, sound, f"file:{target.absolute()}", **options)
    return command(job.tool, output, "error")


def heard(tool: Tool, file: Path, stop: Stop | None = None) -> Loudness | None:
    """What is heard in a finished file; None where nothing can be said."""
    given = ffmpeg.input(f"file:{file.absolute()}", protocol_whitelist=PROTOCOLS)
    sound = given["a:0"].filter("ebur128", peak="true", framelog="verbose")
    return heard_in(run(command(tool, ffmpeg.output(sound, "-", f="null"), "info"), stop=stop).complaints)
