"""Orphans: what was described, written or recorded, and nothing leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.rules.wording import texts
from kbgen.trace.embeds import EMBED, Embed, read_embed
from kbgen.workspace import Workspace


def lonely_entities(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Entities that nothing names, and, once rights were agreed, those that nobody may do anything with."""
    named = _named_entities(kb)
    able = {p.entity for p in kb.spec.roles.permissions if any(level != "no" for level in p.ops.values())}
    for e, entity in enumerate(kb.spec.entities.entities):
        if entity.external or entity.id in able:
            continue
        values = {"entity": entity.label.said(kb.language)}
        place = kb.place("entities", "entities", e)
        if entity.id not in named:
            yield Problem("orphan_entity", place, values, "warning")
        elif kb.spec.roles.permissions:
            yield Problem("unseen_entity", place, values, "warning")


def _named_entities(kb: KnowledgeBase) -> set[str]:
    """Ids of entities that something else names: other entities, rights, processes, needs, terms, guides, videos."""
    spec = kb.spec
    named = {p.entity for p in spec.roles.permissions} | {t.entity for t in spec.glossary.terms}
    for entity in spec.entities.entities:
        targets = {t for f in entity.fields for t in f.target} | {r.target for r in entity.relations}
        named |= targets - {entity.id}
    for process in spec.processes.processes:
        named |= {process.entity} | {step.entity for step in process.steps}
    about = [item.entities for item in spec.needs.needs]
    about += [guide.entities for guide in kb.guides] + [video.entities for video in kb.videos]
    return named.union(*about)


def guides_of_steps(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Steps whose guide is written for other roles: whoever takes the step would not find it among the role's own."""
    roles, guides = {role.id for role in kb.spec.roles.roles}, {guide.id: guide for guide in kb.guides}
    for p, process in enumerate(kb.spec.processes.processes):
        for s, step in enumerate(process.steps):
            guide = guides.get(step.guide)
            if guide and guide.roles and roles.issuperset(guide.roles) and step.role in roles - set(guide.roles):
                place = kb.place("processes", "processes", p, "steps", s, "guide")
                values = {"guide": guide.title, "role": step.role, "file": guide.file}
                yield Problem("guide_for_another_role", place, values, "warning")


def lonely_videos(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Videos that are about nothing and that nothing shows: only the list of all videos leads to them."""
    shown = {id for guide in kb.guides for id in guide.videos}
    shown |= {v for s in kb.spec.training.sessions for t in s.topics for v in t.videos}
    for guide in kb.guides:
        shown |= set(re.findall(r"\[\[video:([\w.-]+)", guide.body))
        shown |= {e.video for m in EMBED.finditer(guide.body) if isinstance(e := read_embed(m), Embed)}
    for video in kb.videos:
        about = video.guide or video.roles or video.entities or video.processes
        linked = any(addresses.video_page(video.id) in guide.body for guide in kb.guides)
        if not about and not linked and video.id not in shown:
            values = {"video": video.title.said(kb.language), "id": video.id}
            yield Problem("orphan_video", video.place, values, "warning")


def unused_terms(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Terms of the glossary that no text of the client uses, neither by name nor by synonym.

    Terms that name an entity are used by its page. Words are compared by their beginnings: «сделкой» uses «сделка».
    """
    terms = [(t, term) for t, term in enumerate(kb.spec.glossary.terms) if not term.entity]
    if not terms:
        return
    everything = " ".join(text for key, text in texts(kb) if key[0] != "glossary" or key[-1] == "meaning")
    everything = f"{everything} {' '.join(guide.body for guide in kb.guides)}".casefold().replace("ё", "е")
    for t, term in terms:
        own = (term.term.said(kb.language), term.term.ru, term.term.en, *term.synonyms)
        if not any(name and _beginnings(name).search(everything) for name in own):
            values = {"term": term.term.said(kb.language)}
            yield Problem("unused_term", kb.place("glossary", "terms", t), values, "warning")


def _beginnings(name: str) -> re.Pattern[str]:
    """Matches *name* in any grammatical form: every word by its beginning, with whatever ending."""
    words = re.findall(r"\w+", name.casefold().replace("ё", "е"))
    stems = (re.escape(w[: max(3, len(w) - 2)] if len(w) > 3 else w) + r"\w{0,4}" for w in words)
    return re.compile(r"\b" + r"\W+".join(stems) + r"\b")
