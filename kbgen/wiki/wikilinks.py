"""Links and words by name in guides: ``[[Сделка|сделку]]``, ``[[guide:new-request]]``, ``{{ term("Deal").gen }}``."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kbgen.language import Case, in_case, in_sentence
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import escape
from kbgen.wiki.links import Links

_WIKILINK = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]\n]{1,120}))?\]\]")
_TERM = re.compile(r"""\{\{\s*term\(\s*["']([\w.-]+)["']\s*\)(?:\s*\.\s*(\w+))?\s*\}\}""")

_CASES: Mapping[str, Case] = {
    "nom": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "loc": "loct",
    "nomn": "nomn", "gent": "gent", "datv": "datv", "accs": "accs", "ablt": "ablt", "loct": "loct",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A page that can be linked by name."""

    address: str
    title: str


def named_pages(kb: KnowledgeBase) -> Mapping[str, Named]:
    """Names in small letters → pages: ids with their kind (``guide:new-request``), titles, plurals, synonyms, bare ids.

    Where nouns share a name, entities win, then terms, processes, roles, guides, videos, devices.
    """
    names: dict[str, Named] = {}
    for name, page in (*_entities(kb), *_terms(kb), *_others(kb)):
        if name:
            names.setdefault(_key(name), page)
    return names


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _entities(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    for entity in kb.spec.entities.entities:
        if not entity.external:
            label = entity.label.said(kb.language)
            page = Named(addresses.entity_page(entity.id), label)
            own = kb.client.terms.get(entity.id, "")
            for name in (f"entity:{entity.id}", label, entity.plural.said(kb.language), own, entity.id):
                yield name, page


def _terms(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    for term in kb.spec.glossary.terms:
        label = term.term.said(kb.language)
        page = Named(f"{addresses.GLOSSARY}#{addresses.term_anchor(term.id)}", label)
        for name in (f"term:{term.id}", label, *term.synonyms):
            yield name, page


def _others(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    said = kb.language
    rows = [("process", p.id, p.label.said(said), addresses.process_page(p.id)) for p in kb.spec.processes.processes]
    rows += [("role", r.id, r.label.said(said), addresses.role_page(r.id)) for r in kb.spec.roles.roles]
    rows += [("guide", g.id, g.title, addresses.guide_page(g.id)) for g in kb.guides]
    rows += [("video", v.id, v.title.said(said), addresses.video_page(v.id)) for v in kb.videos]
    rows += [("device", d.id, d.label.said(said), addresses.device_page(d.id)) for d in kb.spec.equipment.devices]
    for kind, id, label, address in rows:
        for name in (f"{kind}:{id}", label, id):
            yield name, Named(address, label)


def linked(prose: str, kb: KnowledgeBase, link: Links, names: Mapping[str, Named]) -> str:
    """*prose* with links and terms filled in; a link to nothing becomes its words, an unknown term stays as written."""
    prose = _TERM.sub(lambda m: str(_term(m, kb)), prose)
    return _WIKILINK.sub(lambda m: str(_link(m, link, names)), prose)


def with_terms(text: str, kb: KnowledgeBase) -> str:
    """Plain *text* with the client's words in place of ``{{ term("Deal").gen }}``; not escaped."""
    return _TERM.sub(lambda m: html.unescape(str(_term(m, kb))), text)


def _link(match: re.Match[str], link: Links, names: Mapping[str, Named]) -> Markup:
    name = html.unescape(match[1])
    page = names.get(_key(name))
    shown = html.unescape(match[2] or "") or (page.title if page and ":" in name else name)
    if page is None:
        return Markup('<span class="kb-missing">{}</span>').format(escape(shown))
    return link.to(page.address, shown)


def _term(match: re.Match[str], kb: KnowledgeBase) -> str | Markup:
    """The client's word for an entity in a case; with a capital where the case is written with one."""
    entity, case = kb.entity(match[1]), _CASES.get((match[2] or "nom").lower())
    if entity is None or case is None:
        return match[0]
    own = kb.client.terms.get(entity.id)
    label, forms = (own, None) if own else (entity.label.said(kb.language), entity.forms)
    word = in_sentence(in_case(label, case, kb.language, forms))
    return escape(word[:1].upper() + word[1:] if (match[2] or "")[:1].isupper() else word)
