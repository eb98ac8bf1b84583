"""Probing: what a recording is, and whether it is one at all. Every packet is walked over, none is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from kbgen.video.walking import Walk, activity, constant_rate, walk_over

FORMATS = "mov,mp4,matroska,webm,avi,mpegts,gif,flv,asf,ogg"
"""Containers we open. Playlists and lists of files (hls, dash, concat) are not among them: they name other files."""
PROTOCOLS = "file"
_SMALLEST = 64
"""Pixels a side: SVT-AV1 takes no less, and no instruction is smaller."""
_LARGEST = 8192
_DECODED = 4096
"""Pixels a side above which no frame is decoded in our process. Such pictures are never taken over as they are."""
_MOST_STREAMS = 64
_LONGEST = 12 * 3600.0
_PLAYED = {"h264": ("Constrained Baseline", "Baseline", "Main", "High"), "av1": ("Main",)}
"""Profiles that every browser with the codec plays."""


class UnusableError(Exception):
    """The file is no recording we can use; ``code`` and ``values`` say why, as in a Problem."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Recording:
    """What a source file holds, measured."""

    duration: float
    """Seconds from first to last shown frame or sound."""
    width: int
    height: int
    """As stored, before rotation and pixel shape."""
    picture: int
    """Index of the video stream."""
    sound: int | None
    """Index of the audio stream; None without one."""
    rate: str
    """Frames a second as a fraction, e.g. ``30/1``; empty where frames come irregularly."""
    codec: str
    """``h264``, ``av1``, ``vp8`` and so on, whoever decodes it."""
    pixels: str
    """Pixel format, e.g. ``yuv420p``; empty where a huge picture was not decoded to learn it."""
    pixel_shape: str
    """Width to height of one pixel, ``1/1`` for square ones."""
    matrix: int
    transfer: int
    """Numbers of ISO/IEC 23091-2 (2: not said)."""
    plain: bool = False
    """Neither turned nor interlaced, of a profile every browser plays."""
    density: float = 0.0
    """Bits a pixel of a frame takes on average, picture only."""
    seek_step: float = 0.0
    """Longest time between two key frames, seconds."""
    sound_codec: str = ""
    """``aac``, ``opus`` and so on; empty without sound."""
    sound_rate: float = 0.0
    """Bits of sound a second."""
    channels: int = 0
    picture_rate: float = 0.0
    """Bits of picture a second."""
    activity: tuple[int, ...] = ()
    """Bytes of each second's frames, key frames left out: how much happens in it."""

    @property
    def hdr(self) -> bool:
        """Whether brightness follows PQ (16) or HLG (18)."""
        return self.transfer in (16, 18)


def probe(path: Path) -> Recording:
    """What the recording at *path* holds.

    Only local media containers are opened, whatever the file's name says.

    Raises:
        UnusableError: it is empty, no recording, holds no picture, is cut short, or exceeds the limits.
    """
    import av  # 0.5 s: only when a recording is really new

    if path.stat().st_size == 0:
        raise UnusableError("video-empty")
    options = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS, "max_streams": str(_MOST_STREAMS)}
    # To know all of a stream libraries decode its first frames, which takes 100 MB and more where they are huge.
    undecoded: Any = [{"skip_frame": "all"}] * _MOST_STREAMS  # its own types are wrong here
    try:
        with av.open(f"file:{path.absolute()}", options=options, stream_options=undecoded) as container:
            context = _picture(container).codec_context
            if max(context.width, context.height) > _DECODED:
                return _measured(container)
        with av.open(f"file:{path.absolute()}", options=options) as container:
            recording = _measured(container)
            return replace(recording, plain=_is_plain(container, recording))
    except (av.error.FFmpegError, ValueError) as error:
        raise UnusableError("video-unreadable", reason=getattr(error, "strerror", None) or str(error)) from error


def _measured(container: Any) -> Recording:
    picture = _picture(container)
    sound = next(iter(container.streams.audio), None)
    context = picture.codec_context
    if not (_SMALLEST <= context.width <= _LARGEST and _SMALLEST <= context.height <= _LARGEST):
        raise UnusableError("video-odd-size", width=context.width, height=context.height)
    walks = walk_over(container)
    seen = walks.get(picture.index, Walk())
    if not seen.count:
        raise UnusableError("video-no-picture")
    begin = min(w.first for w in walks.values())
    if container.start_time is not None:  # later than the first packet where a codec primes itself
        begin = max(begin, container.start_time / 1e6)
    end = max(w.end for w in walks.values())
    duration = end - begin
    _check_length(container, picture, max(duration, end))  # Matroska counts its length from second 0
    shape = picture.sample_aspect_ratio or Fraction(1)
    return Recording(
        duration=round(duration, 3),
        width=context.width,
        height=context.height,
        picture=picture.index,
        sound=sound.index if sound is not None and walks.get(sound.index, Walk()).count else None,
        rate=constant_rate(picture, seen),
        codec=_codec(picture),
        pixels=context.pix_fmt or "",
        pixel_shape=f"{shape.numerator}/{shape.denominator}" if shape > 0 else "1/1",
        matrix=int(context.colorspace),
        transfer=int(context.color_trc),
        density=seen.size * 8 / (seen.count * context.width * context.height),
        picture_rate=round(seen.size * 8 / max(duration, 0.001)),
        activity=activity(seen, begin, duration),
        seek_step=round(max(seen.seek_step, seen.end - seen.key), 3),
        **_heard(sound, walks),
    )


def _codec(stream: Any) -> str:
    """The codec, not the decoder this build has for it: AV1 is ``av1``, though ``libdav1d`` reads it."""
    return str(stream.codec_context.codec.canonical_name)


def _heard(sound: Any, walks: Mapping[int, Walk]) -> dict[str, Any]:
    """What is known of the sound; nothing where there is none."""
    walk = walks.get(sound.index, Walk()) if sound is not None else Walk()
    if sound is None or not walk.count:
        return {}
    rate = walk.size * 8 / max(walk.end - walk.first, 0.001)
    return {"sound_codec": _codec(sound), "sound_rate": round(rate), "channels": sound.codec_context.channels}


def _is_plain(container: Any, recording: Recording) -> bool:
    """Looks at the first frame of what may be published as it is."""
    stream = container.streams[recording.picture]
    if stream.codec_context.profile not in _PLAYED.get(recording.codec, ()):
        return False
    container.seek(0)
    frame = next(container.decode(stream), None)
    return frame is not None and not frame.rotation and not frame.interlaced_frame


def _picture(container: Any) -> Any:
    """The largest video stream that is not a cover picture."""
    import av

    covers = av.stream.Disposition.attached_pic
    streams = [s for s in container.streams.video if not s.disposition & covers]
    if not streams:
        raise UnusableError("video-no-picture")
    return max(streams, key=lambda s: (s.codec_context.width * s.codec_context.height, -s.index))


def _check_length(container: Any, picture: Any, measured: float) -> None:
    if measured > _LONGEST:
        raise UnusableError("video-too-long", hours=round(measured / 3600, 1))
    declared = (container.duration or 0) / 1e6
    if picture.duration and picture.time_base:
        declared = max(declared, float(picture.duration * picture.time_base))
    # Containers estimate; a second or a twentieth less is no cut.
    if declared - measured > max(1.0, 0.05 * declared):
        raise UnusableError("video-cut-short", declared=round(declared), measured=round(measured))
