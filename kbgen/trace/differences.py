"""Differences between two trees of plain values, told by ids: what came, went, moved or says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from kbgen.model.changes import ChangeKind

Plain = Mapping[str, Any]

COLLECTIONS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("entities", "entities"): ("entity", "entities"),
    ("entity", "fields"): ("field", "/fields"),
    ("field", "options"): ("option", "/options"),
    ("entity", "relations"): ("relation", "/relations"),
    ("roles", "roles"): ("role", "roles"),
    ("roles", "operations"): ("operation", "operations"),
    ("processes", "processes"): ("process", "processes"),
    ("process", "steps"): ("step", "/steps"),
    ("process", "states"): ("state", "/states"),
    ("process", "transitions"): ("transition", "/transitions"),
    ("equipment", "devices"): ("device", "equipment"),
    ("device", "symptoms"): ("symptom", "/symptoms"),
    ("needs", "goals"): ("goal", "needs"),
    ("needs", "needs"): ("need", "needs"),
    ("choice", "criteria"): ("measure", "choice/criteria"),
    ("choice", "candidates"): ("candidate", "choice/candidates"),
    ("acceptance", "stages"): ("stage", "acceptance"),
    ("stage", "criteria"): ("criterion", ""),
    ("training", "sessions"): ("session", "training"),
    ("session", "topics"): ("topic", "/topics"),
    ("warranty", "contacts"): ("contact", "warranty/contacts"),
    ("warranty", "severities"): ("severity", "warranty/severities"),
    ("warranty", "defects"): ("defect", "warranty/defects"),
    ("glossary", "terms"): ("term", "glossary"),
}
"""Kind and its list → kind of the items, and where their trace ids begin (``/``: inside the one that holds them)."""

DEFAULTS: Mapping[tuple[str, str], Any] = {
    ("need", "priority"): "must",
    ("state", "kind"): "open",
    ("step", "kind"): "task",
    ("step", "split"): "one",
    ("step", "join"): "any",
    ("device", "kind"): "other",
    ("defect", "state"): "open",
    ("measure", "weight"): 1,
    ("warranty", "months"): 6,
}
"""What is meant where nothing is written: snapshots leave it out."""

_IDENTITY = {"transition": ("from", "to"), "option": ("value",), "contact": ("name",), "topic": ("label",)}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing with an id, and what holds it."""

    kind: str
    id: str
    trace: str
    values: Plain
    holder: Thing | None = None

    def up(self, kind: str) -> Thing | None:
        """This thing or the nearest one around it of *kind*."""
        thing: Thing | None = self
        while thing is not None and thing.kind != kind:
            thing = thing.holder
        return thing


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; *thing* is as it is now, or as it was where it is gone."""

    kind: ChangeKind
    thing: Thing
    attribute: str = ""
    before: Any = None
    after: Any = None


def differences(noun: str, old: Any, new: Any) -> Iterator[Difference]:
    """What differs between two versions of one noun of the spec."""
    olds, news = _mapping(old), _mapping(new)
    yield from _inside(Thing(noun, noun, noun, olds), Thing(noun, noun, noun, news))


def between(
    kind: str, prefix: str, old: Plain, new: Plain, known: frozenset[str] = frozenset()
) -> Iterator[Difference]:
    """The same for things that stand in no order: guides and videos by id.

    Attributes in *known* are compared only where both sides know them.
    """
    for id in sorted({*old, *new}):
        was = Thing(kind, id, f"{prefix}/{id}", _mapping(old.get(id)))
        now = Thing(kind, id, f"{prefix}/{id}", _mapping(new.get(id)))
        if id not in old or id not in new:
            yield Difference("removed" if id in old else "added", was if id in old else now)
        else:
            yield from (d for d in _inside(was, now) if d.attribute not in known or None not in (d.before, d.after))


def _inside(old: Thing, new: Thing) -> Iterator[Difference]:
    for attribute in dict.fromkeys((*old.values, *new.values)):
        before, after = old.values.get(attribute), new.values.get(attribute)
        if before == after and type(before) is type(after):
            continue
        if (old.kind, attribute) == ("roles", "permissions"):
            yield from _rights(before, after)
        elif (old.kind, attribute) in COLLECTIONS:
            yield from _items(attribute, old, new)
        else:
            yield from _attribute(new, attribute, before, after)


def _attribute(thing: Thing, attribute: str, before: Any, after: Any) -> Iterator[Difference]:
    """A record inside a thing (a person, points by criterion) differs by its own attributes."""
    if _is_record(before) and _is_record(after) and (before or after):
        olds, news = _mapping(before), _mapping(after)
        for key in dict.fromkeys((*olds, *news)):
            if olds.get(key) != news.get(key):
                yield from _attribute(thing, f"{attribute}.{key}", olds.get(key), news.get(key))
        return
    default = DEFAULTS.get((thing.kind, attribute))
    before, after = (default if value is None else value for value in (before, after))
    renamed = attribute in ("label", "title", "term") and before is not None and after is not None
    yield Difference("renamed" if renamed else "changed", thing, attribute, before, after)


def _items(attribute: str, old: Thing, new: Thing) -> Iterator[Difference]:
    olds, news = things(attribute, old), things(attribute, new)
    yield from (Difference("removed", thing) for id, thing in olds.items() if id not in news)
    moved = _moved(list(olds), list(news))
    for id, thing in news.items():
        if id not in olds:
            yield Difference("added", thing)
            continue
        told = list(_inside(olds[id], thing))
        yield from (d for d in told if d.thing is thing and d.kind == "renamed")
        if id in moved:
            earlier = list(news)[: list(news).index(id)]
            yield Difference("moved", thing, after=news[earlier[-1]] if earlier else None)
        yield from (d for d in told if d.thing is not thing or d.kind != "renamed")


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest ids that must move to bring *old* into the order of *new*, as near as matching blocks tell."""
    there, here = set(old), set(new)
    olds, news = [id for id in old if id in here], [id for id in new if id in there]
    if olds == news:
        return set()
    blocks = SequenceMatcher(None, olds, news, autojunk=False).get_matching_blocks()
    stayed = {id for block in blocks for id in olds[block.a : block.a + block.size]}
    return set(olds) - stayed


