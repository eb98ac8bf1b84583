"""Nouns as plain values: dicts, lists and scalars, the way they are written in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
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
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value) if _said(value, f)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _said(noun: Any, attribute: Field[Any]) -> bool:
    """Whether an attribute differs from what would be understood without it."""
    value = getattr(noun, attribute.name)
    if attribute.default is not MISSING:
        return bool(type(value) is not type(attribute.default) or value != attribute.default)
    if attribute.default_factory is not MISSING:
        return bool(value != attribute.default_factory())
    return True
