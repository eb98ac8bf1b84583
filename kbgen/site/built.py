"""Build: MkDocs into a fresh folder, mended for offline use and checked; nothing at all where nothing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kbgen.errors import ContentError, Place, Problem
from kbgen.site import engine
from kbgen.site.inputs import key
from kbgen.site.links import check_links
from kbgen.site.offline import tidy
from kbgen.site.staging import RELEASE_SCRIPT
from kbgen.site.written import link_or_copy, writing

Progress = Callable[[float, float, str], None]
"""Told how far the step has come: done, total, the thing being worked on."""

_KEPT = ".built"
"""Folder of the project with the last good site, as it came from the engine."""

_MEDIA = (".mp4", ".webm", ".m4a", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".woff2", ".pdf")
"""Files nobody changes after the build: they may be hard links to the kept site."""


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
    last good site is replaced only by a better one. Media in *out* may be hard links: replace them, never write
    to them.

    Raises:
        KbgenError: the engine gave up, or the disk cannot be written to.
        ContentError: a page would load something from outside, or a link runs code.
    """
    shown = f"{project.parent.name}/{project.name}"
    with writing(shown):
        return _build(project, out, shown, progress or _nobody)


def _build(project: Path, out: Path, shown: str, told: Progress) -> Built:
    told(0, 3, "")
    kept, wanted = project / _KEPT, key(project)
    problems = _last_good(kept, wanted)
    reused = problems is not None
    if problems is None:
        problems = _rebuild(project, wanted, shown, told)
    told(2, 3, "")
    _copy(kept / "site", out)
    if (project / RELEASE_SCRIPT).is_file():
        shutil.copyfile(project / RELEASE_SCRIPT, out / RELEASE_SCRIPT.removeprefix("theme/"))
    told(3, 3, "")
    return Built(out, sum(1 for _ in out.rglob("*.html")), problems, reused)


def _nobody(*_: object) -> None:
    """Nobody watches."""


def _last_good(kept: Path, wanted: str) -> tuple[Problem, ...] | None:
    """The warnings of the kept site if it was made from the same project; None where it was not."""
    try:
        note = json.loads((kept / "key.json").read_text("utf-8"))
        if note["key"] != wanted or not (kept / "site" / "index.html").is_file():
            return None
        return tuple(Problem(p["code"], Place(**p["place"]), p["values"], p["severity"]) for p in note["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _rebuild(project: Path, wanted: str, shown: str, told: Progress) -> tuple[Problem, ...]:
    """Run the engine beside the kept site, and put its result in the kept one's place once it is checked."""
    kept, fresh = project / _KEPT, project / f"{_KEPT}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "site").mkdir(parents=True)
    remarks = engine.run(project, fresh / "site", shown)
    told(1, 3, "")
    tidy(fresh / "site")
    problems = _merged(remarks, check_links(fresh / "site", shown))
    if errors := [p for p in problems if p.severity == "error"]:
        shutil.rmtree(fresh, ignore_errors=True)
        raise ContentError(errors)
    note = {"key": wanted, "problems": [asdict(p) for p in problems]}
    (fresh / "key.json").write_text(json.dumps(note, ensure_ascii=False, indent=1), "utf-8")
    shutil.rmtree(kept, ignore_errors=True)
    fresh.replace(kept)
    return problems


def _merged(remarks: tuple[Problem, ...], found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """All problems once: the engine names a link as written in Markdown, the checker as built in HTML."""
    known = [_sameness(p) for p in remarks]
    return (*remarks, *(p for p in found if _sameness(p) not in known))


def _sameness(problem: Problem) -> tuple[object, ...]:
    told = problem.values.get("anchor") or problem.values.get("link")
    return problem.code, problem.place, told


def _copy(site: Path, out: Path) -> None:
    """*site* as *out*: media linked where the disk allows it, everything else copied."""

    def place(source: str, target: str) -> str:
        limit = 0 if Path(source).suffix.lower() in _MEDIA else 1 << 62
        link_or_copy(Path(source), Path(target), limit)
        return target

    shutil.copytree(site, out, copy_function=place, dirs_exist_ok=True)
