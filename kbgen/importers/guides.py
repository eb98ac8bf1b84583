"""Guides: Markdown with front matter, shared by all clients or a client's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from kbgen.errors import Place, Problem
from kbgen.importers.conditions import fits, known_names
from kbgen.importers.conditions import problems as condition_problems
from kbgen.importers.guide_parts import parted
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.kept import Kept
from kbgen.importers.pictures import marked, read_pictures
from kbgen.importers.steps import read_steps
from kbgen.importers.text_files import TextFile, place_at, read_text
from kbgen.importers.typed import Reading
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.model.addresses import slug
from kbgen.model.clients import Client
from kbgen.model.guides import Callout, Guide
from kbgen.model.kb import PlaceKey
from kbgen.workspace import Workspace

T = TypeVar("T")

COMMON = "common"
LONGEST_LINE = 10_000
DEEPEST_INDENT = 160
MOST_BRACKETS = 1000
"""In one paragraph: Markdown's time is quadratic in them, 8000 take 15 seconds."""
_LONG = re.compile(rf"^.{{{LONGEST_LINE + 1},}}", re.MULTILINE)
_INDENTED = re.compile(rf"^[ \t]{{{DEEPEST_INDENT + 1},}}(?=\S)", re.MULTILINE)
_NOT_GUIDES = ("index", "readme")
_TOO_MANY = re.compile(r"([\[<>*_`!(])\1{99}")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the ``---`` lines of a guide; see :class:`Guide` for the meaning."""

    title: str
    summary: str = ""
    roles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    minutes: int | None = None
    reviewed: date | None = None
    operation: str = ""
    teaches: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    autolink: bool = True
    when: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    reason: str = ""
    result: str = ""
    draft: bool = False
    callouts: Mapping[str, tuple[Callout, ...]] = field(default_factory=dict)
    """Picture as the guide writes it → numbered marks on it."""


@dataclass(slots=True)
class GuidesReading:
    """The guides a client gets, in order of their paths, with all problems of those files."""

    guides: list[Guide] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: dict[PlaceKey, Place] = field(default_factory=dict)
    """``("guides", <guide id>, <attribute>, …)`` → where it was written."""

    @property
    def broken(self) -> bool:
        """Whether any guide could not be read."""
        return any(problem.severity == "error" for problem in self.problems)


def read_guides(workspace: Workspace, client: Client, kept: Kept | None = None) -> GuidesReading:
    """The guides of a client: common ones, those of its product and of the folders it names, and its own.

    A guide of the client's own at the same relative path replaces the shared one. Those in *kept* are not read again.
    """
    reading = GuidesReading()
    known: dict[str, frozenset[str]] = {}
    for path, root in _chosen(workspace, client):
        one = _kept(path, root, workspace, kept) if kept else read_guide(path, root, workspace)
        reading.problems += one.problems
        guide = one.value
        if guide is not None and guide.draft:
            reading.problems.append(Problem("guide_draft", guide.place, {}, "warning"))
            continue
        if guide is not None and guide.when:
            known = known or known_names(workspace)
            places = {i: one.places.get(("when", i), guide.place) for i in range(len(guide.when))}
            reading.problems += condition_problems(guide.when, places, known)
        if guide is not None and fits(guide.when, client):
            reading.guides.append(guide)
            reading.places |= {("guides", guide.id, *key): place for key, place in one.places.items()}
    reading.problems += _twins(reading.guides)
    return reading


def _kept(path: Path, root: Path, workspace: Workspace, kept: Kept) -> Reading[Guide]:
    """The guide as it was read before, where neither it nor a picture of it changed; one with problems is read anew."""

    def pictures(one: Reading[Guide]) -> list[Path]:
        return [path.parent / unquote(picture.path) for picture in one.value.pictures] if one.value else []

    key = ("guide", path, root)
    one = kept.reading(key, path, lambda: read_guide(path, root, workspace), pictures)
    if one.problems:
        kept.drop(key)
    return one


def _chosen(workspace: Workspace, client: Client) -> Iterator[tuple[Path, Path]]:
    """Path of each guide to read, and the folder it must lie in."""
    own = workspace.client(client.id) / "guides"
    replaced = {path.relative_to(own).as_posix() for path in _markdown(own)}
    present = [f.name for f in workspace.guides.iterdir()] if workspace.guides.is_dir() else []
    for group in dict.fromkeys((COMMON, client.product.id, *client.guides)):
        if group not in present:  # an unknown name in client.yml is reported with the spec
            continue
        folder = workspace.guides / group
        for path in _markdown(folder):
            inside = path.relative_to(folder).as_posix()
            if inside not in replaced and f"{group}/{inside}" not in replaced:
                yield path, workspace.guides
    for path in _markdown(own):
        yield path, own


def _markdown(folder: Path) -> list[Path]:
    """Guides below *folder*; links to folders are not followed."""
    if not folder.is_dir():
        return []
    return sorted(
        p for p in folder.rglob("*.md") if p.stem.lower() not in _NOT_GUIDES and not p.name.startswith((".", "_"))
    )


def read_guide(path: Path, root: Path, workspace: Workspace) -> Reading[Guide]:
    """One guide that must lie below *root* with its pictures; None where the front matter cannot be read."""
    file = read_text(path, workspace, inside=root)
    if file.problems:
        return Reading(None, file.problems)
    problems = list(_limits(file))
    if not GOOD_ID.fullmatch(path.stem):
        values = {"name": path.name, "slug": f"{slug(path.stem)}.md"}
        problems.append(Problem("bad_file_name", Place(file.name), values))
    if problems:
        return Reading(None, tuple(problems))
    front, body_line = front_matter(file, FrontMatter)
    problems += front.problems
    if not body_line:
        return Reading(None, tuple(problems))
    body = "\n".join(file.text.split("\n")[body_line - 1 :])
    pictures, picture_problems = read_pictures(body, body_line, path, root, file.name)
    problems += picture_problems
    parts = parted(body, body_line, file.name)
    problems += parts.problems
    steps, step_problems = read_steps(parts.slides, body_line, file.name)
    problems += step_problems
    if front.value is None:
        return Reading(None, tuple(problems))
    told: dict[str, Any] = {f.name: getattr(front.value, f.name) for f in fields(FrontMatter)}
    told["pictures"], mark_problems = marked(pictures, told.pop("callouts"), front.places)
    problems += mark_problems
    place = Place(file.name, 1)
    steps, said, shown = parts.given(steps)
    told |= {"steps": steps, "say": said, "shown": shown}
    guide = Guide(path.stem, body=parts.page, file=file.name, body_line=body_line, place=place, **told)
    return Reading(guide, tuple(problems), front.places)


def _limits(file: TextFile) -> Iterator[Problem]:
    """What would make Markdown run for minutes or fall over."""
    for pattern, code, limit in (_LONG, "line_too_long", LONGEST_LINE), (_INDENTED, "too_indented", DEEPEST_INDENT):
        for match in pattern.finditer(file.text):
            yield Problem(code, place_at(file.name, file.text, match.start()), {"limit": limit})
    for paragraph in re.finditer(r"(?:.+\n?)+", file.text):
        for sign in "[<":
            if paragraph[0].count(sign) > MOST_BRACKETS:
                yield Problem("too_many_signs", place_at(file.name, file.text, paragraph.start()), {"sign": sign})
    if run := _TOO_MANY.search(file.text):
        yield Problem("too_many_signs", place_at(file.name, file.text, run.start()), {"sign": run[1]})


def front_matter(file: TextFile, kind: type[T]) -> tuple[Reading[T], int]:
    """The front matter as a *kind*, and the line the body starts at (0 where that is unknown)."""
    lines = file.text.split("\n")
    if lines[0].rstrip() != "---":
        return Reading(None, (Problem("no_front_matter", Place(file.name, 1, 1)),)), 1
    end = next((i for i, line in enumerate(lines[1:], 1) if re.fullmatch(r"(---|\.\.\.)\s*", line)), None)
    if end is None:
        return Reading(None, (Problem("unclosed_front_matter", Place(file.name, 1, 1)),)), 0
    reading = read_yaml_text("\n".join(lines[1:end]), kind, file.name, first_line=2)
    body_line = end + 2
    while body_line <= len(lines) and not lines[body_line - 1].strip():
        body_line += 1
    return reading, body_line


def _twins(guides: list[Guide]) -> Iterator[Problem]:
    first: dict[str, Guide] = {}
    for guide in guides:
        if (other := first.setdefault(slug(guide.id), guide)) is not guide:
            yield Problem("same_guide", guide.place, {"id": guide.id, "other": other.file})
