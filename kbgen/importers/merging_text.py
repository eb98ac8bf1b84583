"""Edits of a YAML text: only what changed is written anew; comments and hand formatting around it stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from kbgen.importers.identity import is_records, keys, same
from kbgen.importers.shapes import Shape
from kbgen.importers.yaml_writer import entry_lines, flow, item_lines, to_yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def edited(text: str, old: dict[str, Any], new: dict[str, Any], wanted: Shape) -> str:
    """The YAML *text* of a noun that means *old*, changed so that it means *new* (plain values, shape *wanted*).

    Bytes of what did not change stay, line ends too. The caller reads the result back: a text written in a way nobody
    foresaw (explicit keys, say) may come out meaning something else, and must not be taken then.
    """
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(bom) if bom else text
    moved = True
    while moved and not same(old, new):
        root = yaml.compose(text, Loader=_LOADER)
        if root is None:
            return f"{bom}{text}{'' if text.endswith(chr(10)) or not text else _break(text)}{to_yaml(new)}"
        edit = _Edit(text)
        moved = edit.moves(root, old, new, wanted)
        if moved:
            text = edit.applied()
            continue
        edit.value(root, old, new, wanted)
        text = edit.applied()
    return bom + text


def _break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pair of a mapping or an item of a list, as written."""

    start: int
    """Offset of the key, or of the dash."""
    end: int
    """Offset behind its last sign, comments not counted."""
    node: Any
    """Node of its value."""


