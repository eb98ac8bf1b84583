"""Scores: what was said of every frame of a trial, weighed into the one number and the bits that decide."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from kbgen.video.pieces import Piece

_WORST = 0.05
"""The part of a recording that may look worse than what is asked for."""
_SEEK = 10.0
"""Seconds between the key frames of what is published; those of the samples stand closer."""


def fifth(log: Path, measure: str, cuts: Sequence[Piece] = ()) -> float:
    """The 5th percentile in what ffmpeg's ``libvmaf`` (JSON) or ``ssim`` (lines) wrote.

    *cuts*: the pieces the frames are of, one after another. Each then counts what its piece stands for, and the key
    frame it begins with, which a recording has a tenth as often, not at all.

    Raises:
        ValueError: there are no frames in it.
    """
    scores = _read(log.read_text(encoding="utf-8"), measure)
    if not scores:
        raise ValueError("no frames were compared")
    weighed = _weighed(scores, cuts) if cuts else [(score, 1.0) for _, score in scores]
    total = sum(weight for _, weight in weighed)
    reached = 0.0
    for score, weight in sorted(weighed):
        reached += weight
        if reached > total * _WORST:
            return score
    return max(score for score, _ in weighed)


def _read(text: str, measure: str) -> list[tuple[int, float]]:
    """Frames and their scores."""
    if measure == "vmaf":
        frames = json.loads(text)["frames"]
        return [(int(f.get("frameNum", n)), float(f["metrics"]["vmaf"])) for n, f in enumerate(frames)]
    return [(n, float(said)) for n, said in enumerate(re.findall(r"\bY:([\d.]+)", text))]


def _weighed(scores: Sequence[tuple[int, float]], cuts: Sequence[Piece]) -> list[tuple[float, float]]:
    """Scores and what each counts."""
    step = scores[1][0] - scores[0][0] if len(scores) > 1 else 1
    size = (scores[-1][0] + step) / len(cuts)
    of: list[list[float]] = [[] for _ in cuts]
    for frame, score in scores:
        number = min(int(frame / size), len(cuts) - 1)
        if frame - number * size >= step or size <= step:
            of[number].append(score)
    return [(score, cut.weight / len(held)) for cut, held in zip(cuts, of, strict=True) for score in held]


def rate(made: Path, cuts: Sequence[Piece]) -> float:
    """Bits a second that the whole recording would take if it were encoded as its pieces in *made* are.

    Raises:
        ValueError: *made* holds no frames.
    """
    frames = _frames(made)
    starts = [n for n, (_, is_key) in enumerate(frames) if is_key]
    if not starts:
        raise ValueError("no frames were made")
    keys = sum(frames[n][0] for n in starts) / len(starts)
    size = len(frames) / len(cuts)
    between = 0.0
    for number, cut in enumerate(cuts):
        held = frames[round(number * size) : round((number + 1) * size)]
        between += cut.weight * sum(bytes_ for bytes_, is_key in held if not is_key) / cut.length
    return (between + keys / _SEEK) * 8


def _frames(made: Path) -> list[tuple[int, bool]]:
    """Bytes of every frame, and whether it is a key frame."""
    import av

    with av.open(f"file:{made.absolute()}") as container:
        packets = [p for p in container.demux(video=0) if p.size]
        return [(packet.size, packet.is_keyframe) for packet in packets]
