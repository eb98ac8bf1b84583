"""The glossary of one audience: words for what it may see, and those that its texts use."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kbgen.model.glossary import Glossary, Term
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.trace.seen import Seen


def narrowed_glossary(glossary: Glossary, view: Seen, small: KnowledgeBase) -> Glossary:
    """Terms that name what is seen, and those that some text of the copy uses; a meaning may use another term."""
    chosen = [t for t in glossary.terms if view.decided(f"glossary/{t.id}", not t.entity or t.entity in view.entities)]
    free = [t for t in chosen if not t.entity]
    told = _plain(" ".join(_texts((small.spec, small.guides, small.videos))))
    used = {t.id: _used(t, told) or f"glossary/{t.id}" in view.audience.show for t in free}
    grown = True
    while grown:
        grown = False
        told_too = _plain(" ".join(_texts(tuple(t for t in chosen if t.entity or used[t.id]))))
        for term in free:
            if not used[term.id] and _used(term, told_too):
                used[term.id] = grown = True
    kept = (t for t in chosen if t.entity or used[t.id])
    return Glossary(tuple(t if t.entity in view.entities else replace(t, entity="") for t in kept))


def _used(term: Term, told: str) -> bool:
    own = (term.term.plain, term.term.ru, term.term.en, *term.synonyms)
    return any(name and _beginnings(name).search(told) for name in own)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _beginnings(name: str) -> re.Pattern[str]:
    """Matches *name* in any grammatical form: every word by its beginning, with whatever ending."""
    words = re.findall(r"\w+", _plain(name))
    stems = (re.escape(w[: max(3, len(w) - 2)] if len(w) > 3 else w) + r"\w{0,4}" for w in words)
    return re.compile(r"\b" + r"\W+".join(stems) + r"\b")


def _texts(value: Any) -> list[str]:
    """Every wording in *value*, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Text):
        return [value.plain, value.ru, value.en]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if is_dataclass(value):
        return [text for f in fields(value) for text in _texts(getattr(value, f.name))]
    return []
