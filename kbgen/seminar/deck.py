"""Deck: the seminar for one role, put together from the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbgen.language.plain import clean
from kbgen.model.decks import Deck, Slide
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar.agenda import Part, agenda
from kbgen.seminar.fit import fitting
from kbgen.seminar.lesson import Lesson
from kbgen.seminar.parts import parts
from kbgen.trace.standing import standing
from kbgen.workspace import Workspace


def deck(kb: KnowledgeBase, role: str, workspace: Workspace) -> Deck:
    """The seminar for *role*: every slide fits its layout, the minutes of all slides add up to the agenda's.

    Pictures are named by absolute path (*workspace* is where guides and screenshots lie).

    Raises:
        KeyError: the spec has no such role.
    """
    found = kb.role(role)
    if found is None:
        raise KeyError(role)
    lesson = Lesson(kb, found, workspace)
    product = kb.client.product.name
    agreed = standing(kb)
    named = (lesson.said(kb.client.name), lesson.said(found.label))
    timed = (_fitted(part) for part in _with_agenda(lesson, parts(lesson)))
    return Deck(
        id=role,
        title=clean(lesson.w("title.title", product=product, role=lesson.said(found.label))),
        subtitle=clean(lesson.said(kb.client.name)),
        language=kb.language,
        slides=_distinct(slide for part in timed for slide in part.slides),
        footer=clean(" · ".join((agreed.brief, *named) if agreed.draft else (*named, agreed.brief))),
        standing=clean(agreed.line),
        draft=agreed.draft,
    )


def decks(kb: KnowledgeBase, workspace: Workspace) -> tuple[Deck, ...]:
    """One deck for each role, in the order of the spec."""
    return tuple(deck(kb, role.id, workspace) for role in kb.spec.roles.roles)


def _with_agenda(lesson: Lesson, all_: tuple[Part, ...]) -> tuple[Part, ...]:
    """The agenda comes third, after title and goals; its minute is already counted in the opening part."""
    opening = all_[0]
    slides = (*opening.slides[:2], agenda(lesson, all_), *opening.slides[2:])
    return (replace(opening, slides=slides), *all_[1:])


def _fitted(part: Part) -> Part:
    return replace(part, slides=tuple(s for slide in part.slides for s in fitting(slide, part.language))).timed()


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
