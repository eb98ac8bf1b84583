"""The attributes of everything that can be agreed, read from the nouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from kbgen.model.kb import Spec
from kbgen.model.text import Text
from kbgen.trace.differences import COLLECTIONS
from kbgen.trace.snapshots import NOUNS, RESULTS


def attributes() -> Iterator[tuple[str, str]]:
    """Kind and attribute (``responsible_name`` inside a record) of every noun that snapshots hold."""
    hints = get_type_hints(Spec)
    for noun in NOUNS:
        yield from _of(noun, _class(hints[noun]), noun)


def _of(kind: str, noun: Any, path: str, before: str = "") -> Iterator[tuple[str, str]]:
    hints = get_type_hints(noun)
    for field in fields(noun):
        name, inner = field.name.rstrip("_"), _class(hints[field.name])
        if f"{path}.{name}" in RESULTS or name == "id" or (kind, name) == ("roles", "permissions"):
            continue
        if (kind, name) in COLLECTIONS:
            yield from _of(COLLECTIONS[kind, name][0], inner, f"{path}.{name}")
        elif kind == "transition" and name in ("from", "to"):
            continue
        elif is_dataclass(inner) and inner is not Text and get_origin(hints[field.name]) is not tuple:
            yield from _of(kind, inner, f"{path}.{name}", f"{name}_")
        else:
            yield kind, before + name


def _class(hint: Any) -> Any:
    """The noun inside a tuple, mapping or option."""
    if get_origin(hint) is None:
        return hint
    return next((found for a in get_args(hint) if is_dataclass(found := _class(a))), None)
