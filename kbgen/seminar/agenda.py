"""Agenda: the topics of the seminar and how long each takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kbgen.model import addresses
from kbgen.model.decks import Slide, Table
from kbgen.model.slides import PREFIX
from kbgen.model.text import Language
from kbgen.model.training import Session, Topic
from kbgen.seminar.lesson import Lesson
from kbgen.seminar.minutes import share, timed


@dataclass(frozen=True, slots=True)
class Part:
    """A topic of the agenda with its slides."""

    label: str
    minutes: float
    """What the agenda says; 0 for slides that are handed out but not talked through."""
    slides: tuple[Slide, ...]
    language: Language
    session: str = ""
    """Name of the meeting it belongs to."""

    def timed(self) -> Part:
        """The part with minutes on every slide that add up to its own."""
        return replace(self, slides=timed(self.slides, self.minutes, fixed=lambda s: s.id.startswith(PREFIX)))


def planned(sessions: Sequence[Session]) -> Iterator[tuple[Session, Topic, float]]:
    """Topics of *sessions* with their minutes; a session whose topics ask for more than it has shortens them alike."""
    for session in sessions:
        asked = [t.minutes for t in session.topics]
        minutes = share(session.minutes, asked) if sum(asked) > session.minutes else tuple(map(float, asked))
        yield from ((session, t, m) for t, m in zip(session.topics, minutes, strict=True))


def spare(sessions: Sequence[Session]) -> float:
    """Minutes of *sessions* that no topic has claimed."""
    return float(sum(max(0, s.minutes - sum(t.minutes for t in s.topics)) for s in sessions))


def agenda(lesson: Lesson, parts: Sequence[Part]) -> Slide:
    """The table of topics and minutes; its last row is the sum."""
    talked = [p for p in parts if p.minutes]
    several = len({p.session for p in talked}) > 1
    firsts = {p.session: index for index, p in reversed(list(enumerate(talked)))}
    names = (p.session if firsts[p.session] == index else "" for index, p in enumerate(talked))
    total = (lesson.w("agenda.total"), shown(sum(p.minutes for p in parts)))
    rows = [*((p.label, shown(p.minutes)) for p in talked), total]
    head: tuple[str, ...] = (lesson.w("agenda.topic"), lesson.w("agenda.minutes"))
    table = Table(head, tuple(rows))
    if several:  # the meeting's name stands at its first topic; the sum has a cell less to say
        named = zip((*names, lesson.w("agenda.total")), ((*r[:1], r[1]) for r in rows), strict=True)
        table = Table(
            (lesson.w("agenda.session"), *head), tuple((n, "" if n == total[0] else t, m) for n, (t, m) in named)
        )
    sessions = lesson.sessions
    return Slide(
        "agenda",
        "agenda",
        lesson.w("agenda.title"),
        table=table,
        say=lesson.w("agenda.say"),
        do=lesson.w("agenda.do"),
        minutes=1,
        page=addresses.html(addresses.TRAINING) if sessions else "",
        trace=tuple(f"training/{s.id}" for s in sessions),
    )


def shown(minutes: float) -> str:
    """``90.0`` → ``90``, ``1.5`` → ``1,5``."""
    return f"{minutes:g}".replace(".", ",")
