"""Agreement: what was signed, what changed since then, and the requests that allow it."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.deviations import deviations
from kbgen.trace.things import traces
from kbgen.workspace import Workspace


def unagreed_changes(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """One warning where something changed after the approval and no accepted request allows it."""
    approval = kb.spec.approval.approved
    if approval is None or kb.approved is None:
        return
    found = deviations(kb)
    uncovered = [d for d in found if not d.covered]
    if uncovered:
        values = {
            "n": len(uncovered),
            "all": len(found),
            "version": approval.version,
            "client": kb.client.id,
            "first": uncovered[0].change.text.said(kb.language),
        }
        number = kb.spec.approval.approvals.index(approval)
        yield Problem("unagreed_changes", kb.place("approval", "approvals", number), values, "warning")


def dead_touches(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Change requests that name something there is not and never was."""
    if not any(request.touches for request in kb.spec.changes.requests):
        return
    known = traces(kb)
    for number, request in enumerate(kb.spec.changes.requests):
        for index, name in enumerate(request.touches):
            if name not in known:
                near = nearest(name, known.likely())
                place = kb.place("changes", "requests", number, "touches", index)
                code = "dead_touch_near" if near else "dead_touch"
                yield Problem(code, place, {"id": name[:80], "near": near}, "warning")
