"""Kinds of recordings, told apart by measurement: a screen, or what a camera saw."""

from __future__ import annotations

import re
from statistics import median

from kbgen.video.presets import Kind

_PGM = re.compile(rb"P5\s(\d{1,5})\s(\d{1,5})\s255\s")
_FLAT = 0.6
"""Part of all pixels that equal both neighbours, from which on it is a screen. Recordings of screens have 0.75 to 0.98,
however they were compressed; of cameras, films and drawn films 0.05 to 0.5."""


def kind_of(content: bytes) -> Kind:
    """The kind by grey pictures, PGM images in a row (netpbm.sourceforge.net/doc/pgm.html).

    Where there are none it is "camera": its presets spoil nothing.
    """
    shares = flat_shares(content)
    return "screen" if shares and median(shares) >= _FLAT else "camera"


def flat_shares(content: bytes) -> list[float]:
    """Of each picture the part of its pixels that equal those to the right and below."""
    from PIL import Image, ImageChops

    shares: list[float] = []
    at = 0
    while head := _PGM.match(content, at):
        width, height = int(head[1]), int(head[2])
        at = head.end() + width * height
        if at > len(content) or min(width, height) < 2:
            break
        whole = Image.frombytes("L", (width, height), content[head.end() : at])
        own = whole.crop((0, 0, width - 1, height - 1))
        right = ImageChops.difference(own, whole.crop((1, 0, width, height - 1)))
        below = ImageChops.difference(own, whole.crop((0, 1, width - 1, height)))
        counts = ImageChops.lighter(right, below).histogram()
        shares.append(counts[0] / sum(counts))
    return shares
