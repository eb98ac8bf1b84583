"""Loudness: the first of two passes. ITU-R BS.1770 integrated loudness and true peak, as EBU R 128 uses them."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from kbgen.video.presets import LUFS, TRUE_PEAK

_SILENCE = -70.0
"""LUFS; the absolute gate of BS.1770: nothing quieter is counted."""
_RANGE = 11.0


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the first pass of ``loudnorm`` measured, in its own numbers."""

    integrated: float
    """LUFS."""
    peak: float
    """dBTP."""
    range: float
    """LU."""
    threshold: float
    offset: float

    @property
    def silent(self) -> bool:
        """Whether there is nothing to hear."""
        return not math.isfinite(self.integrated) or self.integrated <= _SILENCE


def measuring() -> dict[str, str | float]:
    """Options of the first pass."""
    return {"I": LUFS, "TP": TRUE_PEAK, "LRA": _RANGE, "print_format": "json"}


def levelling(loudness: Loudness) -> dict[str, str | float]:
    """Options of the second pass.

    The allowed range grows to the measured one: otherwise loudnorm leaves its linear mode and pumps.
    """
    return {
        "I": LUFS,
        "TP": TRUE_PEAK,
        "LRA": min(50.0, max(_RANGE, loudness.range)),
        "measured_I": loudness.integrated,
        "measured_TP": loudness.peak,
        "measured_LRA": loudness.range,
        "measured_thresh": loudness.threshold,
        "offset": loudness.offset,
        "linear": "true",
    }


def measured(complaints: str) -> Loudness | None:
    """The measurement in what ffmpeg wrote to standard error; None where there is none."""
    blocks = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", complaints)
    if not blocks:
        return None
    said = json.loads(blocks[-1])
    numbers = (float(said[k]) for k in ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset"))
    return Loudness(*numbers)
