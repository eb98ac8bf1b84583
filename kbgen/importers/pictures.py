"""Pictures of a guide: where they lie, how large they are, and the numbered marks its front matter puts on them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from kbgen.errors import Place, Problem
from kbgen.importers.text_files import place_at
from kbgen.language.prose import Mention, pictures
from kbgen.model.guides import Callout, Picture
from kbgen.model.kb import PlaceKey

Marks = Mapping[str, tuple[Callout, ...]]

MOST_MARKS = 20
"""On one picture: more cannot be told apart."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def read_pictures(
    body: str, first_line: int, path: Path, root: Path, name: str
) -> tuple[tuple[Picture, ...], list[Problem]]:
    """The pictures of the guide *path*, each once; problems: absent, on the internet, or outside of *root*."""
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for mention in pictures(body):
        if code := _wrong(mention, path, root):
            place = place_at(name, body, mention.offset, first_line)
            problems.append(Problem(code, place, {"path": mention.path[:120]}))
        elif mention.path not in found:
            found[mention.path] = Picture(mention.path, *_size(path.parent / unquote(mention.path)))
    return tuple(found.values()), problems


def marked(
    shown: tuple[Picture, ...], marks: Marks, places: Mapping[PlaceKey, Place]
) -> tuple[tuple[Picture, ...], list[Problem]]:
    """The pictures with the callouts of the front matter on them; problems: a picture not shown, a mark beside it."""
    wanted = {_plain(path): (path, callouts) for path, callouts in marks.items()}
    known = {_plain(picture.path) for picture in shown}
    problems = [
        Problem("callouts_not_shown", places[("callouts", path)], {"path": path[:120]})
        for plain, (path, _) in wanted.items()
        if plain not in known
    ]
    for path, callouts in marks.items():
        problems += _misplaced(path, callouts, places)
    made = tuple(
        Picture(p.path, p.width, p.height, wanted[_plain(p.path)][1]) if _plain(p.path) in wanted else p for p in shown
    )
    return made, problems


def _misplaced(path: str, callouts: tuple[Callout, ...], places: Mapping[PlaceKey, Place]) -> Iterator[Problem]:
    if len(callouts) > MOST_MARKS:
        yield Problem("too_many_callouts", places[("callouts", path)], {"path": path[:120], "most": MOST_MARKS})
    for index, callout in enumerate(callouts):
        if len(callout.at) != 2 or not all(0 <= share <= 1 for share in callout.at):
            place = places[("callouts", path, index, "at")]
            yield Problem("callout_at", place, {"at": ", ".join(f"{share:g}" for share in callout.at)[:60]})


def _plain(path: str) -> str:
    """*path* as the file system sees it: the body may write it with ``%20``, the front matter with a blank."""
    return posixpath.normpath(unquote(path))


def _wrong(picture: Mention, path: Path, root: Path) -> str:
    """Code of what is wrong with where *picture* lies; empty where nothing is."""
    if _ELSEWHERE.match(picture.path):
        return "picture_not_a_file"
    try:
        file = path.parent / unquote(picture.path)
        inside, there = file.resolve().is_relative_to(root.resolve()), file.is_file()
    except (OSError, RuntimeError, ValueError):  # too long a name, a loop of links, a NUL
        inside, there = True, False
    return "picture_outside" if not inside else "" if there else "missing_picture"


def _size(file: Path) -> tuple[int, int]:
    """Width and height from the file's head, so that the page keeps its room; 0, 0 where it does not say."""
    from PIL import Image  # 60 ms that clients without pictures save

    try:
        with Image.open(file) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0
