"""Merging: what people made of a draft meets what its source says now.

Three states of plain values (see :mod:`kbgen.model.plain`): the *base* is what was imported last, *ours* is the spec
as people have it, *theirs* is what is imported now. What only one side changed is taken from it; where both changed
the same thing differently, ours stays and both values are told. Without a base ours wins wherever it speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kbgen.importers.identity import Path, is_records, keys, same
from kbgen.importers.shapes import Shape

DifferenceKind = Literal["added", "updated", "removed", "kept", "conflict", "vanished"]
"""``kept``: ours differs on purpose; ``vanished``: gone from the source, still in ours; ``removed``: gone from both."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the two sides do not say the same."""

    kind: DifferenceKind
    path: Path
    ours: Any = None
    """Plain value before merging; None where there was none."""
    theirs: Any = None


_FACTS = ("bool", "int", "float", "date", "scalar", "word")
"""Kinds of values whose absence says something: no longer required, no longer limited. A text that is gone from the
source may still be of use to people and stays."""


class _NothingType:
    def __bool__(self) -> bool:
        return False


_NOTHING: Any = _NothingType()
"""Not said: an attribute left at its default, an item that is not there."""
_UNKNOWN: Any = _NothingType()
"""No base: nobody knows what it said before."""


@dataclass(slots=True)
class Merging:
    """One merge. *answer*: theirs is a full answer to the base, so that its order and, with *delete*, what it lacks
    count; else theirs is a source that only adds and corrects."""

    answer: bool = False
    delete: bool = False
    differences: list[Difference] = field(default_factory=list)

    def noun(self, name: str, base: Any, ours: Any, theirs: Any, wanted: Shape) -> Any:
        """The merged noun as plain values; *base* None means there is no base."""
        return self._value(_UNKNOWN if base is None else base, ours, theirs, wanted, (name,))

    def _value(self, base: Any, ours: Any, theirs: Any, wanted: Shape, path: Path) -> Any:
        if same(ours, theirs):
            return ours
        if wanted.kind in ("object", "mapping", "text") and isinstance(ours, dict) and isinstance(theirs, dict):
            return self._members(base, ours, theirs, wanted, path)
        if is_records(wanted) and wanted.item is not None:
            return self._items(base, ours or [], theirs or [], wanted.item, path)
        return self._atom(base, ours, theirs, wanted, path)

    def _atom(self, base: Any, ours: Any, theirs: Any, wanted: Shape, path: Path) -> Any:
        if base is _UNKNOWN:
            if ours is _NOTHING:
                return self._told("updated", path, ours, theirs)
            return ours if theirs is _NOTHING else self._told("kept", path, ours, theirs)
        if same(theirs, base):
            return ours if theirs is _NOTHING else self._told("kept", path, ours, theirs)
        if same(ours, base):
            if theirs is _NOTHING and not self.answer and wanted.kind not in _FACTS:
                return self._told("vanished", path, ours, theirs)
            return self._told("updated", path, ours, theirs)
        return self._told("conflict", path, ours, theirs)

    def _members(self, base: Any, ours: Any, theirs: Any, wanted: Shape, path: Path) -> dict[str, Any]:
        inner = base if base is _UNKNOWN or isinstance(base, Mapping) else {}
        merged = {}
        for name in _in_order(ours, theirs, wanted):
            shape = wanted.item if wanted.item is not None else wanted.members[name].shape
            was = _UNKNOWN if inner is _UNKNOWN else inner.get(name, _NOTHING)
            value = self._value(was, ours.get(name, _NOTHING), theirs.get(name, _NOTHING), shape, (*path, name))
            if value is _NOTHING and is_records(shape) and wanted.members[name].required:
                value = []
            if value is not _NOTHING:
                merged[name] = value
        return merged

    def _items(self, base: Any, ours: list[Any], theirs: list[Any], item: Shape, path: Path) -> Any:
        known = base is not _UNKNOWN
        was = dict(zip(keys(base, item), base, strict=True)) if known and base else {}
        mine = dict(zip(keys(ours, item), ours, strict=True))
        new = dict(zip(keys(theirs, item), theirs, strict=True))
        order = self._order(list(was), list(mine), list(new), path)
        merged = {}
        for key in order:
            here = (*path, key)
            if key in mine and key in new:
                merged[key] = self._value(was.get(key, _UNKNOWN), mine[key], new[key], item, here)
            elif key in new and key not in was:
                merged[key] = self._told("added", here, _NOTHING, new[key])
            elif key in new:
                self._told("kept" if same(was[key], new[key]) else "conflict", here, _NOTHING, new[key])
            elif key in was:
                merged[key] = self._gone(was[key], mine[key], here)
            else:
                merged[key] = mine[key]
        return [value for value in merged.values() if value is not _NOTHING] or _NOTHING

    def _gone(self, was: Any, mine: Any, path: Path) -> Any:
        if not self.answer:
            return self._told("vanished", path, mine, _NOTHING)
        if not same(was, mine):
            return self._told("conflict", path, mine, _NOTHING)
        return self._told("removed" if self.delete else "vanished", path, mine, _NOTHING)

    def _order(self, was: list[str], mine: list[str], new: list[str], path: Path) -> list[str]:
        """Keys of both sides: in our order, new ones behind what they follow on their side."""
        common = [k for k in was if k in mine and k in new]
        theirs_moved = [k for k in new if k in common] != common
        ours_moved = [k for k in mine if k in common] != common
        first, second = mine, new
        if self.answer and theirs_moved:
            if ours_moved:
                self._told("conflict", path, mine, new)
            else:
                self._told("updated", path, mine, new)
                first, second = new, mine
        order = list(first)
        places = {key: number for number, key in enumerate(order)}
        at = next((places[key] for key in second if key in places), len(order))  # before what they come before
        behind: dict[int, list[str]] = {}
        for key in second:
            if key in places:
                at = places[key] + 1
            else:
                behind.setdefault(at, []).append(key)
        merged = list(behind.get(0, []))
        for number, key in enumerate(order, 1):
            merged += [key, *behind.get(number, [])]
        return merged

    def _told(self, kind: DifferenceKind, path: Path, ours: Any, theirs: Any) -> Any:
        """Note a difference; the value that counts from now on."""
        told = (None if value is _NOTHING else value for value in (ours, theirs))
        self.differences.append(Difference(kind, path, *told))
        return theirs if kind in ("added", "updated", "removed") else ours


