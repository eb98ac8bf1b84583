"""Makings: videos on their way, and what is published of each in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kbgen.errors import Place, Problem
from kbgen.model.addresses import slug
from kbgen.model.videos import Media, Rendition, Video
from kbgen.video.jobs import Failure, Job, Study
from kbgen.video.ledger import Entry
from kbgen.video.presets import SMALL, VERSION, Preset, small
from kbgen.video.store import Item
from kbgen.video.storyboard import Pictures, published

_SHARE = 0.5
"""Part of the line that a video may take on average: the CRM itself wants the rest."""
_LABOUR = {"av1": 3.0, "h264": 1.0}
"""How long an encode takes beside the other, roughly."""


@dataclass
class Making:
    """A video on its way."""

    video: Video
    presets: tuple[Preset, ...]
    line: float = 0.0
    """Megabits a second a viewer's line carries; 0: any video goes through."""
    job: Job | None = None
    study: Study | None = None
    pictures: Pictures | None = None
    renditions: dict[str, Item] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        """One problem a recording: the first says enough."""
        if not self.problems:
            place = Place(self.video.file)
            self.problems.append(Problem(failure.code, place, {"file": self.video.file, **failure.values}))

    def lacking(self) -> tuple[Preset, ...]:
        """Presets it was not encoded by yet; smaller ones are known once the full picture is there."""
        return tuple(p for p in self._wanted() if p.name not in self.renditions)

    def _wanted(self) -> Iterator[Preset]:
        for preset in self.presets:
            yield preset
            whole = self.renditions.get(preset.name)
            if whole and self.line > 0 and _too_heavy(whole, self.line):
                yield small(preset)

    def waits(self) -> bool:
        """Whether there is work to do on it."""
        return self.job is not None and not self.problems and not (self.pictures and not self.lacking())

    def told(self, preset: Preset, part: float) -> float:
        """What is done of all of it, now that *part* of the work by *preset* is."""
        self.parts[preset.name] = max(part, self.parts.get(preset.name, 0.0))  # news from afar may come late
        labours = {p.name: _LABOUR[p.codec] for p in self.presets}
        return sum(labour * self.parts.get(name, 0.0) for name, labour in labours.items()) / sum(labours.values())


def _too_heavy(item: Item, line: float) -> bool:
    """Whether this rendition takes more of a *line* (megabits a second) than it may, and can be made smaller."""
    rate = item.path.stat().st_size * 8 / 1e6 / max(item.facts["duration"], 1.0)
    sides: list[int] = sorted((item.facts["width"], item.facts["height"]))
    return rate > line * _SHARE and (sides[1] > SMALL.long or sides[0] > SMALL.short)


def media(making: Making) -> Media:
    """What is published: all renditions or, where one failed, nothing."""
    if making.problems or making.study is None:
        return Media(making.video.id)
    name = slug(making.video.id)
    made = [(preset, making.renditions.get(preset.name)) for full in making.presets for preset in (small(full), full)]
    renditions = tuple(_rendition(name, preset, item) for preset, item in made if item)
    first = making.renditions[making.presets[0].name].facts
    image = making.pictures.poster if making.pictures else None
    return Media(
        video=making.video.id,
        duration=first["duration"],
        width=first["width"],
        height=first["height"],
        renditions=renditions,
        poster=str(image.path.absolute()) if image else "",
        poster_name=f"{name}.{image.mark}.jpg" if image else "",
        storyboard=published(making.pictures.storyboard, name) if making.pictures else None,
    )


def _rendition(name: str, preset: Preset, item: Item) -> Rendition:
    return Rendition(
        codec=preset.codec,
        path=str(item.path.absolute()),
        name=f"{name}.{item.mark}.{preset.name}.mp4",
        mime=item.facts["mime"],
        width=item.facts["width"],
        height=item.facts["height"],
        bytes=item.path.stat().st_size,
    )


def entry(making: Making, made: Media) -> Entry:
    """What the ledger keeps of it."""
    assert making.job is not None
    why = making.problems[0] if making.problems else None
    return Entry(
        making.job.digest,
        VERSION,
        making.job.tool.build,
        made.duration,
        made.by_codec,
        why.code if why else "",
        {name: value for name, value in why.values.items() if name != "file"} if why else {},
    )


def late(making: Making) -> Iterator[Problem]:
    """Warnings of seconds named in the sidecar or in captions that the recording does not have."""
    if making.study is None:
        return
    end, video = making.study.recording.duration, making.video
    named = [("video-poster-late", video.poster, "")] if video.poster is not None else []
    named += [("video-chapter-late", chapter.start, chapter.title) for chapter in video.chapters]
    for code, second, title in named:
        if second is not None and second >= end:
            values = {"second": round(second, 1), "duration": round(end, 1), "title": title}
            yield Problem(code, video.place, values, "warning")
    for captions in video.captions:
        last = max((cue.start for cue in captions.cues), default=0.0)
        if last >= end:
            values = {"second": round(last, 1), "duration": round(end, 1)}
            yield Problem("captions-late", Place(captions.file or video.file), values, "warning")
