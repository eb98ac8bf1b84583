"""Roles and permissions: who may do what (``spec/roles.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kbgen.model.text import NO_TEXT, Text

Level = Literal["all", "team", "own", "no"]
"""Which records an operation reaches: all, the department's, one's own, none."""

BASIC_OPERATIONS = ("create", "read", "edit", "delete")
"""Always shown, in this order; others (export, import, bulk_edit…) follow as the spec names them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation beyond the usual ones, with the words staff know it by."""

    id: str
    label: Text
    dangerous: bool = False
    """Marked in the rights table: deletion, export, bulk changes."""


@dataclass(frozen=True, slots=True)
class Role:
    """A job done in the CRM."""

    id: str
    label: Text
    description: Text = NO_TEXT
    duties: tuple[Text, ...] = ()
    """What the person does in the CRM day by day."""
    external_name: str = ""
    """Group or role name inside the CRM."""
    people: int | None = None
    """How many work in the role at the client."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What one role may do with one entity."""

    role: str
    entity: str
    ops: Mapping[str, Level] = field(default_factory=dict)
    """Operation → level; an operation not named is not allowed."""
    when: Text = NO_TEXT
    """The human condition, e.g. «пока платёж не подтверждён»."""
    fields: Mapping[str, Mapping[str, Level]] = field(default_factory=dict)
    """Field id → operation → level, where it differs from the entity."""


@dataclass(frozen=True, slots=True)
class Roles:
    """``spec/roles.yml``."""

    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...] = ()
    operations: tuple[Operation, ...] = ()
