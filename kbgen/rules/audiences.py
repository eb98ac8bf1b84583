"""Audiences: whom copies are for, and what is said to be in them, is there."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.language.nearness import nearest
from kbgen.model.addresses import slug
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.videos import Video
from kbgen.rules.references import Reference, dead
from kbgen.trace.narrowed_guides import narrowed_guides
from kbgen.trace.seen import Seen
from kbgen.workspace import Workspace


def audiences(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:
    """Ids that make no folder, roles and records that are not there, and guides and videos for unknown readers."""
    roles = [role.id for role in kb.spec.roles.roles]
    names = tuple(_names(kb)) if any(a.hide or a.show for a in kb.client.audience) else ()
    for a, audience in enumerate(kb.client.audience):
        key = ("client", "audience", a)
        if slug(audience.id) != audience.id:
            values = {"id": audience.id[:60], "near": slug(audience.id)}
            yield Problem("audience_id", kb.place(*key, "id"), values)
        for r, role in enumerate(audience.roles):
            if role not in roles:
                yield dead(Reference("role", role, key), roles, kb.place(*key, "roles", r))
        for attribute in ("hide", "show"):
            for n, name in enumerate(getattr(audience, attribute)):
                if not any(fnmatchcase(known, name) for known in names):
                    yield _nothing(name, names, kb.place(*key, attribute, n))
    yield from _of_guides_and_videos(kb, workspace)


def _nothing(name: str, names: tuple[str, ...], place: Place) -> Problem:
    """A name in ``hide`` or ``show`` that is nothing's: what was to be left out would be told."""
    near = nearest(name, names)
    return Problem("audience_part_near" if near else "audience_part", place, {"name": name[:120], "near": near})


def _names(kb: KnowledgeBase) -> Iterator[str]:
    """Everything that can be left out or shown, by trace id."""
    spec = kb.spec
    for entity in spec.entities.entities:
        yield f"entities/{entity.id}"
        yield from (f"entities/{entity.id}/fields/{field.id}" for field in entity.fields)
    yield from (f"processes/{process.id}" for process in spec.processes.processes)
    yield from (f"equipment/{device.id}" for device in spec.equipment.devices)
    yield from (f"training/{session.id}" for session in spec.training.sessions)
    yield from (f"glossary/{term.id}" for term in spec.glossary.terms)
    yield from (f"guides/{guide.id}" for guide in kb.guides)
    yield from (f"videos/{video.id}" for video in kb.videos)


def _of_guides_and_videos(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:
    known = [audience.id for audience in kb.client.audience]
    own = (
        f"{workspace.shown(workspace.client(kb.client.id))}/",
        f"{workspace.shown(workspace.videos)}/{kb.client.id}/",
    )
    items: tuple[tuple[str, tuple[Guide, ...] | tuple[Video, ...]], ...] = (
        ("guides", kb.guides),
        ("videos", kb.videos),
    )
    for noun, things in items:
        for item in things:
            elsewhere = not item.file.startswith(own)
            for n, name in enumerate(item.audience):
                if name in known or (elsewhere and not nearest(name, known)):
                    continue  # what several clients share may be for readers that only another one has
                key = (noun, item.id, "audience", n)
                place = kb.place(*key) if key[:2] in kb.places else item.place
                yield dead(Reference("audience", name, key), known, place)


def wordless_links(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Guides that would show a gap in somebody's copy: their link says no more than a title that may not be told."""
    gap = words(kb.language)("audiences.elsewhere")
    for audience in kb.client.audience:
        for guide in narrowed_guides(kb, Seen(kb, audience)):
            written = kb.guide(guide.id)
            if gap in guide.body and written and gap not in written.body:
                values = {"guide": guide.title, "audience": audience.title.said(kb.language), "gap": gap}
                yield Problem("audience_wordless_link", written.place, values, "warning")
