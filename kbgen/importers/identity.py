"""Identity: which item of a list is which, though lists were reordered, shortened or grew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kbgen.importers.shapes import Shape

_PAIRS = (("role", "entity"), ("from", "to"))
"""What tells items without an id apart: whose rights on what, which change of state."""

Path = tuple[str, ...]
"""Where something stands in a spec: noun, then attributes and keys of items."""


def keys(items: Sequence[Any], wanted: Shape) -> list[str]:
    """The key of each item of a list of objects, unique within it.

    It is the id; else what tells such items apart (:data:`_PAIRS`); else the first attribute that must be given.
    Second and further items of one key are numbered: ``phone#2``.
    """
    members = wanted.members
    if "id" in members:
        names: tuple[str, ...] = ("id",)
    else:
        pairs = (p for p in _PAIRS if all(n in members for n in p))
        names = next(pairs, tuple(k for k, m in members.items() if m.required)[:1])
    seen: dict[str, int] = {}
    found = []
    for item in items:
        key = ">".join(_word(item.get(name, "")) for name in names) if names else ""
        seen[key] = seen.get(key, 0) + 1
        found.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two plain values mean the same: types count (``true`` is not 1), but 2 and 2.0 are one number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(v, other[k]) for k, v in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and bool(one == other)


def is_records(wanted: Shape) -> bool:
    """Whether values of this shape are lists of objects."""
    return wanted.kind == "list" and wanted.item is not None and wanted.item.kind == "object"


def _word(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):  # a wording in several languages
        return next((str(value[k]) for k in ("plain", "ru", "en") if value.get(k)), "")
    return json.dumps(value)
