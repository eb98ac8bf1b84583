"""Guides and videos as one audience sees them: links to what it may not see become words."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from kbgen.language import prose, words
from kbgen.model import addresses
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.videos import Video
from kbgen.trace.naming import Names, names_of
from kbgen.trace.seen import Seen
from kbgen.trace.wordings import TERM, WIKILINK, term

_INLINE = re.compile(r"(?<!!)\[(?P<text>[^\[\]\n]{0,500})\]\(\s*<?(?P<path>[^)\s>]{1,300})>?(?:\s+[^)\n]{0,500})?\)")
_REFERENCE = re.compile(r"^( {0,3}\[[^\]\n]{1,300}\]:\s*)<?(?P<path>[^>\s]{1,300})>?.*$", re.MULTILINE)

_ITEM = re.compile(
    r"\s*(?:[-*+]|\d+[.)])\s+"
    r"(?:\[[^\[\]\n]{0,500}\]\(\s*<?(?P<path>[^)\s>]{1,300})>?(?:\s+[^)\n]{0,500})?\)"
    r"|\[\[(?P<name>[^\[\]|\n]{1,120})(?:\|[^\[\]\n]{1,120})?\]\])[.,;]?\s*"
)
_EMBED = re.compile(r"\{\{[ \t]*video\s*\((?P<call>[^{}\n]{0,1000})\}\}")
"""A recording, or a cut of it, in a guide's text."""
_HEADING = re.compile(r" {0,3}#{1,6}\s")


def narrowed_guides(kb: KnowledgeBase, view: Seen) -> tuple[Guide, ...]:
    """The guides that are seen; they name and link to nothing that is not."""
    links = _Links(kb, view)
    return tuple(_guide(guide, view, links) for guide in kb.guides if guide.id in view.guides)


def narrowed_videos(kb: KnowledgeBase, view: Seen) -> tuple[Video, ...]:
    """The videos that are seen; they name nothing that is not."""
    return tuple(
        replace(
            video,
            roles=_of(video.roles, view.roles),
            entities=_of(video.entities, view.entities),
            processes=_of(video.processes, view.processes),
            guide=video.guide if video.guide in view.guides else "",
            audience=(),
        )
        for video in kb.videos
        if video.id in view.videos
    )


def _of(ids: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id in known)


def _guide(guide: Guide, view: Seen, links: _Links) -> Guide:
    entities, teaches = _of(guide.entities, view.entities), _of(guide.teaches, view.entities)
    first = bool(teaches) or guide.entities[:1] == entities[:1]
    return replace(
        guide,
        body=links.narrowed(guide.body, guide),
        steps=tuple(replace(step, text=links.narrowed(step.text, guide)) for step in guide.steps),
        roles=_of(guide.roles, view.roles),
        entities=entities,
        processes=_of(guide.processes, view.processes),
        videos=_of(guide.videos, view.videos),
        teaches=teaches,
        operation=guide.operation if first else "",
        audience=(),
        when=(),
    )


