"""The demo tells an honest story: version 1.0 signed, two changes agreed and done, one declined, one open."""

from __future__ import annotations

from pathlib import Path

from kbgen.importers.kb import read_kb
from kbgen.trace.deviations import deviations, done
from kbgen.workspace import Workspace


def test_every_deviation_of_the_demo_was_agreed(root: Path) -> None:
    kb = read_kb(Workspace(root), "romashka")
    found = deviations(kb)
    alone = [d.change.text.ru for d in found if not d.covered]
    assert alone == [], "the demo's spec was edited: run python tools/approve_demo.py"
    assert [d.change.trace for d in found] == [
        "permissions/head/Deal/export",
        "processes/payment/transitions/high>received",
    ]
    told = {r.id: (r.decision, done(r, found)) for r in kb.spec.changes.requests}
    assert told == {
        "C1": ("accepted", True),
        "C2": ("accepted", True),
        "C3": ("declined", False),
        "C4": ("open", False),
    }


def test_the_english_client_signed_what_it_accepted(root: Path) -> None:
    kb = read_kb(Workspace(root), "daisy")
    assert kb.spec.approval.status == "approved"
    assert kb.spec.acceptance.act and kb.spec.acceptance.act.signed_on
    assert kb.spec.approval.approvals[-1].signed_on < kb.spec.acceptance.act.signed_on
    assert deviations(kb) == ()
