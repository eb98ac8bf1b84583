"""Wording: every text people wrote in a client's files, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.model.text import Text


def texts(kb: KnowledgeBase) -> Iterator[tuple[PlaceKey, str]]:
    """Every wording of the client, the spec and guides' front matter, with its key."""
    yield from _inside(kb.client, ("client",))
    for noun in fields(kb.spec):
        yield from _inside(getattr(kb.spec, noun.name), (noun.name,))
    for guide in kb.guides:
        yield ("guides", guide.id, "title"), guide.title
        yield ("guides", guide.id, "summary"), guide.summary


def labels(kb: KnowledgeBase) -> Iterator[tuple[PlaceKey, Text]]:
    """Every label of entities, their fields, options and relations, with its key."""
    for e, entity in enumerate(kb.spec.entities.entities):
        key: PlaceKey = ("entities", "entities", e)
        yield (*key, "label"), entity.label
        yield (*key, "plural"), entity.plural
        for f, field in enumerate(entity.fields):
            yield (*key, "fields", f, "label"), field.label
            for o, option in enumerate(field.options):
                yield (*key, "fields", f, "options", o, "label"), option.label
        for r, relation in enumerate(entity.relations):
            yield (*key, "relations", r, "label"), relation.label


def _inside(value: Any, key: PlaceKey) -> Iterator[tuple[PlaceKey, str]]:
    if isinstance(value, Text):
        yield from ((key, text) for text in (value.plain, value.ru, value.en) if text)
    elif isinstance(value, str):
        yield key, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*key, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(item, (*key, name))
    elif is_dataclass(value):
        for attribute in fields(value):
            if inner := getattr(value, attribute.name):
                yield from _inside(inner, (*key, attribute.name))
