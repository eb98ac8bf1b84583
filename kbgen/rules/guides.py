"""Guides: their links lead somewhere, their markup is harmless, their reasons are given."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from kbgen.errors import Place, Problem
from kbgen.language import prose
from kbgen.language.nearness import nearest
from kbgen.model import addresses
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

SAFE_SCHEMES = ("http", "https", "mailto", "tel")
HARMLESS_TAGS = frozenset(
    {"b", "br", "del", "details", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub"}
    | {"summary", "sup", "u"}
)
DANGEROUS_TAGS = frozenset(
    {"applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "math"}
    | {"meta", "object", "script", "select", "style", "svg", "template", "textarea", "video"}
)
_ACTIVE = re.compile(r"[\s/\"'](?:on[a-z]+|srcdoc|formaction)\s*=|(?:java|vb)script\s*:", re.IGNORECASE)


def links(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:
    """Links to pages and files that are not there, and links that would run code."""
    guides = [guide.id for guide in kb.guides]
    known = _Known(frozenset(_pages(kb)), cache(lambda name: nearest(name, guides)))
    for guide in kb.guides:
        for link in prose.links(guide.body):
            scheme = _scheme(link.path)
            if not scheme:
                yield from _local(guide, link, known, workspace)
            elif scheme.lower() not in SAFE_SCHEMES:
                values = {"link": link.path[:120], "scheme": scheme}
                yield Problem("unsafe_link", _place(guide, link.offset), values)


@dataclass(frozen=True, slots=True)
class _Known:
    """What guides may link to."""

    pages: frozenset[str]
    nearest: Callable[[str], str]
    """The guide that was probably meant; asked once a name, since a moved folder breaks thousands of links."""


@lru_cache(10_000)
def _scheme(link: str) -> str:
    """``https`` of *link*; empty where it leads somewhere near."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", _unhidden(link))
    return found[1] if found else ""


def _local(guide: Guide, mention: prose.Mention, known: _Known, workspace: Workspace) -> Iterator[Problem]:
    link = mention.path
    path = unquote(link.split("#")[0].split("?")[0])
    if not path or "{{" in path:  # a link within the page, or a term of the client
        return
    if path.startswith(("/", "\\")):
        yield Problem("absolute_link", _place(guide, mention.offset), {"link": link[:120]})
        return
    if path.endswith(".md"):
        name = posixpath.basename(path)[:-3]
        if name not in known.pages and posixpath.normpath(posixpath.join("guides", path)) not in known.pages:
            near = known.nearest(name)
            values = {"link": link[:120], "near": f"{near}.md"}
            yield Problem("dead_link_near" if near else "dead_link", _place(guide, mention.offset), values)
        return
    root = workspace.root.resolve()
    try:
        file = (root / guide.file).parent / path
        there = file.resolve().is_relative_to(root / "content") and file.is_file()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        yield Problem("dead_link", _place(guide, mention.offset), {"link": link[:120]})


def _pages(kb: KnowledgeBase) -> set[str]:
    """Ids of guides, which are found wherever their file lies, and addresses of all other pages."""
    spec = kb.spec
    files = {addresses.entity_page(e.id) for e in spec.entities.entities if not e.external}
    files |= {addresses.role_page(r.id) for r in spec.roles.roles}
    files |= {addresses.process_page(p.id) for p in spec.processes.processes}
    files |= {addresses.device_page(d.id) for d in spec.equipment.devices}
    files |= {addresses.video_page(v.id) for v in kb.videos}
    named = {value for name, value in vars(addresses).items() if name.isupper() and not name.startswith("_")}
    return files | named | {g.id for g in kb.guides}


def markup(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """HTML in guides: what could run code or load things is an error, other tags are a warning."""
    for guide in kb.guides:
        for tag in prose.tags(guide.body):
            values = {"tag": tag.text}
            odd_quotes = tag.attributes.count('"') % 2 or tag.attributes.count("'") % 2
            if tag.text in DANGEROUS_TAGS or odd_quotes or _ACTIVE.search(tag.attributes):
                yield Problem("dangerous_html", _place(guide, tag.offset), values)
            elif tag.text not in HARMLESS_TAGS:
                yield Problem("raw_html", _place(guide, tag.offset), values, "warning")


def replacements(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:
    """Guides of the client's own that replace a shared one and do not say why."""
    own = PurePosixPath(workspace.shown(workspace.client(kb.client.id))) / "guides"
    groups = ("common", kb.client.product.id, *kb.client.guides)
    for guide in kb.guides:
        path = PurePosixPath(guide.file)
        if guide.reason or not path.is_relative_to(own):
            continue
        inside = path.relative_to(own)
        shared = [workspace.guides / group / inside for group in groups]
        if inside.parts[0] in groups:
            shared.append(workspace.guides / inside)
        if any(file.is_file() for file in shared):
            yield Problem("replaced_without_reason", guide.place, {"file": inside.name}, "warning")


def _place(guide: Guide, offset: int) -> Place:
    line = guide.body.count("\n", 0, offset)
    return Place(guide.file, guide.body_line + line, offset - guide.body.rfind("\n", 0, offset))


def _unhidden(link: str) -> str:
    """*link* as a browser reads it: entities resolved, control characters and blanks dropped."""
    return re.sub(r"[\x00-\x20]", "", html.unescape(unquote(link)))
