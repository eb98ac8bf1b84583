"""Self-check: a page of questions for each role. Without scripts it can be read; with them, taken and printed."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.quiz import Question
from kbgen.model.roles import Role
from kbgen.trace.quiz import questions
from kbgen.trace.telling import Telling, telling
from kbgen.wiki.writing import write

_MOST = 12
"""Questions of a page: ten minutes."""
_FEWEST = 3
_PASS = 0.8


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """A page for every role that enough can be asked of."""
    tell, catalogue = telling(kb), words(kb.language)
    for role in kb.spec.roles.roles:
        asked = quiz_of(role, tell)
        if not asked:
            continue
        label = role.label.said(kb.language)
        page = Page(
            addresses.quiz_page(role.id),
            catalogue("wiki.quiz.title", role=label),
            "",
            "index",
            "roles",
            description=catalogue("wiki.quiz.about", role=label),
            roles=(role.id,),
            group=catalogue("wiki.quiz.group"),
        )
        least = -(-len(asked) * int(_PASS * 100) // 100)
        yield write(page, "quiz", kb, role=role, questions=asked, least=least)


def quiz_of(role: Role, tell: Telling) -> tuple[Question, ...]:
    """The questions of a role's page; empty where there are too few for one."""
    asked = questions(tell.kb, role.id, tell)[:_MOST]
    return asked if len(asked) >= _FEWEST else ()


def sizes(kb: KnowledgeBase) -> dict[str, int]:
    """Role → how many questions its page has; roles without a page are left out."""
    tell = telling(kb)
    return {role.id: len(asked) for role in kb.spec.roles.roles if (asked := quiz_of(role, tell))}
