"""Measure: how much room text takes, and how to part it where it does not fit. Inches and points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbgen.seminar.widths import width

LEADING = 1.2
"""Height of a line of text by its size."""
ZERO_WIDTH = "\u200b"
"""Space: a line may end here."""
RESERVE = 1.06
"""Other sans-serif fonts are a little wider than the one measured."""


def rows(text: str, points: float, inches: float, bold: bool = False) -> int:
    """How many lines *text* takes at *points* in a column of *inches*; words longer than a line break anywhere."""
    if "\n" in text:
        return sum(rows(line, points, inches, bold) for line in text.split("\n"))
    room = max(inches * 72 / points / RESERVE, 1.0)
    taken, at = 1, 0.0
    for word in text.split(" "):
        size = width(word, bold)
        space = 0.278 if at else 0.0
        if at + space + size <= room:
            at += space + size
            continue
        if size <= room:
            taken, at = taken + 1, size
            continue
        full, at = divmod(size, room)  # a word longer than a line starts on a line of its own
        taken += int(full) + (1 if taken > 1 or full else 0)
    return taken


def breakable(text: str, points: float, inches: float, bold: bool = False) -> str:
    """*text* whose words that are wider than a column of *inches* may be broken anywhere, as :func:`rows` expects."""
    room = inches * 72 / points / RESERVE
    parts = re.split("([ \n])", text)
    return "".join(ZERO_WIDTH.join(part) if width(part, bold) > room else part for part in parts)


def height(lines: Sequence[str], points: float, inches: float, gap: float = 0.4) -> float:
    """Inches that paragraphs take, with *gap* of a line between them."""
    if not lines:
        return 0.0
    total = sum(rows(line, points, inches) for line in lines) + gap * (len(lines) - 1)
    return total * points * LEADING / 72


def largest(sizes: Sequence[int], fits: Sequence[bool]) -> int:
    """The first of *sizes* (falling) that fits, else the last."""
    return next((size for size, good in zip(sizes, fits, strict=True) if good), sizes[-1])


def shorten(text: str, points: float, inches: float, most: int, bold: bool = False) -> str:
    """*text* cut at a word, with an ellipsis, so that it takes at most *most* lines."""
    if rows(text, points, inches, bold) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if rows(text[:middle] + "…", points, inches, bold) <= most:
            low = middle
        else:
            high = middle - 1
    cut = text[:low]
    at_word = re.split(r"[ \n](?=[^ \n]*$)", cut)[0]
    return (at_word if len(at_word) > low * 0.6 else cut).rstrip(" ,.;:—-") + "…"


def pieces(text: str, points: float, inches: float, most: int) -> Iterator[str]:
    """*text* in parts of at most *most* lines each: cut after sentences where there are any, else after words."""
    rest = text
    while rest:
        if rows(rest, points, inches) <= most:
            yield rest
            return
        cut = shorten(rest, points, inches, most).rstrip("…")
        cut = rest[: max(len(cut), 1)]
        sentences = list(re.finditer(r"[.!?;]\s|\n", cut))
        if sentences and sentences[-1].end() > len(cut) * 0.4:
            cut = cut[: sentences[-1].end()]
        cut += re.match(r"[,.;:!?…]*", rest[len(cut) :])[0]  # type: ignore[index]
        yield cut.strip()
        rest = rest[len(cut) :].strip()
