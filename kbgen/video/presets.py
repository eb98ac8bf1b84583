"""Presets: named ways to encode. Every flag carries its reason; a change of one raises VERSION.

Measured on screen recordings of 1080p, 30 frames a second (``python -m benchmarks.video``): 10 s each of two, the 5th
percentile of VMAF, bytes of the picture alone, processor seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

VERSION = 5
"""Part of every cache key: raise it when a preset or the graph changes what comes out."""

Codec = Literal["av1", "h264"]
Kind = Literal["screen", "camera"]
"""What a recording shows: flat areas and sharp edges that mostly rest, or pictures of the world (and films, games)."""
LUFS = -16.0
"""Loudness of speech on the web and on phones; recordings come at −19 to −29."""


@dataclass(frozen=True, slots=True)
class Box:
    """The largest picture a preset makes: longer and shorter side in pixels. Smaller ones stay as they are."""

    long: int = 1920
    short: int = 1080


@dataclass(frozen=True, slots=True)
class Range:
    """Constant rate factors: where the search begins, and between which it looks. More is smaller and worse."""

    start: int
    best: int
    worst: int
    steady: bool = False
    """Recordings differ so little, and a step changes so much, that a try near the goal tells what another would."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to encode: flags for ffmpeg, in its own words."""

    name: str
    codec: Codec
    video: tuple[tuple[str, str], ...]
    audio: tuple[tuple[str, str], ...]
    sound_codec: str
    """As decoders name it."""
    sound_rate: int
    """Bits a second of ``audio``."""
    overshoot: float
    """dB by which peaks come out of the codec of ``audio`` higher than they went in."""
    tag: str
    """Four letters by which MP4 names the codec of the picture."""
    kept_density: Mapping[Kind, float]
    """Bits a pixel of a frame up to which a picture of this codec is taken over as it is: encoding anew would cost a
    generation of quality, and the time."""
    crf: Range
    """For screens, the usual case."""
    camera: tuple[tuple[str, str], ...] = ()
    """Flags that are different for what a camera saw."""
    camera_crf: Range | None = None
    box: Box = Box()
    fastest: int = 30
    """Frames a second that are kept at most: screens gain nothing from more."""

    def range_for(self, kind: Kind) -> Range:
        """Rate factors for this kind of recording."""
        return self.camera_crf if kind == "camera" and self.camera_crf else self.crf

    @property
    def makes(self) -> tuple[object, ...]:
        """All of it that what comes out depends on: where its quality is sought is not of it."""
        return self.name, self.codec, self.video, self.audio, self.box, self.fastest

    def tuned(self, kind: Kind, crf: int) -> Preset:
        """This preset for one recording: of this *kind*, at the quality found for it."""
        changed = {**dict(self.video), **(dict(self.camera) if kind == "camera" else {}), "crf": str(crf)}
        return replace(self, video=tuple(changed.items()))


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
        # Preset/crf of both clips: 8/50 82, 54 KB (96.3, 96.1); 9/40 165, 125 (96.4, 96.2); 10/42 161, 129 (96.1,
        # 95.9): up to 8 SVT copies blocks inside a frame, which is what text and tables are made of. Half the bytes for
        # half as much processor time again (10 s: 8 s instead of 5). 6 and 7 take 1.6 and 1.2 times 8 for 5 % bytes.
        ("preset", "8"),
        ("g", "300"),  # a seek point in 10 s: still screens cost little between, 20 s is slow to seek on old machines
        # scm: screen content tools, without them a quarter larger. enable-tf: the temporal filter takes noise off, and
        # screens have none: 2 % bytes and 5 % time. enable-restoration: mends blur that screens do not get: 5 % time.
        ("svtav1-params", "scm=1:enable-tf=0:enable-restoration=0"),
        *_TAGS,
    ),
    sound_codec="opus",
    sound_rate=32_000,
    overshoot=2.0,  # seven recordings: 1.1 to 1.9
    tag="av01",
    kept_density={"screen": 0.002, "camera": 0.03},  # our own: 0.0007 to 0.0015, and 0.02
    # 95 is reached between 41 and 53 on the recordings seen. Above 51 a step saves 2 % and takes 0.2, which is twice
    # what samples show of it.
    crf=Range(start=47, best=28, worst=51),
    camera=(("svtav1-params", "scm=0"),),  # palettes and copies find nothing there; filters do
    # What a phone recorded reaches 95 far above the best of these. Films that were compressed before never do: they end
    # where they would outgrow their source.
    camera_crf=Range(start=32, best=14, worst=45),
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
        ("tune", "animation"),  # flat areas and sharp edges: +0.7 VMAF for +7 % bytes
        ("g", "300"),
        ("profile:v", "high"),  # every browser and phone since 2012
        *_TAGS,
    ),
    sound_codec="aac",
    sound_rate=64_000,
    overshoot=0.5,  # 0.1 to 0.4
    tag="avc1",
    # Our own: 0.0015 to 0.003, and 0.04. Up to twice that is still small, and most recordings of screens are.
    kept_density={"screen": 0.005, "camera": 0.05},
    # Samples of the recordings seen reach 95.6 between 17 and 20, and a step changes 0.15 to 0.25. Comparing takes
    # twice as long as encoding so little, and a second try made the search as dear as the encode.
    crf=Range(start=18, best=14, worst=30, steady=True),
    camera=(("x264-params", "subme=4:ref=2:bframes=3"), ("tune", "film")),  # motion wants a search, texture its grain
    camera_crf=Range(start=21, best=12, worst=28),
    audio=(
        ("c:a", "aac"),
        ("b:a", "64k"),  # AAC needs twice of what Opus does
        ("ac", "1"),
    ),
)

KEPT_SEEK_STEP = 10.5
"""Longest time between key frames of a picture that is taken over, seconds; our own have one in 10 s."""
KEPT_LEVEL = 1.0
"""LU from -16 LUFS up to which sound beside such a picture is taken over, too."""
KEPT_PEAK = -1.5
"""dBTP it may have at most."""
KEPT_RATE = 1.3
"""Times our own bits it may take: less gain than that is not worth a generation of quality."""

QUICK_AV1 = replace(
    AV1,
    name="av1-quick",
    # 10 is where time stops falling and quality still holds (11: 454 KB for 376 at the same time): two thirds of the
    # time of 8, and half as many bytes again or twice as many.
    video=tuple({**dict(AV1.video), "preset": "10", "svtav1-params": "scm=1"}.items()),
    crf=Range(start=37, best=24, worst=48),
)
"""For clients whose videos must be there soon: ``quick_videos`` in ``client.yml``."""

PRESETS = (AV1, H264)
"""What is made if nobody says otherwise. Best first: the order of ``<source>``."""
QUICK = (QUICK_AV1, H264)


def full(preset: Preset) -> Preset:
    """The preset *preset* is the smaller picture of, or itself: qualities are sought for it alone."""
    return next(one for one in (*PRESETS, *QUICK) if one.name == preset.name.removesuffix(_SMALLER))


_SMALLER = "-720p"
SMALL = Box(1280, 720)
"""What a thin line gets besides: text of 1080p stays legible down to it, and takes half the bytes."""


def small(preset: Preset) -> Preset:
    """*preset* for a thin line, at the quality that was found for the full picture."""
    return replace(preset, name=preset.name + _SMALLER, box=SMALL)
