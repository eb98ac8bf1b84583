"""Presets: named ways to encode. Every flag carries its reason; a change of one raises VERSION.

Measured on screen recordings of 1080p, 30 frames a second (see ``benchmarks/video.py`` for the way of measuring).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSION = 2
"""Part of every cache key: raise it when a preset or the graph changes what comes out."""

Codec = Literal["av1", "h264"]
LUFS = -16.0
"""Loudness of speech on the web and on phones; recordings come at −19 to −29."""
TRUE_PEAK = -2.0
"""dBTP asked for; codecs overshoot by up to half a decibel, so that −1.5 holds in the end."""


@dataclass(frozen=True, slots=True)
class Box:
    """The largest picture a preset makes: longer and shorter side in pixels. Smaller ones stay as they are."""

    long: int = 1920
    short: int = 1080


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to encode: flags for ffmpeg, in its own words."""

    name: str
    codec: Codec
    video: tuple[tuple[str, str], ...]
    audio: tuple[tuple[str, str], ...]
    box: Box = Box()
    fastest: int = 30
    """Frames a second that are kept at most: screens gain nothing from more."""


_TAGS = (
    ("pix_fmt", "yuv420p"),  # the one layout every hardware decoder has
    ("color_primaries", "bt709"),  # said out loud: players guess by size otherwise, and colours shift
    ("color_trc", "bt709"),
    ("colorspace", "bt709"),
    ("color_range", "tv"),
)

AV1 = Preset(
    name="av1",
    codec="av1",
    video=(
        ("c:v", "libsvtav1"),
        # Of 8, 9, 10, 11 on a form filled in: 277, 321, 376, 454 KB for 16 s at 1.36, 0.77, 0.54, 0.52 CPU s a second;
        # 5th percentile of VMAF 93.3, 92.1, 92.1, 91.3. 10 is where time stops falling and quality still holds.
        ("preset", "10"),
        ("crf", "42"),  # VMAF 96–97 on screens; 36 is half as large again, 48 softens small grey text
        ("g", "300"),  # a seek point in 10 s: still screens cost little between, 20 s is slow to seek on old machines
        ("svtav1-params", "scm=1"),  # screen content tools: a quarter smaller at presets up to 8, harmless above
        *_TAGS,
    ),
    audio=(
        ("c:a", "libopus"),
        ("b:a", "32k"),  # speech is clear from 24k; sound would be a quarter of the file at 64k
        ("ac", "1"),  # a voice is one source
        ("application", "voip"),  # tuned for speech
    ),
)

H264 = Preset(
    name="h264",
    codec="h264",
    video=(
        ("c:v", "libx264"),
        # superfast, veryfast, faster, medium: 760, 421, 385, 399 KB for 16 s at 0.54, 0.57, 1.03, 0.96 CPU s a second.
        ("preset", "veryfast"),
        # A quarter less CPU for 3 % more bytes at the same VMAF (93.4): flat pictures need no fine search.
        ("x264-params", "subme=1:ref=1:bframes=3:me=dia"),
        ("crf", "25"),  # small grey text stays sharp; 28 saves a fifth and smears it
        ("tune", "animation"),  # flat areas and sharp edges: +0.7 VMAF for +7 % bytes
        ("g", "300"),
        ("profile:v", "high"),  # every browser and phone since 2012
        *_TAGS,
    ),
    audio=(
        ("c:a", "aac"),
        ("b:a", "64k"),  # AAC needs twice of what Opus does
        ("ac", "1"),
    ),
)

KEPT_DENSITY = 0.005
"""Bits a pixel of a frame up to which a good H.264 picture is taken over as it is. Our own takes 0.0015 to 0.003 on
screens: up to twice that is still small, and encoding anew would cost a generation of quality and half of the work."""
KEPT_SEEK_STEP = 10.5
"""Longest time between key frames of a picture that is taken over, seconds; our own have one in 10 s."""

PRESETS = (AV1, H264)
"""Best first: the order of ``<source>``."""
