"""Papers of acceptance: test programme, protocol, list of remarks, certificate, log of trial operation."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.documents.saying import Saying
from kbgen.model.acceptance import CheckResult, Stage
from kbgen.model.checks import GROUPS, Check, CheckGroup
from kbgen.trace.outcome import Outcome, Remark, Totals

_EMPTY_REMARKS = 4
_EMPTY_LOG = 24
MINUTES = 2
"""What one check takes, on average."""


def programme(say: Saying, found: Outcome) -> dict[str, object]:
    """What is tested, how, and every check with what to do and what must be seen."""
    return {
        **say.status(),
        "basis": say.contract(),
        "count_told": say.w("programme.count", n=len(found.checks)),
        "hours": say.w("programme.hours", n=-(-len(found.checks) * MINUTES // 60)),
        "parts": _parts(say, found),
        "sum": _numbers(found.totals()),
        "stages": [_stage_line(say, found, s, n) for n, s in enumerate(say.kb.spec.acceptance.stages, 1)],
        "accounts": [
            {"role": say.said(r.label), "group": r.external_name or say.w("none")} for r in say.kb.spec.roles.roles
        ],
    }


def protocol(say: Saying, found: Outcome) -> dict[str, object]:
    """Every check with its result; blanks where it was not run."""
    totals = found.totals()
    return {
        "basis": say.contract(),
        "parts": _parts(say, found),
        "totals": _numbers(totals),
        "verdict": _verdict(say, totals),
        "remarks_told": say.w("remarks.open_told", n=sum(_open(r) for r in found.remarks)),
        "testers": ", ".join(dict.fromkeys(r.tester for r in found.results.values() if r.tester)) or say.w("blank"),
        "period": _days(say, found),
    }


def remarks(say: Saying, found: Outcome) -> dict[str, object]:
    """What testers noted, open remarks first, and lines to go on by hand."""
    return {
        "basis": say.contract(),
        "remarks": [_remark(say, remark, n) for n, remark in enumerate(found.remarks, 1)],
        "open": say.w("remarks.open_told", n=sum(_open(r) for r in found.remarks)),
        "empty": ["" for _ in range(_EMPTY_REMARKS)],
    }


def act(say: Saying, found: Outcome, warranty: str) -> dict[str, object]:
    """The certificate: stages with their criteria, what the tests showed, open remarks with their days."""
    acceptance = say.kb.spec.acceptance
    stages, totals = acceptance.stages, found.totals()
    signed = acceptance.act
    open_ = [r for r in found.remarks if _open(r)]
    return {
        "basis": say.contract(),
        "number": signed.number if signed and signed.number else "______",
        "date": say.day(signed.signed_on) if signed else say.w("act.date"),
        "stages": [_stage(say, found, stage, number) for number, stage in enumerate(stages, 1)],
        "empty": [] if stages else ["" for _ in range(6)],
        "tests": say.w("act.tests", n=totals.all, **_counts(totals)) if totals.all else say.w("act.no_tests"),
        "remarks": [_remark(say, remark, n) for n, remark in enumerate(open_, 1)],
        "remark_lines": ["" for _ in range(_EMPTY_REMARKS)],
        "warranty": warranty,
        "ids": [row for group in dict.fromkeys(c.group for c in found.checks) for row in _ids(say, found, group)],
    }


def _ids(say: Saying, found: Outcome, group: CheckGroup) -> Iterator[dict[str, object]]:
    """Numbers of the checks of one part, a row for each way they ended; a number is not parted at its hyphen."""
    for state in ("passed", "failed", "skipped", "open"):
        if ids := [check.id for check in found.of_group(group) if found.state(check.id) == state]:
            told = ", ".join(ids).replace("-", "\u2011")
            yield {
                "title": say.w(f"part.{group}"),
                "result": say.w(f"result.{state}"),
                "count": str(len(ids)),
                "ids": told,
            }


def trial(say: Saying, found: Outcome) -> dict[str, object]:
    """The log of trial operation: who keeps it, until when, and lines to fill in."""
    stages = say.kb.spec.acceptance.stages
    stage = next((s for s in stages if "steps" in s.checks), None)
    return {
        "basis": say.contract(),
        "stage": say.said(stage.label) if stage else say.w("blank"),
        "due": say.day(stage.due) if stage and stage.due else say.w("blank"),
        "responsible": _person(say, stage) if stage else say.w("blank"),
        "criteria": [{"id": c.id, "text": c.title} for c in found.of_stage(stage.id) if c.kind == "criterion"]
        if stage
        else [],
        "rows": [str(n) for n in range(1, _EMPTY_LOG + 1)],
    }


def _parts(say: Saying, found: Outcome) -> list[dict[str, object]]:
    """Parts of the programme that have checks, each with its rows."""
    made: list[dict[str, object]] = []
    for group in dict.fromkeys(GROUPS.values()):
        if inside := found.of_group(group):
            made.append(
                {
                    "number": str(len(made) + 1),
                    "title": say.w(f"part.{group}"),
                    "about": say.w(f"part.about_{group}"),
                    "count": str(len(inside)),
                    **_numbers(found.totals(inside)),
                    "checks": [_check(say, check, found.results.get(check.id)) for check in inside],
                }
            )
    return made


def _check(say: Saying, check: Check, result: CheckResult | None) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "dangerous": say.w("dangerous") if check.dangerous else "",
        "action": check.action,
        "expected": check.expected,
        "result": say.w(f"result.{result.result}") if result else "",
        "date": say.short(result.run_on) if result else "",
        "tester": result.tester if result else "",
        "remark": say.said(result.remark) if result else "",
    }


def _remark(say: Saying, remark: Remark, number: int) -> dict[str, object]:
    severities = say.kb.spec.warranty.severities if say.kb.spec.warranty else ()
    severity = next((s for s in severities if s.id == remark.result.severity), None)
    state = "mended" if remark.mended else "open" if remark.result.result == "failed" else "noted"
    return {
        "number": str(number),
        "id": remark.check.id,
        "title": remark.check.title,
        "text": say.said(remark.result.remark) or say.w(f"result.{remark.result.result}"),
        "severity": say.said(severity.label) if severity else say.w("none"),
        "found": say.short(remark.result.run_on),
        "tester": remark.result.tester,
        "due": say.short(remark.result.due) or say.w("none"),
        "state": say.w(f"remarks.{state}"),
        "fixed": say.short(remark.result.fixed_on),
    }


def _open(remark: Remark) -> bool:
    return not remark.mended and remark.result.result == "failed"


def _numbers(totals: Totals) -> dict[str, object]:
    return {"all": str(totals.all), **{key: str(value) for key, value in _counts(totals).items()}}


def _counts(totals: Totals) -> dict[str, object]:
    return {"passed": totals.passed, "failed": totals.failed, "skipped": totals.skipped, "open": totals.open}


def _verdict(say: Saying, totals: Totals) -> str:
    if totals.open or not totals.all:
        return say.w("protocol.unfinished", n=totals.open)
    return say.w("protocol.failed", n=totals.failed) if totals.failed else say.w("protocol.passed")


def _days(say: Saying, found: Outcome) -> str:
    days = sorted(r.run_on for r in found.results.values() if r.run_on)
    if not days:
        return say.w("blank")
    first, last = say.day(days[0]), say.day(days[-1])
    return first if first == last else say.w("protocol.from_to", first=first, last=last)


def _person(say: Saying, stage: Stage) -> str:
    person = stage.responsible
    return ", ".join(filter(None, (person.name, say.inside(person.position)))) or say.w("blank")


def _stage_line(say: Saying, found: Outcome, stage: Stage, number: int) -> dict[str, object]:
    inside = found.of_stage(stage.id)
    groups = [say.w(f"part.{g}") for g in dict.fromkeys(c.group for c in inside)]
    return {
        "number": str(number),
        "label": say.said(stage.label),
        "due": say.short(stage.due),
        "responsible": _person(say, stage),
        "result": say.or_dash(stage.result),
        "parts": ", ".join(groups) or say.w("none"),
        "count": str(len(inside)),
    }


def _stage(say: Saying, found: Outcome, stage: Stage, number: int) -> dict[str, object]:
    inside = found.of_stage(stage.id)
    made = [c for c in inside if c.kind != "criterion"]
    totals = found.totals(made)
    result = {"passed": say.w("act.yes"), "failed": say.w("act.no")}
    return {
        "number": str(number),
        "label": say.said(stage.label),
        "result": say.or_dash(stage.result),
        "due": say.short(stage.due),
        "responsible": _person(say, stage),
        "tests": say.w("act.stage_count", n=len(made), **_counts(totals)) if made else "",
        "accepted": say.short(stage.accepted_on),
        "criteria": [
            {"number": f"{number}.{n}", "id": c.id, "text": c.title, "mark": result.get(found.state(c.id), "")}
            for n, c in enumerate((c for c in inside if c.kind == "criterion"), 1)
        ],
    }
