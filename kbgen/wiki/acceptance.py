"""Pages of acceptance: the stages (what, when, who accepts it), and the test programme with its results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.checks import GROUPS, Check, CheckGroup
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.outcome import Outcome, Totals, outcome
from kbgen.wiki.writing import write

MINUTES = 2
"""What one check takes a tester, on average: a guess from practice, said on the page as such."""


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page of stages, where stages were agreed; the test programme, where there is anything to test."""
    acceptance, found = kb.spec.acceptance, outcome(kb)
    if acceptance.stages:
        yield write(_page(kb, addresses.ACCEPTANCE, "acceptance"), "acceptance", kb, acceptance=acceptance, found=found)
    if found.checks:
        yield write(
            _page(kb, addresses.TESTS, "tests"), "tests", kb, found=found, parts=parts(found), hours=_hours(found)
        )


def _page(kb: KnowledgeBase, path: str, key: str) -> Page:
    catalogue = words(kb.language)
    about = catalogue(f"wiki.{key}.about")
    return Page(path, catalogue(f"wiki.{key}.title"), "", "acceptance", "project", description=about)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the programme: its checks by the role, process or stage they are run with."""

    group: CheckGroup
    stage: str
    totals: Totals
    rows: tuple[tuple[str, tuple[Check, ...]], ...]
    """Id of the role (rights), process (states, steps) or stage (criteria), or nothing; and its checks."""


def parts(found: Outcome) -> tuple[Part, ...]:
    """The parts that have checks, in the order of the programme."""
    made = []
    for group in dict.fromkeys(GROUPS.values()):
        if inside := found.of_group(group):
            rows: dict[str, list[Check]] = {}
            for check in inside:
                rows.setdefault(_owner(check), []).append(check)
            stages = {check.stage for check in inside}
            stage = next(iter(stages)) if len(stages) == 1 else ""
            made.append(Part(group, stage, found.totals(inside), tuple((k, tuple(v)) for k, v in rows.items())))
    return tuple(made)


def _owner(check: Check) -> str:
    match check.group:
        case "rights":
            return check.role
        case "states" | "steps":
            return check.process
        case "criteria":
            return check.stage
        case _:
            return ""


def _hours(found: Outcome) -> int:
    """How long the whole programme takes, in hours, rounded up."""
    return -(-len(found.checks) * MINUTES // 60)
