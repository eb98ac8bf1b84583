"""Seminars: every deck of a client as HTML and PPTX, and the papers of its sessions as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.build.audiences import narrowed_to
from kbgen.build.checking import load
from kbgen.build.former import Former, former, pictures
from kbgen.build.handmade import Kept, kept_from
from kbgen.build.progress import Progress, Silent
from kbgen.build.videos import encoded
from kbgen.bundles import release
from kbgen.bundles.names import is_safe
from kbgen.errors import Place, Problem, UsageError
from kbgen.keeping import name_of
from kbgen.model.addresses import slug
from kbgen.model.decks import Deck
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import Shelf, decks, session_decks, write_guide, write_handout, write_html
from kbgen.theme import Theme
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.build.copies import Order

_LONGEST = 48
HANDOUT, GUIDE = "handout", "trainer"
"""What the PDFs of a deck end with: ``session-intro-handout.pdf``."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What decks are made with."""

    theme: Theme
    shelf: Shelf
    former: Former
    progress: Progress
    site: str = ""
    """Where the knowledge base will be served; codes on paper lead there."""
    kept: Kept = Kept({})
    """PPTX files that people have changed: they stay as they are."""


@dataclass(frozen=True, slots=True)
class Seminar:
    """What was written."""

    files: tuple[str, ...]
    """As shown to people."""
    problems: tuple[Problem, ...] = ()
    """Warnings: decks kept as people left them."""


def build_decks(
    workspace: Workspace,
    client_id: str,
    roles: tuple[str, ...] = (),
    progress: Progress | None = None,
    audience: str = "",
    *,
    force: bool = False,
) -> Seminar:
    """Write the client's decks to ``build/<client>-seminar/``: those of *roles* and their sessions, else all.

    With *audience*: decks as it may see them, in ``build/<client>-seminar.for/<audience>/``. A PPTX that somebody has
    changed since it was made is kept, unless *force* is given.

    Raises:
        ContentError: the content has problems.
        UsageError: no such client, no such audience, or no such role.
    """
    progress = progress or Silent()
    progress.step("read")
    kb, theme, _ = load(workspace, client_id)
    kb = narrowed_to(kb, audience)
    _refuse_unknown(kb, roles)
    progress.step("videos")
    media, _ = encoded(kb.videos, workspace, progress, line=kb.client.line, quick=kb.client.quick_videos)
    kb = replace(kb, media=media)
    progress.step("decks")
    folder = workspace.build(f"{client_id}-seminar", audience)
    everything = all_decks(kb, workspace)
    made = former(workspace, theme, force=force)
    kept = Kept({}) if force else kept_from(folder)
    studio = Studio(theme, shelf(workspace), made, progress, kb.client.site, kept)
    written = write_decks([d for d in everything if _wanted(kb, d, roles)], kb, folder, studio)
    shown = replace(studio.kept, files={n: p for n, p in studio.kept.files.items() if (folder / n) in written})
    return Seminar(tuple(workspace.shown(path) for path in written), shown.problems(folder, workspace))


def _refuse_unknown(kb: KnowledgeBase, roles: tuple[str, ...]) -> None:
    known = tuple(role.id for role in kb.spec.roles.roles)
    place = Place(f"content/clients/{kb.client.id}/spec/roles.yml")
    unknown = [Problem("unknown-role", place, {"id": r, "known": ", ".join(known)}) for r in roles if r not in known]
    if unknown:
        raise UsageError(unknown)


def _wanted(kb: KnowledgeBase, deck: Deck, roles: tuple[str, ...]) -> bool:
    session = next((s for s in kb.spec.training.sessions if s.id == deck.session), None)
    return not roles or deck.id in roles or (session is not None and bool({*session.roles} & {*roles}))


def shelf(workspace: Workspace) -> Shelf:
    """Where pictures and papers of slides are kept between builds."""
    return Shelf(workspace.cache / "slides")


def all_decks(kb: KnowledgeBase, workspace: Workspace, made: Sequence[Deck] = ()) -> tuple[Deck, ...]:
    """The decks of all roles (*made*, where somebody has made them), then those of all sessions."""
    return (*(made or decks(kb, workspace)), *session_decks(kb, workspace))


def write_decks(chosen: Sequence[Deck], kb: KnowledgeBase, folder: Path, studio: Studio) -> list[Path]:
    """Write each deck to *folder* as HTML and PPTX, with PDF where somebody presents it: for sessions, and for roles
    that no session is planned for. An id that is no name of a file on every system becomes one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, deck in enumerate(chosen):
        studio.progress.advance(number, len(chosen), deck.title)
        written += _write(deck, folder / file_name(deck.id), studio, papers=_is_presented(kb, deck))
    studio.kept.note(folder)
    return written


def write_seminar(
    kb: KnowledgeBase, made: Sequence[Deck], folder: Path, order: Order, dist: Path
) -> tuple[Problem, ...]:
    """Write the decks of a release to *folder*: those of roles (*made*) and of sessions; return warnings.

    What people have changed in the slides of the current release in *dist* goes into the new one, unless *order* says
    otherwise.
    """
    everything = all_decks(kb, order.workspace, made)
    now = release.current(dist)
    kept = kept_from(now / "seminar", now) if now and not order.force else Kept({})
    studio = Studio(order.theme, shelf(order.workspace), order.former, order.progress, kb.client.site, kept)
    write_decks(everything, kb, folder, studio)
    there = {path.name for path in folder.glob("*.pptx")}
    shown = replace(kept, files={name: path for name, path in kept.files.items() if name in there})
    return shown.problems(dist / order.release / "seminar", order.workspace)


def _write(deck: Deck, stem: Path, studio: Studio, *, papers: bool) -> Iterator[Path]:
    page, slides = stem.with_name(f"{stem.name}.html"), stem.with_name(f"{stem.name}.pptx")
    put, made_of = studio.former.put, name_of(deck, pictures(deck))
    put(page, lambda: write_html(deck, studio.theme, page, studio.shelf), made_of)
    yield page
    if not studio.kept.put(slides):
        put(slides, lambda: _write_pptx(deck, studio.theme, slides), made_of)
    yield slides
    for ending, write in ((HANDOUT, write_handout), (GUIDE, write_guide)) if papers else ():
        path = stem.with_name(f"{stem.name}-{ending}.pdf")
        made = partial(write, deck, studio.theme, path, studio.shelf, studio.site)
        put(path, made, made_of, ending, studio.site)
        yield path


def _write_pptx(deck: Deck, theme: Theme, path: Path) -> None:
    from kbgen.seminar import write_pptx  # python-pptx is loaded where there is something to write

    write_pptx(deck, theme, path)


def _is_presented(kb: KnowledgeBase, deck: Deck) -> bool:
    return bool(deck.session) or not any(deck.id in session.roles for session in kb.spec.training.sessions)


def file_name(deck: str) -> str:
    """The name of a deck's files without their ending."""
    return deck if is_safe(deck) and len(deck) <= _LONGEST else slug(deck)
