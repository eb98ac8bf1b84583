"""The layout of the customer's workbook: which list of the spec is which sheet, which attribute which column.

Everything follows from the nouns: a new attribute gets a column as soon as the catalogue has a heading for it
(``importers.attribute.<name>``), a new list of objects a sheet as soon as it has a title (``importers.sheet.<key>``).
What has neither travels in the hidden sheet that keeps the exported state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kbgen.importers.identity import is_records
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.spec import nouns
from kbgen.language import Words, words
from kbgen.model.clients import Client
from kbgen.model.text import Language

LEFT_OUT = ("approval",)
"""Signatures are not copied: a workbook can be edited by anybody."""

REFERENCES = {
    "role": "roles", "roles": "roles", "entity": "entities", "entities": "entities", "target": "entities",
    "process": "processes", "processes": "processes", "device": "devices", "devices": "devices", "needs": "needs",
    "goal": "goals", "candidate": "candidates", "field": "fields", "required_fields": "fields",
    "list_columns": "fields", "next": "steps", "from": "states", "to": "states", "severity": "severities",
}  # fmt: skip
"""Attribute → the list its ids are of."""

SHEETS = (
    "entities_fields", "entities_fields_options", "entities", "roles", "roles_permissions", "processes",
    "processes_steps", "processes_states", "processes_transitions", "glossary_terms", "needs_goals", "needs",
    "equipment_devices", "equipment_devices_symptoms", "training_sessions", "training_sessions_topics",
    "acceptance_stages", "acceptance_stages_criteria", "acceptance_results", "warranty_contacts",
    "warranty_severities", "warranty_defects", "changes_requests", "choice_criteria", "choice_candidates",
    "entities_relations", "roles_operations", "processes_steps_ends", "warranty_examples",
)  # fmt: skip
"""Order of the sheets: what customers fill in first stands first. Others follow."""


FIRST = {
    "entities": ("label", "plural", "description", "menu"),
    "entities_fields": ("label", "type", "required", "hint", "example", "section", "default", "target"),
    "processes_steps": ("action", "role", "entity", "condition", "input", "output"),
    "roles_permissions": ("role", "entity"),
}
"""Columns that stand first, where the order of the noun is not the order people think in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: an attribute, one language of a wording, or one key of a mapping."""

    attribute: tuple[str, ...]
    """Names from the row's object inwards: ``("responsible", "name")``; of a parent column, its list."""
    shape: Shape
    heading: str
    required: bool = False
    reference: str = ""
    """The list whose ids stand here."""
    other: bool = False
    """Holds the wording in the language that is not the client's."""
    spread: str = ""
    """The key of a mapping whose value stands here: the operation of a right."""
    parent: bool = False
    """Names the object the row belongs to."""

    @property
    def name(self) -> str:
        """The last attribute's name."""
        return self.attribute[-1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: one list of objects, of all its parents."""

    key: str
    path: tuple[str, ...]
    """Noun and list attributes from the outermost in: ``("entities", "entities", "fields")``."""
    title: str
    item: Shape
    columns: tuple[Column, ...]
    """Without spread and other-language columns, which depend on the content."""

    @property
    def group(self) -> str:
        """The noun."""
        return self.path[0]


@cache
def roots() -> dict[str, Shape]:
    """Noun (``client`` too) → its shape, of everything a workbook holds."""
    kinds = {"client": Client, **nouns()}
    return {name: shape(kind) for name, kind in kinds.items() if name not in LEFT_OUT}


@cache
def sheets(language: Language) -> tuple[Sheet, ...]:
    """All sheets of lists in their order."""
    said = words(language)
    found = [sheet for noun, root in roots().items() for sheet in _sheets(root, (noun,), said)]
    rank = {key: number for number, key in enumerate(SHEETS)}
    return tuple(sorted(found, key=lambda s: rank.get(s.key, len(rank))))


@cache
def general(language: Language) -> tuple[tuple[str, Column], ...]:
    """What the spec says once, for the sheet about the project: noun and column of each."""
    said = words(language)
    return tuple((noun, column) for noun, root in roots().items() for column in _columns(root, noun, said))


def key_of(path: tuple[str, ...]) -> str:
    """``("entities", "entities", "fields")`` → ``entities_fields``."""
    return "_".join(dict.fromkeys(path))


def _sheets(wanted: Shape, path: tuple[str, ...], said: Words, parents: tuple[str, ...] = ()) -> Iterator[Sheet]:
    for name, member in wanted.members.items():
        if not is_records(member.shape) or member.shape.item is None:
            continue
        item, here = member.shape.item, (*path, name)
        key = key_of(here)
        title = said.get(f"importers.sheet.{key}")
        if not title:
            continue
        above = [Column((p,), shape(str), said(f"importers.parent.{p}"), True, p, parent=True) for p in parents]
        order = FIRST.get(key, ())
        own = sorted(_columns(item, key, said), key=lambda c: order.index(c.name) if c.name in order else len(order))
        yield Sheet(key, here, title, item, (*above, *own))
        if "id" in item.members:
            yield from _sheets(item, here, said, (*parents, name))


def _columns(
    wanted: Shape, key: str, said: Words, inside: tuple[str, ...] = (), needed: bool = True
) -> Iterator[Column]:
    """The id stands last: it is the program's, not the customer's."""
    last = []
    for name, member in wanted.members.items():
        attribute = (*inside, name)
        if member.shape.kind == "object":
            yield from _columns(member.shape, key, said, attribute, needed and member.required)
            continue
        long = "_".join(attribute)
        heading = said.get(f"importers.attribute_of.{key}.{long}") or said.get(f"importers.attribute.{long}")
        if not heading or not _fits_a_cell(member.shape):
            continue
        column = Column(
            attribute, member.shape, heading, member.required and needed, _reference(name, member.shape, key)
        )
        if attribute == ("id",):
            last.append(column)
        else:
            yield column
    yield from last


def _fits_a_cell(wanted: Shape) -> bool:
    """Whether people can write such a value into one cell."""
    if wanted.item is None:
        return wanted.kind != "object"
    if wanted.kind == "mapping" and wanted.item.kind == "mapping":
        return wanted.item.item is not None and wanted.item.item.kind == "word"
    return wanted.item.item is None and wanted.item.kind != "object"


def _reference(name: str, wanted: Shape, key: str) -> str:
    """The list an attribute's ids are of, if it holds ids."""
    leaf = wanted.item if wanted.kind == "list" else wanted
    if leaf is None or leaf.kind != "str":
        return ""
    return "" if (key, name) == ("warranty_contacts", "role") else REFERENCES.get(name, "")
