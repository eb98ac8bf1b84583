"""Transcripts: the spoken text of a video in passages that a reader can find and click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbgen.model.videos import Chapter, Cue

_LONGEST = 20.0
"""Seconds of a passage: a place to jump to, and a piece of text that a search shows whole."""
_PAUSE = 3.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Some cues in a row."""

    start: int
    """Whole second it begins in, unique within a transcript."""
    cues: tuple[Cue, ...]
    chapter: str = ""
    """Title of the chapter that begins here."""


def passages(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> tuple[Passage, ...]:
    """*cues* in passages that end with a chapter, a pause, or after about 20 seconds.

    Chapters in which nobody speaks are passages without cues. All words are kept, in order of time.
    """
    made: list[Passage] = []
    for start, group, title in _groups(sorted(cues, key=lambda c: c.start), sorted(chapters, key=lambda c: c.start)):
        second = int(start)
        if made and second <= made[-1].start:
            second = made[-1].start + 1  # two passages in one second: each needs its own address
        made.append(Passage(second, tuple(group), title))
    return tuple(made)


def _groups(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> Iterator[tuple[float, list[Cue], str]]:
    ends = [c.start for c in chapters[1:]] + [float("inf")]
    rest = list(cues)
    if chapters and rest and rest[0].start < chapters[0].start - _SLACK:
        early = [c for c in rest if c.start < chapters[0].start - _SLACK]
        rest = rest[len(early) :]
        yield from ((g[0].start, g, "") for g in _runs(early))
    if not chapters:
        yield from ((g[0].start, g, "") for g in _runs(rest))
    for chapter, end in zip(chapters, ends, strict=True) if chapters else ():
        own = [c for c in rest if c.start < end - _SLACK]
        rest = rest[len(own) :]
        runs = list(_runs(own))
        yield chapter.start, runs[0] if runs else [], chapter.title
        yield from ((g[0].start, g, "") for g in runs[1:])


_SLACK = 0.3
"""Seconds a sentence may begin before its chapter: both are set by hand or by ear."""


def _runs(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    run: list[Cue] = []
    for cue in cues:
        if run and (cue.end - run[0].start > _LONGEST or cue.start - run[-1].end > _PAUSE):
            yield run
            run = []
        run.append(cue)
    if run:
        yield run
