"""Seen: what of a knowledge base an audience may see, by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from kbgen.model.audiences import Audience
from kbgen.model.entities import Entity
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process
from kbgen.model.roles import Permission
from kbgen.model.videos import Video


@dataclass(frozen=True)
class Seen:
    """Ids of what *audience* may see of *kb*; what is not named here must not be told of.

    Usually its roles decide: records that one of them has a right to, processes in which one of them does something,
    guides, videos, devices and lessons for one of them or for everybody. ``hide`` takes away, ``show`` outweighs it.
    """

    kb: KnowledgeBase
    audience: Audience

    def decided(self, trace: str, usual: bool) -> bool:
        """Whether the thing of this trace id is seen: as the audience says, else as *usual*."""
        if any(fnmatchcase(trace, pattern) for pattern in self.audience.show):
            return True
        return usual and not self.hidden(trace)

    def hidden(self, trace: str) -> bool:
        """Whether the audience says that the thing is left out."""
        return any(fnmatchcase(trace, pattern) for pattern in self.audience.hide)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The audience's roles; all where it names none."""
        named = self.audience.roles
        return frozenset(r.id for r in self.kb.spec.roles.roles if not named or r.id in named)

    @cached_property
    def entities(self) -> frozenset[str]:
        """Records that one of the roles may do anything with, and those outside the CRM's pages that they lead to."""
        known = self.kb.spec.entities.entities
        found = {e.id for e in known if not e.external and self.decided(f"entities/{e.id}", self._may(e.id))}
        near = {id for e in known if e.id in found for id in _targets(e)}
        return frozenset(found | {e.id for e in known if e.external and self.decided(f"entities/{e.id}", e.id in near)})

    @cached_property
    def fields(self) -> frozenset[tuple[str, str]]:
        """Entity id and field id of what stands on the cards: all but what none of the roles may read."""
        return frozenset(
            (entity.id, field.id)
            for entity in self.kb.spec.entities.entities
            if entity.id in self.entities
            for field in entity.fields
            if self.decided(f"entities/{entity.id}/fields/{field.id}", self._reads(entity.id, field.id))
        )

    @cached_property
    def processes(self) -> frozenset[str]:
        """Processes with something to do for one of the roles, unless the record they move is not seen."""
        return frozenset(
            p.id for p in self.kb.spec.processes.processes if self.decided(f"processes/{p.id}", self._acts(p))
        )

    @cached_property
    def guides(self) -> frozenset[str]:
        """Guides by the audiences they name, else by roles; those about nothing that is seen are left out."""
        return frozenset(g.id for g in self.kb.guides if self.decided(f"guides/{g.id}", self._usual(g)))

    @cached_property
    def videos(self) -> frozenset[str]:
        """Videos like guides; one whose guide was left out by name goes with it, one without roles goes as it does."""
        return frozenset(
            v.id for v in self.kb.videos if self.decided(f"videos/{v.id}", self._usual(v) and self._with_guide(v))
        )

    @cached_property
    def devices(self) -> frozenset[str]:
        """Devices of the roles, and those of everybody."""
        devices = self.kb.spec.equipment.devices
        return frozenset(d.id for d in devices if self.decided(f"equipment/{d.id}", self.meant(d.roles)))

    @cached_property
    def sessions(self) -> frozenset[str]:
        """Lessons of the roles, and those of everybody."""
        sessions = self.kb.spec.training.sessions
        return frozenset(s.id for s in sessions if self.decided(f"training/{s.id}", self.meant(s.roles)))

    def meant(self, roles: Iterable[str]) -> bool:
        """Whether something for *roles* is for one of the audience's; for no role in particular is for everybody."""
        roles = tuple(roles)
        return not roles or not self.roles.isdisjoint(roles)

    def _rights(self, entity: str) -> Iterator[Permission]:
        for permission in self.kb.spec.roles.permissions:
            if permission.entity == entity and permission.role in self.roles:
                yield permission

    def _may(self, entity: str) -> bool:
        if not self.audience.roles or not self.kb.spec.roles.permissions:
            return True
        return any(_allows(permission) for permission in self._rights(entity))

    def _reads(self, entity: str, field: str) -> bool:
        if not self.audience.roles:
            return True
        able = [p for p in self._rights(entity) if _allows(p)]
        return not able or any(p.fields.get(field, {}).get("read") != "no" for p in able)

    def _acts(self, process: Process) -> bool:
        if process.entity and self.kb.entity(process.entity) and process.entity not in self.entities:
            return False
        if not self.audience.roles or not (process.steps or process.transitions):
            return True
        moves = (t for t in process.transitions if not self.roles.isdisjoint(t.roles))
        return any(s.role in self.roles for s in process.steps) or any(True for _ in moves)

    def _usual(self, item: Guide | Video) -> bool:
        if item.audience:
            return self.audience.id in item.audience
        about = [(id, self.entities) for id in item.entities] + [(id, self.processes) for id in item.processes]
        return self.meant(item.roles) and (not about or any(id in known for id, known in about))

    def _with_guide(self, video: Video) -> bool:
        guide = self.kb.guide(video.guide)
        if video.audience or guide is None or guide.id in self.guides:
            return True
        by_name = bool(guide.audience) or self.hidden(f"guides/{guide.id}")
        return bool(video.roles) and not by_name


def _allows(permission: Permission) -> bool:
    """Whether there is anything that it permits."""
    return any(level != "no" for level in permission.ops.values())


def _targets(entity: Entity) -> Iterator[str]:
    for field in entity.fields:
        yield from field.target
    for relation in entity.relations:
        yield relation.target
