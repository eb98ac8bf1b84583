"""Loudness: what is measured of sounds, and how they are brought to one level.

ITU-R BS.1770 integrated loudness and true peak, as EBU R 128 uses them. The first pass listens, the second applies a
gain and a limiter. What a limiter swallows of a gain hangs on the sound alone, so a sound that needs much of it is
listened to at several gains in the first pass; what a codec adds to peaks is known roughly, and heard in the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kbgen.video.presets import LUFS, Preset

WITHIN = 0.9
"""LU from what is asked for that nobody hears."""
HIGHEST = -1.55
"""dBTP; above it some players distort."""
SQUEEZES = (4.0, 8.0, 12.0, 18.0, 24.0)
"""dB above the limiter's ceiling at which a sound is tried out that needs more than the first of them."""
_SILENCE = -69.0
"""LUFS; the absolute gate of BS.1770 is -70: nothing quieter is counted."""
_MARGIN = 0.15
_SQUEEZED = 0.13
"""dB that peaks grow in a codec for each that the limiter took off them: they were curves, and became edges."""
_SQUEEZED_MOST = 1.7
_SAID = re.compile(r"I:\s+(-?[\d.]+) LUFS(?:(?!I:\s).)*?True peak:\s+Peak:\s+(-?[\d.]+|-inf) dBFS", re.DOTALL)
_INTEGRATED = re.compile(r"Summary:\s+Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS")


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a sound is."""

    integrated: float
    """LUFS."""
    peak: float
    """dBTP."""
    squeezed: tuple[tuple[float, float], ...] = ()
    """How far peaks were lifted above a ceiling and held there, dB, and how loud it was then, LU from the ceiling;
    ascending. Empty: nobody tried, because it will not be squeezed much."""

    @property
    def silent(self) -> bool:
        """Whether there is nothing to hear."""
        return self.integrated <= _SILENCE or self.peak == float("-inf")

    @property
    def good(self) -> bool:
        """Whether it is what readers are promised."""
        return abs(self.integrated - LUFS) <= WITHIN and self.peak <= HIGHEST


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to a sound."""

    gain: float
    """dB."""
    ceiling: float
    """dBTP that nothing passes."""

    def over(self, loudness: Loudness) -> float:
        """How far the gain lifts peaks above the ceiling, dB."""
        return loudness.peak + self.gain - self.ceiling


def heard_in(complaints: str) -> Loudness | None:
    """The last summary in what ``ebur128`` with ``peak=true`` wrote to standard error; None where there is none."""
    said = _SAID.findall(complaints)
    return Loudness(float(said[-1][0]), float(said[-1][1])) if said else None


def squeezed_in(complaints: str) -> tuple[tuple[float, float], ...]:
    """:attr:`Loudness.squeezed` from what an ``ebur128`` for each of :data:`SQUEEZES` wrote, in whatever order."""
    said = sorted(float(integrated) for integrated in _INTEGRATED.findall(complaints))
    return tuple(zip(SQUEEZES, said, strict=True)) if len(said) == len(SQUEEZES) else ()


def is_squeezed(loudness: Loudness) -> bool:
    """Whether bringing it to what is asked for takes more of the limiter than goes unheard."""
    return not loudness.silent and Level(LUFS - loudness.integrated, HIGHEST).over(loudness) > SQUEEZES[0]


def aim(loudness: Loudness, preset: Preset) -> Level:
    """What to do to a sound so that it comes out of the codec of *preset* as it is promised."""
    ceiling = HIGHEST - _MARGIN - preset.overshoot
    gain = _gain(loudness, LUFS, ceiling)
    grown = min(_SQUEEZED_MOST, _SQUEEZED * max(0.0, Level(gain, ceiling).over(loudness)))
    return Level(_gain(loudness, LUFS, ceiling - grown), ceiling - grown)


def better(level: Level, loudness: Loudness, heard: Loudness) -> Level:
    """What to do instead of *level*, which made of a sound of *loudness* what was *heard*."""
    reached = min(level.ceiling, loudness.peak + level.gain)  # a ceiling that nothing comes up to holds nothing back
    above = heard.peak - HIGHEST + _MARGIN
    ceiling = reached - above if above > 0 else level.ceiling
    codec = heard.integrated - _loud(loudness, level)
    return Level(_gain(loudness, LUFS - codec, ceiling), ceiling)


def levelled(sound: Any, level: Level, loudness: Loudness) -> Any:
    """*sound*, an ffmpeg stream of 48 kHz, brought to *level*.

    The limiter works on four times the samples, and so sees the peaks between them.
    """
    sound = sound.filter("volume", f"{level.gain:.2f}dB")
    if level.over(loudness) <= 0:
        return sound
    limit = {"limit": f"{10 ** (level.ceiling / 20):.4f}", "attack": 2, "release": 60, "level": 0}
    return sound.filter("aresample", 192000).filter("alimiter", **limit).filter("aresample", 48000)


def _curve(loudness: Loudness) -> Sequence[tuple[float, float]]:
    """How loud from the ceiling, by how far peaks are lifted above it: straight up to it, then as it was tried."""
    unlimited = loudness.integrated - loudness.peak
    return ((-100.0, unlimited - 100.0), (0.0, unlimited), *(loudness.squeezed or ((100.0, unlimited + 100.0),)))


def _loud(loudness: Loudness, level: Level) -> float:
    """How loud it will be at *level*, LUFS, before any codec."""
    over = level.over(loudness)
    for (low, quiet), (high, loud) in pairwise(_curve(loudness)):
        if over <= high:
            return level.ceiling + quiet + (loud - quiet) * (over - low) / (high - low)
    return level.ceiling + _curve(loudness)[-1][1]


def _gain(loudness: Loudness, goal: float, ceiling: float) -> float:
    """The gain at which a sound held below *ceiling* is as loud as *goal*, LUFS; or as loud as was tried."""
    for (low, quiet), (high, loud) in pairwise(_curve(loudness)):
        if goal - ceiling <= loud and loud > quiet:
            over = low + (high - low) * (goal - ceiling - quiet) / (loud - quiet)
            return over + ceiling - loudness.peak
    return _curve(loudness)[-1][0] + ceiling - loudness.peak
