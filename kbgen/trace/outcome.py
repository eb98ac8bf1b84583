"""Outcome: the test programme together with what was recorded about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kbgen.model.acceptance import CheckResult
from kbgen.model.checks import Check, CheckGroup
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.checks import checks

State = Literal["passed", "failed", "skipped", "open"]
"""Open: not run yet."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many checks ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    open: int = 0

    @property
    def all(self) -> int:
        """Every check."""
        return self.passed + self.failed + self.skipped + self.open

    @property
    def run(self) -> int:
        """Checks with a result that says something of the CRM."""
        return self.passed + self.failed


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a tester noted: a failed check, or a remark about one that passed."""

    check: Check
    result: CheckResult
    mended: bool
    """It was mended, or the check passed later."""


@dataclass(frozen=True)
class Outcome:
    """Checks in order, and the last result of each."""

    checks: tuple[Check, ...]
    results: Mapping[str, CheckResult]
    """Check id → its last result."""
    remarks: tuple[Remark, ...] = ()
    """Open ones first, then by day to be mended; a remark stays in the list when it is mended."""

    def state(self, check: str) -> State:
        """How the check stands."""
        result = self.results.get(check)
        return result.result if result else "open"

    def totals(self, chosen: Iterable[Check] | None = None) -> Totals:
        """Totals of all checks, or of those *chosen*."""
        found = Counter(self.state(c.id) for c in (self.checks if chosen is None else chosen))
        return Totals(found["passed"], found["failed"], found["skipped"], found["open"])

    def of_stage(self, stage: str) -> tuple[Check, ...]:
        """Checks run at the stage, in order."""
        return tuple(c for c in self.checks if c.stage == stage)

    def of_group(self, group: CheckGroup) -> tuple[Check, ...]:
        """Checks of one part of the programme, in order."""
        return tuple(c for c in self.checks if c.group == group)


def outcome(kb: KnowledgeBase) -> Outcome:
    """The test programme of *kb* and its results; results about unknown checks are left out (rules report them)."""
    programme = checks(kb)
    known = {check.id: check for check in programme}
    log = [r for r in kb.spec.acceptance.results if r.check in known]
    last = {r.check: r for r in log}
    told = [r for r in log if r.result == "failed" or (r.remark and r.result == "passed")]
    remarks = (Remark(known[r.check], r, _mended(r, last[r.check])) for r in told if not _repeated(r, last[r.check]))
    far = max((r.due.toordinal() for r in told if r.due), default=0) + 1
    ordered = sorted(remarks, key=lambda m: (m.mended, m.result.due.toordinal() if m.result.due else far))
    return Outcome(programme, last, tuple(ordered))


def _mended(result: CheckResult, last: CheckResult) -> bool:
    return result.fixed_on is not None or (result.result == "failed" and last.result == "passed")


def _repeated(result: CheckResult, last: CheckResult) -> bool:
    """The check failed again: the newer remark stands for both."""
    return result is not last and last.result == "failed"
