"""Frames: the pictures of a narrated draft. A bar with the step above, the screenshot below, a ring where to look."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kbgen.diagrams.raster import font_file

SIZE = (1920, 1080)
RATE = 30
"""Frames a second."""
_BAR = 96
_BOX = (1824, 900)
"""Pixels for the screenshot: below the bar, above the place where players show captions."""
_TOP = _BAR + 28
_ZOOM = 1.7
"""How near a spot is shown: text of a 1600-pixel screenshot becomes readable on a phone."""
_MOVE = 18
"""Frames a move takes: 0.6 s, slow enough for the eye to follow."""
_GROUND, _TEXT, _FAINT = "#eef1f5", "#1c2733", "#5b6775"

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, ``#rrggbb``, and the words that stand on every frame."""

    primary: str
    on_primary: str
    accent: str
    on_accent: str
    badge: str
    """«Черновик»."""


@dataclass(frozen=True, slots=True)
class Card:
    """A frame of words alone."""

    title: str
    text: str = ""
    note: str = ""
    small: str = ""
    """Above the title."""


@dataclass(frozen=True)
class Stage:
    """A screenshot under its bar."""

    heading: str
    title: str
    picture: Path
    look: Look

    @cached_property
    def _shot(self) -> Image.Image:
        with Image.open(self.picture) as opened:
            return opened.convert("RGB")

    @cached_property
    def _box(self) -> tuple[int, int, int, int]:
        """Left, top, width, height of the picture at rest: shrunk into its place, never enlarged."""
        wide, high = self._shot.size
        shrink = min(1.0, _BOX[0] / wide, _BOX[1] / high)
        size = max(1, round(wide * shrink)), max(1, round(high * shrink))
        return (SIZE[0] - size[0]) // 2, _TOP + (_BOX[1] - size[1]) // 2, *size

    @cached_property
    def _empty(self) -> Image.Image:
        frame = Image.new("RGB", SIZE, _GROUND)
        draw = ImageDraw.Draw(frame)
        draw.rectangle((0, 0, SIZE[0], _BAR), fill=self.look.primary)
        end = _badge(draw, self.look)
        draw.text((48, _BAR / 2), self.heading, self.look.on_primary, _font(40, True), anchor="lm")
        left = 48 + draw.textlength(self.heading, _font(40, True)) + 36
        title = _cut(draw, self.title, _font(28), end - left - 36)
        draw.text((left, _BAR / 2 + 2), title, self.look.on_primary, _font(28), anchor="lm")
        left, top, wide, high = self._box
        draw.rectangle((left - 2, top - 2, left + wide + 1, top + high + 1), fill="#c5ccd6")
        return frame

    def moves(self, start: Spot | None, goal: Spot | None) -> Iterator[Image.Image]:
        """The frames from one spot to another (None: the whole picture), without the one that stays."""
        if start == goal:
            return
        one, other = self._view(start), self._view(goal)
        for n in range(1, _MOVE):
            part = (1 - math.cos(math.pi * n / _MOVE)) / 2  # eases in and out
            view = tuple(a + (b - a) * part for a, b in zip(one, other, strict=True))
            yield self._seen((view[0], view[1], view[2], view[3]))

    def still(self, at: Spot | None, number: int = 0) -> Image.Image:
        """The frame that stays: the picture, or the part around *at* with a ring and its *number*."""
        view = self._view(at)
        frame = self._seen(view)
        if at is not None:
            left, top, wide, high = self._box
            x = left + (at[0] * self._shot.width - view[0]) / (view[2] - view[0]) * wide
            y = top + (at[1] * self._shot.height - view[1]) / (view[3] - view[1]) * high
            _ring(frame, (x, y), number, self.look)
        return frame

    def _view(self, at: Spot | None) -> tuple[float, float, float, float]:
        """The part of the picture that is seen, in its pixels."""
        wide, high = self._shot.size
        if at is None:
            return 0.0, 0.0, float(wide), float(high)
        w, h = wide / _ZOOM, high / _ZOOM
        left = min(max(at[0] * wide - w / 2, 0.0), wide - w)
        top = min(max(at[1] * high - h / 2, 0.0), high - h)
        return left, top, left + w, top + h

    def _seen(self, view: tuple[float, float, float, float]) -> Image.Image:
        left, top, wide, high = self._box
        frame = self._empty.copy()
        frame.paste(self._shot.resize((wide, high), Image.Resampling.LANCZOS, box=view), (left, top))
        return frame


