"""Verification: whether a finished file is what it should be. ffmpeg's exit code is never believed:
it is 0 on a full disk and on a source cut in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.video.graph import ending
from kbgen.video.presets import Codec
from kbgen.video.running import Stop, run
from kbgen.video.tools import Tool

_SLACK = 0.2
_SLACK_PART = 0.01
_TAIL = 2.0


class BrokenError(Exception):
    """A finished file is not what it should be; the words say how, for the log and the problem's ``reason``."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a finished file turned out to be."""

    duration: float
    width: int
    height: int
    mime: str
    sound: bool


def verify(tool: Tool, file: Path, codec: Codec, duration: float, sound: bool, stop: Stop | None = None) -> Made:
    """What *file* holds.

    Args:
        duration: seconds the source lasts; 0.2 s or 1 % of difference are allowed.
        sound: whether there must be an audio stream.

    Raises:
        BrokenError: it cannot be opened, lacks a stream, is too short or too long, or its last 2 s do not decode.
    """
    made = _opened(file, codec)
    if abs(made.duration - duration) > max(_SLACK, _SLACK_PART * duration):
        raise BrokenError(f"{made.duration:.1f} s of {duration:.1f} s")
    if made.sound != sound:
        raise BrokenError("audio stream")
    outcome = run(ending(tool, file, _TAIL), stop=stop)
    if outcome.code or outcome.complaints:
        raise BrokenError(outcome.complaints.splitlines()[-1] if outcome.complaints else "decode")
    return made


def _opened(file: Path, codec: Codec) -> Made:
    import av

    try:
        with av.open(f"file:{file.absolute()}", options={"protocol_whitelist": "file"}) as container:
            picture = next(iter(container.streams.video), None)
            sound = next(iter(container.streams.audio), None)
            if picture is None or picture.codec_context.name not in (codec, "libdav1d"):
                raise BrokenError("video stream")
            context = picture.codec_context
            named = [codec_string(codec, context.extradata or b"")]
            if sound is not None:
                named.append("opus" if "opus" in sound.codec_context.name else "mp4a.40.2")
            mime = f'video/mp4; codecs="{", ".join(named)}"'
            seconds = (container.duration or 0) / 1e6
            return Made(round(seconds, 3), context.width, context.height, mime, sound is not None)
    except (av.error.FFmpegError, ValueError) as error:
        raise BrokenError(str(error)) from error


def codec_string(codec: Codec, extradata: bytes) -> str:
    """The codec as browsers want it named (RFC 6381), from the decoder configuration in the file.

    H.264: ISO/IEC 14496-15 §5.3.3 (avcC). AV1: «AV1 Codec ISO Media File Format Binding» §2.3 (av1C).
    """
    if codec == "h264":
        return f"avc1.{extradata[1:4].hex().upper()}" if len(extradata) > 3 else "avc1.640028"
    if len(extradata) < 3:
        return "av01.0.08M.08"
    profile, level = extradata[1] >> 5, extradata[1] & 31
    tier, high = extradata[2] >> 7, (extradata[2] >> 6) & 1
    return f"av01.{profile}.{level:02}{'H' if tier else 'M'}.{'10' if high else '08'}"


def is_web_ready(file: Path) -> bool:
    """Whether the index (``moov``) stands before the frames (``mdat``), so that playing starts at once."""
    with file.open("rb") as stream:
        while head := stream.read(8):
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            size = int.from_bytes(stream.read(8), "big") - 8 if size == 1 else size
            if size < 8:
                return False
            stream.seek(size - 8, 1)
    return False


def facts(made: Made) -> dict[str, Any]:
    """*made* as JSON keeps it."""
    return {"duration": made.duration, "width": made.width, "height": made.height, "mime": made.mime}
