"""Acceptance: what is handed over when, who accepts it, and what the tests showed (``spec/acceptance.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody responsible."""

    name: str
    position: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing the client's responsible person checks."""

    id: str
    text: Text
    needs: tuple[str, ...] = ()
    """Ids of the needs it proves."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the roll-out that is accepted on its own."""

    id: str
    label: Text
    responsible: Person
    criteria: tuple[Criterion, ...] = ()
    due: date | None = None
    result: Text = NO_TEXT
    """What the client gets at this stage."""
    checks: tuple[Literal["rights", "fields", "states", "steps", "devices", "needs"], ...] = ()
    """Parts of the generated test programme that are run at this stage."""
    accepted_on: date | None = None
    """Day the responsible person accepted the stage."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came out when a check was run. The last entry about a check counts: run again, it gets a new entry."""

    check: str
    """Id of the check, as the test programme prints it: ``H-4K7M``."""
    result: Literal["passed", "failed", "skipped"]
    run_on: date | None = None
    """Day of the test."""
    tester: str = ""
    remark: Text = NO_TEXT
    """What was seen instead, or why the check was skipped."""
    severity: str = ""
    """How bad it is: the id of a severity in ``warranty.yml``."""
    due: date | None = None
    """Day by which the remark is to be mended."""
    fixed_on: date | None = None
    """Day it was mended; the check is then run again."""


@dataclass(frozen=True, slots=True)
class Act:
    """The signed act. The warranty starts on its day."""

    signed_on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """``spec/acceptance.yml``."""

    stages: tuple[Stage, ...] = ()
    results: tuple[CheckResult, ...] = ()
    """Results of checks, in the order they were recorded; ``kbgen accept`` adds them."""
    act: Act | None = None
    """The signed act; left out until it is signed."""
