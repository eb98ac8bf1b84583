"""Answers of the quiz: the right one among plausible others, in an order that stays from build to build."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.language import words
from kbgen.model.quiz import Question, QuestionKind
from kbgen.trace.telling import Telling

FEWEST = 2
"""Wrong answers without which a question is not asked: a choice of two is a guess."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before its answers are set out."""

    id: str
    kind: QuestionKind
    text: str
    why: str
    page: str
    trace: str

    def among(self, right: str, wrong: Iterable[str]) -> Question | None:
        """*right* among the first of *wrong* that differ, shuffled; None where too few differ."""
        different = {w.casefold(): w for w in reversed([*wrong]) if w}
        different.pop(right.casefold(), None)
        others = [*reversed(different.values())]
        if len(others) < FEWEST:
            return None
        answers = [right, *others[:_MOST]]
        random.Random(self.id).shuffle(answers)  # noqa: S311 - an order, not a secret
        return self.ordered(answers, answers.index(right))

    def ordered(self, answers: Iterable[str], right: int) -> Question:
        """The question with *answers* in just this order."""
        return Question(self.id, self.kind, self.text, tuple(answers), right, self.why, self.page, self.trace)


def told(tell: Telling, key: str, /, **values: object) -> str:
    """The catalogue's text ``trace.quiz.<key>``."""
    return words(tell.kb.language)(f"trace.quiz.{key}", **values)


def capital(text: str) -> str:
    """*text* with a capital first letter."""
    return text[:1].upper() + text[1:]
