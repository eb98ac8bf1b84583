"""Entities and fields: what is kept in the CRM (``spec/entities.yml``).

The neutral field types cover EspoCRM, Frappe CRM, Corteza and Django-CRM without a leftover.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kbgen.model.text import NO_TEXT, Text

FieldType = Literal[
    "string", "text", "richtext", "bool", "int", "decimal", "money", "percent",
    "date", "time", "datetime", "duration", "enum", "multienum", "link", "links", "rows",
    "email", "phone", "url", "address", "person_name", "file", "files", "image",
    "sequence", "computed", "secret", "json", "id", "other",
]  # fmt: skip

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list field."""

    value: Scalar
    label: Text = NO_TEXT
    hint: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a card. Fields stand in the order of the form."""

    id: str
    label: Text
    type: FieldType
    required: bool = False
    required_if: Text = NO_TEXT
    """When the field becomes required, in words for people."""
    visible_if: Text = NO_TEXT
    readonly: bool = False
    unique: bool = False
    default: Scalar | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    options: tuple[Option, ...] = ()
    target: tuple[str, ...] = ()
    """Entity ids a link may lead to; several for a polymorphic link."""
    inverse: str = ""
    hint: Text = NO_TEXT
    """What to write there and why; shown beside the field."""
    example: str = ""
    section: Text = NO_TEXT
    """Heading of the form part the field stands in."""
    audited: bool = False
    system: bool = False
    """Kept by the CRM itself (ids, tokens, who changed when): left out of staff pages."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of records of another entity shown on the card."""

    id: str
    label: Text
    target: str
    kind: str = ""
    inverse: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record: deal, company, payment."""

    id: str
    """ASCII; page address and references are made of it."""
    label: Text
    plural: Text = NO_TEXT
    description: Text = NO_TEXT
    menu: Text = NO_TEXT
    """Where it is in the CRM's menu, e.g. «CRM → Сделки»."""
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    """Case → form of the label where the computed one is wrong: nomn gent datv accs ablt loct."""
    list_columns: tuple[str, ...] = ()
    external: bool = False
    """Lives in the CRM, is linked to, and deliberately has no page of its own."""


@dataclass(frozen=True, slots=True)
class Entities:
    """``spec/entities.yml``."""

    entities: tuple[Entity, ...]
