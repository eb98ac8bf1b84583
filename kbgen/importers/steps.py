"""Steps and pictures of a guide, as they stand in its Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from kbgen.errors import Place, Problem
from kbgen.importers.text_files import place_at
from kbgen.model.guides import GuideStep

_FENCE = re.compile(r"^( {0,3}|\s+)(`{3,}|~{3,})")
_ITEM = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_PICTURE = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,500})\]\(\s*(?P<path><[^>\n]{1,500}>|[^)\s]{1,500})(?:\s+\"[^\"\n]{0,500}\")?\s*\)"
    r"(?:\s?\{(?P<attributes>[^}\n]{0,300})\})?"
)
_AT = re.compile(r"data-at=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_CLOCK = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d+)?)")


def read_steps(body: str, first_line: int, name: str) -> tuple[tuple[GuideStep, ...], list[Problem]]:
    """Items of the numbered lists of *body*, each with its first picture and the second it is shown at."""
    steps: list[GuideStep] = []
    problems: list[Problem] = []
    for line, item in _items(without_code(body)):
        picture = _PICTURE.search(item)
        at = None
        if picture and (written := _AT.search(picture["attributes"] or "")):
            clock = next(g for g in written.groups() if g is not None)
            at = seconds(clock)
            if at is None:
                problems.append(Problem("bad_clock", Place(name, first_line + line), {"clock": clock[:60]}))
        text = _PICTURE.sub("", item).strip().split("\n\n")[0]
        path = _path(picture) if picture else ""
        steps.append(GuideStep(" ".join(text.split()), path, picture["alt"] if picture else "", at))
    return tuple(steps), problems


def read_pictures(body: str, first_line: int, path: Path, root: Path, name: str) -> Iterator[Problem]:
    """Problems of the pictures a guide shows: absent, on the internet, or outside of *root*."""
    for picture in _PICTURE.finditer(without_code(body)):
        written = _path(picture)
        place = place_at(name, body, picture.start(), first_line)
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", written):
            yield Problem("picture_not_a_file", place, {"path": written[:120]})
            continue
        file = path.parent / unquote(written)
        try:
            inside, there = file.resolve().is_relative_to(root.resolve()), file.is_file()
        except (OSError, RuntimeError, ValueError):
            inside, there = True, False
        if not inside:
            yield Problem("picture_outside", place, {"path": written[:120]})
        elif not there:
            yield Problem("missing_picture", place, {"path": written[:120]})


def without_code(body: str) -> str:
    """*body* with code blocks and code spans blanked, every other character where it was."""
    lines, fence = [], ""
    for line in body.split("\n"):
        match = _FENCE.match(line)
        if fence or match:
            if match and not fence:
                fence = match[2]
            elif match and match[2].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            lines.append(" " * len(line))
        else:
            lines.append(re.sub(r"(`+)[^`]+\1", lambda m: " " * len(m[0]), line))
    return "\n".join(lines)


def seconds(clock: str) -> float | None:
    """``1:02:03``, ``0:13`` or ``13.5`` as seconds; None where it is none of them."""
    match = _CLOCK.fullmatch(clock.strip())
    if not match or (match[2] is not None and float(match[3]) >= 60):
        return None
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3])


def _items(body: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and text of every item of a numbered list that is not inside another list."""
    start, item = -1, []
    for number, line in enumerate(body.split("\n")):
        match = _ITEM.match(line)
        if match or (start >= 0 and line.strip() and not line.startswith((" ", "\t")) and _ends(item)):
            if start >= 0:
                yield start, "\n".join(item)
            start, item = (number, [line[match.end() :]]) if match else (-1, [])
        elif start >= 0:
            item.append(line.strip())
    if start >= 0:
        yield start, "\n".join(item)


def _ends(item: list[str]) -> bool:
    """Whether an unindented line after *item* starts something new (without a blank line it continues the item)."""
    return bool(item) and not item[-1]


def _path(picture: re.Match[str]) -> str:
    return picture["path"].strip("<>")
