"""Quality: the rate factor at which a recording is as small as can be while nobody sees a difference.

Samples are encoded at one factor or two and compared with what they were made of. The worst twentieth of their frames
counts, not the mean: a second of smeared text is a second nobody can read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from kbgen.video.presets import Codec, Kind, Preset, Range

VERSION = 2
"""Of the search: raise it when it would find something else."""
TARGET = {"vmaf": 95.0, "ssim": 0.995}
"""What the 5th percentile must reach. VMAF 95: most people see no difference (its authors' 6 points are one they do).
SSIM of brightness where this ffmpeg has no VMAF."""
_SPARE = {"vmaf": 0.6, "ssim": 0.0005}
"""How much above it the samples are asked to be: whole recordings of a minute had from 0.2 more to 0.4 less than their
samples."""
_ENOUGH = {"vmaf": 0.3, "ssim": 0.001}
"""How much more than that is not worth another try."""
_SLOPE = {"screen": {"vmaf": -0.09, "ssim": -0.0002}, "camera": {"vmaf": -0.3, "ssim": -0.0008}}
"""What a step of the factor changes, roughly."""
_NEARLY = {"vmaf": 0.8, "ssim": 0.002}
"""How far from the goal a try may end if what a step changes is to tell the rest."""
_STEADY = {"vmaf": (-0.25, -0.15), "ssim": (-0.0005, -0.0003)}
"""What a step changes of such a recording: upwards at most, downwards at least, so that both err on the good side."""
SHRINKS = {"av1": 0.95, "h264": 0.89}
"""What a step of the factor leaves of the bits, roughly."""
SHORTEST = 4.0
"""Seconds; of shorter recordings the samples would be too short to say anything."""
CAREFUL = 3
"""Steps below the usual start that are taken where nothing could be measured."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found for a recording and a preset."""

    crf: int
    score: float | None = None
    """5th percentile of the samples at this factor; None: not measured."""
    measure: str = ""
    """``vmaf`` or ``ssim``."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a try."""

    score: float
    rate: float = 0.0
    """Bits a second the whole recording would take at least; 0: not known."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is sought for a recording."""

    factors: Range
    measure: str
    """``vmaf`` or ``ssim``."""
    kind: Kind = "screen"
    codec: Codec = "av1"
    most: float = math.inf
    """Bits a second it may take: noise cannot be had for less than it took, and nobody misses it."""

    @property
    def goal(self) -> float:
        """What samples are to score."""
        return TARGET[self.measure] + _SPARE[self.measure]

    @property
    def slope(self) -> float:
        """What a step of the factor changes in the score."""
        return _SLOPE[self.kind][self.measure]

    def told(self, over: float) -> int | None:
        """How many steps to go after a try that ended *over* the goal; None: only another try can tell."""
        if not self.factors.steady or abs(over) > _NEARLY[self.measure]:
            return None
        upwards, downwards = _STEADY[self.measure]
        return math.floor(over / -(upwards if over > 0 else downwards))

    def within(self, factor: float) -> int:
        """The factor that may be taken instead."""
        return max(self.factors.best, min(self.factors.worst, int(factor)))


def search(aim: Aim, attempt: Callable[[int], Trial]) -> Quality:
    """The largest factor whose samples score well enough, by two tries at most; a larger one where that took too many
    bits.

    *attempt* encodes and compares at a factor. The more a picture is squeezed the faster it falls, so that a straight
    line between a good try and a bad one errs on the good side: what it says is taken without another try.
    """
    first = aim.factors.start
    tried = {first: attempt(first)}
    over = tried[first].score - aim.goal
    if (steps := aim.told(over)) is not None:
        return _taken(_affordable(aim, aim.within(first + steps), tried), tried, aim)
    if not 0 <= over <= _ENOUGH[aim.measure] or tried[first].rate > aim.most:
        second = _affordable(aim, aim.within(first - over / aim.slope), tried)
        if second != first:
            tried[second] = attempt(second)
    return _taken(_affordable(aim, _good(aim, {f: trial.score for f, trial in tried.items()}), tried), tried, aim)


def _taken(factor: int, tried: Mapping[int, Trial], aim: Aim) -> Quality:
    return Quality(factor, round(tried[factor].score, 4) if factor in tried else None, aim.measure)


def _good(aim: Aim, scores: dict[int, float]) -> int:
    """The factor to take after these tries, however many bits it takes."""
    good, bad = [f for f in scores if scores[f] >= aim.goal], [f for f in scores if scores[f] < aim.goal]
    if not good:  # below what was tried less is gained than above it
        lowest = min(bad)
        return aim.within(lowest + 2 * (scores[lowest] - aim.goal) / -aim.slope)
    best = max(good)
    if not bad or scores[min(bad)] >= scores[best]:
        return best
    worse = min(bad)
    return int(best + (worse - best) * (scores[best] - aim.goal) / (scores[best] - scores[worse]))


def _affordable(aim: Aim, factor: int, tried: Mapping[int, Trial]) -> int:
    """*factor*, or the least above it at which the recording would take no more bits than it may."""
    rates = {f: trial.rate for f, trial in tried.items() if trial.rate}
    if not rates or math.isinf(aim.most):
        return factor
    shrinks = SHRINKS[aim.codec]
    low, high = min(rates), max(rates)
    if low != high and rates[high] < rates[low]:
        shrinks = (rates[high] / rates[low]) ** (1 / (high - low))
    near = min(rates, key=lambda f: abs(f - factor))
    least = near + math.log(aim.most / rates[near]) / math.log(shrinks)
    return max(factor, aim.within(math.ceil(least)))


def usual(preset: Preset, kind: Kind) -> Quality:
    """What is taken where nothing can be measured: a little better than most need."""
    factors = preset.range_for(kind)
    return Quality(max(factors.best, factors.start - CAREFUL))


def facts(quality: Quality) -> dict[str, object]:
    """*quality* as JSON keeps it."""
    return {name: value for name, value in asdict(quality).items() if value not in (None, "")}
