"""What may stand where: the types of the nouns, made ready for reading."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kbgen.model.text import Text

Kind = Literal["object", "list", "mapping", "text", "str", "bool", "int", "float", "date", "scalar", "word"]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What one value must look like."""

    kind: Kind
    words: tuple[str, ...] = ()
    """Of a "word": the ones allowed."""
    item: Shape | None = None
    """Of a list or a mapping: what its members look like."""
    members: Mapping[str, Member] = field(default_factory=dict)
    """Of an object: key in YAML → member. The key of ``from_`` is ``from``."""
    name: str = ""
    """Of an object: the noun it is."""

    @property
    def takes_one(self) -> bool:
        """Whether a list of these may be written as its only element."""
        return self.item is not None and self.item.kind in ("str", "text", "word")


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An attribute of an object."""

    attribute: str
    shape: Shape
    required: bool
    default: Any = None
    """What stands where nothing is written, if that is a plain value."""


_LEAVES: dict[Any, Kind] = {str: "str", bool: "bool", int: "int", float: "float", date: "date"}


@cache
def shape(kind: Any) -> Shape:
    """The shape of a type as the nouns use them: dataclass, tuple, Mapping, Literal, ``X | None``, scalars.

    Raises:
        TypeError: the model uses a kind of type nobody taught the importers.
    """
    if kind is Text:
        return Shape("text", members=_members(Text))
    if isinstance(kind, type) and is_dataclass(kind):
        return Shape("object", members=_members(kind), name=kind.__name__)
    if kind in _LEAVES:
        return Shape(_LEAVES[kind])
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return Shape("word", words=tuple(str(a) for a in args))
    if origin in (Union, types.UnionType):
        real = tuple(a for a in args if a is not type(None))
        return shape(real[0]) if len(real) == 1 else Shape("scalar")
    if origin is tuple:
        return Shape("list", item=shape(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return Shape("mapping", item=shape(args[1]))
    raise TypeError(f"no shape for {kind!r}")


@cache
def _members(kind: Any) -> Mapping[str, Member]:
    hints = get_type_hints(kind)
    return {
        f.name.rstrip("_"): Member(
            f.name,
            shape(hints[f.name]),
            f.default is MISSING and f.default_factory is MISSING,
            f.default if isinstance(f.default, str | int | float) else None,
        )
        for f in fields(kind)
    }
