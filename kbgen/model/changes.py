"""Changes: what became different between two moments, and who asked for it (``spec/changes.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kbgen.model.decks import SlideRef
from kbgen.model.text import NO_TEXT, Text

Decision = Literal["open", "accepted", "declined", "deferred"]


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A wish to change what was agreed, and what was decided about it."""

    id: str
    """As people cite it: ``C1``."""
    text: Text
    """What is wanted."""
    author: str = ""
    """Who asked: a person or a department."""
    asked_on: date | None = None
    decision: Decision = "open"
    decided_on: date | None = None
    decided_by: str = ""
    reason: Text = NO_TEXT
    """Why it was decided so."""
    touches: tuple[str, ...] = ()
    """Trace ids of what it allows to change, with everything inside: ``entities/Deal/fields/amount``."""


@dataclass(frozen=True, slots=True)
class ChangeRequests:
    """``spec/changes.yml``: the register of change requests."""

    requests: tuple[ChangeRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The meaning of a knowledge base at one moment, as plain values that outlive the program's own nouns."""

    spec: Mapping[str, Any]
    """Agreed nouns by name: ``entities``, ``roles``…; what equals its default is left out."""
    guides: Mapping[str, Any] | None = None
    """Guide id → what it says; None where only the spec was kept."""
    videos: Mapping[str, Any] | None = None
    name: str = ""
    """What it is a snapshot of: a version, a release, a revision; no part of the meaning."""


ChangeKind = Literal["added", "removed", "renamed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two snapshots."""

    trace: str
    """Trace id of what changed: ``entities/Deal/fields/amount``, ``permissions/manager/Deal/delete``."""
    kind: ChangeKind
    text: Text
    """The whole sentence in Russian and English: plain text, unescaped."""
    attribute: str = ""
    """What of it changed: ``required``, ``responsible.name``; empty where the thing itself came, went or moved."""
    before: Any = None
    """Plain value as it was; None where there was none."""
    after: Any = None


@dataclass(frozen=True, slots=True)
class Touched:
    """Where a change can be seen, and what must be looked at again because of it. Only what there is now."""

    pages: tuple[str, ...] = ()
    """Addresses relative to the docs root, perhaps with ``#anchor``; the page of the thing itself comes first."""
    guides: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    slides: tuple[SlideRef, ...] = ()
    checks: tuple[str, ...] = ()
    """Ids of acceptance checks."""
    lapsed: tuple[str, ...] = ()
    """Ids of acceptance checks that there were and that follow from nothing any more."""
    documents: tuple[str, ...] = ()
    """Ids of papers: ``acceptance-act``."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A change made after the spec was signed."""

    change: Change
    requests: tuple[ChangeRequest, ...] = field(default=())
    """Requests that name it, whatever was decided."""

    @property
    def covered(self) -> ChangeRequest | None:
        """The accepted request that allows it; None: nobody agreed to it."""
        return next((r for r in self.requests if r.decision == "accepted"), None)
