"""Nouns as plain values: dicts, lists and scalars, the way they are written in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from kbgen.model.text import Text


def plain(value: Any) -> Any:
    """A noun as dicts, lists and scalars, the way the importers read it back.

    What equals its default is left out; 0 and false are values and stay.
    """
    if isinstance(value, Text):
        if value.plain and not (value.ru or value.en):
            return value.plain
        return {f.name: getattr(value, f.name) for f in fields(Text) if getattr(value, f.name)}
    if is_dataclass(value) and not isinstance(value, type):
        told = ((key, getattr(value, name), default) for name, key, default in _attributes(type(value)))
        return {key: plain(item) for key, item, default in told if type(item) is not type(default) or item != default}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _attributes(noun: Any) -> tuple[tuple[str, str, Any], ...]:
    """Attribute, the key it is written under, and what is understood without it (a thing of its own: nothing is)."""
    return tuple((f.name, f.name.rstrip("_"), _default(f)) for f in fields(noun))


def _default(attribute: Field[Any]) -> Any:
    return attribute.default_factory() if attribute.default_factory is not MISSING else attribute.default
