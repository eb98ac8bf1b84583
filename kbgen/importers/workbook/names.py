"""Names in a workbook: people read and choose «Менеджер», the spec says ``manager``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbgen.importers.identity import is_records
from kbgen.importers.shapes import Shape
from kbgen.importers.workbook.layout import Column, roots
from kbgen.language.nearness import nearest
from kbgen.model.text import Language

LABELS = ("label", "term", "name", "text", "symptom", "action")
"""Attributes that name a thing for people, the best first."""


@dataclass(slots=True)
class Names:
    """Scope (``roles``, ``fields/Deal``) → id → label."""

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """The other way round: scope → folded label → ids."""

    def add(self, scope: str, id: str, label: str) -> None:
        """Note that *id* is called *label*."""
        known = self.labels.setdefault(scope, {})
        if id not in known:
            known[id] = label
            self.ids.setdefault(scope, {}).setdefault(_folded(label), []).append(id)

    def shown(self, scope: str, id: str) -> str:
        """How *id* is written for people: its label where that names only it and can stand in a list."""
        known = self.labels.get(scope, {})
        label = known.get(id, "")
        clean = label and label == " ".join(label.split()) and ";" not in label and len(label) <= 60
        if not clean or self._of(scope, label) != [id] or (label != id and label in known):
            return id
        return label

    def found(self, scope: str, said: str) -> str:
        """The id people mean by *said*: an id, or the label of exactly one; empty where there is none."""
        known = self.labels.get(scope, {})
        if said in known:
            return said
        ids = self._of(scope, said)
        return ids[0] if len(ids) == 1 else ""

    def near(self, scope: str, said: str) -> str:
        """The name *said* was probably meant to be; empty where none is alike."""
        return nearest(said, (self.shown(scope, id) for id in self.labels.get(scope, {})))

    def _of(self, scope: str, label: str) -> list[str]:
        return self.ids.get(scope, {}).get(_folded(label), [])


def _folded(label: str) -> str:
    return label.casefold().strip()


def label_of(item: Mapping[str, Any], language: Language) -> str:
    """What people call an item, from its plain values."""
    for name in LABELS:
        value = item.get(name)
        if isinstance(value, dict):
            value = value.get(language) or value.get("plain") or next(iter(value.values()), "")
        if isinstance(value, str) and value:
            return value
    return ""


def names_of(trees: Mapping[str, Any], language: Language) -> Names:
    """The names of everything with an id in plain *trees* (noun → tree)."""
    names = Names()
    for noun, root in roots().items():
        if isinstance(trees.get(noun), dict):
            _collect(trees[noun], root, names, language, "")
    return names


def _collect(tree: Mapping[str, Any], wanted: Shape, names: Names, language: Language, inside: str) -> None:
    for name, member in wanted.members.items():
        if not is_records(member.shape) or member.shape.item is None or "id" not in member.shape.item.members:
            continue
        for item in tree.get(name) or ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                names.add(f"{name}/{inside}" if inside else name, item["id"], label_of(item, language))
                _collect(item, member.shape.item, names, language, item["id"])


def scope(column: Column, parents: tuple[str, ...], row: Mapping[str, Any], trees: Mapping[str, Any]) -> str:
    """The scope the ids of a cell are of: fields belong to an entity, steps and states to a process."""
    kind = column.reference
    if column.shape.kind == "mapping" and column.name == "fields":
        return f"fields/{row.get('entity', '')}"
    if column.parent:
        return f"{kind}/{parents[-1]}" if parents else kind
    if kind in ("steps", "states"):
        return f"{kind}/{parents[0]}" if parents else kind
    if kind != "fields":
        return kind
    if column.name == "list_columns":
        return f"fields/{row.get('id', '')}"
    if column.name == "field":
        return f"fields/{row.get('entity', '')}"
    processes = trees.get("processes", {}).get("processes", ())
    entity = next((p.get("entity", "") for p in processes if parents and p.get("id") == parents[0]), "")
    return f"fields/{entity}"
