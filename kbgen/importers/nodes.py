"""YAML as it was written: a tree of nodes with places, nothing interpreted.

PyYAML's events are read one by one, so that anchors, aliases, tags, duplicate keys, deep nesting and
floods of nodes are refused before anything is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from kbgen.errors import Place, Problem
from kbgen.importers.syntax import explain
from kbgen.importers.text_files import control_character

DEEPEST = 24
MOST_NODES = 1_500_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Node, Node]] = field(default_factory=list)

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
    reading = _Reading(name, first_line)
    try:
        return reading.document(iter(yaml.parse(text, Loader=_LOADER))), reading.problems
    except _RefusedError:
        return None, reading.problems
    except yaml.YAMLError as error:
        code, line, column, values = explain(error, text)
        reading.problems.append(Problem(code, Place(name, line + first_line, column + 1), values))
        return None, reading.problems


class _Reading:
    """One pass over the events of a file."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.shift = first_line
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("second_document", event)
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, 0)
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.refuse("too_many_nodes", event, limit=MOST_NODES)
        if depth > DEEPEST:
            self.refuse("too_deep", event, limit=DEEPEST)
        self.forbid_references(event)
        line, column = event.start_mark.line + self.shift, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items = [self.node(e, events, depth + 1) for e in _until(yaml.SequenceEndEvent, events)]
            return Node("list", line, column, items=items)
        if isinstance(event, yaml.MappingStartEvent):
            return Node("mapping", line, column, entries=self.entries(events, depth))
        return Node("scalar", line, column, plain=True)  # a forbidden alias, already reported

    def scalar(self, event: Any, line: int, column: int) -> Node:
        plain = event.style is None or event.style == ""
        if not plain and (sign := control_character(event.value)):
            self.problems.append(Problem("control_character", Place(self.name, line, column), {"sign": sign}))
            return Node("scalar", line, column)
        return Node("scalar", line, column, event.value, plain)

    def entries(self, events: Iterator[Any], depth: int) -> list[tuple[Node, Node]]:
        entries: list[tuple[Node, Node]] = []
        first: dict[str, Node] = {}
        for event in _until(yaml.MappingEndEvent, events):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if self.key_is_good(key, first):
                entries.append((key, value))
        return entries

    def key_is_good(self, key: Node, first: dict[str, Node]) -> bool:
        place = Place(self.name, key.line, key.column)
        if key.kind != "scalar":
            self.problems.append(Problem("key_not_a_word", place))
        elif key.plain and key.text == "<<":
            self.problems.append(Problem("merge_key", place))
        elif (twin := first.setdefault(key.text, key)) is not key:
            self.problems.append(Problem("duplicate_key", place, {"key": key.text, "line": twin.line}))
        else:
            return True
        return False

    def forbid_references(self, event: Any) -> None:
        place = Place(self.name, event.start_mark.line + self.shift, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(Problem("alias", place, {"name": event.anchor}))
        elif event.anchor is not None:
            self.problems.append(Problem("anchor", place, {"name": event.anchor}))
        if (tag := getattr(event, "tag", None)) is not None:
            self.problems.append(Problem("tag", place, {"tag": tag.replace("tag:yaml.org,2002:", "!!")[:60]}))

    def refuse(self, code: str, event: Any, **values: object) -> None:
        place = Place(self.name, event.start_mark.line + self.shift, event.start_mark.column + 1)
        self.problems.append(Problem(code, place, values))
        raise _RefusedError


def _until(end: type, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event
