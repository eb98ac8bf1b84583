"""Papers of training: schedule, attendance, evaluation, certificates, the act of training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kbgen.documents.saying import Saying
from kbgen.model import addresses
from kbgen.model.documents import Figure
from kbgen.model.roles import Role
from kbgen.model.training import Session

_EMPTY_ROWS = 10
"""Rows of an attendance list where the spec does not say how many people come."""
_MOST_ROWS = 60
_MOST_TOPICS = 8
"""Topics on a certificate: it is one page."""
_LONGEST = 400
"""Signs of an address that a QR code still shows large enough for a camera."""


def schedule(say: Saying) -> dict[str, object]:
    """Every session with its topics."""
    return {"sessions": [_session(say, session) for session in say.kb.spec.training.sessions]}


def attendance(say: Saying, session: Session) -> dict[str, object]:
    """The session, and a row to sign for each person."""
    people = list(_people(say, session))[:_MOST_ROWS]
    rows = [{"number": str(n), "role": role} for n, role in enumerate(people, 1)]
    return {**_session(say, session), "people": rows}


def evaluation(say: Saying) -> dict[str, object]:
    """Sessions and roles to tick, and where the wiki takes feedback."""
    return {
        "sessions": [say.said(session.label) for session in say.kb.spec.training.sessions],
        "roles": [say.said(role.label) for role in say.kb.spec.roles.roles],
        "page": _feedback_page(say),
    }


def evaluation_figures(say: Saying) -> Mapping[str, Figure]:
    """The way to the feedback page for a telephone; empty where the wiki has no known address."""
    from kbgen.diagrams.qr import qr_png

    page = _feedback_page(say)
    return {"qr": Figure(qr_png(page) if 0 < len(page) <= _LONGEST else b"", 32, say.w("evaluation.qr"))}


def _feedback_page(say: Saying) -> str:
    site = "".join(say.kb.client.site.split())
    return f"{site.rstrip('/')}/{addresses.html(addresses.FEEDBACK)}" if site else ""


def certificate(say: Saying, role: Role) -> dict[str, object]:
    """What *role* was taught, and for how long; the name is written by hand."""
    sessions = [s for s in say.kb.spec.training.sessions if role.id in s.roles]
    topics = list(dict.fromkeys(say.inside(topic.label) for s in sessions for topic in s.topics if _taught(topic)))
    trainers = list(dict.fromkeys(s.trainer for s in sessions if s.trainer))
    return {
        "role": say.said(role.label),
        "length": length(say, sum(s.minutes for s in sessions)) if sessions else "",
        "topics": "; ".join(topics[:_MOST_TOPICS]) + ("…" if len(topics) > _MOST_TOPICS else ""),
        "trainer": ", ".join(trainers),
    }


def _taught(topic: object) -> bool:
    """Whether a topic teaches anything: a break names no guide, process, video or device."""
    return any(getattr(topic, kind) for kind in ("guides", "processes", "videos", "devices"))


def length(say: Saying, minutes: int) -> str:
    """«2 часа 30 минут»."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return say.w("hours_minutes", hours=hours, minutes=rest)
    return say.w("hours", n=hours) if hours else say.w("minutes", n=rest)


def training_act(say: Saying) -> dict[str, object]:
    """Every session with who was to come, and lines for who came."""
    sessions = say.kb.spec.training.sessions
    expected = [_expected(say, session) for session in sessions]
    return {
        "basis": say.contract(),
        "sessions": [
            {**_session(say, session), "day": say.short(session.held_on) or "", "people": str(people or "")}
            for session, people in zip(sessions, expected, strict=True)
        ],
        "minutes": str(sum(s.minutes for s in sessions)),
        "people": str(sum(expected)) if all(expected) else "",
    }


def _expected(say: Saying, session: Session) -> int:
    """How many people are to come; 0 where that is not known."""
    people = [role.people or 0 for id in session.roles if (role := say.kb.role(id))]
    return sum(people) if all(people) else 0


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
