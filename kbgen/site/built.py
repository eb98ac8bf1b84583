"""Build: MkDocs into a fresh folder, mended for offline use and checked; nothing at all where nothing changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.site.inputs import RELEASE_SCRIPT, key
from kbgen.site.written import link, share, writing

Progress = Callable[[float, float, str], None]
"""Told how far the step has come: done, total, the thing being worked on."""

_KEPT = ".built"
"""Folder of the project with the last good site, as it came from the engine."""

_NOTE = "key.json"
"""Beside the kept site: what it was made from, and what was wrong with it."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site."""

    folder: Path
    pages: int
    problems: tuple[Problem, ...] = ()
    """Warnings: broken links and anchors, remarks of the engine."""
    reused: bool = False
    """Nothing had changed: the pages come from the last build."""


def build(project: Path, out: Path, progress: Progress | None = None) -> Built:
    """The site of the staged *project* in the new folder *out*, which must not exist or be empty.

    Promises: no page loads anything from another host; every broken link and anchor is in ``problems``; the kept
    last good site is replaced only by a better one. Files in *out* may be hard links to it: replace them, never
    write to them. (Who does costs the next build its time, no more.)

    Raises:
        KbgenError: the engine gave up, or the disk cannot be written to.
        ContentError: a page would load something from outside, or a link runs code.
    """
    project = project.absolute()  # the engine takes other paths as from the folder of its settings
    with writing(_shown(project)):
        return _build(project, out, progress or _nobody)


def _shown(project: Path) -> str:
    """The project's name in problems."""
    return f"{project.parent.name}/{project.name}"


def _build(project: Path, out: Path, told: Progress) -> Built:
    told(0, 3, "")
    kept, wanted = project / _KEPT, key(project)
    last = _note(kept)
    reused = last is not None and last.key == wanted
    problems = last.problems if last and reused else _rebuild(project, wanted, last, told)
    told(2, 3, "")
    pages = _copy(kept / "site", out)
    if (project / RELEASE_SCRIPT).is_file():
        script = out / RELEASE_SCRIPT.removeprefix("theme/")
        script.unlink(missing_ok=True)
        shutil.copyfile(project / RELEASE_SCRIPT, script)
    told(3, 3, "")
    return Built(out, pages, problems, reused)


def _nobody(*_: object) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class _Note:
    """What is kept beside a site."""

    key: str
    problems: tuple[Problem, ...]
    links: tuple[Problem, ...]
    """Those of them that following the links found."""


def _note(kept: Path) -> _Note | None:
    """The note of the kept site; None where there is none, or where its files are no more those that were built."""
    try:
        told = json.loads((kept / _NOTE).read_text("utf-8"))
        if told["files"] != _stamps(kept / "site"):
            return None
        return _Note(told["key"], _problems(told["problems"]), _problems(told["links"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _problems(told: list[Any]) -> tuple[Problem, ...]:
    return tuple(Problem(p["code"], Place(**p["place"]), p["values"], p["severity"]) for p in told)


def _rebuild(project: Path, wanted: str, last: _Note | None, told: Progress) -> tuple[Problem, ...]:
    """Run the engine beside the kept site, and put its result in the kept one's place once it is checked."""
    from kbgen.site import engine  # a build with nothing changed needs none of them
    from kbgen.site.links import check_changed, check_links
    from kbgen.site.offline import tidy

    kept, fresh = project / _KEPT, project / f"{_KEPT}.new"
    shown = _shown(project)
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "site").mkdir(parents=True)
    ran = engine.run(project, fresh / "site", shown, kept if last else None)
    told(1, 3, "")
    share(project / "docs", fresh / "site")
    tidy(fresh / "site")
    if last and ran.reused:
        links = check_changed(fresh / "site", shown, (kept / "site", last.links), ran.reused, ran.ends)
    else:
        links = check_links(fresh / "site", shown, ran.ends)
    problems = _merged(ran.remarks, links)
    if errors := [p for p in problems if p.severity == "error"]:
        shutil.rmtree(fresh, ignore_errors=True)
        raise ContentError(errors)
    note = {"key": wanted, "problems": [asdict(p) for p in problems], "links": [asdict(p) for p in links]}
    note_and_files = {**note, "files": _stamps(fresh / "site")}
    (fresh / _NOTE).write_text(json.dumps(note_and_files, ensure_ascii=False), "utf-8")
    shutil.rmtree(kept, ignore_errors=True)
    fresh.replace(kept)
    return problems


def _merged(remarks: tuple[Problem, ...], found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """All problems once: the engine names a link as written in Markdown, the checker as built in HTML."""
    known = {_sameness(p) for p in remarks}
    return (*remarks, *(p for p in found if _sameness(p) not in known))


def _sameness(problem: Problem) -> tuple[object, ...]:
    told = problem.values.get("anchor") or problem.values.get("link")
    return problem.code, problem.place, told


def _copy(site: Path, out: Path) -> int:
    """*site* as *out*: hard links where the disk allows it, else copies; how many pages there are."""
    out.mkdir(parents=True, exist_ok=True)
    pages = 0
    for here, inner, names in os.walk(site):
        goal = f"{out}{here.removeprefix(str(site))}"
        for folder in inner:
            os.makedirs(f"{goal}/{folder}", exist_ok=True)  # noqa: PTH103 (thousands of files: strings, not paths)
        for name in names:
            link(f"{here}/{name}", f"{goal}/{name}")
            pages += name.endswith(".html")
    return pages


def _stamps(site: Path) -> dict[str, list[int]]:
    """Size and time of change of every file: somebody who wrote into a copy of the site wrote into the site itself."""
    found = {}
    cut = len(str(site)) + 1
    folders = [str(site)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    state = entry.stat()
                    found[entry.path[cut:].replace(os.sep, "/")] = [state.st_size, state.st_mtime_ns]
    return found
