"""Restored: nouns made again from plain values, to see what followed from a spec as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kbgen.model.changes import Snapshot
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.text import Text
from kbgen.trace.snapshots import NOUNS


def as_it_was(kb: KnowledgeBase, old: Snapshot) -> KnowledgeBase | None:
    """*kb* with the spec of *old*; None where *old* holds something the nouns of today cannot hold.

    What *old* left out is as it is by default.
    """
    try:
        hints = get_type_hints(Spec)
        told = {noun: restored(hints[noun], value) for noun, value in old.spec.items() if noun in NOUNS}
        defaults = {f.name: f.default for f in fields(Spec) if f.name in NOUNS and f.default is not MISSING}
        return replace(kb, spec=replace(kb.spec, **{**defaults, **told}))
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def restored(kind: Any, value: Any) -> Any:
    """The value of type *kind* that :func:`kbgen.model.plain.plain` made *value* of.

    Raises:
        TypeError, ValueError, KeyError: *value* is no such thing.
    """
    if kind is Text:
        return Text(value) if isinstance(value, str) else Text(**value)
    if is_dataclass(kind):
        made: Any = kind
        attributes = _attributes(made)
        told = ((*attributes[key], item) for key, item in value.items())
        return made(**{name: restored(inner, item) for name, inner, item in told})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(restored(inner[0], item) for item in _list(value))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: restored(inner[1], item) for key, item in value.items()}
    if origin in (Union, UnionType):
        return value if value is None else restored(_likeliest(inner), value)
    return date.fromisoformat(value) if kind is date else value


def _likeliest(kinds: tuple[Any, ...]) -> Any:
    """Of several types the one that takes some restoring; numbers and words are what they are."""
    return next((k for k in kinds if k is date or is_dataclass(k) or get_origin(k) in (tuple,)), object)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


@cache
def _attributes(kind: type[Any]) -> dict[str, tuple[str, Any]]:
    """Key as it is written → attribute and its type."""
    hints = get_type_hints(kind)
    return {f.name.rstrip("_"): (f.name, hints[f.name]) for f in fields(kind)}
