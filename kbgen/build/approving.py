"""Approve: the spec as it is now becomes a version that both sides signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kbgen.build.today import today
from kbgen.errors import ContentError, Place, Problem, UsageError
from kbgen.importers.approvals import FOLDER, VERSION
from kbgen.importers.kb import Attempt, try_kb
from kbgen.importers.yaml_writer import to_yaml
from kbgen.language import words
from kbgen.language.dates import day
from kbgen.model.approval import STATUSES, Approval, Approvals, Status, in_order
from kbgen.model.kb import KnowledgeBase
from kbgen.model.plain import plain
from kbgen.model.text import Text
from kbgen.rules import check
from kbgen.trace.changes import changes
from kbgen.trace.snapshots import agreed, digest, snapshot, to_json
from kbgen.workspace import Workspace

_REPLACED = ("approval_missing", "approval_broken", "approval_tampered")
"""Problems of snapshots that approving anew mends."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What the person at the terminal says about the signed paper."""

    version: str
    by: str = ""
    """Empty: as ``client.yml`` says."""
    for_client: str = ""
    signed_on: date | None = None
    """None: today."""
    status: str = "approved"
    note: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval wrote."""

    approval: Approval
    files: tuple[str, ...]
    """As shown to people."""
    changes: int | None
    """What changed since the version approved before; None: this is the first."""


def approve(workspace: Workspace, client_id: str, signing: Signing) -> Approved:
    """Note the spec of *client_id* as a version: ``spec/approval.yml`` and ``approved/<version>.json``.

    Earlier versions stay as they are. The snapshot is written before the note that names it.

    Raises:
        ContentError: the spec has errors; nothing was written.
        UsageError: the version exists, is not above the last one, or nobody signed it.
    """
    attempt = try_kb(workspace, client_id)
    _refuse_errors(attempt, workspace, signing.force)
    kb = attempt.kb
    problems = list(refusals(kb, signing))
    if problems:
        raise UsageError(problems)
    what = agreed(snapshot(kb, signing.version))
    approval = _approval(kb, signing, digest(what))
    kept = tuple(a for a in kb.spec.approval.approvals if a.version != signing.version)
    folder = workspace.client(client_id)
    taken = folder / FOLDER / f"{signing.version}.json"
    note = folder / "spec" / "approval.yml"
    _write(taken, to_json(what))
    _write(note, _note(kb, Approvals((*kept, approval))))
    since = len(changes(agreed(kb.approved), what)) if kb.approved else None
    return Approved(approval, (workspace.shown(note), workspace.shown(taken)), since)


def _refuse_errors(attempt: Attempt, workspace: Workspace, force: bool) -> None:
    found = [*attempt.problems, *check(attempt.kb, workspace, attempt.unread)]
    excused = _REPLACED if force else ()
    errors = [p for p in found if p.severity == "error" and p.code not in excused]
    if errors:
        raise ContentError(errors)


def refusals(kb: KnowledgeBase, signing: Signing) -> Iterator[Problem]:
    """Why the signed paper cannot be noted; nothing where it can."""
    place = Place(f"content/clients/{kb.client.id}/spec/approval.yml")
    if not VERSION.fullmatch(signing.version):
        yield Problem("approve_version", place, {"version": signing.version[:40]})
        return
    if signing.status not in STATUSES:
        values = {"status": signing.status[:40], "known": ", ".join(STATUSES)}
        yield Problem("approve_status", place, values)
    if not (signing.by or kb.client.implementer.signs):
        yield Problem("approve_nobody", place)
    yield from _out_of_order(kb, signing, place)


def _out_of_order(kb: KnowledgeBase, signing: Signing, place: Place) -> Iterator[Problem]:
    """Versions never come back: only the last one may be signed anew, and only when forced."""
    known, language = kb.spec.approval, kb.language
    last, twin = known.current, known.version(signing.version)
    if twin is not None and not (signing.force and twin is last):
        yield Problem("approve_exists", place, {"version": twin.version, "day": day(twin.signed_on, language)})
    elif (
        last is not None and twin is None and not signing.force and in_order(signing.version) <= in_order(last.version)
    ):
        yield Problem("approve_backwards", place, {"version": signing.version, "last": last.version})
    earlier = [a for a in known.approvals if a.version != signing.version]
    signed_on = signing.signed_on or today()
    if earlier and signed_on < earlier[-1].signed_on and not signing.force:
        values = {"version": signing.version, "day": day(signed_on, language)}
        yield Problem("approve_earlier_day", place, values)


def _approval(kb: KnowledgeBase, signing: Signing, hash_: str) -> Approval:
    status: Status = next(s for s in STATUSES if s == signing.status)
    return Approval(
        version=signing.version,
        signed_on=signing.signed_on or today(),
        by=signing.by or kb.client.implementer.signs,
        for_client=signing.for_client or kb.client.signs,
        status=status,
        hash=hash_,
        note=Text(signing.note),
    )


def _note(kb: KnowledgeBase, approvals: Approvals) -> str:
    heading = words(kb.language)("approval.heading").split("\n")
    entries = [_entry(approval) for approval in approvals.approvals]
    return "".join(f"# {line}\n" for line in heading) + to_yaml({"approvals": entries})


def _entry(approval: Approval) -> dict[str, Any]:
    first = {"version": approval.version, "status": approval.status, "signed_on": approval.signed_on}
    return first | {key: value for key, value in plain(approval).items() if key not in first}


def _write(path: Path, text: str) -> None:
    """*text* in place of *path*, at once: a killed program leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


__all__ = ["Approved", "Signing", "approve", "refusals"]
