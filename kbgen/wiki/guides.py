"""Pages of guides, and their index by role and by topic."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.naming import Names, names_of
from kbgen.wiki import task_pages, tasks
from kbgen.wiki.autolink import Mentions, Targets, targets
from kbgen.wiki.embeds import Embeds, embedded
from kbgen.wiki.kept import Kept
from kbgen.wiki.links import Links
from kbgen.wiki.neutral import neutral
from kbgen.wiki.pictures import Pictures, beside
from kbgen.wiki.player import player
from kbgen.wiki.task_pages import Told
from kbgen.wiki.wikilinks import linked
from kbgen.wiki.writing import write

_TO_GUIDE = re.compile(r"\]\(\s*<?(?P<path>[^)\s>:?#\"']{1,300}\.md)(?P<anchor>#[^)\s>\"']{0,200})?(?=[\s>)])")


@dataclass(frozen=True, slots=True)
class Prose:
    """What words of a guide's text may lead to, worked out once for all guides."""

    names: Names
    targets: Targets


def pages(kb: KnowledgeBase, known: tuple[Told, ...], names: Names, kept: Kept) -> Iterator[Page]:
    """The index of guides, a page a guide in the order of ``kb.guides``, then pages of tasks that no guide tells."""
    if not kb.guides and not known:
        return
    yield from kept.part("guide-indexes", lambda: tuple(_indexes(kb, known)))
    prose = Prose(names, kept.part("targets", lambda: targets(kb)))
    for guide in kb.guides:
        yield kept.guide(guide, lambda guide=guide: _page(guide, kb, known, prose))  # type: ignore[misc]
    yield from kept.part("task-pages", lambda: tuple(task_pages.pages(kb, known)))


def _indexes(kb: KnowledgeBase, known: tuple[Told, ...]) -> Iterator[Page]:
    catalogue = words(kb.language)
    index = Page(addresses.GUIDES, catalogue("wiki.section.guides"), "", "index", "guides")
    yield write(index, "guides", kb, groups=list(_by_role(kb)), topics=list(_by_topic(kb, known)), tasks=bool(known))
    if known:
        yield task_pages.index(kb, known)


def _by_role(kb: KnowledgeBase) -> Iterator[tuple[str, str, list[Guide]]]:
    """Heading, anchor and guides of every role that has any; then those for everybody."""
    for role in kb.spec.roles.roles:
        if own := [g for g in kb.guides if role.id in g.roles and not tasks.for_everybody(g, kb)]:
            yield role.label.said(kb.language), f"role-{addresses.slug(role.id)}", own
    if everybody := [g for g in kb.guides if tasks.for_everybody(g, kb)]:
        yield words(kb.language)("wiki.guides.everybody"), "everybody", everybody


def _by_topic(kb: KnowledgeBase, known: tuple[Told, ...]) -> Iterator[tuple[str, list[Guide], list[Told]]]:
    """Heading, guides and tasks without a guide of every entity that has any."""
    for entity in kb.spec.entities.entities:
        about = [g for g in kb.guides if entity.id in g.entities]
        more = task_pages.of_entity(entity.id, known)
        if about or more:
            yield (entity.plural or entity.label).said(kb.language), about, more


def _page(guide: Guide, kb: KnowledgeBase, known: tuple[Told, ...], prose: Prose) -> Page:
    page = Page(
        addresses.guide_page(guide.id),
        guide.title,
        "",
        "guide",
        "guides",
        description=guide.summary,
        roles=guide.roles,
        keywords=(guide.id,),
        trace=(*(f"entities/{id}" for id in guide.entities), *(f"processes/{id}" for id in guide.processes)),
        categories=guide.categories,
    )
    body, files = staged_body(guide, kb, prose)
    video = guide.videos[0] if guide.videos else ""
    before, after = neighbours_in_process(guide, kb)
    page = write(
        page,
        "guide",
        kb,
        guide=guide,
        body=body,
        player=player(kb, video, depth=page.path.count("/")) if video and video not in embedded(guide) else "",
        video=video,
        before=before,
        after=after,
        related=related(guide, kb),
        others=task_pages.of_entity(guide.entities[0], known) if guide.entities else [],
        boxes=task_pages.boxes(guide, known, kb, Links(kb, page.path)),
    )
    return replace(page, files=files)


def staged_body(guide: Guide, kb: KnowledgeBase, prose: Prose | None = None) -> tuple[str, dict[str, str]]:
    """The guide's Markdown, harmless and with its links and pictures pointing into the wiki, and the pictures.

    With *prose* terms become links where they are first mentioned, unless the guide says no.
    Pictures are published path → path of the file relative to the workspace; those outside ``content/`` are left out.
    """
    link = Links(kb, addresses.guide_page(guide.id))
    names = prose.names if prose else names_of(kb)
    mentions = Mentions(link, prose.targets) if prose and guide.autolink else None
    pictures, embeds = Pictures(guide, kb, link), Embeds(kb, link, link.here.count("/"))

    def change(text: str) -> str:
        text = embeds.taken_out(_TO_GUIDE.sub(lambda m: _guide_link(m, guide, kb, link), text))
        text = linked(pictures.taken_out(text), kb, link, names)
        return mentions.linked(text) if mentions else text

    return embeds.put_back(pictures.put_back(neutral(guide.body, change))).strip("\n"), pictures.files


def _guide_link(match: re.Match[str], guide: Guide, kb: KnowledgeBase, link: Links) -> str:
    path = beside(guide, match["path"])
    named = posixpath.basename(path).removesuffix(".md")
    found = kb.guide(named)
    if found is None or found.file != path:  # another folder may have one of the same name
        found = next((g for g in kb.guides if g.file == path), found)
    if found is None:
        return match[0]
    return f"]({link.path(addresses.guide_page(found.id))}{match['anchor'] or ''}"


def neighbours_in_process(guide: Guide, kb: KnowledgeBase) -> tuple[str, str]:
    """Ids of the guides before and after *guide* in the first process whose steps it shows; empty where none."""
    for process in kb.spec.processes.processes:
        order = tasks.of_steps(process, kb)
        if guide.id in order:
            at = order.index(guide.id)
            return (order[at - 1] if at else "", order[at + 1] if at + 1 < len(order) else "")
    return "", ""


def related(guide: Guide, kb: KnowledgeBase) -> tuple[str, ...]:
    """Ids of up to five other guides about the same entities or processes, the nearest first."""

    entities, processes = set(guide.entities), set(guide.processes)
    near: list[tuple[int, str]] = []
    for other in kb.guides:
        score = 2 * len(entities.intersection(other.entities)) + len(processes.intersection(other.processes))
        if score and other.id != guide.id:
            near.append((score, other.id))
    return tuple(id for _, id in sorted(near, key=lambda n: -n[0])[:5])
