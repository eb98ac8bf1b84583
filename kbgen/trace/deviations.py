"""Deviations: what changed since both sides signed the spec, and the requests that allow it."""

from __future__ import annotations

from kbgen.model.changes import ChangeRequest, Deviation
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.changes import changes
from kbgen.trace.snapshots import agreed, snapshot


def deviations(kb: KnowledgeBase) -> tuple[Deviation, ...]:
    """Every change since the last approval, in the order of the spec; none before the first approval."""
    if kb.approved is None:
        return ()
    requests = kb.spec.changes.requests
    found = changes(agreed(kb.approved), agreed(snapshot(kb)))
    return tuple(Deviation(c, tuple(r for r in requests if covers(r, c.trace))) for c in found)


def covers(request: ChangeRequest, trace: str) -> bool:
    """Whether *request* names the thing *trace*, or something it is a part of."""
    return any(trace == name or trace.startswith(f"{name}/") for name in request.touches)


def done(request: ChangeRequest, found: tuple[Deviation, ...]) -> bool:
    """Whether anything that *request* names has changed since the approval."""
    return any(request in deviation.requests for deviation in found)
