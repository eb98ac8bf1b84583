"""Guides: Markdown with front matter, shared by all clients or a client's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.steps import read_pictures, read_steps
from kbgen.importers.text_files import read_text, shown
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.language.nearness import nearest
from kbgen.model.addresses import slug
from kbgen.model.clients import Client
from kbgen.model.guides import Guide
from kbgen.workspace import Workspace

COMMON = "common"
_NOT_GUIDES = ("index", "readme")


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
    when: tuple[str, ...] = ()
    reason: str = ""
    result: str = ""


def read_guides(workspace: Workspace, client: Client) -> tuple[tuple[Guide, ...], list[Problem]]:
    """The guides a client gets, in order of their paths, and the problems of those files.

    Common guides, those of the client's product and of the folders the client names; a guide of the client's own
    at the same relative path replaces the shared one.
    """
    problems = list(_missing_folders(workspace, client))
    guides: list[Guide] = []
    for path, root in _chosen(workspace, client):
        guide, found = read_guide(path, root, workspace)
        problems += found
        if guide is not None and (not guide.when or client.product.id in guide.when):
            guides.append(guide)
    problems += _twins(guides)
    return tuple(guides), problems


def _groups(client: Client) -> tuple[str, ...]:
    return tuple(dict.fromkeys((COMMON, client.product.id, *client.guides)))


def _chosen(workspace: Workspace, client: Client) -> Iterator[tuple[Path, Path]]:
    """Path of each guide to read, and the folder it must lie in."""
    own = workspace.client(client.id) / "guides"
    replaced = {path.relative_to(own).as_posix() for path in _markdown(own)}
    for group in _groups(client):
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


def _missing_folders(workspace: Workspace, client: Client) -> Iterator[Problem]:
    folders = [f.name for f in workspace.guides.iterdir() if f.is_dir()] if workspace.guides.is_dir() else []
    for group in client.guides:
        if group not in folders:
            near = nearest(group, folders)
            code = "no_guides_folder_near" if near else "no_guides_folder"
            place = Place(shown(workspace.client(client.id) / "client.yml", workspace))
            yield Problem(code, place, {"folder": group, "near": near})


def read_guide(path: Path, root: Path, workspace: Workspace) -> tuple[Guide | None, list[Problem]]:
    """One guide that must lie below *root* with its pictures; None where problems keep it from being read."""
    file = read_text(path, workspace, inside=root)
    if file.problems:
        return None, list(file.problems)
    problems = [] if GOOD_ID.fullmatch(path.stem) else [_bad_name(path, file.name)]
    front, body_line, found = _front_matter(file.text, file.name)
    problems += found
    body = "\n".join(file.text.split("\n")[body_line - 1 :]) if body_line else ""
    if body_line:
        problems += read_pictures(body, body_line, path, root, file.name)
        steps, step_problems = read_steps(body, body_line, file.name)
        problems += step_problems
    if front is None or problems:
        return None, problems
    values = {name: getattr(front, name) for name in FrontMatter.__slots__}
    return Guide(path.stem, body=body, file=file.name, body_line=body_line, steps=steps, place=Place(file.name, 1), **values), []


def _bad_name(path: Path, name: str) -> Problem:
    return Problem("bad_file_name", Place(name), {"name": path.name, "slug": f"{slug(path.stem)}.md"})


def _front_matter(text: str, name: str) -> tuple[FrontMatter | None, int, list[Problem]]:
    """The front matter, the line the body starts at (0 where that is unknown), and problems."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, 1, [Problem("no_front_matter", Place(name, 1, 1))]
    end = next((i for i, line in enumerate(lines[1:], 1) if re.fullmatch(r"(---|\.\.\.)\s*", line)), None)
    if end is None:
        return None, 0, [Problem("unclosed_front_matter", Place(name, 1, 1))]
    reading = read_yaml_text("\n".join(lines[1:end]), FrontMatter, name, first_line=2)
    body_line = end + 2
    while body_line <= len(lines) and not lines[body_line - 1].strip():
        body_line += 1
    return reading.value, body_line, list(reading.problems)


def _twins(guides: list[Guide]) -> Iterator[Problem]:
    first: dict[str, Guide] = {}
    for guide in guides:
        if (other := first.setdefault(slug(guide.id), guide)) is not guide:
            yield Problem("same_guide", guide.place, {"id": guide.id, "other": other.file})
