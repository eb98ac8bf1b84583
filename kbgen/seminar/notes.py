"""Notes: what the trainer reads beside a slide."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model.decks import Slide
from kbgen.model.text import Language


def notes(slide: Slide, language: Language) -> Iterator[tuple[str, str]]:
    """Heading and text of each note: time, what to do, what to say, the answer, where it stands in wiki and spec."""
    w = words(language)
    yield w("seminar.notes.minutes"), duration(slide.minutes, language)
    if slide.do:
        yield w("seminar.notes.do"), slide.do
    if slide.kind == "quiz" and slide.answer is not None and slide.answer < len(slide.lines):
        letter = w("seminar.quiz.letters")[slide.answer]
        yield w("seminar.notes.right"), f"{letter} — {slide.lines[slide.answer]}"
    if slide.say:
        yield w("seminar.notes.why" if slide.kind == "quiz" else "seminar.notes.say"), slide.say
    if slide.page:
        yield w("seminar.notes.page"), slide.page
    if slide.video:
        yield w("seminar.notes.video"), slide.video
    yield w("seminar.notes.slide"), slide.id
    if slide.trace:
        yield w("seminar.notes.trace"), ", ".join(slide.trace)


def duration(minutes: float, language: Language) -> str:
    """``1.5`` → «1 мин 30 с»."""
    w = words(language)
    whole, seconds = int(minutes), round(minutes % 1 * 60)
    if not minutes:
        return w("seminar.notes.no_minutes")
    if not whole:
        return w("seminar.notes.seconds", s=seconds)
    return w("seminar.notes.half", n=whole, s=seconds) if seconds else w("seminar.notes.whole", n=whole)
