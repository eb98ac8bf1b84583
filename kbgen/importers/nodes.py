"""YAML as it was written: a tree of nodes with places, nothing interpreted.

PyYAML's events are read one by one, so that anchors, aliases, tags, duplicate keys, deep nesting and
floods of nodes are refused before anything is made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from kbgen.errors import Place, Problem
from kbgen.importers.syntax import explain
from kbgen.importers.text_files import control_character

DEEPEST = 24
MOST_NODES = 1_500_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_NONE: Any = ()  # shared by all scalars: two empty lists for each of them would take a fifth of the time


@dataclass(slots=True)
class Node:
    """A scalar, a list or a mapping, with its place (line and column from 1)."""

    kind: Literal["scalar", "list", "mapping"]
    line: int
    column: int
    text: str = ""
    """Of a scalar: the characters, quotes and escapes resolved."""
    plain: bool = False
    """Of a scalar: written without quotes, so that its look says its type."""
    items: list[Node] = _NONE
    entries: list[tuple[Node, Node]] = _NONE

    @property
    def absent(self) -> bool:
        """Whether nothing was written: ``null``, ``~`` or empty."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class _RefusedError(Exception):
    """Reading cannot go on."""


def read_nodes(text: str, name: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """The root node of a YAML *text* (None for an empty one or a broken one) and the problems of its writing.

    *name* and *first_line* say where the text stands: front matter begins at the second line of its file.
    """
    loader = _LOADER(text)
    reading = _Reading(name, first_line, loader.get_event)
    try:
        return reading.document(), reading.problems
    except _RefusedError:
        return None, reading.problems
    except yaml.YAMLError as error:
        code, line, column, values = explain(error, text)
        reading.problems.append(Problem(code, Place(name, line + first_line, column + 1), values))
        return None, reading.problems
    finally:
        loader.dispose()


class _Reading:
    """One pass over the events of a file. A large spec has a hundred thousand, so little is done for each."""

    def __init__(self, name: str, first_line: int, next_event: Callable[[], Any]) -> None:
        self.name = name
        self.shift = first_line
        self.next_event = next_event
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("second_document", event)
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 0)
        return root

    def node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.refuse("too_many_nodes", event, limit=MOST_NODES)
        kind, mark = type(event), event.start_mark
        if kind is yaml.AliasEvent:
            self.forbid("alias", event, name=event.anchor)
            return Node("scalar", mark.line + self.shift, mark.column + 1, plain=True)
        if event.anchor is not None:
            self.forbid("anchor", event, name=event.anchor)
        if event.tag is not None:
            self.forbid("tag", event, tag=event.tag.replace("tag:yaml.org,2002:", "!!")[:60])
        if kind is yaml.ScalarEvent:
            return self.scalar(event, mark)
        if depth >= DEEPEST:
            self.refuse("too_deep", event, limit=DEEPEST)
        if kind is yaml.SequenceStartEvent:
            node = Node("list", mark.line + self.shift, mark.column + 1, items=[])
            while type(event := self.next_event()) is not yaml.SequenceEndEvent:
                node.items.append(self.node(event, depth + 1))
            return node
        return Node("mapping", mark.line + self.shift, mark.column + 1, entries=self.entries(depth + 1))

    def scalar(self, event: Any, mark: Any) -> Node:
        text, plain = event.value, not event.style
        if not plain and (sign := control_character(text)):
            self.forbid("control_character", event, sign=sign)
            text = ""
        return Node("scalar", mark.line + self.shift, mark.column + 1, text, plain)

    def entries(self, depth: int) -> list[tuple[Node, Node]]:
        entries: list[tuple[Node, Node]] = []
        first: dict[str, Node] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self.node(event, depth)
            value = self.node(self.next_event(), depth)
            if key.kind != "scalar":
                self.forbid("key_not_a_word", event)
            elif key.plain and key.text == "<<":
                self.forbid("merge_key", event)
            elif (twin := first.setdefault(key.text, key)) is not key:
                self.forbid("duplicate_key", event, key=key.text[:60], line=twin.line)
            else:
                entries.append((key, value))
        return entries

    def forbid(self, code: str, event: Any, **values: object) -> None:
        mark = event.start_mark
        self.problems.append(Problem(code, Place(self.name, mark.line + self.shift, mark.column + 1), values))

    def refuse(self, code: str, event: Any, **values: object) -> None:
        self.forbid(code, event, **values)
        raise _RefusedError
