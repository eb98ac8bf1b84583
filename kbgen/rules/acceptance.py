"""Results of acceptance: about checks that exist, with severities that exist, in an order that can be."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.language.nearness import nearest
from kbgen.model.acceptance import CheckResult
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.trace.check_ids import normal
from kbgen.trace.checks import checks
from kbgen.workspace import Workspace


def results(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Results that would be counted for nothing, or that contradict themselves."""
    acceptance = kb.spec.acceptance
    if not acceptance.results:
        return
    known = {check.id for check in checks(kb)}
    severities = {s.id for s in kb.spec.warranty.severities} if kb.spec.warranty else set()
    for r, result in enumerate(acceptance.results):
        key: PlaceKey = ("acceptance", "results", r)
        if result.check not in known:
            yield _unknown(kb, result, known, key)
        if result.severity and result.severity not in severities:
            values = {"severity": result.severity[:60], "known": ", ".join(sorted(severities)) or "—"}
            yield Problem("acceptance_severity", kb.place(*key, "severity"), values)
        if result.result == "failed" and not result.remark:
            yield Problem("acceptance_no_remark", kb.place(*key), {"check": result.check}, severity="warning")
        if result.fixed_on and result.run_on and result.fixed_on < result.run_on:
            yield Problem("acceptance_fixed_before", kb.place(*key, "fixed_on"), {"check": result.check})


def _unknown(kb: KnowledgeBase, result: CheckResult, known: set[str], key: PlaceKey) -> Problem:
    """The id as it would be printed, a longer id that it became, or the nearest one."""
    written = normal(result.check)
    longer = next((id for id in sorted(known) if "-" in written and id.startswith(written)), "")
    near = (written if written in known else "") or longer or nearest(written, sorted(known))
    code = "acceptance_unknown_check_near" if near else "acceptance_unknown_check"
    return Problem(code, kb.place(*key, "check"), {"check": result.check[:60], "near": near}, severity="warning")


def act(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """A warranty that does not start on the day of the act, and generated checks that belong to two stages."""
    signed, warranty = kb.spec.acceptance.act, kb.spec.warranty
    if signed and warranty and warranty.start and warranty.start != signed.signed_on:
        values = {"start": warranty.start.isoformat(), "signed": signed.signed_on.isoformat()}
        yield Problem("warranty_not_from_act", kb.place("warranty", "start"), values, severity="warning")
    taken: dict[str, str] = {}
    for s, stage in enumerate(kb.spec.acceptance.stages):
        for c, group in enumerate(stage.checks):
            if taken.setdefault(group, stage.id) != stage.id:
                place = kb.place("acceptance", "stages", s, "checks", c)
                values = {"group": group, "stage": taken[group]}
                yield Problem("acceptance_group_twice", place, values, severity="warning")


def defects(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Defects of a severity that nobody defined."""
    warranty = kb.spec.warranty
    if warranty is None:
        return
    severities = {s.id for s in warranty.severities}
    for d, defect in enumerate(warranty.defects):
        if defect.severity and defect.severity not in severities:
            values = {"severity": defect.severity[:60], "known": ", ".join(sorted(severities)) or "—"}
            yield Problem("acceptance_severity", kb.place("warranty", "defects", d, "severity"), values)
