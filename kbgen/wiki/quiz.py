"""Self-check: a page of questions for each role. Without scripts it can be read; with them, taken and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.quiz import Question
from kbgen.trace.quiz import questions
from kbgen.trace.telling import telling
from kbgen.wiki.writing import write

_MOST = 12
"""Questions of a page: ten minutes."""
_FEWEST = 3
_PASS = 0.8


def asked(kb: KnowledgeBase) -> dict[str, tuple[Question, ...]]:
    """Role → the questions of its page; roles that too little can be asked of are left out."""
    tell = telling(kb)
    found = {role.id: questions(kb, role.id, tell)[:_MOST] for role in kb.spec.roles.roles}
    return {role: own for role, own in found.items() if len(own) >= _FEWEST}


def pages(kb: KnowledgeBase, known: Mapping[str, tuple[Question, ...]]) -> Iterator[Page]:
    """A page for every role of which something is *known* to ask."""
    catalogue = words(kb.language)
    for role in kb.spec.roles.roles:
        own = known.get(role.id)
        if not own:
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
        least = -(-len(own) * int(_PASS * 100) // 100)
        yield write(page, "quiz", kb, role=role, questions=own, least=least)