def things(attribute: str, holder: Thing) -> dict[str, Thing]:
    """Items of a list by id; twins get a number, what is no record gets its place."""
    kind, prefix = COLLECTIONS[holder.kind, attribute]
    start = holder.trace + prefix if prefix.startswith("/") or not prefix else prefix
    found: dict[str, Thing] = {}
    items = holder.values.get(attribute)
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        values = _mapping(item) or {"value": item}
        parts = [_name(values.get(key)) for key in _IDENTITY.get(kind, ("id",))]
        base = ">".join(parts) if all(parts) else f"{number}"
        id = base
        while id in found:
            id = f"{base}~{number}"
            base += "~"
        found[id] = Thing(kind, id, f"{start}/{id}", values, holder)
    return found


def _name(value: Any) -> str:
    if is_wording(value):
        return str(value.get("plain") or value.get("ru") or value.get("en") or "")
    return "" if value is None else str(value)


def _rights(old: Any, new: Any) -> Iterator[Difference]:
    """Levels by role, entity and operation; what is not named is not allowed."""
    olds, news = _by_role(old), _by_role(new)
    for key in sorted({*olds, *news}):
        was, now = olds.get(key, {}), news.get(key, {})
        thing = Thing("permission", key[1], f"permissions/{key[0]}/{key[1]}", {"role": key[0], "entity": key[1]})
        yield from _levels(thing, "", _mapping(was.get("ops")), _mapping(now.get("ops")))
        was_fields, now_fields = _mapping(was.get("fields")), _mapping(now.get("fields"))
        for field in dict.fromkeys((*was_fields, *now_fields)):
            inner = Thing("permission", field, f"{thing.trace}/fields/{field}", {**thing.values, "field": field})
            yield from _levels(inner, "fields", _mapping(was_fields.get(field)), _mapping(now_fields.get(field)))
        rest = dict.fromkeys(k for k in (*was, *now) if k not in ("role", "entity", "ops", "fields"))
        for attribute in rest:
            if was.get(attribute) != now.get(attribute):
                yield from _attribute(thing, attribute, was.get(attribute), now.get(attribute))


def _levels(thing: Thing, of: str, was: Plain, now: Plain) -> Iterator[Difference]:
    nothing = None if of else "no"
    for operation in dict.fromkeys((*was, *now)):
        before, after = was.get(operation, nothing), now.get(operation, nothing)
        if before != after:
            one = Thing("level", operation, f"{thing.trace}/{operation}", thing.values, thing)
            yield Difference("changed", one, operation, before, after)


def _by_role(permissions: Any) -> dict[tuple[str, str], Plain]:
    found: dict[tuple[str, str], Plain] = {}
    for one in permissions if isinstance(permissions, list) else []:
        values = _mapping(one)
        found.setdefault((str(values.get("role", "")), str(values.get("entity", ""))), values)
    return found


def _is_record(value: Any) -> bool:
    """Whether *value* has attributes of its own, or is left out where such a thing may stand."""
    return value is None or (isinstance(value, Mapping) and not is_wording(value))


def is_wording(value: Any) -> bool:
    """Whether *value* is a text said in several languages."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= {"ru", "en", "plain"}


def _mapping(value: Any) -> Plain:
    return value if isinstance(value, Mapping) else {}
