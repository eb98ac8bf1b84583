"""Build: one client, from its folder to a release, one step a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbgen.build.inputs import fingerprint
from kbgen.build.progress import Progress, Silent
from kbgen.errors import Problem
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Options:
    """What the person at the terminal asked for."""

    force: bool = False
    """Build even where nothing changed."""
    jobs: int | None = None
    """How many videos to encode at once; None: as the machine allows."""
    scheduler: str = ""
    """Address of a dask scheduler whose workers encode the videos; empty: this machine does."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    client: str
    release: str
    folder: Path
    changed: bool
    """False: nothing changed since this release was made, and nothing was done."""
    problems: tuple[Problem, ...] = ()
    """Warnings, and videos that could not be encoded."""
    opens: Mapping[str, str] = field(default_factory=dict)
    """What to open: "start", "site", "seminar", "documents", "zip", "zim" → path as shown to people."""


def build_client(
    workspace: Workspace, client_id: str, options: Options | None = None, progress: Progress | None = None
) -> Built:
    """Build everything for the client and switch ``dist/<client>/current`` to it.

    Nothing is written over: the last good release stays until the new one is whole, whatever happens.

    Raises:
        ContentError: the content has errors; nothing was built.
        BusyError: another build of the same client runs.
        UsageError: there is no such client.
    """
    from kbgen.bundles import release
    from kbgen.importers.kb import client_ids

    options, progress = options or Options(), progress or Silent()
    if client_id not in client_ids(workspace):
        return _full_build(workspace, client_id, options, progress)  # reports the unknown name, with near ones
    with release.lock(workspace.dist(client_id)):
        inputs = fingerprint(workspace, client_id)
        if not options.force and (same := _unchanged(workspace, client_id, inputs)):
            return same
        built = _full_build(workspace, client_id, options, progress)
        if not any(p.severity == "error" for p in built.problems):
            _remember(workspace, built, inputs)
        return built


def _full_build(workspace: Workspace, client_id: str, options: Options, progress: Progress) -> Built:
    """Every step, in order."""
    from kbgen import search, site, wiki
    from kbgen.build import indexes, knowledge
    from kbgen.build.checking import load
    from kbgen.build.coverage import with_slides, write_coverage
    from kbgen.build.moved import gone_problems
    from kbgen.build.seminars import write_decks
    from kbgen.build.today import today
    from kbgen.build.videos import encoded
    from kbgen.bundles import manifest, release, start, zim, zip
    from kbgen.documents import documents, write_docx
    from kbgen.seminar import decks
    from kbgen.trace.standing import spec_version

    progress.step("read")
    kb, theme, warnings = load(workspace, client_id, thorough=True)
    dist = workspace.dist(client_id)
    number = release.next_number(dist)
    folder = release.staging(dist, number)

    progress.step("videos")
    media, failures = encoded(kb.videos, workspace, progress, jobs=options.jobs, scheduler=options.scheduler)
    kb = knowledge.with_previous(replace(kb, media=media, today=today()), dist)

    progress.step("wiki")
    made = decks(kb, workspace)
    kb = with_slides(kb, made)
    pages = wiki.pages(kb)
    warnings = (*warnings, *gone_problems(kb, pages, workspace))
    project = site.stage(kb, pages, theme, workspace, number)

    progress.step("site")
    built_site = site.build(project, folder / "site", progress.advance)

    progress.step("index")
    found = search.index(folder / "site", kb, workspace)

    progress.step("decks")
    write_decks(list(made), theme, folder / "seminar", progress)

    progress.step("papers")
    papers = documents(kb)
    for paper in papers:
        write_docx(paper, theme, folder / "documents" / f"{paper.id}.docx")

    progress.step("pack")
    write_coverage(kb, pages, folder / "coverage.json", number)
    knowledge.write(kb, folder)
    start.write(kb, theme, folder, number, {paper.id: paper.title for paper in papers})
    manifest.write(folder, client=client_id, release=number, spec=spec_version(kb))
    zip.pack(folder, folder / f"{client_id}-{number}.zip")
    if zim.available():
        zim.pack(folder, kb, folder / f"{client_id}-{number}.zim")

    progress.step("publish")
    if not found.problems:
        indexes.keep(workspace, search.index_folder(kb, workspace), folder, dist / number)
    place = release.publish(folder, dist, number)
    problems = (*warnings, *failures, *built_site.problems, *found.problems)
    return Built(client_id, number, place, True, problems, _opens(workspace, place, client_id, number))


def _opens(workspace: Workspace, place: Path, client_id: str, number: str) -> dict[str, str]:
    paths = {
        "start": place / "start.html",
        "site": place / "site" / "index.html",
        "seminar": place / "seminar",
        "documents": place / "documents",
        "zip": place / f"{client_id}-{number}.zip",
        "zim": place / f"{client_id}-{number}.zim",
    }
    return {key: workspace.shown(path) for key, path in paths.items() if path.exists()}


def _memory(workspace: Workspace, client_id: str) -> Path:
    return workspace.cache / "builds" / f"{client_id}.json"


def _remember(workspace: Workspace, built: Built, inputs: str) -> None:
    path = _memory(workspace, built.client)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"inputs": inputs, "release": built.release}), encoding="utf-8")
    fresh.replace(path)


def _unchanged(workspace: Workspace, client_id: str, inputs: str) -> Built | None:
    """The current release, where it was made from the same *inputs* and is still there."""
    from kbgen.bundles import release

    try:
        memory = json.loads(_memory(workspace, client_id).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    dist = workspace.dist(client_id)
    current = release.current(dist)
    if not isinstance(memory, dict) or current is None:
        return None
    if memory.get("inputs") != inputs or memory.get("release") != current.name:
        return None
    if not (current / "manifest.json").is_file():
        return None
    return Built(client_id, current.name, current, False, (), _opens(workspace, current, client_id, current.name))


__all__ = ["Built", "Options", "build_client"]