def _in_order(ours: dict[str, Any], theirs: dict[str, Any], wanted: Shape) -> list[str]:
    names = dict.fromkeys([*ours, *theirs])
    if not wanted.members:
        return list(names)
    return [name for name in wanted.members if name in names]


def next_base(theirs: dict[str, Any], old: dict[str, Any] | None, differences: list[Difference],
              shapes: Mapping[str, Shape]) -> dict[str, Any]:  # fmt: skip
    """What to keep as the base of the next import: theirs, and what vanished from it but is still in ours.

    So a thing that vanished is told again until somebody deletes it, and recognised should it come back.
    """
    if old is None:
        return theirs
    base = theirs
    for difference in differences:
        if difference.kind == "vanished":
            base = _restored(base, old, difference.path, Shape("object", members={}), shapes)
    return base


def _restored(now: Any, old: Any, path: Path, wanted: Shape, shapes: Mapping[str, Shape]) -> Any:
    """*now* with the value that *old* has at *path*."""
    if not path:
        return old
    name, rest = path[0], path[1:]
    if isinstance(now, dict) and isinstance(old, dict):
        inner = shapes[name] if not wanted.members and wanted.item is None else _inner(wanted, name)
        if name not in old:
            return now
        return {**now, name: _restored(now.get(name, [] if is_records(inner) else {}), old[name], rest, inner, shapes)}
    if not (isinstance(now, list) and isinstance(old, list) and wanted.item is not None):
        return now
    before = dict(zip(keys(old, wanted.item), old, strict=True))
    after = dict(zip(keys(now, wanted.item), now, strict=True))
    if name not in before:
        return now
    after[name] = _restored(after.get(name, {}), before[name], rest, wanted.item, shapes)
    return list(after.values())


def _inner(wanted: Shape, name: str) -> Shape:
    return wanted.item if wanted.item is not None else wanted.members[name].shape
