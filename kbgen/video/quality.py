"""Quality: the rate factor at which a recording is as small as can be while nobody sees a difference.

Samples are encoded at one factor or two and compared with what they were made of. The worst twentieth of their frames
counts, not the mean: a second of smeared text is a second nobody can read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kbgen.video.presets import Kind, Preset, Range

VERSION = 1
"""Of the search: raise it when it would find something else."""
TARGET = {"vmaf": 95.0, "ssim": 0.995}
"""What the 5th percentile must reach. VMAF 95: most people see no difference (its authors' 6 points are one they do).
SSIM of brightness where this ffmpeg has no VMAF."""
_SPARE = {"vmaf": 0.8, "ssim": 0.0005}
"""How much above it the samples are asked to be. Whole recordings had 0.3 to 0.6 less than their samples: each piece
begins with a key frame, and no sample has all the worst moments."""
_ENOUGH = {"vmaf": 0.4, "ssim": 0.001}
"""How much more than that is not worth another try."""
_SLOPE = {"vmaf": -0.08, "ssim": -0.0002}
"""What a step of the factor changes, roughly."""
SHORTEST = 4.0
"""Seconds; of shorter recordings the samples would be too short to say anything."""
CAREFUL = 4
"""Steps below the usual start that are taken where nothing could be measured."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found for a recording and a preset."""

    crf: int
    score: float | None = None
    """5th percentile of the samples at this factor; None: not measured."""
    measure: str = ""
    """``vmaf`` or ``ssim``."""


def search(factors: Range, measure: str, score: Callable[[int], float]) -> Quality:
    """The largest factor whose samples score well enough, by two tries.

    *score* encodes and compares at a factor. The more a picture is squeezed the faster it falls, so that a straight
    line between a good try and a bad one errs on the good side: what it says is taken without another try.
    """
    goal, enough = TARGET[measure] + _SPARE[measure], _ENOUGH[measure]
    first = factors.start
    tried = {first: score(first)}
    if not 0 <= tried[first] - goal <= enough:
        second = _within(factors, first + (goal - tried[first]) / _SLOPE[measure])
        if second != first:
            tried[second] = score(second)
    factor = _chosen(tried, goal, enough, factors, _SLOPE[measure])
    return Quality(factor, round(tried[factor], 4) if factor in tried else None, measure)


def _chosen(tried: dict[int, float], goal: float, enough: float, factors: Range, slope: float) -> int:
    """The factor to take after these tries."""
    good, bad = [f for f in tried if tried[f] >= goal], [f for f in tried if tried[f] < goal]
    if not good:  # below what was tried less is gained than above it
        lowest = min(bad)
        return _within(factors, lowest + 2 * (goal - tried[lowest]) / slope)
    best = max(good)
    if not bad or tried[best] - goal <= enough or tried[min(bad)] >= tried[best]:
        return best
    worse = min(bad)
    return int(best + (worse - best) * (tried[best] - goal) / (tried[best] - tried[worse]))


def _within(factors: Range, factor: float) -> int:
    return max(factors.best, min(factors.worst, int(factor)))


def usual(preset: Preset, kind: Kind) -> Quality:
    """What is taken where nothing can be measured: a little better than most need."""
    factors = preset.range_for(kind)
    return Quality(max(factors.best, factors.start - CAREFUL))


def fifth(log: Path, measure: str) -> float:
    """The 5th percentile in what ffmpeg's ``libvmaf`` (JSON) or ``ssim`` (lines) wrote.

    Raises:
        ValueError: there are no frames in it.
    """
    text = log.read_text(encoding="utf-8")
    if measure == "vmaf":
        scores = [frame["metrics"]["vmaf"] for frame in json.loads(text)["frames"]]
    else:
        scores = [float(said) for said in re.findall(r"\bY:([\d.]+)", text)]
    if not scores:
        raise ValueError("no frames were compared")
    return float(sorted(scores)[len(scores) // 20])


def facts(quality: Quality) -> dict[str, object]:
    """*quality* as JSON keeps it."""
    return {name: value for name, value in asdict(quality).items() if value not in (None, "")}
