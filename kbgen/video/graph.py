"""Graphs: what ffmpeg is told to do, built by ffmpeg-python, given back as an argument list.

Pictures are never cropped and never enlarged; odd sides get a line of padding; rotation and pixel shape are applied.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg

from kbgen.video.jobs import Study
from kbgen.video.loudness import SQUEEZES, Loudness, aim, levelled
from kbgen.video.presets import KEPT_LEVEL, KEPT_PEAK, KEPT_RATE, KEPT_SEEK_STEP, LUFS, Box, Preset
from kbgen.video.probing import FORMATS, PROTOCOLS, Recording
from kbgen.video.tools import Tool

GLANCE = Box(256, 256)
"""The largest picture of a storyboard: a form can be told from a list, and sixty weigh 200 KB."""
_QUIET = ("-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1", "-stats_period", "1")


def encoding(tool: Tool, source: Path, studied: Study, preset: Preset, target: Path) -> list[str]:
    """The command that encodes *source* by *preset* into *target* (MP4), or copies what is good as it is."""
    given, recording = opened(source), studied.recording
    if kept(studied, preset):
        outputs, options = [given[str(recording.picture)]], {"c:v": "copy", "tag:v": preset.tag}
    else:
        outputs, options = [shaped(bt709(given, recording, tool), recording, preset)], dict(preset.video)
    if studied.loudness is not None and studied.sound:
        if kept(studied, preset) and sound_kept(studied, preset):
            outputs.append(given[str(recording.sound)])
            options["c:a"] = "copy"
        else:
            sound = mono(given[str(recording.sound)])
            outputs.append(levelled(sound, aim(studied.loudness, preset), studied.loudness))
            options |= dict(preset.audio)
    options |= {
        "map_metadata": "-1",  # places, device names and authors of recordings are nobody's business
        "map_chapters": "-1",  # chapters come from the sidecar
        "movflags": "+faststart",  # index first: plays while it loads
        "f": "mp4",
    }
    return command(tool, ffmpeg.output(*outputs, f"file:{target.absolute()}", **options), "error")


def threaded(argv: list[str], threads: int) -> list[str]:
    """*argv* with at most *threads* threads for SVT-AV1 (0: as it likes).

    As many encodes at a time as cores, one thread each, take a tenth less processor time than all using all cores.
    """
    if not threads:
        return argv
    return [f"{word}:lp={threads}" if before == "-svtav1-params" else word for before, word in pairwise(["", *argv])]


def kept(studied: Study, preset: Preset) -> bool:
    """Whether the picture is already what *preset* would make of it, so that it is taken over untouched."""
    recording = studied.recording
    fits = max(recording.width, recording.height) <= preset.box.long
    fits = fits and min(recording.width, recording.height) <= preset.box.short
    even = recording.width % 2 == 0 and recording.height % 2 == 0 and recording.pixel_shape == "1/1"
    steady = recording.rate != "" and Fraction(recording.rate) <= preset.fastest
    colours = recording.pixels == "yuv420p" and recording.matrix in (1, 2) and recording.transfer in (1, 2)
    small = recording.density <= preset.kept_density[studied.kind] and recording.seek_step <= KEPT_SEEK_STEP
    return preset.codec == recording.codec and recording.plain and fits and even and steady and colours and small


def sound_kept(studied: Study, preset: Preset) -> bool:
    """Whether the sound, too, is what *preset* would make: its codec, no more bits, as loud as it should be."""
    recording, loudness = studied.recording, studied.loudness
    if loudness is None or recording.sound_codec != preset.sound_codec or recording.channels > 2:
        return False
    level = abs(loudness.integrated - LUFS) <= KEPT_LEVEL and loudness.peak <= KEPT_PEAK
    return level and 0 < recording.sound_rate <= KEPT_RATE * preset.sound_rate


def listening(tool: Tool, source: Path, recording: Recording) -> list[str]:
    """The command that measures loudness; the numbers come on standard error."""
    sound = mono(opened(source)[str(recording.sound)]).filter("ebur128", peak="true", framelog="verbose")
    return command(tool, ffmpeg.output(sound, "-", f="null"), "info")


def squeezing(tool: Tool, source: Path, recording: Recording, loudness: Loudness) -> list[str]:
    """The command that measures how loud a sound gets when more and more of it is held below 0 dBFS."""
    same = mono(opened(source)[str(recording.sound)]).filter_multi_output("asplit", len(SQUEEZES))
    outputs = []
    for number, over in enumerate(SQUEEZES):
        lifted = same[number].filter("volume", f"{over - loudness.peak:.2f}dB")
        held = lifted.filter("alimiter", limit=1, attack=2, release=60, level=0)
        outputs.append(held.filter("ebur128", framelog="verbose").output("-", f="null"))
    return command(tool, ffmpeg.merge_outputs(*outputs), "info")


def speech(tool: Tool, source: Path, recording: Recording, target: Path) -> list[str]:
    """The command that writes the sound as recognisers of speech want it: WAV, one channel, 16 kHz, 16 bits."""
    sound = mono(opened(source)[str(recording.sound)]).filter("aresample", 16000)
    options = {"c:a": "pcm_s16le", "f": "wav", "map_metadata": "-1"}
    return command(tool, ffmpeg.output(sound, f"file:{target.absolute()}", **options), "error")


def picturing(tool: Tool, source: Path, recording: Recording, at: float | None, target: Path) -> list[str]:
    """The command that takes one picture for the poster: at a second, or the most typical of 24 key frames."""
    if at is not None:
        picture = bt709(opened(source, ss=f"{at:.3f}"), recording, tool)
    else:
        # Key frames only: the whole recording need not be decoded for one picture.
        frames = bt709(opened(source, skip_frame="nokey"), recording, tool)
        picture = frames.filter("thumbnail", 24)
    picture = _boxed(picture, recording, Box(1280, 720))
    # JPEG: full range, and the matrix every decoder of it assumes.
    picture = picture.filter("scale", out_color_matrix="bt601", out_range="pc").filter("format", "yuvj420p")
    options = {"frames:v": 1, "q:v": 4, "c:v": "mjpeg", "f": "image2", "update": 1, "map_metadata": "-1"}
    return command(tool, picture.output(f"file:{target.absolute()}", **options), "error")


def glancing(tool: Tool, source: Path, recording: Recording, step: float, target: Path) -> list[str]:
    """The command that writes a small picture of every *step* seconds, the middle of each, as PPM images in a row."""
    # Where key frames lie dense enough no others are decoded; else all that others depend on.
    given = opened(source, skip_frame="nokey" if 0 < recording.seek_step <= step else "noref")
    # "near" takes the last frame before the middle between two pictures.
    picture = bt709(given, recording, tool).filter("fps", f"1/{step:g}", start_time=0, round="near", eof_action="pass")
    picture = _boxed(picture, recording, GLANCE)
    picture = picture.filter("setparams", colorspace="bt709", range="tv").filter("format", "rgb24")
    options = {"c:v": "ppm", "f": "image2pipe", "frames:v": 100, "map_metadata": "-1"}
    return command(tool, picture.output(f"file:{target.absolute()}", **options), "error")


def ending(tool: Tool, file: Path, seconds: float) -> list[str]:
    """The command that decodes the last *seconds* of a finished file and fails on the first fault."""
    given = ffmpeg.input(f"file:{file.absolute()}", sseof=f"-{seconds:.3f}", protocol_whitelist=PROTOCOLS)
    return [*command(tool, ffmpeg.output(given, "-", f="null"), "error"), "-xerror"]


def opened(source: Path, **options: str) -> Any:
    """The source as a local media file and nothing else, whatever it is called."""
    return ffmpeg.input(f"file:{source.absolute()}", protocol_whitelist=PROTOCOLS, format_whitelist=FORMATS, **options)


def command(tool: Tool, output: Any, level: str) -> list[str]:
    argv: list[str] = output.global_args("-y", "-loglevel", level, *_QUIET).compile(cmd=tool.path)
    return argv


def bt709(given: Any, recording: Recording, tool: Tool) -> Any:
    """The picture in BT.709; HDR is brought down to what every screen shows."""
    picture = given[str(recording.picture)]
    if recording.hdr and {"zscale", "tonemap"} <= tool.filters:
        picture = picture.filter("zscale", t="linear", npl=100).filter("format", "gbrpf32le")
        picture = picture.filter("zscale", p="bt709").filter("tonemap", "hable", desat=0)
        return picture.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", "yuv420p")
    return picture


def shaped(picture: Any, recording: Recording, preset: Preset) -> Any:
    """Constant rate, fitting size, even sides, BT.709."""
    picture = picture.filter("fps", kept_rate(recording.rate, preset.fastest))
    picture = _boxed(picture, recording, preset.box)
    tags = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    return picture.filter("format", "yuv420p").filter("setparams", **tags)


def _boxed(picture: Any, recording: Recording, box: Box) -> Any:
    """Shrunk into *box* where larger, square pixels, one line of padding where a side is odd.

    Sizes are expressions: ffmpeg has turned the picture by then, so width and height may have changed places.
    """
    shape = Fraction(recording.pixel_shape)
    wide = f"iw*{shape.numerator}/{shape.denominator}" if shape != 1 else "iw"
    shrink = f"min(1,min({box.long}/max({wide},ih),{box.short}/min({wide},ih)))"
    picture = picture.filter(
        "scale",
        w=f"max(2,round({wide}*{shrink}))",
        h=f"max(2,round(ih*{shrink}))",
        flags="lanczos+accurate_rnd+full_chroma_int",  # sharp text where it must shrink
        in_color_matrix=_matrix(recording),
        out_color_matrix="bt709",
        out_range="tv",
    )
    picture = picture.filter("setsar", 1)
    return picture.filter("pad", w="ceil(iw/2)*2", h="ceil(ih/2)*2")


def _matrix(recording: Recording) -> str:
    """The matrix of the source; where it is not said, what players assume: BT.709 from 720 lines on."""
    if recording.matrix != 2 or not (recording.pixels or "yuv").startswith("yuv"):
        return "auto"
    return "bt709" if max(recording.width, recording.height) >= 1280 else "bt601"


def mono(sound: Any) -> Any:
    """One channel of 48 kHz from second 0 on; gaps are filled with silence, so that speech stays beside its picture."""
    even = sound.filter("aresample", 48000, **{"async": 1, "first_pts": 0})
    return even.filter("aformat", channel_layouts="mono")


def kept_rate(rate: str, fastest: int) -> str:
    """The constant rate to make: the source's own up to *fastest*; *fastest* for irregular sources."""
    if not rate or Fraction(rate) > fastest:
        return str(fastest)
    return rate
