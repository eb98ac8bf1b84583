"""Scores: what was said of every frame of a trial, weighed into the one number and the bits that decide."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from kbgen.video.pieces import Piece

_SEAM = 0.3
"""The part of a piece in which encoders still get over the seam before it."""
_SHORT = 12
"""Frames of pieces that are too short to leave any out."""
_WORST = 0.05
"""The part of a recording that may look worse than what is asked for."""


def fifth(log: Path, measure: str, cuts: Sequence[Piece] = ()) -> float:
    """The 5th percentile in what ffmpeg's ``libvmaf`` (JSON) or ``ssim`` (lines) wrote.

    *cuts*: the pieces the frames are of, one after another. Each then counts what its piece stands for; those around
    the seams, where one picture breaks off for another as it never does in a recording, do not count.

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
        if size < _SHORT or size * _SEAM <= frame - number * size < size - 2:
            of[number].append(score)
    return [(score, cut.weight / len(held)) for cut, held in zip(cuts, of, strict=True) for score in held]


def rate(made: Path, cuts: Sequence[Piece]) -> float:
    """Bits a second that the pictures of the whole recording would take at least, encoded as its pieces in *made* are.

    By the frame in the middle of each piece, not the mean: seams cost many bits that a recording does not have, but
    few frames. Of a screen that rests this is next to nothing, of noise about half of what it takes.

    Raises:
        ValueError: *made* holds no frames.
    """
    frames = _frames(made)
    if len(frames) < len(cuts):
        raise ValueError("no frames were made")
    size = len(frames) / len(cuts)
    halves = (frames[round((n + 0.5) * size) : round((n + 1) * size)] for n in range(len(cuts)))
    each = (cut.weight * median(half) * size / cut.length for cut, half in zip(cuts, halves, strict=True))
    return sum(each) * 8


def _frames(made: Path) -> list[int]:
    """Bytes of every frame, in order of showing; of a key frame nothing is counted."""
    import av

    with av.open(f"file:{made.absolute()}") as container:
        packets = [(p.pts or 0, 0 if p.is_keyframe else p.size) for p in container.demux(video=0) if p.size]
    return [size for _, size in sorted(packets)]