class _Edit:
    """Changes of one text, collected by offset and made at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[tuple[int, int, str]] = []

    def applied(self) -> str:
        """The text with all changes made."""
        parts, at = [], 0
        for start, end, said in sorted(self.changes, key=lambda c: c[:2]):
            parts += [self.text[at:start], said]
            at = end
        return "".join([*parts, self.text[at:]])

    def replace(self, start: int, end: int, said: str) -> None:
        self.changes.append((start, end, said.replace("\n", _break(self.text))))

    def value(self, node: Any, old: Any, new: Any, wanted: Shape) -> None:
        """Change what is inside a mapping or a list."""
        if isinstance(old, dict):
            self.pairs(node, old, new, wanted)
        else:
            assert wanted.item is not None
            self.items(node, old, new, wanted.item)

    def pairs(self, node: Any, old: dict[str, Any], new: dict[str, Any], wanted: Shape) -> None:
        written = {k.value: _Entry(k.start_mark.index, self.end(v, k), v) for k, v in node.value}
        behind: str | None = None
        for key, value in new.items():
            if key in written:
                if not (key in old and same(old[key], value)):
                    self.pair(node, written[key], key, (old.get(key), value), _inner(wanted, key))
                behind = key
                continue
            self.insert(node, list(written.values()), list(written).index(behind) if behind else -1, key, value)
        gone = [number for number, key in enumerate(written) if key in old and key not in new]
        self.delete(node, list(written.values()), gone)

    def pair(self, node: Any, entry: _Entry, key: str, values: tuple[Any, Any], wanted: Shape) -> None:
        if self.within(entry.node, *values, wanted):
            self.value(entry.node, *values, wanted)
        elif _simple(entry.node) and not isinstance(values[1], dict | list):
            self.replace(entry.node.start_mark.index, entry.end, flow(values[1]))
        else:
            self.rewrite(node, entry, key, values[1])

    def items(self, node: Any, old: list[Any], new: list[Any], wanted: Shape) -> None:
        """Items stand in the same order on both sides: :meth:`moves` has seen to it."""
        entries = [_Entry(self.dash(node, v), self.end(v), v) for v in node.value]
        was = {key: number for number, key in enumerate(keys(old, wanted))}
        behind = -1
        for key, value in zip(keys(new, wanted), new, strict=True):
            number = was.pop(key, None)
            if number is None:
                self.insert(node, entries, behind, None, value)
                continue
            behind = number
            if not same(old[number], value):
                if self.within(entries[number].node, old[number], value, wanted):
                    self.value(entries[number].node, old[number], value, wanted)
                else:
                    self.rewrite(node, entries[number], None, value)
        self.delete(node, entries, list(was.values()))

    def within(self, node: Any, old: Any, new: Any, wanted: Shape) -> bool:
        """Whether a change can be made inside a value instead of writing the value anew."""
        if isinstance(node, yaml.MappingNode) and isinstance(old, dict) and isinstance(new, dict):
            return bool(node.value and new) and any(k in old or not k for k in new)
        if not (is_records(wanted) and isinstance(node, yaml.SequenceNode) and old and new):
            return False
        assert wanted.item is not None
        return bool(set(keys(old, wanted.item)) & set(keys(new, wanted.item)))

    def rewrite(self, node: Any, entry: _Entry, key: str | None, value: Any) -> None:
        said = self.said(node, key, value)
        self.replace(entry.start, entry.end, said)

    def said(self, node: Any, key: str | None, value: Any) -> str:
        """An entry as it stands inside *node*, without the indentation of its first line."""
        if node.flow_style:
            return flow(value) if key is None else flow({key: value})[1:-1]
        lines = item_lines(value) if key is None else entry_lines(key, value)
        return f"\n{' ' * node.start_mark.column}".join(lines)

    def insert(self, node: Any, entries: list[_Entry], behind: int, key: str | None, value: Any) -> None:
        """A new entry behind the one of that number; -1 puts it first."""
        said = self.said(node, key, value)
        if node.flow_style:
            at = entries[behind].end if behind >= 0 else entries[0].start
            self.replace(at, at, f", {said}" if behind >= 0 else f"{said}, ")
            return
        indent = " " * node.start_mark.column
        if behind >= 0:
            at = self.line_end(entries[behind].end)
            self.replace(at, at, f"\n{indent}{said}")
        elif (line := self.own_line(entries[0].start)) is not None:
            self.replace(line, line, f"{indent}{said}\n")
        else:
            self.replace(entries[0].start, entries[0].start, f"{said}\n{indent}")

    def delete(self, node: Any, entries: list[_Entry], gone: list[int]) -> None:
        """Cut entries out; comments above an item go with it, comments above a pair stay. One entry must remain."""
        for first, last in _runs(gone):
            start, end = entries[first].start, entries[last].end
            line = None if node.flow_style else self.own_line(start)
            if line is not None:
                for number in range(first, last + 1):
                    top = self.text.rfind("\n", 0, entries[number].start) + 1
                    if isinstance(node, yaml.SequenceNode) and number:
                        top = self.above(top, entries[number - 1].end)
                    self.replace(top, self.line_end(entries[number].end, whole=True), "")
            elif last + 1 < len(entries):
                self.replace(start, entries[last + 1].start, "")
            else:
                self.replace(entries[first - 1].end, end, "")

    def own_line(self, offset: int) -> int | None:
        """The start of the line where nothing stands before *offset*; None where something does."""
        line = self.text.rfind("\n", 0, offset) + 1
        return None if self.text[line:offset].strip() else line

    def above(self, start: int, limit: int) -> int:
        """The start of the comment lines right above the line at *start*, not before *limit*."""
        while True:
            line = self.text.rfind("\n", 0, start - 1) + 1
            if line <= limit or not self.text[line:start].lstrip(" ").startswith("#"):
                return start
            start = line

    def moves(self, node: Any, old: Any, new: Any, wanted: Shape) -> bool:
        """Put the blocks of the first list that is ordered otherwise into the new order; *old* follows."""
        if isinstance(old, dict) and isinstance(new, dict) and isinstance(node, yaml.MappingNode):
            written = {k.value: v for k, v in node.value}
            return any(
                self.moves(written[k], old[k], new[k], _inner(wanted, k))
                for k in old if k in new and k in written and not same(old[k], new[k])
            )  # fmt: skip
        if not (is_records(wanted) and isinstance(node, yaml.SequenceNode) and old and new):
            return False
        assert wanted.item is not None
        mine, theirs = keys(old, wanted.item), keys(new, wanted.item)
        order = [mine.index(k) for k in theirs if k in mine]
        if order == sorted(order):
            by_key = dict(zip(theirs, new, strict=True))
            pairs = zip(node.value, old, mine, strict=True)
            return any(self.moves(n, o, by_key[k], wanted.item) for n, o, k in pairs if k in by_key)
        order += [n for n in range(len(old)) if n not in order]
        self.permute(node, order)
        old[:] = [old[n] for n in order]
        return True

    def permute(self, node: Any, order: list[int]) -> None:
        entries = [_Entry(self.dash(node, v), self.end(v), v) for v in node.value]
        if node.flow_style:
            said = ", ".join(self.text[entries[n].start : entries[n].end] for n in order)
            self.changes.append((entries[0].start, entries[-1].end, said))
            return
        starts = [self.text.rfind("\n", 0, entries[0].start) + 1]
        first = self.text[starts[0] : entries[0].start]  # the dash of the first may stand behind something
        starts += [self.line_end(e.end, whole=True) for e in entries]
        blocks = [self.text[a:b] for a, b in pairwise(starts)]
        if first.strip():
            blocks[0] = " " * len(first) + blocks[0][len(first) :]
        blocks = [b if b.endswith("\n") else b + _break(self.text) for b in blocks]
        said = "".join(blocks[n] for n in order)
        if first.strip():
            said = first + said[len(first) :]
        self.changes.append((starts[0], starts[-1], said))

    def dash(self, node: Any, item: Any) -> int:
        """Offset of the dash of an item of a block list; of the item itself in a flow list."""
        if node.flow_style:
            return int(item.start_mark.index)
        line = self.text.rfind("\n", 0, item.start_mark.index) + 1
        column = node.start_mark.column
        while self.text[line + column : line + column + 1] != "-" and line:
            line = self.text.rfind("\n", 0, line - 1) + 1
        return int(line + column)

    def end(self, node: Any, key: Any = None) -> int:
        """Offset behind the last sign of a value (of its key where nothing is written), comments not counted."""
        if isinstance(node, yaml.ScalarNode):
            end = int(node.end_mark.index)
            if node.style in ("|", ">"):
                end = len(self.text[:end].rstrip())
            return end if end > node.start_mark.index or key is None else max(end, int(key.end_mark.index) + 1)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1], last[0]) if isinstance(node, yaml.MappingNode) else self.end(last)

    def line_end(self, offset: int, whole: bool = False) -> int:
        """The end of the line *offset* lies in; with *whole*, behind its line break."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end + 1 if whole else end - (self.text[end - 1] == "\r")


def _inner(wanted: Shape, name: str) -> Shape:
    return wanted.item if wanted.item is not None else wanted.members[name].shape


def _simple(node: Any) -> bool:
    """Whether a value is written in one piece that another scalar can stand for."""
    return (
        isinstance(node, yaml.ScalarNode)
        and node.style not in ("|", ">")
        and node.end_mark.index > node.start_mark.index
    )


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, as first and last."""
    for number in numbers:
        if number - 1 not in numbers:
            last = number
            while last + 1 in numbers:
                last += 1
            yield number, last
