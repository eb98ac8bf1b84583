"""Copies: everything that one audience gets, made beside; for everybody first, then for each audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.build.former import Former
from kbgen.build.progress import Progress, Silent
from kbgen.errors import Place, Problem
from kbgen.model.decks import Deck
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.theme import Theme
from kbgen.trace.narrowed import narrowed
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.search import SearchReport


@dataclass(frozen=True, slots=True)
class Order:
    """What is made, and how it looks."""

    workspace: Workspace
    theme: Theme
    release: str
    progress: Progress
    former: Former
    """Slides and papers as they were made before."""
    key: Path | None = None
    """Signs every copy; None: nothing is signed."""
    force: bool = False
    """Whether slides that somebody has changed since the last release are made anew."""
    engine: str = ""
    """``zensical`` makes the site; else MkDocs does."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy, whole but not published."""

    audience: str
    """Id of the audience; empty: everybody's."""
    folder: Path
    dist: Path
    index: Path | None
    """The search index of its pages; None where they cannot be searched."""
    problems: tuple[Problem, ...] = ()


def copies(kb: KnowledgeBase, order: Order) -> tuple[Copy, ...]:
    """The copy with everything, then one an audience of the client; nothing is published.

    Raises:
        KbgenError: one of them cannot be made.
    """
    from kbgen.build.audiences import left_behind

    whole = _copy(kb, order)
    made = [replace(whole, problems=(*whole.problems, *left_behind(order.workspace, kb)))]
    for audience in kb.client.audience:
        watched = OneStep(order.progress, audience.title.said(kb.language))
        one = _copy(narrowed(kb, audience), replace(order, progress=watched))
        made.append(replace(one, problems=tuple(_news(one.problems, whole.problems))))
    return tuple(made)


def _news(problems: Iterable[Problem], known: Iterable[Problem]) -> Iterator[Problem]:
    """Problems that the copy with everything has not."""
    told = {(p.code, repr(p.values)) for p in known}
    return (p for p in problems if (p.code, repr(p.values)) not in told)


class OneStep(Silent):
    """All steps of one copy, told as a single one."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress, self._done = progress, 0
        progress.step("copy", title)

    def step(self, key: str, what: str = "") -> None:  # noqa: ARG002
        """The next of six."""
        self._progress.advance(self._done, 6)
        self._done += 1


def _copy(kb: KnowledgeBase, order: Order) -> Copy:
    """Every step of one copy, in order."""
    from kbgen import search
    from kbgen.bundles import release
    from kbgen.seminar import decks

    dist = order.workspace.dist(kb.client.id, kb.audience_id)
    folder = release.staging(dist, order.release)
    order.progress.step("wiki")
    made = decks(kb, order.workspace)
    kb, pages, problems, found = _site(kb, made, order, folder)
    papers, kept = _seminar_and_papers(kb, made, order, folder)
    problems = (*problems, *kept)
    _packed(kb, pages, order, folder, papers)
    index = None if found.problems else search.index_folder(kb, order.workspace)
    return Copy(kb.audience_id, folder, dist, index, problems)


def _site(
    kb: KnowledgeBase, made: Sequence[Deck], order: Order, folder: Path
) -> tuple[KnowledgeBase, tuple[Page, ...], tuple[Problem, ...], SearchReport]:
    """The wiki, its site and its index; *kb* comes back with the slides it is told on."""
    from kbgen import search, site, wiki
    from kbgen.build.coverage import with_slides
    from kbgen.build.moved import gone_problems
    from kbgen.site import zensical

    workspace, progress = order.workspace, order.progress
    kb = with_slides(kb, made)
    pages = wiki.pages(kb)
    gone = tuple(gone_problems(kb, pages, workspace)) if kb.audience is None else ()
    project = site.stage(kb, pages, order.theme, workspace, order.release)
    progress.step("site")
    make = zensical.build if order.engine == "zensical" else site.build
    built = make(project, folder / "site", progress.advance)
    progress.step("index")
    found = search.index(folder / "site", kb, workspace)
    if order.engine == "zensical" and found.problems:
        place = Place(found.problems[0].place.file)
        found = replace(found, problems=(Problem("zensical_search", place, {}, "warning"),))
    return kb, pages, (*gone, *built.problems, *found.problems), found


def _seminar_and_papers(
    kb: KnowledgeBase, made: Sequence[Deck], order: Order, folder: Path
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Decks and papers; all papers but the list of what is handed over, which names the others. And warnings."""
    from kbgen.build.seminars import write_seminar
    from kbgen.documents import documents

    order.progress.step("decks")
    dist = order.workspace.dist(kb.client.id, kb.audience_id)
    warnings = write_seminar(kb, made, folder / "seminar", order, dist)
    order.progress.step("papers")
    papers = documents(kb)
    for paper in papers:
        path = folder / "documents" / f"{paper.id}.docx"
        order.former.put(path, partial(_write_docx, paper, order.theme, path), paper)
    return papers, warnings


def _write_docx(paper: Document, theme: Theme, path: Path) -> None:
    from kbgen.documents import write_docx  # python-docx is loaded where there is something to write

    write_docx(paper, theme, path)


def _packed(kb: KnowledgeBase, pages: Sequence[Page], order: Order, folder: Path, papers: tuple[Document, ...]) -> None:
    """What a copy says of itself, its lists of files, and its archives."""
    from kbgen.build import knowledge
    from kbgen.build.closing import archive, close, hand_over
    from kbgen.build.coverage import write_coverage
    from kbgen.bundles import deploy, start
    from kbgen.bundles.update import script
    from kbgen.documents import handed_over

    order.progress.step("pack")
    if kb.shows("coverage"):
        write_coverage(kb, pages, folder / "coverage.json", order.release)
    knowledge.write(kb, folder)
    script.write(folder, kb.language)
    last = (handed_over(kb, order.release, ()),) if kb.audience is None else ()
    start.write(kb, order.theme, folder, order.release, {paper.id: paper.title for paper in (*papers, *last)})
    deploy.write(folder, kb)
    known = hand_over(kb, order.theme, folder, order.release, papers) if last else ()
    dist = order.workspace.dist(kb.client.id, kb.audience_id)
    archive(kb, folder, close(kb, folder, dist, order.release, order.key, known), order.former.parts)
