"""Pages of roles: the index, one a role, and the table of rights."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.diagrams import swimlane
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.roles import Role
from kbgen.wiki import quiz, rights
from kbgen.wiki.task_pages import Told, of_entity
from kbgen.wiki.tasks import for_everybody, in_order_of_need
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase, known: tuple[Told, ...] = ()) -> Iterator[Page]:
    """The index of roles, a page a role, the table of rights where rights were agreed, a self-check a role."""
    roles = kb.spec.roles.roles
    if not roles:
        return
    catalogue = words(kb.language)
    yield write(Page(addresses.ROLES, catalogue("wiki.section.roles"), "", "index", "roles"), "roles", kb, roles=roles)
    asked = quiz.asked(kb)
    for role in roles:
        yield _page(role, kb, known, len(asked.get(role.id, ())))
    if kb.spec.roles.permissions:
        page = Page(addresses.RIGHTS, catalogue("wiki.rights.title"), "", "rights", "roles")
        yield write(page, "rights", kb, tables=rights.tables(kb), roles=roles)
    yield from quiz.pages(kb, asked)


def _page(role: Role, kb: KnowledgeBase, known: tuple[Told, ...], asked: int) -> Page:
    label = role.label.said(kb.language)
    page = Page(
        addresses.role_page(role.id),
        label,
        "",
        "role",
        "roles",
        description=role.description.said(kb.language),
        roles=(role.id,),
        keywords=tuple(filter(None, (role.external_name, role.id))),
        trace=(f"roles/{role.id}",),
    )
    processes = [
        (process, swimlane(process, kb, highlight_role=role.id, direction="TB")) for process in kb.processes_of(role.id)
    ]
    guides = [g for g in in_order_of_need(kb) if not g.roles or role.id in g.roles]
    return write(
        page,
        "role",
        kb,
        role=role,
        guides=[g for g in guides if not for_everybody(g, kb)],
        more_guides=[g for g in guides if for_everybody(g, kb)],
        tasks=[(e, mine) for e in kb.spec.entities.entities if (mine := of_entity(e.id, known, role.id))],
        rights=rights.sentences(role.id, kb),
        closed=rights.closed(role.id, kb),
        processes=processes,
        videos=list(kb.videos_of(role.id)),
        sessions=[s for s in kb.spec.training.sessions if role.id in s.roles],
        asked=asked,
        devices=[d for d in kb.spec.equipment.devices if role.id in d.roles],
    )
