"""Coverage: what of the spec is closed by what, and what is not closed by anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kbgen.errors import Place

ItemKind = Literal[
    "need", "entity", "process", "step", "transition", "role", "permission", "device", "session", "criterion",
    "guide", "video",
]  # fmt: skip

Link = Literal["answer", "page", "guide", "video", "slide", "check", "session", "symptom"]
"""What an item of the spec can be closed by. An answer: what answers a need, or the need that a criterion proves."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One item of the spec with everything that closes it."""

    id: str
    """Trace id: ``processes/sale/steps/call``."""
    kind: ItemKind
    label: str
    """In the client's language."""
    place: Place
    named: Mapping[str, object] = field(default_factory=dict)
    """More words for the sentence about it: the process of a step, its number, its role."""
    has: Mapping[Link, tuple[str, ...]] = field(default_factory=dict)
    """Link → what closes it: addresses of pages, ids of guides, videos and checks, ``<deck>/<number>`` of slides."""
    must: tuple[Link, ...] = ()
    """Links without which the item is not handed over."""
    could: tuple[Link, ...] = ()
    """Links that are good to have."""
    excuse: str = ""
    """Why it was decided to leave it as it is; then nothing counts as missing."""

    @property
    def missing(self) -> tuple[Link, ...]:
        """Links the item must have and has not."""
        return () if self.excuse else self._without(self.must)

    @property
    def wished(self) -> tuple[Link, ...]:
        """Links the item could have and has not."""
        return () if self.excuse else self._without(self.could)

    @property
    def excused(self) -> tuple[Link, ...]:
        """Links it must have and has not, and that was decided on."""
        return self._without(self.must) if self.excuse else ()

    def _without(self, links: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(link for link in links if not self.has.get(link))

    @property
    def closed(self) -> bool:
        """Whether nothing that must be there is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Gap:
    """An item that something is missing for. One item, one gap."""

    item: Covered
    missing: tuple[Link, ...]
    must: bool
    """False: only what is good to have is missing."""


@dataclass(frozen=True, slots=True)
class Hints:
    """How many fields of an entity say what to write in them."""

    entity: str
    label: str
    fields: int
    """Fields that staff fill in: neither the system's own nor read-only."""
    without: tuple[str, ...] = ()
    """Labels of those without a hint or an example."""

    @property
    def hinted(self) -> int:
        """Fields with a hint."""
        return self.fields - len(self.without)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything agreed, and what closes it."""

    items: tuple[Covered, ...]
    hints: tuple[Hints, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing: first what must be there, then what is good to have; within each as in the spec."""
        must = [Gap(i, (*i.missing, *i.wished), True) for i in self.items if i.missing]
        could = [Gap(i, i.wished, False) for i in self.items if i.wished and not i.missing]
        return (*must, *could)

    @property
    def excused(self) -> tuple[Gap, ...]:
        """What is missing by decision; each item says why."""
        return tuple(Gap(item, item.excused, True) for item in self.items if item.excused)

    @property
    def share(self) -> float:
        """Links that are there, of those that must be: 0 to 1; 1 for an empty spec."""
        wanted = sum(len(item.must) for item in self.items)
        return 1 - sum(len(item.missing) for item in self.items) / wanted if wanted else 1.0

    def of(self, *kinds: ItemKind) -> tuple[Covered, ...]:
        """Items of these kinds, in the order of the spec."""
        return tuple(item for item in self.items if item.kind in kinds)

    def item(self, id: str) -> Covered | None:
        """The item with this trace id."""
        return next((item for item in self.items if item.id == id), None)
