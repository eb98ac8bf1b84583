"""Own: slides that people wrote by hand, put among those that kbgen makes. Making these anew loses none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kbgen.errors import Problem
from kbgen.language.nearness import nearest
from kbgen.language.plain import clean
from kbgen.model.decks import Deck, Slide, SlideKind
from kbgen.model.kb import KnowledgeBase
from kbgen.model.slides import PREFIX, OwnSlide
from kbgen.seminar.agenda import Part
from kbgen.seminar.fit import fitting
from kbgen.seminar.lesson import Lesson

_UNTIMED = 1.0
"""Minutes of a slide that nobody has given any."""


def with_own(lesson: Lesson, deck: str, parts: Sequence[Part]) -> Sequence[Part]:
    """*parts* of the deck with this id with the client's own slides in them; each part keeps its minutes."""
    for own in lesson.kb.own_slides:
        if not own.decks or deck in own.decks:
            parts = _placed(lesson, own, parts)
    return parts


def _placed(lesson: Lesson, own: OwnSlide, parts: Sequence[Part]) -> Sequence[Part]:
    anchor = own.instead or own.after or own.before
    if not anchor:
        talked = [i for i, part in enumerate(parts) if part.minutes] or [len(parts) - 1]
        return _with(parts, talked[-1], (*parts[talked[-1]].slides, *_slides(lesson, own, ())))
    for index, part in enumerate(parts):
        found = [i for i, slide in enumerate(part.slides) if matches(slide.id, anchor)]
        if found:
            first, last = found[0], found[-1] + 1
            old = part.slides[first:last] if own.instead else ()
            made = tuple(_slides(lesson, own, [s for s in old if matches(s.id, anchor)]))
            at = last if own.after and not own.instead else first
            rest = part.slides[last:] if own.instead else part.slides[at:]
            return _with(parts, index, (*part.slides[:at], *made, *rest))
    return parts


def _with(parts: Sequence[Part], index: int, slides: tuple[Slide, ...]) -> Sequence[Part]:
    return [replace(p, slides=slides) if i == index else p for i, p in enumerate(parts)]


def matches(id: str, anchor: str) -> bool:
    """Whether the slide *id* is *anchor*, or one of the slides that it was parted into: ``process-sale-2``."""
    return id == anchor or bool(id.startswith(anchor) and re.fullmatch(r"(?:-\d+)+", id[len(anchor) :]))


def _slides(lesson: Lesson, own: OwnSlide, old: Sequence[Slide]) -> Iterable[Slide]:
    """*own* as slides that fit; of one that replaces *old* ones, what it does not say is taken from them."""
    first = old[0] if old else Slide("", "text", "")
    slide = Slide(
        f"{PREFIX}{own.id}",
        _kind(own),
        own.title,
        lines=own.lines,
        table=own.table,
        picture=own.picture,
        say=clean(own.say) or first.say,
        do=clean(own.do) or first.do,
        minutes=own.minutes or sum(s.minutes for s in old) or _UNTIMED,
        page=first.page,
        trace=tuple(dict.fromkeys(t for s in old for t in s.trace)),
    )
    return fitting(slide, lesson.language)


def _kind(own: OwnSlide) -> SlideKind:
    if own.table:
        return "table"
    if own.numbered:
        return "screenshot" if own.picture else "steps"
    return "text"


def lost(kb: KnowledgeBase, decks: Iterable[Deck]) -> tuple[Problem, ...]:
    """A warning for each hand-written slide that is in none of *decks*, with the id that was perhaps meant."""
    made = tuple(decks)
    ids = {slide.id for deck in made for slide in deck.slides}
    names = tuple(deck.id for deck in made)
    problems = []
    for own in kb.own_slides:
        if any(matches(id, f"{PREFIX}{own.id}") for id in ids):
            continue
        wrong = next((name for name in own.decks if name not in names), "")
        anchor = wrong or own.instead or own.after or own.before
        code = "own_slide_deck" if wrong else "own_slide_anchor"
        known = names if wrong else tuple(sorted(ids))
        near = nearest(anchor, known)
        told = f": {near}?" if near else ""
        values = {"slide": own.id, "anchor": anchor, "near": told, "known": ", ".join(names)}
        problems.append(Problem(code, own.place, values, "warning"))
    return tuple(problems)
