"""Things: the trace id of everything a spec holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.model.changes import Snapshot
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.differences import COLLECTIONS, Thing, things
from kbgen.trace.snapshots import snapshot


def traces(kb: KnowledgeBase) -> frozenset[str]:
    """Trace ids that mean something in *kb*, now or as it was approved, of everything and of what holds it."""
    sides = [snapshot(kb), *([kb.approved] if kb.approved else [])]
    return frozenset(part for side in sides for id in _of(side) for part in _holders(id))


def _of(side: Snapshot) -> Iterator[str]:
    for noun, values in side.spec.items():
        yield from (thing.trace for thing in _inside(Thing(noun, noun, noun, values)))
    for permission in _listed(side.spec.get("roles"), "permissions"):
        start = f"permissions/{permission.get('role')}/{permission.get('entity')}"
        yield start
        fields = permission.get("fields")
        yield from (f"{start}/fields/{name}" for name in (fields if isinstance(fields, Mapping) else {}))
    yield from _rights(side)
    yield from (f"guides/{id}" for id in side.guides or ())
    yield from (f"videos/{id}" for id in side.videos or ())


def _rights(side: Snapshot) -> Iterator[str]:
    """Every role may one day do every operation with every entity."""
    roles = [r.get("id") for r in _listed(side.spec.get("roles"), "roles")]
    entities = [e.get("id") for e in _listed(side.spec.get("entities"), "entities")]
    named = {op for p in _listed(side.spec.get("roles"), "permissions") for op in p.get("ops", {})}
    for role in roles:
        for entity in entities:
            yield from (f"permissions/{role}/{entity}/{op}" for op in named | {"create", "read", "edit", "delete"})


def _inside(thing: Thing) -> Iterator[Thing]:
    yield thing
    for kind, attribute in COLLECTIONS:
        if kind == thing.kind:
            for inner in things(attribute, thing).values():
                yield from _inside(inner)


def _listed(noun: Any, attribute: str) -> list[Mapping[str, Any]]:
    items = noun.get(attribute) if isinstance(noun, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _holders(id: str) -> Iterator[str]:
    words = id.split("/")
    yield from ("/".join(words[:end]) for end in range(1, len(words) + 1))
