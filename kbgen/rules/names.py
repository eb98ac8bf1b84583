"""Links by name and the client's words in guides: ``[[Сделка]]``, ``[[guide:sale]]``, ``{{ term("Deal").gen }}``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Place, Problem
from kbgen.language import prose
from kbgen.language.cases import CASES, SHORT
from kbgen.language.nearness import nearest
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.embeds import EMBED
from kbgen.trace.naming import Names, names_of
from kbgen.trace.wordings import TERM, WIKILINK
from kbgen.workspace import Workspace

_BLANK = re.compile(r"\{\{([^{}\n]{0,200})\}\}")


def names(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Names and terms of guides that nothing is called by; the page would show the bare words."""
    known: Names | None = None
    entities = {e.id for e in kb.spec.entities.entities}
    for guide in kb.guides:
        text = prose.without_code(guide.body)
        for match in WIKILINK.finditer(text):
            known = known or names_of(kb)
            if known.find(match[1]) is None:
                near = known.near(match[1])
                code = "dead_name_near" if near else "dead_name"
                yield Problem(code, _place(guide, match.start()), {"name": match[1][:60], "near": near}, "warning")
        for match in _BLANK.finditer(text):
            if not EMBED.match(match[0]):
                yield from _term(match, _place(guide, match.start()), entities)
        for match in _BLANK.finditer(" ".join((guide.title, guide.summary, guide.result))):
            yield from _term(match, guide.place, entities)


def _term(match: re.Match[str], place: Place, entities: set[str]) -> Iterator[Problem]:
    term = TERM.fullmatch(match[0])
    case = (term["case"] or "nom").lower() if term else ""
    if not term or (case not in SHORT and case not in CASES):
        yield Problem("unclear_term", place, {"term": match[0][:60]}, "warning")
    elif term["id"] not in entities:
        near = nearest(term["id"], entities)
        yield Problem("dead_entity_near" if near else "dead_entity", place, {"id": term["id"][:60], "near": near})


def _place(guide: Guide, offset: int) -> Place:
    line = guide.body.count("\n", 0, offset)
    return Place(guide.file, guide.body_line + line, offset - guide.body.rfind("\n", 0, offset))
