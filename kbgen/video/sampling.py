"""Samples: short pieces spread over a recording, shaped as they will be published, to try encoders and look at."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from kbgen.video.graph import bt709, command, opened, shaped
from kbgen.video.pieces import Piece, pieces
from kbgen.video.presets import Preset
from kbgen.video.probing import PROTOCOLS, Recording
from kbgen.video.tools import Tool


def cut_of(recording: Recording) -> tuple[Piece, ...]:
    """The pieces a recording is tried by."""
    return pieces(recording.duration, recording.activity)


def sampling(tool: Tool, source: Path, recording: Recording, preset: Preset, target: Path) -> list[str]:
    """The command that writes the pieces of *source* without loss, shaped as *preset* shapes them."""
    given = [opened(source, ss=f"{cut.start:.4f}", t=f"{cut.length:.4f}") for cut in cut_of(recording)]
    shapes = [shaped(bt709(piece, recording, tool), recording, preset) for piece in given]
    joined = ffmpeg.concat(*shapes, v=1, a=0)
    lossless = {"c:v": "libx264", "preset": "ultrafast", "qp": 0, "g": 30, "f": "matroska"}
    return command(tool, joined.output(f"file:{target.absolute()}", **lossless), "error")


def trying(tool: Tool, sample: Path, preset: Preset, target: Path) -> list[str]:
    """The command that encodes *sample* by *preset*.

    Its pieces follow each other as pages that open do in a recording: a key frame before each of them would make the
    sample better than the recording, by 0.2 to 0.4 of VMAF.
    """
    given = ffmpeg.input(f"file:{sample.absolute()}", protocol_whitelist=PROTOCOLS)
    return command(tool, given.output(f"file:{target.absolute()}", **dict(preset.video), f="matroska"), "error")


def comparing(tool: Tool, made: Path, sample: Path, log: Path, every: int) -> list[str]:
    """The command that writes into *log* how near *made* comes to *sample*: VMAF of every so many frames, else SSIM."""
    left, right = (
        ffmpeg.input(f"file:{file.absolute()}", protocol_whitelist=PROTOCOLS)
        .video.filter("setpts", "N/30/TB")  # frame beside frame: both hold the same ones
        .filter("format", "yuv420p")
        for file in (made, sample)
    )
    path = log.absolute().as_posix()
    if has_vmaf(tool):
        graph = ffmpeg.filter([left, right], "libvmaf", n_subsample=every, log_fmt="json", log_path=path)
    else:
        graph = ffmpeg.filter([left, right], "ssim", stats_file=path)
    return command(tool, graph.output("-", f="null"), "error")


def has_vmaf(tool: Tool) -> bool:
    """Whether this ffmpeg can compare as people do (VMAF); SSIM is in every one."""
    return "libvmaf" in tool.filters


def looking(tool: Tool, source: Path, recording: Recording, target: Path) -> list[str]:
    """The command that writes the middle of a few key frames, in greys and pixel by pixel, as PGM images in a row."""
    frames = []
    for n in range(LOOKS):
        given = opened(source, ss=f"{recording.duration * (n + 0.5) / LOOKS:.3f}", skip_frame="nokey")
        frame = bt709(given, recording, tool).filter("trim", end_frame=1).filter("setpts", "PTS-STARTPTS")
        frame = frame.filter("crop", "min(iw,1280)", "min(ih,720)").filter("format", "gray")
        frames.append(frame.filter("setsar", 1))
    joined = ffmpeg.concat(*frames, v=1, a=0)
    options = {"c:v": "pgm", "f": "image2pipe", "fps_mode": "passthrough", "frames:v": LOOKS}
    return command(tool, joined.output(f"file:{target.absolute()}", **options), "error")


LOOKS = 6
"""Frames that tell what a recording shows."""
