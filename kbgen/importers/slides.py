"""Slides written by hand: ``content/clients/<id>/slides/*.md``, front matter and a list, a table or paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from kbgen.errors import Place, Problem
from kbgen.importers.guides import front_matter
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.pictures import read_pictures
from kbgen.importers.text_files import read_text
from kbgen.language.plain import plain
from kbgen.language.prose import pictures
from kbgen.model.addresses import slug
from kbgen.model.clients import Client
from kbgen.model.decks import Picture, Table
from kbgen.model.slides import OwnSlide
from kbgen.workspace import Workspace

FOLDER = "slides"
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s|:-]*-[\s|:-]*$")


@dataclass(frozen=True, slots=True)
class SlideMatter:
    """What stands between the ``---`` lines of a slide; see :class:`OwnSlide` for the meaning."""

    title: str
    after: str = ""
    before: str = ""
    instead: str = ""
    decks: tuple[str, ...] = ()
    minutes: float | None = None
    do: str = ""
    say: str = ""
    audience: tuple[str, ...] = ()


def read_slides(workspace: Workspace, client: Client) -> tuple[tuple[OwnSlide, ...], tuple[Problem, ...]]:
    """The client's own slides in the order of their files' names, and all problems of those files."""
    folder = workspace.client(client.id) / FOLDER
    slides: list[OwnSlide] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if path.name.startswith((".", "_")) or path.stem.lower() == "readme":
            continue
        slide, found = read_slide(path, folder, workspace)
        problems += found
        if slide is not None:
            slides.append(slide)
    return tuple(slides), tuple(problems)


def read_slide(path: Path, folder: Path, workspace: Workspace) -> tuple[OwnSlide | None, tuple[Problem, ...]]:
    """One slide, whose picture must lie below *folder*; None where it cannot be read."""
    file = read_text(path, workspace, inside=folder)
    if file.problems:
        return None, file.problems
    if not GOOD_ID.fullmatch(path.stem):
        return None, (Problem("bad_file_name", Place(file.name), {"name": path.name, "slug": f"{slug(path.stem)}.md"}),)
    front, body_line = front_matter(file, SlideMatter)
    matter = front.value
    if matter is None or not body_line:
        return None, front.problems
    body = "\n".join(file.text.split("\n")[body_line - 1 :])
    _, wrong = read_pictures(body, body_line, path, folder, file.name)
    problems = [*front.problems, *wrong, *_contradictions(matter, file.name)]
    lines, numbered = _lines(body)
    slide = OwnSlide(
        path.stem,
        matter.title,
        matter.after,
        matter.before,
        matter.instead,
        matter.decks,
        matter.minutes,
        matter.do,
        matter.say,
        lines,
        numbered,
        _table(body),
        None if wrong else _picture(body, path),
        matter.audience,
        file.name,
        Place(file.name, 1),
    )
    return slide, tuple(problems)


def _contradictions(matter: SlideMatter, name: str) -> Iterator[Problem]:
    if sum(map(bool, (matter.after, matter.before, matter.instead))) > 1:
        yield Problem("own_slide_two_places", Place(name, 1))
    if matter.minutes is not None and not 0 < matter.minutes <= _LONGEST:
        yield Problem("own_slide_minutes", Place(name, 1), {"minutes": f"{matter.minutes:g}", "most": _LONGEST})


_LONGEST = 240
"""Minutes of one slide."""


def _lines(body: str) -> tuple[tuple[str, ...], bool]:
    """Items of the list, or paragraphs where there is none; whether the list is numbered."""
    text = _without_pictures(body)
    found, numbered, open_ = list[str](), False, False
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if "|" in line and (line.lstrip().startswith("|") or _RULE.match(line)):
            open_ = False
        elif item or (line.strip() and not open_):
            numbered = numbered or bool(item and item[1])
            found.append(line[item.end() :] if item else line.lstrip("# "))
            open_ = True
        elif line.strip():
            found[-1] += " " + line.strip()
        else:
            open_ = False
    return tuple(filter(None, map(plain, found))), numbered


def _without_pictures(body: str) -> str:
    for picture in reversed(list(pictures(body))):
        body = body[: picture.offset] + body[picture.offset + picture.length :]
    return body


def _table(body: str) -> Table | None:
    """The first table; rows get as many cells as its heading has."""
    rows = [line.strip().strip("|").split("|") for line in body.split("\n") if line.lstrip().startswith("|")]
    cells = [tuple(plain(cell) for cell in row) for row in rows if not all(_RULE.match(cell) for cell in row)]
    if len(cells) < 2:
        return None
    head, *rest = cells
    return Table(head, tuple((*row, *([""] * len(head)))[: len(head)] for row in rest))


def _picture(body: str, path: Path) -> Picture | None:
    first = next(iter(pictures(body)), None)
    return Picture(str((path.parent / unquote(first.path)).resolve()), alt=plain(first.text)) if first else None
