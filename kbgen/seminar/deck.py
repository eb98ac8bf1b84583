"""Deck: the seminar for one role, or one session of it, put together from the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbgen.language.plain import clean
from kbgen.model.decks import Deck, Slide
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar.agenda import Part, agenda
from kbgen.seminar.fit import fitting
from kbgen.seminar.layouts import FOOTER
from kbgen.seminar.lesson import Lesson
from kbgen.seminar.measure import shorten
from kbgen.seminar.meetings import lesson_of
from kbgen.seminar.opening import name
from kbgen.seminar.own import with_own
from kbgen.seminar.parts import parts
from kbgen.trace.standing import standing
from kbgen.workspace import Workspace

SESSION = "session-"
"""What the ids of decks for one session begin with."""


def deck(kb: KnowledgeBase, role: str, workspace: Workspace) -> Deck:
    """The seminar for *role*: every slide fits its layout, the minutes of all slides add up to the agenda's.

    Pictures are named by absolute path (*workspace* is where guides and screenshots lie).

    Raises:
        KeyError: the spec has no such role.
    """
    found = kb.role(role)
    if found is None:
        raise KeyError(role)
    return _made(Lesson(kb, found, workspace), role)


def session_deck(kb: KnowledgeBase, session: str, workspace: Workspace) -> Deck:
    """The slides of one *session* of the plan, for one role or for several together: they fill its slot.

    Raises:
        KeyError: the plan has no such session.
    """
    found = next((s for s in kb.spec.training.sessions if s.id == session), None)
    if found is None:
        raise KeyError(session)
    return _made(lesson_of(kb, found, workspace), f"{SESSION}{session}")


def decks(kb: KnowledgeBase, workspace: Workspace) -> tuple[Deck, ...]:
    """One deck for each role, in the order of the spec."""
    return tuple(deck(kb, role.id, workspace) for role in kb.spec.roles.roles)


def session_decks(kb: KnowledgeBase, workspace: Workspace) -> tuple[Deck, ...]:
    """One deck for each session of the plan, in its order."""
    return tuple(session_deck(kb, session.id, workspace) for session in kb.spec.training.sessions)


def _made(lesson: Lesson, id: str) -> Deck:
    kb = lesson.kb
    agreed = standing(kb)
    label = lesson.session.label if lesson.session else lesson.role.label
    named = (lesson.said(kb.client.name), lesson.said(label))
    whole = _with_agenda(lesson, parts(lesson))
    fitted = [replace(part, slides=tuple(_fitted(part))) for part in whole]
    timed = (part.timed() for part in with_own(lesson, id, fitted))
    return Deck(
        id=id,
        title=clean(name(lesson)),
        subtitle=clean(lesson.said(kb.client.name)),
        language=kb.language,
        slides=_distinct(slide for part in timed for slide in part.slides),
        footer=_one_line(" · ".join((agreed.brief, *named) if agreed.draft else (*named, agreed.brief))),
        standing=clean(agreed.line),
        draft=agreed.draft,
        session=lesson.session.id if lesson.session else "",
    )


def _one_line(footer: str) -> str:
    """*footer* as far as it fits below a slide, also in bold letters."""
    return shorten(clean(footer), _FOOTER, FOOTER.width - 0.2, 1, bold=True)


_FOOTER = 14
"""Points."""


def _with_agenda(lesson: Lesson, all_: tuple[Part, ...]) -> tuple[Part, ...]:
    """The agenda comes third, after title and goals; its minute is already counted in the opening part."""
    opening = all_[0]
    slides = (*opening.slides[:2], agenda(lesson, all_), *opening.slides[2:])
    return (replace(opening, slides=slides), *all_[1:])


def _fitted(part: Part) -> Iterator[Slide]:
    for slide in part.slides:
        yield from fitting(slide, part.language)


def _distinct(slides: Iterable[Slide]) -> tuple[Slide, ...]:
    """*slides* with ids and titles that are unique, as screen readers and links need them."""
    ids: set[str] = set()
    titles: set[str] = set()
    return tuple(replace(s, id=_unused(s.id, ids, "-"), title=_unused(s.title, titles, " · ")) for s in slides)


def _unused(name: str, used: set[str], joint: str) -> str:
    candidates: Iterator[str] = (f"{name}{joint}{n}" if n > 1 else name for n in range(1, len(used) + 2))
    chosen = next(c for c in candidates if c not in used)
    used.add(chosen)
    return chosen
