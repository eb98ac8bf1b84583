"""Quiz: questions as slides. The right answer and the reason stand in the notes."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model import addresses
from kbgen.model.decks import Slide
from kbgen.model.quiz import Question
from kbgen.seminar.lesson import Lesson
from kbgen.trace.quiz import questions


def quiz(lesson: Lesson, most: int = 7) -> Iterator[Slide]:
    """The first *most* questions there are for the role, a mixture of all kinds."""
    for question in questions(lesson.kb, lesson.role.id)[:most]:
        yield _slide(lesson, question)


def _slide(lesson: Lesson, question: Question) -> Slide:
    return Slide(
        f"quiz-{question.id}",
        "quiz",
        question.text,
        lines=question.answers,
        answer=question.right,
        say=question.why,
        do=lesson.w("quiz.do"),
        minutes=1.5,
        page=addresses.html(question.page),
        trace=(question.trace,),
    )
