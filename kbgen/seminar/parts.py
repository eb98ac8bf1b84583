"""Parts: the slides of a seminar under the topics of the training plan, or under topics of our own without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from kbgen.model.decks import Slide
from kbgen.model.training import Session, Topic
from kbgen.seminar.agenda import Part, planned, sessions_of, spare
from kbgen.seminar.content import device_slides, guide_slides, process_slides, video_slides
from kbgen.seminar.lesson import Lesson
from kbgen.seminar.minutes import share
from kbgen.seminar.opening import closing, opening
from kbgen.seminar.practice import exercises
from kbgen.seminar.quiz import quiz
from kbgen.seminar.rights import rights


def parts(lesson: Lesson) -> tuple[Part, ...]:
    """The seminar in order, at least one part; the first starts with title and goals and has a minute for the agenda.

    Minutes add up to those of the role's sessions, or to the estimates of the slides where no session is planned.
    What the plan names no topic for comes last, with no minutes.
    """
    sessions = sessions_of(lesson)
    if any(s.topics for s in sessions):
        return tuple(_by_plan(lesson))
    own = tuple(_own(lesson))
    total = sum(s.minutes for s in sessions) or sum(round(p.minutes) for p in own)
    minutes = share(total, [p.minutes for p in own], units=(1, 0.5, 0.25))
    return tuple(replace(p, minutes=m) for p, m in zip(own, minutes, strict=True))


@dataclass
class _Untold:
    """Guides, videos and devices that no slide has shown yet: each is told once."""

    lesson: Lesson
    planned: bool = False
    """Whether a plan names what belongs to a topic; then nothing else is drawn into it."""
    told: set[tuple[str, str]] = field(default_factory=set)

    def process(self, id: str) -> Iterator[Slide]:
        """The process, then, without a plan that says otherwise, the guides of the role's steps in it."""
        process = self.lesson.kb.process(id)
        if process is None or not self._first("process", id):
            return
        yield from process_slides(self.lesson, process)
        if self.planned:
            return
        for step in process.steps:
            if step.guide and step.role == self.lesson.role.id:
                yield from self.guide(step.guide)
        for guide in self.lesson.kb.guides_of(self.lesson.role.id):
            if id in guide.processes:
                yield from self.guide(guide.id)

    def guide(self, id: str) -> Iterator[Slide]:
        """The guide, after its videos: first the whole is watched, then done step by step."""
        guide = self.lesson.kb.guide(id)
        if guide is None or not self._first("guide", id):
            return
        for video in () if self.planned else guide.videos:
            yield from self.video(video)
        yield from guide_slides(self.lesson, guide)

    def video(self, id: str) -> Iterator[Slide]:
        """The video."""
        video = self.lesson.kb.video(id)
        if video is not None and self._first("video", id):
            yield from video_slides(self.lesson, video)

    def device(self, id: str) -> Iterator[Slide]:
        """The device."""
        device = self.lesson.kb.device(id)
        if device is not None and self._first("device", id):
            yield from device_slides(self.lesson, device)

    def rest(self) -> Iterator[Slide]:
        """Everything of the role that has not been told."""
        kb, role = self.lesson.kb, self.lesson.role.id
        for process in kb.processes_of(role):
            yield from self.process(process.id)
        for guide in kb.guides_of(role):
            yield from self.guide(guide.id)
        for video in kb.videos_of(role):
            yield from self.video(video.id)
        for device in kb.spec.equipment.devices:
            if not device.roles or role in device.roles:
                yield from self.device(device.id)

    def topic(self, topic: Topic) -> Iterator[Slide]:
        """Everything *topic* names, videos first."""
        for id in topic.videos:
            yield from self.video(id)
        for id in topic.processes:
            yield from self.process(id)
        for id in topic.guides:
            yield from self.guide(id)
        for id in topic.devices:
            yield from self.device(id)

    def _first(self, kind: str, id: str) -> bool:
        new = (kind, id) not in self.told
        self.told.add((kind, id))
        return new


def _own(lesson: Lesson) -> Iterator[Part]:
    """Topics of our own: getting to know, a topic a process, the other tasks, devices, practice, summing up."""
    untold, kb, role = _Untold(lesson), lesson.kb, lesson.role.id
    groups: list[tuple[str, tuple[Slide, ...]]] = [
        (lesson.w("topic.opening"), (*opening(lesson, sessions_of(lesson)), *rights(lesson)))
    ]
    groups += [(lesson.said(p.label), tuple(untold.process(p.id))) for p in kb.processes_of(role)]
    groups.append((lesson.w("topic.tasks"), tuple(s for g in kb.guides_of(role) for s in untold.guide(g.id))))
    groups.append((lesson.w("topic.videos"), tuple(s for v in kb.videos_of(role) for s in untold.video(v.id))))
    groups.append((lesson.w("topic.devices"), tuple(untold.rest())))
    groups.append((lesson.w("topic.practice"), tuple(exercises(lesson, tuple(kb.guides_of(role))))))
    groups.append((lesson.w("topic.closing"), (*quiz(lesson), *closing(lesson))))
    for index, (label, slides) in enumerate(groups):
        if slides:
            yield _part(lesson, label, slides, sum(s.minutes for s in slides) + (index == 0))


def _part(
    lesson: Lesson, label: str, slides: tuple[Slide, ...], minutes: float, session: Session | None = None
) -> Part:
    return Part(label, minutes, slides, lesson.language, lesson.said(session.label) if session else "")


def _by_plan(lesson: Lesson) -> Iterator[Part]:
    sessions = sessions_of(lesson)
    topics = list(planned(sessions))
    untold = _Untold(lesson, planned=True)
    start, end, apart = _edges([t for _, t, _ in topics], bool(spare(sessions)))
    begin, finish = _beginning(lesson, start), _ending(lesson, end, apart)
    for index, (session, topic, minutes) in enumerate(topics):
        shown = tuple(untold.topic(topic))
        practised = () if apart else tuple(islice(_practised(lesson, topic, minutes), 1))
        told = (*begin.get(index, ()), *shown, *practised, *finish.get(index, ()))
        yield _part(lesson, lesson.said(topic.label), told or (_bare(lesson, topic),), minutes, session)
    if left := spare(sessions):
        yield _part(lesson, lesson.w("topic.closing"), finish[-1], left, sessions[-1])
    if rest := tuple(untold.rest()):
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
    told: dict[int, tuple[Slide, ...]] = {start[0]: tuple(opening(lesson, sessions_of(lesson)))}
    told[start[-1]] = (*told.get(start[-1], ()), *rights(lesson))
    return told


def _practised(lesson: Lesson, topic: Topic, minutes: float) -> Iterator[Slide]:
    """Exercises on what the topic has shown, where it is long enough for one."""
    guides = tuple(g for id in topic.guides if (g := lesson.kb.guide(id)))
    if minutes >= _EXERCISE:
        yield from exercises(lesson, guides)


_EXERCISE = 15
"""Minutes of a topic that has room for an exercise."""


def _ending(lesson: Lesson, end: list[int], apart: bool) -> dict[int, tuple[Slide, ...]]:
    """Exercises at the first of the closing topics, if there are such, quiz and summary at the last."""
    guides = tuple(lesson.kb.guides_of(lesson.role.id))
    told: dict[int, tuple[Slide, ...]] = {end[0]: tuple(exercises(lesson, guides)) if apart else ()}
    told[end[-1]] = (*told.get(end[-1], ()), *quiz(lesson), *closing(lesson))
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