@dataclass(frozen=True)
class _Links:
    """What links in guides may lead to, and what becomes of those that may not."""

    kb: KnowledgeBase
    view: Seen

    @cached_property
    def names(self) -> Names:
        return names_of(self.kb)

    @cached_property
    def hidden(self) -> dict[str, str]:
        """Addresses that are not seen → the title there, in small letters."""
        kb, view, said = self.kb, self.view, self.kb.language
        found = {addresses.guide_page(g.id): g.title for g in kb.guides if g.id not in view.guides}
        found |= {addresses.video_page(v.id): v.title.said(said) for v in kb.videos if v.id not in view.videos}
        spec = kb.spec
        lists = (
            (spec.entities.entities, view.entities, addresses.entity_page),
            (spec.processes.processes, view.processes, addresses.process_page),
            (spec.roles.roles, view.roles, addresses.role_page),
            (spec.equipment.devices, view.devices, addresses.device_page),
        )
        for items, known, address in lists:
            found |= {address(item.id): item.label.said(said) for item in items if item.id not in known}
        for one in spec.glossary.terms:
            if not view.decided(f"glossary/{one.id}", not one.entity or one.entity in view.entities):
                found[f"{addresses.GLOSSARY}#{addresses.term_anchor(one.id)}"] = one.term.said(said)
        return {address: title.casefold() for address, title in found.items()}

    @property
    def elsewhere(self) -> str:
        """What is said in place of a title that may not be told."""
        return words(self.kb.language)("audiences.elsewhere")

    def narrowed(self, text: str, guide: Guide) -> str:
        """*text* of *guide* with links to what is not seen turned into words; code stays as it is."""
        text = self._without_items(text, guide)
        text = _outside_code(WIKILINK, text, self._by_name)
        text = _outside_code(TERM, text, self._term)
        text = _outside_code(_EMBED, text, self._embed)
        text = _outside_code(_INLINE, text, lambda m: self._by_path(m, guide))
        return _outside_code(_REFERENCE, text, lambda m: f"{m[1]}#" if self._leads(m["path"], guide) else m[0])

    def _without_items(self, text: str, guide: Guide) -> str:
        """*text* without items of lists that are such a link and no more, and without headings left with nothing."""
        lines, bare = text.split("\n"), prose.without_code(text).split("\n")
        gone = {n for n, line in enumerate(bare) if (item := _ITEM.fullmatch(line)) and self._dead(item, guide)}
        if not gone:
            return text
        heads = [n for n, line in enumerate(bare) if _HEADING.match(line)]
        for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
            below = [n for n in range(head + 1, end) if lines[n].strip()]
            if below and gone.issuperset(below):
                gone.add(head)
        return "\n".join(line for n, line in enumerate(lines) if n not in gone)

    def _dead(self, item: re.Match[str], guide: Guide) -> bool:
        if item["path"]:
            return bool(self._leads(item["path"], guide))
        page = self.names.find(html.unescape(item["name"]).strip())
        return page is not None and page.address in self.hidden

    def _by_name(self, match: re.Match[str]) -> str:
        """A link by name: its own words; the name itself where it is an everyday word, and no title."""
        name = html.unescape(match[1]).strip()
        page = self.names.find(name)
        if page is None or page.address not in self.hidden:
            return match[0]
        if match[2] and match[2].strip().casefold() != self.hidden[page.address]:
            return match[2]
        titled = page.address.startswith(("guides/", "videos/")) or ":" in name
        return self.elsewhere if titled else match[2] or match[1]

    def _term(self, match: re.Match[str]) -> str:
        """The client's word for a record, which the text uses whether it can be looked up or not."""
        hidden = match["id"] not in self.view.entities
        return (term(match, self.kb) or match[0]) if hidden else match[0]

    def _embed(self, match: re.Match[str]) -> str:
        """A recording that is not seen is not there at all."""
        named = re.findall(r"[\w.-]+", match["call"])
        return "" if any(v.id in named and v.id not in self.view.videos for v in self.kb.videos) else match[0]

    def _by_path(self, match: re.Match[str], guide: Guide) -> str:
        address = self._leads(match["path"], guide)
        if not address:
            return match[0]
        return self.elsewhere if match["text"].strip().casefold() == self.hidden[address] else match["text"]

    def _leads(self, path: str, guide: Guide) -> str:
        """The address *path* leads to, if it is not seen; empty where it is, or where *path* leads to no page."""
        bare = path.split("#")[0].split("?")[0]
        if ":" in bare or not bare.endswith((".md", ".html")):
            return ""
        stem = posixpath.basename(bare).rsplit(".", 1)[0]
        whole = posixpath.normpath(posixpath.join("guides", bare)).removesuffix(".html").removesuffix(".md") + ".md"
        named = addresses.guide_page(stem) if self.kb.guide(stem) else ""
        return next((a for a in (whole, named) if a in self.hidden and stem != guide.id), "")


def _outside_code(pattern: re.Pattern[str], text: str, change: Callable[[re.Match[str]], str]) -> str:
    """*text* with every match of *pattern* outside of code changed."""
    kept: list[str] = []
    at = 0
    for match in pattern.finditer(prose.without_code(text)):
        kept += [text[at : match.start()], change(match)]
        at = match.end()
    return "".join([*kept, text[at:]])
