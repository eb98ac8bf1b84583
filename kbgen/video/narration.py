"""Narration: what a guide's video shows and says, scene by scene, before anything is drawn or spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kbgen.language import words
from kbgen.language.plain import plain
from kbgen.language.spoken import sentences
from kbgen.model.guides import Callout, Guide, GuideStep, Picture
from kbgen.model.kb import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: heard, shown as a caption, and perhaps pointing at a spot of the picture."""

    text: str
    at: tuple[float, float] | None = None
    """Spot of the picture, as shares from the left and from the top."""
    number: int = 0
    """Of the callout that is pointed at; 0: none."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture and what is said meanwhile."""

    heading: str
    """In the bar above the picture: «Шаг 2 из 8»; the title on the first scene."""
    lines: tuple[Line, ...]
    picture: str = ""
    """Path relative to the workspace; empty: words alone."""
    callouts: tuple[Callout, ...] = ()
    kind: str = "step"
    """``title``, ``step`` or ``end``."""


@dataclass(frozen=True, slots=True)
class Script:
    """A guide as a film."""

    title: str
    scenes: tuple[Scene, ...]


def script(guide: Guide, kb: KnowledgeBase) -> Script:
    """The scenes of *guide*: its title and summary, a scene a step, its result.

    A step without a picture keeps the one before it: that is what the reader still has on the screen.
    """
    w = words(kb.language)
    title, total = plain(guide.title), len(guide.steps)
    opening = [Line(_ended(title)), *_lines(guide.summary)]
    scenes = [Scene(title, tuple(opening), kind="title")]
    pictures = {picture.path: picture for picture in guide.pictures}
    shown = ""
    for number, step in enumerate(guide.steps, 1):
        shown = step.image if step.image in pictures else shown
        heading = w("video.draft.step", number=number, total=total)
        scenes.append(_scene(step, heading, shown, pictures, guide))
    if guide.result:
        scenes.append(Scene(w("video.draft.result"), _lines(guide.result), kind="end"))
    return Script(title, tuple(scenes))


def _scene(step: GuideStep, heading: str, shown: str, pictures: Mapping[str, Picture], guide: Guide) -> Scene:
    callouts = pictures[shown].callouts if shown == step.image and shown else ()
    lines = list(_lines(step.text))
    for number, callout in enumerate(callouts, 1):
        x, y = (*callout.at, 0.5, 0.5)[:2]
        lines += [Line(line.text, (x, y), number) for line in _lines(callout.text)]
    path = (PurePosixPath(guide.file).parent / shown).as_posix() if shown else ""
    return Scene(heading, tuple(lines), path, callouts)


def _lines(markdown: str) -> tuple[Line, ...]:
    return tuple(Line(sentence) for sentence in sentences(plain(markdown)))


def _ended(title: str) -> str:
    """A title as a sentence, so that the voice falls at its end."""
    return title if title.endswith((".", "!", "?", "…")) else f"{title}."
