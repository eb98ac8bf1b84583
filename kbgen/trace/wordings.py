"""What guides may write besides Markdown: links by name, and the client's words for its records."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from kbgen.language import Case, in_case, in_sentence
from kbgen.language.agreement import agreed
from kbgen.language.cases import CASES, SHORT, plural_forms
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase

WIKILINK = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]\n]{1,120}))?\]\]")
"""``[[Сделка]]``, ``[[Сделка|сделку]]``: the name, and the words shown."""

_QUOTED = r"(?:\"|'|&quot;|&#39;)"
TERM = re.compile(
    rf"\{{\{{\s*term\(\s*{_QUOTED}(?P<id>[\w.-]+){_QUOTED}\s*\)"
    r"(?P<plural>\s*\.\s*plural)?"
    r"(?:\s*\.\s*(?P<case>(?!with\b|agree\b)\w+))?"
    rf"(?:\s*\.\s*(?P<how>with|agree)\(\s*{_QUOTED}(?P<other>[^\"'&{{}}()\n]{{1,60}}){_QUOTED}\s*\))?"
    r"\s*\}\}"
)
"""``{{ term("Deal") }}``, ``.gen``, ``.plural.gen``, ``.acc.with("новый")``, ``.agree("создан")``."""


def with_terms(text: str, kb: KnowledgeBase) -> str:
    """*text* with the client's words in place of its terms; an unknown one stays as written. Nothing is escaped."""
    return TERM.sub(lambda m: term(m, kb) or m[0], text) if "{{" in text else text


def worded(guide: Guide, kb: KnowledgeBase) -> Guide:
    """*guide* with the client's words in its title, summary, result and steps; those of its body the wiki fills in."""
    if not any("{{" in text for text in (guide.title, guide.summary, guide.result, *(s.text for s in guide.steps))):
        return guide
    steps = tuple(replace(step, text=with_terms(step.text, kb)) for step in guide.steps)
    title, summary, result = (with_terms(text, kb) for text in (guide.title, guide.summary, guide.result))
    return replace(guide, title=title, summary=summary, result=result, steps=steps)


def term(match: re.Match[str], kb: KnowledgeBase) -> str:
    """The client's word for an entity: in a case, in the plural, with or instead of a word that agrees with it.

    It gets a capital where the case is written with one. Empty where there is no such entity or case.
    """
    entity, asked = kb.entity(match["id"]), match["case"] or "nom"
    case = SHORT.get(asked.lower()) or next((c for c in CASES if c == asked.lower()), None)
    if entity is None or case is None:
        return ""
    label, forms = entity.label.said(kb.language), entity.forms
    own = kb.client.terms.get(entity.id, "")
    if match["plural"]:
        label, forms = (entity.plural or entity.label).said(kb.language), plural_forms(forms)
    elif own and own.casefold() != label.casefold():
        label, forms = own, {}
    word = in_sentence(in_case(label, case, kb.language, forms))
    word = _beside(match, word, label, case, kb)
    return word[:1].upper() + word[1:] if asked[:1].isupper() else word


def _beside(match: re.Match[str], word: str, label: str, case: Case, kb: KnowledgeBase) -> str:
    """*word* with the word that goes before it (``with``), or that word alone (``agree``)."""
    if not match["how"]:
        return word
    other = agreed(html.unescape(match["other"]), label, case, kb.language)
    return f"{other} {word}" if match["how"] == "with" else other
