"""Papers of exams: a sheet of questions for each role, and its key on a paper of its own."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kbgen.documents.saying import Saying
from kbgen.model import addresses
from kbgen.model.quiz import Question
from kbgen.model.roles import Role
from kbgen.trace.quiz import questions
from kbgen.trace.telling import Telling

_MOST = 15
"""Questions of an exam: half an hour."""
_FEWEST = 3
_PASS = 0.8


def asked(say: Saying, role: Role, tell: Telling) -> tuple[Question, ...]:
    """Questions of the exam of *role*, not those of the slides and of the self-check alone; empty where too few are
    known.
    """
    known = questions(say.kb, role.id, tell)
    if len(known) < _FEWEST:
        return ()
    taken = random.Random(f"exam-{role.id}").sample(range(len(known)), min(_MOST, len(known)))  # noqa: S311 - no secret
    return tuple(known[n] for n in sorted(taken))


def exam(say: Saying, role: Role, found: Sequence[Question]) -> dict[str, object]:
    """The sheet: questions with lettered answers."""
    letters = say.w("exam.letters")
    return {
        **_about(say, role, found),
        "questions": [
            {
                "number": str(n),
                "text": q.text,
                "answers": [{"letter": a, "text": text} for a, text in zip(letters, q.answers, strict=False)],
            }
            for n, q in enumerate(found, 1)
        ],
    }


def key(say: Saying, role: Role, found: Sequence[Question]) -> dict[str, object]:
    """The key: the right letters, why, and where that can be read."""
    letters = say.w("exam.letters")
    return {
        **_about(say, role, found),
        "questions": [
            {
                "number": str(n),
                "text": q.text,
                "letter": letters[q.right],
                "right": q.answers[q.right],
                "why": q.why,
                "page": addresses.html(q.page),
            }
            for n, q in enumerate(found, 1)
        ],
    }


def _about(say: Saying, role: Role, found: Sequence[Question]) -> dict[str, object]:
    least = -(-len(found) * int(_PASS * 100) // 100)
    return {"role": say.said(role.label), "how": say.w("exam.how", n=least, all=len(found))}
