"""Places that depend on what a slide shows: its picture whole, the marks on it, its code for phones. Inches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbgen.model.decks import Slide
from kbgen.seminar.layouts import BASE, Box, Geometry, layout

MARK = 0.32
"""Inches across of a numbered mark on a picture."""
MARK_POINTS = 14
_CODE, _LARGE_CODE = 1.45, 3.1
_GAP = 0.2


def picture_box(slide: Slide, ratio: float, geometry: Geometry = BASE) -> Box:
    """Where a picture of *ratio* (width by height) stands: whole, in the middle of its place or at its top."""
    name = layout(slide)
    box = geometry[name]["picture"]
    wide = min(box.width, box.height * ratio) if ratio else box.width
    high = wide / ratio if ratio else box.height
    top = box.top if name == "steps" else box.top + (box.height - high) / 2
    return Box(box.left + (box.width - wide) / 2, top, wide, high)


def marks(slide: Slide, ratio: float, geometry: Geometry = BASE) -> Iterator[tuple[Box, int]]:
    """Place and number of each mark on the slide's picture; none reaches beyond the picture's edge."""
    if slide.picture is None or not slide.picture.callouts:
        return
    box = picture_box(slide, ratio, geometry)
    for number, callout in enumerate(slide.picture.callouts, 1):
        x, y = (min(max(share, 0.0), 1.0) for share in (*callout.at, 0.0, 0.0)[:2])
        left = min(max(box.left + box.width * x - MARK / 2, box.left), box.left + box.width - MARK)
        top = min(max(box.top + box.height * y - MARK / 2, box.top), box.top + box.height - MARK)
        yield Box(left, top, MARK, MARK), number


def body_box(slide: Slide, geometry: Geometry = BASE) -> Box:
    """Where the lines of *slide* stand: a code for phones takes its room from them."""
    box = geometry[layout(slide)]["body"]
    if not slide.address:
        return box
    if layout(slide) == "steps":
        return replace(box, height=box.height - _CODE - _GAP)
    return replace(box, width=box.width - _LARGE_CODE - 2 * _GAP)


def code_box(slide: Slide, geometry: Geometry = BASE) -> Box:
    """Where the code for phones stands: below the lines beside a picture, else at their right."""
    box = geometry[layout(slide)]["body"]
    if layout(slide) == "steps":
        return Box(box.left, box.top + box.height - _CODE, _CODE, _CODE)
    return Box(box.left + box.width - _LARGE_CODE, box.top, _LARGE_CODE, _LARGE_CODE)


def caption_box(slide: Slide, geometry: Geometry = BASE) -> Box:
    """Where it is said what the code is for."""
    box = code_box(slide, geometry)
    if layout(slide) == "steps":
        body = geometry["steps"]["body"]
        return Box(box.left + _CODE + 0.1, box.top, body.width - _CODE - 0.1, _CODE)
    return Box(box.left, box.top + box.height + 0.05, box.width, 0.8)
