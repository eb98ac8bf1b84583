"""Seminars: every deck of a client as HTML and PPTX."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kbgen.build.audiences import narrowed_to
from kbgen.build.checking import load
from kbgen.build.progress import Progress, Silent
from kbgen.build.videos import encoded
from kbgen.bundles.names import is_safe
from kbgen.errors import Place, Problem, UsageError
from kbgen.model.addresses import slug
from kbgen.model.decks import Deck
from kbgen.seminar import decks, write_html, write_pptx
from kbgen.theme import Theme
from kbgen.workspace import Workspace

_LONGEST = 48


def build_decks(
    workspace: Workspace,
    client_id: str,
    roles: tuple[str, ...] = (),
    progress: Progress | None = None,
    audience: str = "",
) -> tuple[str, ...]:
    """Write the client's decks to ``build/<client>-seminar/``; return the files' paths as shown to people.

    With *audience*: decks as it may see them, in ``build/<client>-seminar.for/<audience>/``.

    Raises:
        ContentError: the content has problems.
        UsageError: no such client, no such audience, or no such role.
    """
    progress = progress or Silent()
    progress.step("read")
    kb, theme, _ = load(workspace, client_id)
    kb = narrowed_to(kb, audience)
    known = tuple(role.id for role in kb.spec.roles.roles)
    place = Place(f"content/clients/{client_id}/spec/roles.yml")
    unknown = [Problem("unknown-role", place, {"id": r, "known": ", ".join(known)}) for r in roles if r not in known]
    if unknown:
        raise UsageError(unknown)
    progress.step("videos")
    media, _ = encoded(kb.videos, workspace, progress, line=kb.client.line, quick=kb.client.quick_videos)
    kb = replace(kb, media=media)
    progress.step("decks")
    chosen = [deck for deck in decks(kb, workspace) if not roles or deck.id in roles]
    folder = workspace.build(f"{client_id}-seminar", audience)
    return tuple(workspace.shown(path) for path in write_decks(chosen, theme, folder, progress))


def write_decks(chosen: list[Deck], theme: Theme, folder: Path, progress: Progress) -> list[Path]:
    """Write each deck to *folder* as ``<role>.html`` and ``<role>.pptx``; a role's id that is no name of a file on
    every system becomes one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, deck in enumerate(chosen):
        progress.advance(number, len(chosen), deck.title)
        for write, ending in ((write_html, "html"), (write_pptx, "pptx")):
            path = folder / f"{file_name(deck.id)}.{ending}"
            write(deck, theme, path)
            written.append(path)
    return written


def file_name(role: str) -> str:
    """The name of a role's deck without its ending."""
    return role if is_safe(role) and len(role) <= _LONGEST else slug(role)
