"""Quiz: questions made from permissions and processes, for slides, the wiki's self-check and exam papers."""

from __future__ import annotations

from itertools import chain, islice, zip_longest

from kbgen.model.kb import KnowledgeBase
from kbgen.model.quiz import Question, QuestionKind
from kbgen.trace.quiz_rights import ask_rights
from kbgen.trace.quiz_work import ask_work
from kbgen.trace.telling import Telling, telling

_MOST = 12
"""Questions of one kind: enough to choose from, and soon made of a spec with thousands of permissions."""

_ORDER: tuple[QuestionKind, ...] = ("right", "next", "who", "needs", "field", "may", "required", "move", "when")


def questions(kb: KnowledgeBase, role: str, tell: Telling | None = None) -> tuple[Question, ...]:
    """Everything that can be asked of *role*: kinds take turns, what people trip over comes first.

    The first few are a mixture of all kinds. No two read the same. Empty where the spec says nothing of the role, or
    does not know it. *tell*: look-ups of *kb*, where somebody has made them already.
    """
    if kb.role(role) is None:
        return ()
    tell = tell or telling(kb)
    kinds = {**ask_rights(tell, role), **ask_work(tell, role)}
    turns = zip_longest(*(tuple(islice(kinds[kind], _MOST)) for kind in _ORDER))
    different: dict[str, Question] = {}
    for question in chain.from_iterable(turns):
        if question is not None:
            different.setdefault(question.text, question)
    return tuple(different.values())
