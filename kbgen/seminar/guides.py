"""Guides as slides: step by step with screenshots, in as many slides as there is time for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kbgen.language.plain import plain
from kbgen.model import addresses
from kbgen.model.decks import Picture, Slide
from kbgen.model.guides import Guide, GuideStep
from kbgen.seminar.layouts import BASE, SIZES
from kbgen.seminar.lesson import Lesson, capital
from kbgen.seminar.measure import height

_BARE = 5
"""Steps without a picture on one slide."""
_MOST_LINES = 8
"""Of an explaining guide on its slide."""

Group = Sequence[GuideStep]


def guide_slides(lesson: Lesson, guide: Guide, most: int = 0) -> Iterator[Slide]:
    """The guide step by step: a slide for each screenshot; steps without one share a slide with the next picture.

    Where there is time for *most* slides only, steps share slides as far as their words fit: the page has the other
    pictures. 0: as many as there are.
    """
    if guide.shown or not guide.steps:
        yield _told(lesson, guide)
    found = groups(lesson, guide, most)
    first = 1
    for number, steps in enumerate(found, 1):
        yield _slide(lesson, guide, found, number, first)
        first += len(steps)


def _slide(lesson: Lesson, guide: Guide, found: Sequence[Group], number: int, first: int) -> Slide:
    """The slide of group *number* (from 1), whose first step has the number *first*."""
    steps = found[number - 1]
    last = first + len(steps) - 1
    of = lesson.w("guide.step" if first == last else "guide.steps", first=first, last=last)
    shown = _pictured(lesson, guide, steps)
    marks = lesson.callouts(guide, shown.image) if shown else ()
    picture = Picture(lesson.screenshot(guide, shown.image), alt=plain(shown.alt), callouts=marks) if shown else None
    return Slide(
        f"guide-{guide.id}-{number}",
        "screenshot" if shown else "steps",
        guide.title if len(found) == 1 else f"{guide.title}: {of}",
        lines=tuple(plain(s.shown or s.text) for s in steps),
        first=first,
        picture=picture,
        legend=tuple(plain(mark.text) for mark in marks),
        say=_say(lesson, guide, steps, (number == 1, number == len(found))),
        do=lesson.w("guide.do"),
        minutes=0.5 + len(steps),
        page=addresses.html(addresses.guide_page(guide.id)),
        video=_moment(lesson, guide, steps),
        trace=(f"guides/{guide.id}",),
    )


def _pictured(lesson: Lesson, guide: Guide, steps: Group) -> GuideStep | None:
    """The step whose picture stands for *steps*: one with marks, else the last."""
    able = [s for s in reversed(steps) if lesson.screenshot(guide, s.image)]
    return next((s for s in able if lesson.callouts(guide, s.image)), able[0] if able else None)


def _moment(lesson: Lesson, guide: Guide, steps: Group) -> str:
    """Page of the guide's video at the second these steps begin; empty where nobody has said it."""
    video = lesson.kb.video(guide.videos[0]) if guide.videos else None
    at = next((s.at for s in steps if s.at is not None), None)
    return f"{addresses.html(addresses.video_page(video.id))}#t={at:g}" if video and at is not None else ""


def _say(lesson: Lesson, guide: Guide, steps: Group, at: tuple[bool, bool]) -> str:
    """What is said: the guide's own spoken parts, else the usual; *at*: whether it is the first slide, or the last."""
    opens, ends = at
    spoken = [plain(s.say) for s in steps if s.say]
    parts = [plain(guide.say) if opens and guide.say and not guide.shown else "", *(spoken or [lesson.w("guide.say")])]
    if opens and guide.summary and not guide.shown:
        parts.insert(0, capital(plain(guide.summary)))
    if ends and guide.result:
        parts.append(lesson.w("guide.result", result=plain(guide.result).rstrip(".")))
    return " ".join(filter(None, parts))


def _told(lesson: Lesson, guide: Guide) -> Slide:
    """What a guide explains: its own words for slides, else its headings, else what it is about."""
    own = tuple(plain(re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line.strip())) for line in guide.shown.splitlines())
    headings = tuple(plain(h) for h in re.findall(r"^#{2,3} +(.+?)(?: *\{[^}]*\})? *#*$", guide.body, re.MULTILINE))
    said = (capital(plain(guide.summary)), plain(guide.say) or lesson.w("guide.told_say"))
    return Slide(
        f"guide-{guide.id}",
        "text",
        guide.title,
        lines=tuple(filter(None, own)) or headings[:_MOST_LINES] or (plain(guide.summary) or lesson.w("guide.read"),),
        say=" ".join(filter(None, said)),
        do=lesson.w("guide.told_do"),
        minutes=3,
        page=addresses.html(addresses.guide_page(guide.id)),
        trace=(f"guides/{guide.id}",),
    )


def groups(lesson: Lesson, guide: Guide, most: int = 0) -> list[list[GuideStep]]:
    """The steps of each slide: neighbours are put together until there are *most*, the shortest first."""
    found = list(_groups(lesson, guide))
    while most and len(found) > most:
        pairs = [(_high(lesson, guide, [*a, *b]), i) for i, (a, b) in enumerate(pairwise(found))]
        able = [(high, i) for high, i in pairs if high <= BASE["steps"]["body"].height]
        if not able:
            break
        _, at = min(able)
        found[at : at + 2] = [[*found[at], *found[at + 1]]]
    return found


def _high(lesson: Lesson, guide: Guide, steps: Group) -> float:
    """Inches that *steps* take beside a picture in the smallest letters; too many where two pictures have marks."""
    marked = [s for s in steps if lesson.callouts(guide, s.image)]
    lines = [plain(s.shown or s.text) for s in steps]
    lines += [plain(mark.text) for s in marked for mark in lesson.callouts(guide, s.image)]
    room = BASE["steps"]["body"].width - 0.6
    return 99.0 if len(marked) > 1 else height(lines, SIZES["steps/body"][-1], room)


def _groups(lesson: Lesson, guide: Guide) -> Iterator[list[GuideStep]]:
    """At most two steps with one picture; other steps in even groups of at most five."""
    bare: list[GuideStep] = []
    for step in guide.steps:
        bare.append(step)
        if lesson.screenshot(guide, step.image):
            lead = bare[-2:] if len(bare) <= 2 else bare[-1:]
            yield from _even(bare[: -len(lead)])
            yield lead
            bare = []
    yield from _even(bare)


def _even(steps: list[GuideStep]) -> Iterator[list[GuideStep]]:
    count = -(-len(steps) // _BARE)
    for index in range(count):
        yield steps[index * len(steps) // count : (index + 1) * len(steps) // count]
