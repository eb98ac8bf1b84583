"""Links and words by name in guides: ``[[Сделка|сделку]]``, ``[[guide:new-request]]``, ``{{ term("Deal").gen }}``."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from kbgen.language import Case, in_case, in_sentence, words
from kbgen.language.agreement import agreed
from kbgen.language.cases import CASES, SHORT, plural_forms
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import escape
from kbgen.trace.naming import Names
from kbgen.trace.wordings import TERM, WIKILINK
from kbgen.wiki.links import Links


def linked(prose: str, kb: KnowledgeBase, link: Links, names: Names) -> str:
    """*prose* with links and terms filled in; a link to nothing becomes its words, an unknown term stays as written."""
    prose = TERM.sub(lambda m: str(_term(m, kb)), prose)
    return WIKILINK.sub(lambda m: str(_link(m, link, names)), prose)


def with_terms(text: str, kb: KnowledgeBase) -> str:
    """Plain *text* with the client's words in place of ``{{ term("Deal").gen }}``; not escaped."""
    return TERM.sub(lambda m: html.unescape(str(_term(m, kb))), text)


def _link(match: re.Match[str], link: Links, names: Names) -> Markup:
    name = html.unescape(match[1])
    page = names.find(name)
    shown = html.unescape(match[2] or "") or (page.title if page and ":" in name else name)
    if page is None:
        hint = words(names.language)("wiki.red_link")
        return Markup('<span class="kb-missing" title="{}">{}</span>').format(hint, escape(shown))
    return link.to(page.address, shown)


def _term(match: re.Match[str], kb: KnowledgeBase) -> str | Markup:
    """The client's word for an entity: in a case, in the plural, with or instead of a word that agrees with it.

    It gets a capital where the case is written with one.
    """
    entity, asked = kb.entity(match["id"]), match["case"] or "nom"
    case = SHORT.get(asked.lower()) or next((c for c in CASES if c == asked.lower()), None)
    if entity is None or case is None:
        return match[0]
    many = bool(match["plural"])
    label, forms = entity.label.said(kb.language), entity.forms
    own = kb.client.terms.get(entity.id, "")
    if many:
        label, forms = (entity.plural or entity.label).said(kb.language), plural_forms(forms)
    elif own and own.casefold() != label.casefold():
        label, forms = own, {}
    word = in_sentence(in_case(label, case, kb.language, forms))
    word = _beside(match, word, label, case, kb)
    return escape(word[:1].upper() + word[1:] if asked[:1].isupper() else word)


def _beside(match: re.Match[str], word: str, label: str, case: Case, kb: KnowledgeBase) -> str:
    """*word* with the word that goes before it (``with``), or that word alone (``agree``)."""
    if not match["how"]:
        return word
    other = agreed(html.unescape(match["other"]), label, case, kb.language)
    return f"{other} {word}" if match["how"] == "with" else other
