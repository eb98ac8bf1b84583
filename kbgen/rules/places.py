"""From places in files to trace ids: which item of the spec a problem is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from kbgen.errors import Place
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.model.processes import Transition
from kbgen.model.roles import Permission

_FLAT = {"stages": "acceptance", "sessions": "training", "devices": "equipment", "terms": "glossary"}
"""Lists that are named like their file in trace ids. Lists named otherwise (goals, permissions) name themselves."""
_LEFT_OUT = ("criteria", "topics")
"""Lists whose name does not stand in trace ids: ``acceptance/<stage>/<criterion>``."""


def trace_finder(kb: KnowledgeBase) -> Callable[[Place], str]:
    """A look-up from the place of a problem to the trace id of the innermost item there; empty where there is none."""
    keys: dict[Place, PlaceKey] = {}
    for key, place in kb.places.items():
        if len(key) > len(keys.get(place, ())):
            keys[place] = key
    files = {guide.file: f"guides/{guide.id}" for guide in kb.guides}
    files |= {name: f"videos/{v.id}" for v in kb.videos for name in (v.file, v.place.file)}

    @cache
    def find(place: Place) -> str:
        return trace_id(kb, keys[place]) if place in keys else files.get(place.file, "")

    return find


def trace_id(kb: KnowledgeBase, key: PlaceKey) -> str:
    """The trace id of the item that the value at *key* belongs to: ``entities/Deal/fields/amount``."""
    if not key or key[0] == "client":
        return "client" if key else ""
    if key[0] in ("guides", "videos"):
        return "/".join(str(part) for part in key[:2])
    value: Any = getattr(kb.spec, str(key[0]), None)
    words: list[str] = []
    for part in key[1:]:
        if isinstance(part, int):
            if not isinstance(value, tuple) or part >= len(value):
                break
            value = value[part]
            words += _name(value)
        elif is_dataclass(value) and part in {f.name for f in fields(value)}:
            value = getattr(value, part)
            if isinstance(value, tuple) and value and is_dataclass(value[0]):
                words += [] if words and part in _LEFT_OUT else [_FLAT.get(part, part) if not words else part]
        else:
            break
    return "/".join(words) or str(key[0])


def _name(item: Any) -> list[str]:
    """How an item is called inside its list."""
    if isinstance(item, Permission):
        return [item.role, item.entity]
    if isinstance(item, Transition):
        return [f"{item.from_}>{item.to}"]
    return [str(getattr(item, "id", "") or getattr(item, "value", ""))] if is_dataclass(item) else []
