"""Draft rights: EspoCRM keeps its roles in the database, its metadata only says which levels there are."""

from __future__ import annotations

from typing import Any

from kbgen.importers.espocrm_metadata import Metadata
from kbgen.language import words
from kbgen.model.roles import BASIC_OPERATIONS, Level, Operation, Permission, Role, Roles
from kbgen.model.text import Text

_LEVELS: dict[str, Level] = {
    "yes": "all",
    "all": "all",
    "account": "team",
    "contact": "team",
    "team": "team",
    "own": "own",
    "no": "no",
}
_ADMINISTRATOR: dict[str, Level] = dict.fromkeys(BASIC_OPERATIONS, "all")
_USER: dict[str, Level] = {"create": "all", "read": "all", "edit": "own", "delete": "no"}
_GLOBAL = {"export": "exportPermission", "bulk_edit": "massUpdatePermission"}
"""Operation → the permission of EspoCRM that is not bound to an entity."""


def draft_roles(entities: tuple[str, ...], metadata: Metadata) -> Roles:
    """An administrator and a user, to be replaced by what was agreed.

    Levels the metadata fixes (``mandatory``, ``strictDefault``, ``adminMandatory``) and the actions and levels a scope
    has are kept; the rest is the usual: the user sees all and changes his own.
    """
    roles = (_role("administrator"), _role("user"))
    operations = tuple(Operation(id, _said(f"operation.{id}"), dangerous=True) for id in _GLOBAL)
    permissions = []
    for name in entities:
        permissions.append(_administrator(name, metadata))
        permissions.append(_user(name, metadata))
    return Roles(roles, tuple(permissions), operations)


def _administrator(name: str, metadata: Metadata) -> Permission:
    highest = metadata.acl.get("valuePermissionHighestLevels", {})
    ops = {**_ADMINISTRATOR, **_levels(metadata.acl.get("adminMandatory"), name)}
    for operation, permission in _GLOBAL.items():
        ops[operation] = _LEVELS.get(str(highest.get(permission, "yes")), "all")
    return Permission("administrator", name, ops)


def _user(name: str, metadata: Metadata) -> Permission:
    scope = metadata.scopes.get(name, {})
    ops = {op: _within(level, op, scope) for op, level in _USER.items()}
    ops |= _levels(metadata.acl.get("strictDefault"), name) | _levels(metadata.acl.get("mandatory"), name)
    strict = metadata.acl.get("permissionsStrictDefaults", {})
    for operation, permission in _GLOBAL.items():
        ops[operation] = _LEVELS.get(str(strict.get(permission, "no")), "no")
    return Permission("user", name, ops)


def _within(level: Level, operation: str, scope: dict[str, Any]) -> Level:
    """*level* where the scope has the action and the level; the nearest lower one else."""
    actions, special = scope.get("aclActionList"), scope.get("aclActionLevelListMap")
    if isinstance(actions, list) and operation not in actions:
        return "no"
    levels = (special.get(operation) if isinstance(special, dict) else None) or scope.get("aclLevelList")
    if not isinstance(levels, list) or level == "no" or operation == "create":
        return level
    order: tuple[Level, ...] = ("all", "team", "own", "no")
    return next((lower for lower in order[order.index(level) :] if lower in levels), "no")


def _levels(part: Any, name: str) -> dict[str, Level]:
    """What a part of the access rules fixes for a scope: levels by action, all or nothing."""
    fixed = part.get("scopeLevel", {}).get(name) if isinstance(part, dict) else None
    if fixed is False:
        return dict.fromkeys(BASIC_OPERATIONS, "no")
    if not isinstance(fixed, dict):
        return {}
    return {op: _LEVELS[level] for op, level in fixed.items() if op in BASIC_OPERATIONS and level in _LEVELS}


def _role(id: str) -> Role:
    return Role(id, _said(f"role.{id}"), _said(f"role.{id}_about"))


def _said(key: str) -> Text:
    return Text(ru=words("ru")(f"importers.draft.{key}"), en=words("en")(f"importers.draft.{key}"))
