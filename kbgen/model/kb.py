"""KnowledgeBase: everything agreed, written and recorded for one client, loaded and linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kbgen.errors import Place
from kbgen.model.acceptance import Acceptance
from kbgen.model.approval import Approvals
from kbgen.model.audiences import Audience, ProjectPart
from kbgen.model.changes import ChangeRequests, Snapshot
from kbgen.model.choice import Choice
from kbgen.model.clients import Client
from kbgen.model.decks import SlideRef
from kbgen.model.entities import Entities, Entity
from kbgen.model.equipment import Device, Equipment
from kbgen.model.glossary import Glossary
from kbgen.model.guides import Guide
from kbgen.model.needs import Needs
from kbgen.model.processes import Process, Processes
from kbgen.model.redirects import Redirects
from kbgen.model.roles import BASIC_OPERATIONS, Level, Permission, Role, Roles
from kbgen.model.rules import RuleSettings
from kbgen.model.slides import OwnSlide
from kbgen.model.text import Language
from kbgen.model.training import Training
from kbgen.model.videos import Media, Video
from kbgen.model.warranty import Period, Warranty

PlaceKey = tuple[str | int, ...]
"""Where a value stands: noun, then keys and list indexes, e.g. ``("entities", "entities", 3, "fields", 0)``."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What was agreed. One attribute is one file ``spec/<attribute>.yml``; all but entities and roles may be absent."""

    entities: Entities
    roles: Roles
    needs: Needs = Needs()
    choice: Choice = Choice()
    processes: Processes = Processes()
    equipment: Equipment = Equipment()
    acceptance: Acceptance = Acceptance()
    training: Training = Training()
    warranty: Warranty | None = None
    glossary: Glossary = Glossary()
    approval: Approvals = Approvals()
    changes: ChangeRequests = ChangeRequests()


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """The whole input of one client. Look-ups return None for an unknown id: ``rules`` has reported those before."""

    client: Client
    spec: Spec
    guides: tuple[Guide, ...] = ()
    videos: tuple[Video, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
    """Video id → what is published of it; filled by the build after encoding."""
    slides: Mapping[str, tuple[SlideRef, ...]] = field(default_factory=dict)
    """Trace id → the slides made of that item; filled by the build from the decks."""
    redirects: Redirects = Redirects()
    rules: RuleSettings = RuleSettings()
    """What was decided about rules for all clients of the workspace (``content/rules.yml``)."""
    places: Mapping[PlaceKey, Place] = field(default_factory=dict)
    approved: Snapshot | None = None
    """The spec as both sides last signed it; None before that."""
    previous: Snapshot | None = None
    """The last release that differs from this one; given by the build, None before the first."""
    today: date | None = None
    """Day of the build, given by the build: the only day that pages and papers may count from."""
    audience: Audience | None = None
    """Whom this is narrowed to; None: everything is here."""
    own_slides: tuple[OwnSlide, ...] = ()
    """Slides written by hand, in the order of their files."""
    _guides: Mapping[str, Guide] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_guides", {guide.id: guide for guide in reversed(self.guides)})

    @property
    def language(self) -> Language:
        """Language of everything made for the client."""
        return self.client.language

    @property
    def audience_id(self) -> str:
        """Id of the audience this is narrowed to; empty: everything is here."""
        return self.audience.id if self.audience else ""

    def shows(self, part: ProjectPart) -> bool:
        """Whether a part of the section about the project is to be told of here."""
        return self.audience is None or part in self.audience.project

    def place(self, *key: str | int) -> Place:
        """Where the value at *key* was written; the nearest enclosing value where it has no place of its own."""
        for end in range(len(key), 0, -1):
            if (found := self.places.get(key[:end])) is not None:
                return found
        return Place(f"content/clients/{self.client.id}/spec/{key[0] if key else ''}.yml")

    def entity(self, id: str) -> Entity | None:
        """The entity with this id."""
        return next((e for e in self.spec.entities.entities if e.id == id), None)

    def role(self, id: str) -> Role | None:
        """The role with this id."""
        return next((r for r in self.spec.roles.roles if r.id == id), None)

    def process(self, id: str) -> Process | None:
        """The process with this id."""
        return next((p for p in self.spec.processes.processes if p.id == id), None)

    def device(self, id: str) -> Device | None:
        """The device with this id."""
        return next((d for d in self.spec.equipment.devices if d.id == id), None)

    def guide(self, id: str) -> Guide | None:
        """The guide with this id."""
        return self._guides.get(id)

    def video(self, id: str) -> Video | None:
        """The video with this id."""
        return next((v for v in self.videos if v.id == id), None)

    def permission(self, role: str, entity: str) -> Permission | None:
        """What *role* may do with *entity*; None where nothing was agreed, which means nothing is allowed."""
        return next((p for p in self.spec.roles.permissions if p.role == role and p.entity == entity), None)

    def level(self, role: str, entity: str, operation: str) -> Level:
        """How far *operation* of *role* on *entity* reaches; "no" where nothing was agreed."""
        permission = self.permission(role, entity)
        return permission.ops.get(operation, "no") if permission else "no"

    def operations(self) -> tuple[str, ...]:
        """Every operation named in the spec: the basic four first, then others in order of appearance."""
        named = dict.fromkeys(BASIC_OPERATIONS)
        named.update(dict.fromkeys(o.id for o in self.spec.roles.operations))
        named.update(dict.fromkeys(op for p in self.spec.roles.permissions for op in p.ops))
        return tuple(named)

    def warranty_period(self) -> Period | None:
        """First and last day of the warranty; None where there is none, or before the act is signed."""
        warranty, act = self.spec.warranty, self.spec.acceptance.act
        return warranty.period(act.signed_on if act else None) if warranty else None

    def processes_of(self, role: str) -> Iterator[Process]:
        """Processes in which *role* has at least one step or may make a transition."""
        for process in self.spec.processes.processes:
            if any(s.role == role for s in process.steps) or any(role in t.roles for t in process.transitions):
                yield process

    def guides_of(self, role: str) -> Iterator[Guide]:
        """Guides written for *role*, and those for everybody (no roles named)."""
        return (g for g in self.guides if not g.roles or role in g.roles)

    def videos_of(self, role: str) -> Iterator[Video]:
        """Videos recorded for *role*, and those for everybody."""
        return (v for v in self.videos if not v.roles or role in v.roles)
