"""Links by name and the client's words in guides: ``[[Сделка]]``, ``[[guide:sale]]``, ``{{ term("Deal").gen }}``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Place, Problem
from kbgen.language import prose
from kbgen.language.nearness import nearest
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

_NAMED = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|[^\[\]\n]{1,120})?\]\]")
_BLANK = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
_TERM = re.compile(r"""\s*term\(\s*["']([\w.-]+)["']\s*\)(?:\s*\.\s*(\w+))?\s*""")
_CASES = ("nom", "gen", "dat", "acc", "ins", "loc", "nomn", "gent", "datv", "accs", "ablt", "loct")


def names(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Names and terms of guides that nothing is called by; the page would show the bare words."""
    known: set[str] | None = None
    entities = {e.id for e in kb.spec.entities.entities}
    for guide in kb.guides:
        text = prose.without_code(guide.body)
        for match in _NAMED.finditer(text):
            known = _known(kb) if known is None else known
            if _key(match[1]) not in known:
                near = nearest(match[1], known)
                code = "dead_name_near" if near else "dead_name"
                yield Problem(code, _place(guide, match.start()), {"name": match[1][:60], "near": near}, "warning")
        for match in _BLANK.finditer(text):
            yield from _term(match, guide, entities)


def _term(match: re.Match[str], guide: Guide, entities: set[str]) -> Iterator[Problem]:
    place = _place(guide, match.start())
    term = _TERM.fullmatch(match[1])
    if not term or (term[2] and term[2].lower() not in _CASES):
        yield Problem("unclear_term", place, {"term": match[0][:60]}, "warning")
    elif term[1] not in entities:
        near = nearest(term[1], entities)
        yield Problem("dead_entity_near" if near else "dead_entity", place, {"id": term[1][:60], "near": near})


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _known(kb: KnowledgeBase) -> set[str]:
    """Everything a page can be called by: ids, ids with their kind, titles, plurals and synonyms."""
    said, spec = kb.language, kb.spec
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        ("entity", e.id, (e.label.said(said), e.plural.said(said))) for e in spec.entities.entities if not e.external
    ]
    rows += [("term", t.id, (t.term.said(said), *t.synonyms)) for t in spec.glossary.terms]
    rows += [("process", p.id, (p.label.said(said),)) for p in spec.processes.processes]
    rows += [("role", r.id, (r.label.said(said),)) for r in spec.roles.roles]
    rows += [("guide", g.id, (g.title,)) for g in kb.guides]
    rows += [("video", v.id, (v.title.said(said),)) for v in kb.videos]
    rows += [("device", d.id, (d.label.said(said),)) for d in spec.equipment.devices]
    called = [name for kind, id, labels in rows for name in (f"{kind}:{id}", id, *labels)]
    return {_key(name) for name in (*called, *kb.client.terms.values()) if name}


def _place(guide: Guide, offset: int) -> Place:
    line = guide.body.count("\n", 0, offset)
    return Place(guide.file, guide.body_line + line, offset - guide.body.rfind("\n", 0, offset))
