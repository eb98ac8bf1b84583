"""Papers alone: filled without building anything else, for those who want to print them today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen.build.audiences import narrowed_to
from kbgen.build.checking import load
from kbgen.build.closing import delivered
from kbgen.build.progress import Progress, Silent
from kbgen.documents import documents, handed_over, write_docx
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.language.nearness import nearest
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

_HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Papers:
    """What is asked for."""

    only: tuple[str, ...] = ()
    """Ids of papers, or what the ids of several begin with: ``exam``, ``attendance-intro``; empty: all."""
    out: Path | None = None
    """Folder; None: ``build/<client>-documents``."""
    audience: str = ""


def build_papers(
    workspace: Workspace, client_id: str, asked: Papers | None = None, progress: Progress | None = None
) -> tuple[str, ...]:
    """Fill the client's papers; return the files' paths as shown to people.

    The list of what is handed over tells of the current release, and is left out where there is none.

    Raises:
        ContentError: the content has errors.
        UsageError: no such client, audience or paper.
        KbgenError: the folder cannot be written to.
    """
    asked, progress = asked or Papers(), progress or Silent()
    progress.step("read")
    kb, theme, _ = load(workspace, client_id)
    kb = narrowed_to(kb, asked.audience)
    progress.step("papers")
    papers = documents(kb)
    papers = (*papers, *_handover(workspace, kb, papers))
    chosen = _chosen(papers, asked.only)
    folder = asked.out or workspace.build(f"{client_id}-documents", asked.audience)
    written = []
    for number, paper in enumerate(chosen):
        progress.advance(number, len(chosen), paper.title)
        path = folder / f"{paper.id}.docx"
        try:
            write_docx(paper, theme, path)
        except OSError as error:
            raise KbgenError([Problem("documents_unwritable", Place(str(path)), {"reason": str(error)})]) from error
        written.append(workspace.shown(path))
    return tuple(written)


def _handover(workspace: Workspace, kb: KnowledgeBase, papers: Sequence[Document]) -> tuple[Document, ...]:
    from kbgen.bundles import manifest, release

    current = release.current(workspace.dist(kb.client.id)) if kb.audience is None else None
    if current is None or not (current / manifest.NAME).is_file():
        return ()
    told = manifest.read(current)
    return (handed_over(kb, told.release, delivered(told.entries), papers),)


def _chosen(papers: Sequence[Document], only: Sequence[str]) -> tuple[Document, ...]:
    """Papers that *only* names by their ids or by the beginnings of these.

    Raises:
        UsageError: one of the names is no paper's.
    """
    ids = tuple(paper.id for paper in papers)
    unknown = [name for name in only if not any(_named(id, name) for id in ids)]
    if unknown:
        raise UsageError([_unknown(name, ids) for name in unknown])
    return tuple(p for p in papers if not only or any(_named(p.id, name) for name in only))


def _named(id: str, name: str) -> bool:
    return id == name or id.startswith(f"{name}-")


def _unknown(name: str, ids: Sequence[str]) -> Problem:
    if name == _HANDOVER:
        return Problem("documents_no_release", Place("--only"))
    near = nearest(name, ids)
    values = {"name": name[:60], "near": near, "known": ", ".join(ids)}
    return Problem("documents_unknown_near" if near else "documents_unknown", Place("--only"), values)
