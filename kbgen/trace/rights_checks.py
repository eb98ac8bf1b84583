"""Checks of rights: what each role must be able to do, and what must be refused."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model.entities import Entity
from kbgen.trace.agreed_rights import PLAIN, Right, doing, field_rules, parted, refusals
from kbgen.trace.draft import Draft
from kbgen.trace.telling import Telling


def rights_checks(t: Telling) -> Iterator[Draft]:
    """Dangerous operations that are refused, closed sections, other refusals, then what is allowed."""
    open_, closed = parted(t)
    for right in open_:
        yield from _dangerous(t, right)
    yield from _closed(t, closed)
    for right in open_:
        yield from _refused(t, right)
        yield from _fields(t, right)
    for right in open_:
        yield from _allowed(t, right)


def _dangerous(t: Telling, right: Right) -> Iterator[Draft]:
    """One check for each dangerous operation that is refused: none of them may hide among others."""
    for operation, level in right.levels():
        if level == "no" and t.dangerous(operation):
            plain = operation in PLAIN
            known = plain or t.has(f"do.{operation}.all")
            key = operation if known else "other"
            values = {
                "role": t.role(right.role.id),
                "menu": t.menu(right.entity.id),
                "record": t.record(right.entity.id, "accs"),
                "operation": t.operation(operation),
            }
            yield Draft(
                "denied",
                right.trace(operation),
                (right.trace(operation),),
                t.w(f"danger.{key}.title", **values),
                t.w(f"danger.{key}.action", **values),
                t.w(f"danger.{key}.expected", **values),
                right.role.id,
                right.entity.id,
                dangerous=True,
            )


def _closed(t: Telling, closed: dict[str, list[Entity]]) -> Iterator[Draft]:
    for role, entities in closed.items():
        values = {
            "role": t.role(role),
            "n": len(entities),
            "sections": t.quoted(t.menu(e.id) for e in entities),
        }
        yield Draft(
            "denied",
            f"roles/{role}/closed",
            tuple(f"permissions/{role}/{e.id}/read" for e in entities),
            t.w("closed.title", **values),
            t.w("closed.action", **values),
            t.w("closed.expected", **values),
            role,
        )


def _refused(t: Telling, right: Right) -> Iterator[Draft]:
    """One check for all other operations that are refused in a section the role works in."""
    refused = [op for op, level in right.levels() if level == "no" and not t.dangerous(op)]
    if not refused:
        return
    told = refusals(t, right, refused)
    values = {
        "role": t.role(right.role.id),
        "menu": t.menu(right.entity.id),
        "what": t.w("also", first=told[0], more=told[1]) if len(told) > 1 else told[0],
        "n": len(refused),
    }
    yield Draft(
        "denied",
        f"permissions/{right.role.id}/{right.entity.id}#refused",
        tuple(right.trace(op) for op in refused),
        t.w("refused.title" if set(refused) <= set(PLAIN) else "refused.title_in", **values),
        t.w("refused.action", **values),
        t.w("refused.expected", **values),
        right.role.id,
        right.entity.id,
    )


def _fields(t: Telling, right: Right) -> Iterator[Draft]:
    """Fields that must not be seen or changed, though the record may be."""
    hidden = [(f, op) for f, ops in right.permission.fields.items() for op, level in ops.items() if level == "no"]
    for operation in dict.fromkeys(op for _, op in hidden):
        ids = [f for f, op in hidden if op == operation]
        values = {
            "role": t.role(right.role.id),
            "menu": t.menu(right.entity.id),
            "one": t.one(right.entity.id),
            "n": len(ids),
            "fields": t.quoted(t.field(right.entity.id, f) for f in ids),
            "operation": t.operation(operation),
        }
        kind = operation if operation in ("read", "edit") else "other"
        yield Draft(
            "denied",
            f"permissions/{right.role.id}/{right.entity.id}/{operation}#fields",
            (
                f"permissions/{right.role.id}/{right.entity.id}",
                *(f"entities/{right.entity.id}/fields/{f}" for f in ids),
            ),
            t.w(f"field.{kind}.title", **values),
            t.w(f"field.{kind}.action", **values),
            t.w(f"field.{kind}.expected", **values),
            right.role.id,
            right.entity.id,
        )


def _allowed(t: Telling, right: Right) -> Iterator[Draft]:
    may = [(op, level) for op, level in right.levels() if level != "no"]
    if not may:
        return
    expected = [t.w("allowed.expected")]
    if (level := dict(may).get("read")) in ("own", "team"):
        expected.append(t.w(f"allowed.unseen_{level}"))
    limits = [
        _beyond(t, op, level)
        for op, level in may
        if op not in ("read", "create", "import") and level in ("own", "team")
    ]
    if limits:
        expected.append(t.w("allowed.limits", limits="; ".join(limits)))
    if right.permission.when:
        expected.append(t.w("allowed.when", when=t.inside(right.permission.when)))
    values = {"role": t.role(right.role.id), "menu": t.menu(right.entity.id)}
    actions = "; ".join([*(doing(t, op, level) for op, level in may), *field_rules(t, right, allowed=True)])
    yield Draft(
        "allowed",
        f"permissions/{right.role.id}/{right.entity.id}",
        (f"permissions/{right.role.id}/{right.entity.id}", *(right.trace(op) for op, _ in may)),
        t.w("allowed.title", **values),
        t.w("allowed.action", doing=actions, **values),
        " ".join(expected),
        right.role.id,
        right.entity.id,
    )


def _beyond(t: Telling, operation: str, level: str) -> str:
    """The same with a record out of reach: «изменить чужую запись»."""
    if t.has(f"beyond.{operation}.{level}"):
        return t.w(f"beyond.{operation}.{level}", operation=t.operation(operation))
    return t.w(f"beyond.other.{level}", operation=t.operation(operation))