def card(words: Card, look: Look) -> Image.Image:
    """A frame of words alone: the title, a step without a screenshot, the end."""
    frame = Image.new("RGB", SIZE, look.primary)
    draw = ImageDraw.Draw(frame)
    _badge(draw, look)
    wide = SIZE[0] - 2 * 160
    title = _fitted(draw, words.title, (76, 64, 54, 44), wide, 3)
    text = _fitted(draw, words.text, (44, 38, 32, 28), wide, 8, bold=False) if words.text else ("", _font(44))
    heights = [_height(draw, *part) for part in (title, text)]
    y = max(_BAR + 60.0, (SIZE[1] - sum(heights) - 60) / 2)
    if words.small:
        draw.text((160, y - 64), words.small, look.on_primary, _font(34), anchor="ls")
    draw.rectangle((160, y - 36, 280, y - 28), fill=look.accent)
    for (said, font), height in zip((title, text), heights, strict=True):
        draw.multiline_text((160, y), said, look.on_primary, font, spacing=14)
        y += height + 44
    draw.text((160, SIZE[1] - 72), _cut(draw, words.note, _font(28), wide), look.on_primary, _font(28), anchor="ls")
    return frame


def _ring(frame: Image.Image, at: tuple[float, float], number: int, look: Look) -> None:
    """A ring around the spot with a number beside it, smooth: drawn four times as large and shrunk."""
    radius, stroke, fine = 52, 8, 4
    side = 2 * (radius + 40)
    layer = Image.new("RGBA", (side * fine, side * fine))
    draw = ImageDraw.Draw(layer)
    middle, r = side * fine // 2, radius * fine
    draw.ellipse((middle - r, middle - r, middle + r, middle + r), outline="#ffffffe0", width=(stroke + 6) * fine)
    inner = r - 3 * fine
    draw.ellipse(
        (middle - inner, middle - inner, middle + inner, middle + inner), outline=look.accent, width=stroke * fine
    )
    if number:
        x = y = middle - round(r * 0.78)
        b = 26 * fine
        draw.ellipse((x - b, y - b, x + b, y + b), fill=look.accent, outline="#ffffff", width=3 * fine)
        draw.text((x, y), str(number), look.on_accent, _font(30 * fine, True), anchor="mm")
    small = layer.resize((side, side), Image.Resampling.LANCZOS)
    frame.paste(small, (round(at[0] - side / 2), round(at[1] - side / 2)), small)


def _badge(draw: ImageDraw.ImageDraw, look: Look) -> float:
    """«Черновик» in the upper right corner; returns its left edge."""
    font = _font(26, True)
    wide = draw.textlength(look.badge, font) + 40
    left = SIZE[0] - 48 - wide
    draw.rounded_rectangle((left, 24, SIZE[0] - 48, 72), 24, fill=look.accent)
    draw.text((left + wide / 2, 48), look.badge, look.on_accent, font, anchor="mm")
    return left


def _fitted(
    draw: ImageDraw.ImageDraw, text: str, sizes: tuple[int, ...], wide: float, most: int, *, bold: bool = True
) -> tuple[str, ImageFont.FreeTypeFont]:
    """*text* in at most *most* lines: in the first size that holds it, else cut in the last."""
    for size in sizes:
        font = _font(size, bold)
        lines = _wrapped(draw, text, font, wide)
        if len(lines) <= most:
            return "\n".join(lines), font
    return "\n".join([*lines[: most - 1], _cut(draw, " ".join(lines[most - 1 :]), font, wide)]), font


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, wide: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font) <= wide:
            lines[-1] = longer
        else:
            lines.append(_cut(draw, word, font, wide))
    return [line for line in lines if line]


def _cut(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, wide: float) -> str:
    """*text* in one line, with an ellipsis where it is too long."""
    if draw.textlength(text, font) <= wide:
        return text
    while text and draw.textlength(text + "…", font) > wide:
        text = text[:-1]
    return text.rstrip() + "…"


def _height(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> float:
    _, top, _, bottom = draw.multiline_textbbox((0, 0), text, font, spacing=14)
    return bottom - top if text else 0.0


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(bold=bold)), size)
