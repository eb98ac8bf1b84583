"""Approval: which version of the spec both sides signed, and when (``spec/approval.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kbgen.model.text import NO_TEXT, Text

Status = Literal["concept", "draft", "approved"]
STATUSES: tuple[Status, ...] = ("concept", "draft", "approved")
"""From the first sketch to what both sides signed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One version of the spec as it was agreed. ``kbgen approve`` writes it; nobody needs to edit it."""

    version: str
    """Numbers with points, e.g. ``"1.0"``; each next version is higher."""
    signed_on: date
    by: str
    """Who signed for the implementer."""
    for_client: str = ""
    """Who signed for the client."""
    status: Status = "approved"
    hash: str = ""
    """SHA-256 over the meaning of the spec at that moment; the snapshot in ``approved/<version>.json`` has the same."""
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Approvals:
    """``spec/approval.yml``: every version there was, the oldest first."""

    approvals: tuple[Approval, ...] = ()

    @property
    def status(self) -> Status:
        """Where the spec stands; a spec that nobody put down as anything is a draft."""
        return self.approvals[-1].status if self.approvals else "draft"

    @property
    def current(self) -> Approval | None:
        """The newest version, whatever its status."""
        return self.approvals[-1] if self.approvals else None

    @property
    def approved(self) -> Approval | None:
        """The newest version that both sides signed: changes are counted from there."""
        return next((a for a in reversed(self.approvals) if a.status == "approved"), None)

    def version(self, version: str) -> Approval | None:
        """The entry of this version."""
        return next((a for a in self.approvals if a.version == version), None)


def in_order(version: str) -> tuple[int, ...]:
    """*version* so that versions can be compared: ``"1.10"`` comes after ``"1.9"``, ``"1.0"`` equals ``"1"``.

    Raises:
        ValueError: not numbers with points.
    """
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
