"""The seminar's agenda must add up."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace


def minutes(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Sessions whose topics take more or less time than the session."""
    for s, session in enumerate(kb.spec.training.sessions):
        total = sum(topic.minutes for topic in session.topics)
        if session.topics and total != session.minutes:
            place = kb.place("training", "sessions", s, "minutes")
            yield Problem("minutes_differ", place, {"minutes": session.minutes, "total": total})
