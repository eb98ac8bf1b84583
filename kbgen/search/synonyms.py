"""Other words for the same thing: a shared list, and what the client's spec says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files

from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text

MOST_WORDS = 3
"""A wording of more words is a sentence, not a name."""

Group = Sequence[str]


def shared_groups() -> list[Group]:
    """The general list that comes with kbgen."""
    text = (files("kbgen.search") / "synonyms.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["groups"])


def spec_groups(kb: KnowledgeBase) -> list[Group]:
    """Groups from the client's spec: glossary, names of entities, fields and roles in every language and their ids."""
    found = [group for group in map(_short, _named(kb)) if len(group) > 1]
    return list(dict.fromkeys(found))


def _named(kb: KnowledgeBase) -> Iterator[list[str]]:
    for term in kb.spec.glossary.terms:
        entity = kb.entity(term.entity) if term.entity else None
        yield [*_wordings(term.term), *term.synonyms, *(_wordings(entity.label) if entity else [])]
    for entity in kb.spec.entities.entities:
        own = kb.client.terms.get(entity.id, "")
        yield [*_wordings(entity.label), entity.id, *([own] if own else [])]
        yield from ([*_wordings(field.label), field.id] for field in entity.fields if not field.system)
    for role in kb.spec.roles.roles:
        yield [*_wordings(role.label), role.id, role.external_name]


def _wordings(text: Text) -> list[str]:
    return [text.plain, text.ru, text.en]


def _short(wordings: Sequence[str]) -> tuple[str, ...]:
    """Wordings of at most three words, each once."""
    kept = (" ".join(w.split()) for w in wordings if w and len(w.split()) <= MOST_WORDS)
    return tuple(dict.fromkeys(kept))
