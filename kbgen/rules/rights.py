"""Rights: said once, said in known words, and said for every role."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.model.roles import BASIC_OPERATIONS
from kbgen.workspace import Workspace


def twin_permissions(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Two permissions of one role for one entity: the second would be overlooked."""
    first: dict[tuple[str, str], int] = {}
    for p, permission in enumerate(kb.spec.roles.permissions):
        earlier = first.setdefault((permission.role, permission.entity), p)
        if earlier != p:
            line = kb.place("roles", "permissions", earlier).line
            values = {"role": permission.role, "entity": permission.entity, "line": line}
            yield Problem("twin_permission", kb.place("roles", "permissions", p), values)


def unknown_operations(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Operations that nobody named: a typo is an error, the rest only lacks a name for staff."""
    named = (*BASIC_OPERATIONS, *(o.id for o in kb.spec.roles.operations))
    for p, permission in enumerate(kb.spec.roles.permissions):
        key = ("roles", "permissions", p)
        written: list[tuple[str, PlaceKey]] = [(op, (*key, "ops", op)) for op in permission.ops]
        written += [(op, (*key, "fields", f, op)) for f, ops in permission.fields.items() for op in ops]
        for operation, at in written:
            if operation in named:
                continue
            near = nearest(operation, named)
            values = {"id": operation[:60], "near": near}
            if near:
                yield Problem("dead_operation_near", kb.place(*at), values)
            else:
                yield Problem("unnamed_operation", kb.place(*at), values, "warning")


def idle_roles(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Roles that may do nothing at all: their rights were forgotten."""
    able = {p.role for p in kb.spec.roles.permissions if any(level != "no" for level in p.ops.values())}
    for r, role in enumerate(kb.spec.roles.roles):
        if role.id not in able:
            values = {"role": role.label.said(kb.language)}
            yield Problem("idle_role", kb.place("roles", "roles", r), values, "warning")
