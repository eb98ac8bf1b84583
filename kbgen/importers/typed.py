"""From nodes to nouns: values get the type their place asks for; whatever does not fit is a problem of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from kbgen.errors import Place, Problem
from kbgen.importers.ids import id_problems
from kbgen.importers.nodes import Node
from kbgen.importers.scalars import ambiguity, as_date, as_written
from kbgen.importers.shapes import Shape, shape
from kbgen.language.nearness import nearest
from kbgen.model.kb import PlaceKey
from kbgen.model.text import NO_TEXT, Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a file says: the noun (None where problems keep it from being made), its problems and places."""

    value: T | None
    problems: tuple[Problem, ...] = ()
    places: Mapping[PlaceKey, Place] = field(default_factory=dict)
    """Path of keys and indexes within the noun → where it was written."""


def read_noun(root: Node | None, kind: type[T], name: str, given: Mapping[str, object] | None = None) -> Reading[T]:
    """The noun *kind* from the tree of file *name*; *given* attributes are known beforehand and may stay unwritten.

    All problems are reported, each at its own place. An empty file is an empty noun.
    """
    reader = _Reader(name)
    made: Any = kind
    wanted = shape(made)
    written = reader.read(root, wanted, ()) if root and not root.absent else {}
    if isinstance(written, dict):
        reader.add_given(written, given or {})
        reader.problems += id_problems(written, wanted, reader.place)
    value = None
    try:
        value = _adapter(made).validate_python(written)
    except ValidationError as error:
        reader.add_structure(error)
    return Reading(None if reader.problems else value, tuple(reader.problems), reader.places)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@dataclass(frozen=True)
class _Broken:
    """Stands for a value that was reported already."""


BROKEN = _Broken()


class _Reader:
    """One pass over the tree of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.places: dict[PlaceKey, Place] = {}
        self.broken: set[PlaceKey] = set()
        self.meant: set[PlaceKey] = set()
        """Attributes that a misspelt key was meant to be: they are not reported as missing again."""

    def read(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        self.places[path] = Place(self.name, node.line, node.column)
        match wanted.kind:
            case "object":
                return self.members(node, wanted, path)
            case "list":
                return self.items(node, wanted, path)
            case "mapping":
                return self.pairs(node, wanted, path)
            case "text":
                return self.wording(node, wanted, path)
            case _:
                return self.leaf(node, wanted, path)

    def members(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        if node.kind != "mapping":
            return self.mismatch(node, "mapping", path)
        found: dict[str, Any] = {}
        for key, value in node.entries:
            member = wanted.members.get(key.text)
            if member is None:
                self.unknown_key(key, wanted, path)
                continue
            inner = (*path, member.attribute)
            if value.absent:
                self.places[inner] = Place(self.name, key.line, key.column)
                continue
            found[member.attribute] = self.read(value, member.shape, inner)
            if member.required and found[member.attribute] in ("", NO_TEXT):
                self.report("empty_value", value, inner, key=key.text)
        return found

    def items(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        assert wanted.item is not None
        nodes = node.items
        if node.kind != "list":
            one = wanted.takes_one and (node.kind == "scalar" or wanted.item.kind == "text")
            if not one:
                return self.mismatch(node, "list", path)
            nodes = [node]
        items = []
        for index, item in enumerate(nodes):
            if item.absent:
                self.report("empty_item", item, path)
                continue
            items.append(self.read(item, wanted.item, (*path, index)))
        return tuple(items)

    def pairs(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        assert wanted.item is not None
        if node.kind != "mapping":
            return self.mismatch(node, "mapping", path)
        found: dict[str, Any] = {}
        for key, value in node.entries:
            if code := ambiguity(key):
                self.report(code, key, (*path, key.text), word=key.text)
            elif not value.absent:
                found[key.text] = self.read(value, wanted.item, (*path, key.text))
        return found

    def wording(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        if node.kind == "list":
            return self.mismatch(node, "text", path)
        if node.kind == "mapping":
            found = self.members(node, wanted, path)
            return Text(**found) if all(isinstance(v, str) for v in found.values()) else BROKEN
        if code := ambiguity(node):
            return self.report(code, node, path, word=node.text)
        return Text(node.text)

    def leaf(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        kind = wanted.kind
        if node.kind != "scalar":
            return self.mismatch(node, kind, path)
        if kind == "word":
            return self.word(node, wanted, path)
        if code := ambiguity(node):
            return self.report(code, node, path, word=node.text)
        if kind == "str":
            return node.text
        value: Any = as_date(node) if kind == "date" else as_written(node)
        fits = {
            "date": value is not None,
            "bool": isinstance(value, bool),
            "int": isinstance(value, int) and not isinstance(value, bool),
            "float": isinstance(value, int | float) and not isinstance(value, bool),
            "scalar": True,
        }
        return value if fits[kind] else self.mismatch(node, kind, path)

    def word(self, node: Node, wanted: Shape, path: PlaceKey) -> Any:
        if node.text in wanted.words:
            return node.text
        near = nearest(node.text, wanted.words)
        code = "unknown_word_near" if near else "unknown_word"
        return self.report(code, node, path, word=node.text[:60], near=near, known=", ".join(wanted.words))

    def unknown_key(self, key: Node, wanted: Shape, path: PlaceKey) -> None:
        known = [k for k in wanted.members if (wanted.kind, k) != ("text", "plain")]
        near = nearest(key.text, known)
        if near:
            self.meant.add((*path, wanted.members[near].attribute))
        code = "unknown_key_near" if near else "text_with_colon" if wanted.kind == "text" else "unknown_key"
        values = {"key": key.text[:60], "near": near, "known": ", ".join(known)}
        self.problems.append(Problem(code, Place(self.name, key.line, key.column), values))

    def mismatch(self, node: Node, wanted: str, path: PlaceKey) -> _Broken:
        first = node.entries[0][0].text + ": …" if node.entries else "…"
        found = (node.text if node.kind == "scalar" else first)[:60]
        return self.report(f"expected_{wanted}", node, path, found=found)

    def report(self, code: str, node: Node, path: PlaceKey, **values: object) -> _Broken:
        self.problems.append(Problem(code, Place(self.name, node.line, node.column), values))
        self.broken.add(path)
        return BROKEN

    def place(self, path: PlaceKey) -> Place:
        """Where the value at *path* was written, or the nearest one around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return self.places.get((), Place(self.name))

    def add_given(self, written: dict[str, Any], given: Mapping[str, object]) -> None:
        for attribute, value in given.items():
            if written.setdefault(attribute, value) not in (value, BROKEN):
                values = {"key": attribute, "found": written[attribute], "given": value}
                self.problems.append(Problem("differs_from_folder", self.place((attribute,)), values))

    def add_structure(self, error: ValidationError) -> None:
        """Problems of what pydantic found: keys that are missing (the rest was found on the way)."""
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            path = tuple(detail["loc"])
            if path in self.meant or any(path[:end] in self.broken for end in range(len(path) + 1)):
                continue
            if detail["type"] == "missing":
                key = str(path[-1]).rstrip("_")
                self.problems.append(Problem("missing_key", self.place(path), {"key": key}))
            else:
                self.problems.append(Problem("bad_value", self.place(path), {"reason": detail["msg"]}))
