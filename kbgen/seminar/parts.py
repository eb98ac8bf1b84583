"""Parts: the slides of a seminar under the topics of the training plan, or under topics of our own without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kbgen.model.decks import Slide
from kbgen.model.training import Session, Topic
from kbgen.seminar.agenda import Part, planned, spare
from kbgen.seminar.lesson import Lesson
from kbgen.seminar.meetings import ends, for_one, told_rights
from kbgen.seminar.minutes import share
from kbgen.seminar.opening import closing, opening
from kbgen.seminar.practice import exercises
from kbgen.seminar.quiz import quiz
from kbgen.seminar.rights import rights
from kbgen.seminar.untold import Untold

_EXERCISE = 15
"""Minutes of a topic that has room for an exercise."""
_QUESTIONS = 7
"""Asked at the end of a lesson: a quarter of an hour."""


def parts(lesson: Lesson) -> tuple[Part, ...]:
    """The lesson in order, at least one part; the first starts with title and goals and has a minute for the agenda.

    Minutes add up to those of the lesson's sessions, or to the estimates of the slides where no session is planned.
    What the plan names no topic for comes last, with no minutes; a deck for one session goes without.
    """
    sessions = lesson.sessions
    if any(s.topics for s in sessions):
        return tuple(_by_plan(lesson))
    own = tuple(_own(lesson))
    total = sum(s.minutes for s in sessions) or sum(round(p.minutes) for p in own)
    minutes = share(total, [p.minutes for p in own], units=(1, 0.5, 0.25))
    return tuple(replace(p, minutes=m) for p, m in zip(own, minutes, strict=True))


def _own(lesson: Lesson) -> Iterator[Part]:
    """Topics of our own: getting to know, a topic a process, the other tasks, devices, practice, summing up."""
    untold, kb, role = Untold(lesson), lesson.kb, lesson.role.id
    groups: list[tuple[str, tuple[Slide, ...]]] = [(lesson.w("topic.opening"), (*opening(lesson), *_rights(lesson)))]
    groups += [(lesson.said(p.label), tuple(untold.process(p.id))) for p in kb.processes_of(role)]
    groups.append((lesson.w("topic.tasks"), tuple(s for g in kb.guides_of(role) for s in untold.guide(g.id))))
    groups.append((lesson.w("topic.videos"), tuple(s for v in kb.videos_of(role) for s in untold.video(v.id))))
    groups.append((lesson.w("topic.devices"), tuple(untold.rest())))
    groups.append((lesson.w("topic.practice"), tuple(exercises(lesson, tuple(kb.guides_of(role))))))
    groups.append((lesson.w("topic.closing"), (*_asked(lesson), *closing(lesson))))
    for index, (label, slides) in enumerate(groups):
        if slides:
            yield _part(lesson, label, slides, sum(s.minutes for s in slides) + (index == 0))


def _part(
    lesson: Lesson, label: str, slides: tuple[Slide, ...], minutes: float, session: Session | None = None
) -> Part:
    return Part(label, minutes, slides, lesson.language, lesson.said(session.label) if session else "")


def _by_plan(lesson: Lesson) -> Iterator[Part]:
    sessions = lesson.sessions
    topics = list(planned(sessions))
    untold = Untold(lesson, planned=True)
    start, end, apart = _edges([t for _, t, _ in topics], bool(spare(sessions)))
    begin, finish = _beginning(lesson, start), _ending(lesson, end, apart)
    for index, (session, topic, minutes) in enumerate(topics):
        around = (*begin.get(index, ()), *finish.get(index, ()))
        practised = () if apart else tuple(islice(_practised(lesson, topic, minutes), 1))
        left = max(minutes - sum(s.minutes for s in (*around, *practised)), minutes / 2)
        shown = tuple(untold.topic(topic, left))
        told = (*begin.get(index, ()), *shown, *practised, *finish.get(index, ()))
        yield _part(lesson, lesson.said(topic.label), told or (_bare(lesson, topic),), minutes, session)
    if left := spare(sessions):
        yield _part(lesson, lesson.w("topic.closing"), finish[-1], left, sessions[-1])
    if lesson.session is None and (rest := tuple(untold.rest())):
        yield _part(lesson, lesson.w("topic.appendix"), rest, 0)


def _edges(topics: list[Topic], spare_time: bool) -> tuple[list[int], list[int], bool]:
    """Indexes of the topics that open and that close the seminar: those at its ends that name nothing to show.

    -1 stands for the time that is left over after all topics. The last value tells whether there is time apart
    for closing, or whether it goes into the last topic.
    """
    bare = [not (t.guides or t.processes or t.videos or t.devices) for t in topics]
    first = next((i for i, empty in enumerate(bare) if not empty), 1)
    last = next((i for i in range(len(topics) - 1, -1, -1) if not bare[i]), 0)
    start = list(range(first)) or [0]
    end = list(range(max(last + 1, first), len(topics)))
    if spare_time:
        end.append(-1)
    return start, end or [len(topics) - 1], bool(end)


def _beginning(lesson: Lesson, start: list[int]) -> dict[int, tuple[Slide, ...]]:
    """The opening slides at the first topic, the rights at the last one of the opening."""
    told: dict[int, tuple[Slide, ...]] = {start[0]: tuple(opening(lesson))}
    told[start[-1]] = (*told.get(start[-1], ()), *_rights(lesson))
    return told


def _rights(lesson: Lesson) -> Iterator[Slide]:
    """What listeners may do; in a session, where this is the place to tell them, each role by its name."""
    if lesson.session is None:
        yield from rights(lesson)
        return
    for role in told_rights(lesson):
        if len(lesson.roles) == 1:
            yield from rights(lesson)
        else:
            name = lesson.said(role.label)
            yield from (
                replace(slide, id=f"{slide.id}-{role.id}", title=f"{slide.title}: {name}")
                for slide in rights(for_one(lesson, role))
            )


def _asked(lesson: Lesson) -> Iterator[Slide]:
    """Questions: to every role whose last session this is, as many as there is time for."""
    asked = (lesson.role,) if lesson.session is None else ends(lesson)
    most = max(1, _QUESTIONS // max(len(asked), 1))
    for role in asked:
        yield from quiz(for_one(lesson, role), most)


def _practised(lesson: Lesson, topic: Topic, minutes: float) -> Iterator[Slide]:
    """Exercises on what the topic has shown, where it is long enough for one."""
    guides = tuple(g for id in topic.guides if (g := lesson.kb.guide(id)))
    if minutes >= _EXERCISE:
        yield from exercises(lesson, guides)


def _ending(lesson: Lesson, end: Sequence[int], apart: bool) -> dict[int, tuple[Slide, ...]]:
    """Exercises at the first of the closing topics, if there are such, quiz and summary at the last."""
    told: dict[int, tuple[Slide, ...]] = {end[0]: tuple(exercises(lesson, lesson.guides())) if apart else ()}
    told[end[-1]] = (*told.get(end[-1], ()), *_asked(lesson), *closing(lesson))
    return told


def _bare(lesson: Lesson, topic: Topic) -> Slide:
    """A topic that names nothing to show: a break, questions."""
    label = lesson.said(topic.label)
    return Slide(
        "topic",
        "text",
        label,
        lines=(lesson.w("topic.minutes", n=topic.minutes),),
        say=lesson.w("topic.say", topic=label),
        do=lesson.w("topic.do"),
        minutes=topic.minutes,
        trace=("training",),
    )
