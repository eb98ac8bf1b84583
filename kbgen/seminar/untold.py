"""Untold: what no slide has shown yet, so that everything of a lesson is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kbgen.model.decks import Slide
from kbgen.model.guides import Guide
from kbgen.model.training import Topic
from kbgen.seminar.content import device_slides, process_slides, video_slides
from kbgen.seminar.guides import groups, guide_slides
from kbgen.seminar.lesson import Lesson
from kbgen.trace.embeds import cuts

_PACE = 1.0
"""Minutes that a slide of a guide takes at least."""


@dataclass
class Untold:
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

    def guide(self, id: str, most: int = 0) -> Iterator[Slide]:
        """The guide, after its videos: first the whole is watched, then done step by step, on *most* slides if told."""
        guide = self.lesson.kb.guide(id)
        if guide is None or not self._first("guide", id):
            return
        for video in () if self.planned else guide.videos:
            yield from self.video(video)
        yield from self._cuts(guide)
        yield from guide_slides(self.lesson, guide, most)

    def _cuts(self, guide: Guide) -> Iterator[Slide]:
        """Cuts that the guide shows of videos which this lesson does not show whole before."""
        for cut in cuts(guide.body):
            video = self.lesson.kb.video(cut.video)
            if video and ("video", cut.video) not in self.told and self._first("cut", f"{cut.video}@{cut.start}"):
                yield from video_slides(self.lesson, video, cut)

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

    def topic(self, topic: Topic, minutes: float) -> Iterator[Slide]:
        """Everything *topic* names, videos first; guides on as many slides as are left of its *minutes*."""
        told = [slide for id in topic.videos for slide in self.video(id)]
        told += [slide for id in topic.processes for slide in self.process(id)]
        devices = [slide for id in topic.devices for slide in self.device(id)]
        left = max(minutes - sum(slide.minutes for slide in (*told, *devices)), minutes / 2)
        yield from told
        for id, most in self._shares(topic, left).items():
            yield from self.guide(id, most)
        yield from devices

    def _shares(self, topic: Topic, minutes: float) -> dict[str, int]:
        """Guide → how many slides it may have: *minutes* parted by the slides that the guides would fill."""
        guides = [g for id in topic.guides if (g := self.lesson.kb.guide(id)) and ("guide", id) not in self.told]
        wanted = {guide.id: self._wanted(guide) for guide in guides}
        room, whole = max(minutes, 1.0) / _PACE, sum(wanted.values())
        return {id: max(1, round(count * min(1.0, room / whole))) for id, count in wanted.items()}

    def _wanted(self, guide: Guide) -> int:
        return len(groups(self.lesson, guide)) or 1

    def _first(self, kind: str, id: str) -> bool:
        new = (kind, id) not in self.told
        self.told.add((kind, id))
        return new
