"""Steps of a guide, as they stand in its Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Place, Problem
from kbgen.language.prose import pictures, without_code
from kbgen.model.guides import GuideStep

_ITEM = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
_AT = re.compile(r"data-at=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:\.\d{1,3})?)", re.ASCII)


def read_steps(body: str, first_line: int, name: str) -> tuple[tuple[GuideStep, ...], list[Problem]]:
    """Items of the numbered lists of *body*, each with its first picture and the second it is shown at."""
    steps: list[GuideStep] = []
    problems: list[Problem] = []
    for line, item in items(body):
        shown = list(pictures(item))
        first, at = (shown[0] if shown else None), None
        if first and (written := _AT.search(first.attributes)):
            clock = next(g for g in written.groups() if g is not None)
            at = seconds(clock)
            if at is None:
                place = Place(name, first_line + line + item.count("\n", 0, first.offset))
                problems.append(Problem("bad_clock", place, {"clock": clock[:60]}))
        text = item
        for picture in reversed(shown):
            text = text[: picture.offset] + text[picture.offset + picture.length :]
        paragraph = " ".join(text.strip().split("\n\n")[0].split())
        steps.append(GuideStep(paragraph, first.path if first else "", first.text if first else "", at))
    return tuple(steps), problems


def seconds(clock: str) -> float | None:
    """``1:02:03``, ``0:13`` or ``13.5`` as seconds; None where it is none of them."""
    match = _CLOCK.fullmatch(clock.strip())
    if not match or (match[2] and float(match[3]) >= 60) or (match[1] and int(match[2]) >= 60):
        return None
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3])


def items(body: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and text of every item of a numbered list that is not inside another list."""
    start, item = -1, list[str]()
    lines = body.split("\n")
    for number, (line, outline) in enumerate(zip(lines, without_code(body).split("\n"), strict=True)):
        match = _ITEM.match(outline)
        if match or (start >= 0 and _starts_anew(line, item)):
            if start >= 0:
                yield start, "\n".join(item)
            start, item = (number, [line[match.end() :]]) if match else (-1, [])
        elif start >= 0:
            item.append(line.strip())
    if start >= 0:
        yield start, "\n".join(item)


def _starts_anew(line: str, item: list[str]) -> bool:
    """Whether *line* ends a list item: it is not indented and a blank line went before, or it is a heading."""
    if not line.strip() or line.startswith((" ", "\t")):
        return False
    return not item[-1] or line.startswith("#")
