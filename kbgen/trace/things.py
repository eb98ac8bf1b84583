"""Things: the trace id of everything a spec holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kbgen.model.changes import Snapshot
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import BASIC_OPERATIONS
from kbgen.trace.differences import COLLECTIONS, Thing, things
from kbgen.trace.snapshots import snapshot


@dataclass(frozen=True)
class Traces:
    """Trace ids that mean something in a knowledge base, now or as it was approved."""

    sides: tuple[Snapshot, ...]

    def __contains__(self, name: str) -> bool:
        return self._right(name.split("/")) if name.startswith("permissions/") else name in self.named

    @cached_property
    def named(self) -> frozenset[str]:
        """Ids of all things but rights, and of what holds them."""
        found = {trace for side in self.sides for trace in _of(side)}
        holders = ("/".join(trace.split("/")[:end]) for trace in found for end in range(1, trace.count("/") + 1))
        return frozenset((*found, *holders, "permissions"))

    @cached_property
    def operations(self) -> frozenset[str]:
        """Operations there are rights to."""
        rights = (p for side in self.sides for p in _listed(side.spec.get("roles"), "permissions"))
        named = (op for p in rights for op in (p["ops"] if isinstance(p.get("ops"), Mapping) else {}))
        return frozenset((*BASIC_OPERATIONS, *named, *(n.removeprefix("operations/") for n in self.named)))

    def _right(self, words: list[str]) -> bool:
        """``permissions/<role>[/<entity>[/fields/<field>][/<operation>]]``: any role may one day do anything."""
        role, entity, *rest = [*words[1:], "", ""][: max(2, len(words) - 1)]
        known = f"roles/{role}" in self.named and (not entity or f"entities/{entity}" in self.named)
        if rest[:1] == ["fields"] and len(rest) > 1:
            known = known and f"entities/{entity}/fields/{rest[1]}" in self.named
            rest = rest[2:]
        return known and len(rest) <= 1 and set(rest) <= self.operations

    def likely(self) -> list[str]:
        """Names to choose from where one was misspelt."""
        rights = {f"permissions/{p.get('role')}/{p.get('entity')}" for s in self.sides for p in _rights_of(s)}
        operations = {f"{right}/{operation}" for right in rights for operation in BASIC_OPERATIONS}
        return sorted({*self.named, *rights, *operations})


def traces(kb: KnowledgeBase) -> Traces:
    """Ready to tell whether a trace id means something in *kb*, now or as it was approved."""
    return Traces((snapshot(kb), *([kb.approved] if kb.approved else [])))


def _of(side: Snapshot) -> Iterator[str]:
    for noun, values in side.spec.items():
        if isinstance(values, Mapping):
            yield from (thing.trace for thing in _inside(Thing(noun, noun, noun, values)))
    yield from (f"guides/{id}" for id in side.guides or ())
    yield from (f"videos/{id}" for id in side.videos or ())


def _inside(thing: Thing) -> Iterator[Thing]:
    yield thing
    for attribute in _LISTS.get(thing.kind, ()):
        if attribute in thing.values:
            for inner in things(attribute, thing).values():
                yield from _inside(inner)


_LISTS: dict[str, tuple[str, ...]] = {
    kind: tuple(attribute for of, attribute in COLLECTIONS if of == kind) for kind, _ in COLLECTIONS
}


def _rights_of(side: Snapshot) -> list[Mapping[str, Any]]:
    return _listed(side.spec.get("roles"), "permissions")


def _listed(noun: Any, attribute: str) -> list[Mapping[str, Any]]:
    items = noun.get(attribute) if isinstance(noun, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
