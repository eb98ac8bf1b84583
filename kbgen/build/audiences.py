"""Audiences by name: the knowledge base as one of them may see it, for commands that are told ``--audience``."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.bundles import release
from kbgen.errors import Place, Problem, UsageError
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.narrowed import narrowed
from kbgen.workspace import Workspace


def narrowed_to(kb: KnowledgeBase, audience: str) -> KnowledgeBase:
    """*kb* as the audience of this id may see it; *kb* itself where none is named.

    Raises:
        UsageError: there is no such audience.
    """
    if not audience:
        return kb
    found = next((one for one in kb.client.audience if one.id == audience), None)
    if found is None:
        raise UsageError([_unknown(kb.client.id, audience, tuple(one.id for one in kb.client.audience))])
    return narrowed(kb, found)


def refuse_unknown(workspace: Workspace, client_id: str, audience: str) -> None:
    """Raise UsageError where *audience* is named and neither has a copy nor is one of the client's."""
    if audience and not workspace.dist(client_id, audience).is_dir():
        from kbgen.importers.kb import try_kb

        known = tuple(one.id for one in try_kb(workspace, client_id).kb.client.audience)
        if audience not in known:
            raise UsageError([_unknown(client_id, audience, known)])


def left_behind(workspace: Workspace, kb: KnowledgeBase) -> Iterator[Problem]:
    """Copies of audiences that client.yml describes no longer: still served and handed out, and never made anew."""
    known = {one.id for one in kb.client.audience}
    everybody = workspace.dist(kb.client.id)
    for folder in sorted((everybody / "for").glob("*/")):
        if folder.name not in known and release.releases(folder):
            place = Place(folder.relative_to(workspace.root).as_posix())
            yield Problem("audience_left_behind", place, {"audience": folder.name}, "warning")


def _unknown(client_id: str, audience: str, known: tuple[str, ...]) -> Problem:
    near = nearest(audience, known)
    code = "unknown_audience_near" if near else "unknown_audience" if known else "no_audiences"
    values = {"audience": audience[:60], "near": near, "known": ", ".join(known), "client": client_id}
    return Problem(code, Place(f"content/clients/{client_id}/client.yml"), values)
