"""Papers of training: the schedule, and a list to sign for each session."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.documents.saying import Saying
from kbgen.model.training import Session

_EMPTY_ROWS = 10
"""Rows of an attendance list where the spec does not say how many people come."""
_MOST_ROWS = 60


def schedule(say: Saying) -> dict[str, object]:
    """Every session with its topics."""
    return {"sessions": [_session(say, session) for session in say.kb.spec.training.sessions]}


def attendance(say: Saying, session: Session) -> dict[str, object]:
    """The session, and a row to sign for each person."""
    people = list(_people(say, session))[:_MOST_ROWS]
    rows = [{"number": str(n), "role": role} for n, role in enumerate(people, 1)]
    return {**_session(say, session), "people": rows}


def _session(say: Saying, session: Session) -> dict[str, object]:
    return {
        "session": say.said(session.label),
        "date": say.day(session.held_on) or say.w("schedule.undated"),
        "roles": ", ".join(map(say.role, session.roles)),
        "minutes": str(session.minutes),
        "place": say.or_dash(session.place),
        "trainer": session.trainer or say.w("none"),
        "topics": [f"{say.said(topic.label)} — {topic.minutes}" for topic in session.topics],
    }


def _people(say: Saying, session: Session) -> Iterator[str]:
    """A row for each person of the session's roles; empty rows where their number is not known."""
    roles = [role for id in session.roles if (role := say.kb.role(id))]
    if not any(role.people for role in roles):
        yield from ("" for _ in range(_EMPTY_ROWS))
        return
    for role in roles:
        yield from (role.label.said(say.kb.language) for _ in range(role.people or 2))
