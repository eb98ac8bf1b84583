"""Tasks: every operation that somebody may do with an entity, with everything the spec says about doing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kbgen.model.addresses import task_page
from kbgen.model.entities import Entity, Field
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, State, Step
from kbgen.model.roles import Permission
from kbgen.model.tasks import Doer, Onward, Task

_FILLED_IN = ("create", "edit")
"""Operations in which a form is filled in."""
_AUTOMATIC = ("computed", "sequence")


def tasks(kb: KnowledgeBase) -> tuple[Task, ...]:
    """Tasks in the order of entities and operations; none for external entities and for what nobody may do.

    Promises: no two have the same address.
    """
    return tuple(_tasks(kb))


def _tasks(kb: KnowledgeBase) -> Iterator[Task]:
    permissions = {(p.entity, p.role): p for p in kb.spec.roles.permissions}
    teaching, operations = _teaching(kb), kb.operations()
    seen: set[str] = set()
    for entity in kb.spec.entities.entities:
        if entity.external:
            continue
        for operation in operations:
            doers, barred = _roles(kb, entity, operation, permissions)
            address = task_page(operation, entity.id)
            if doers and address not in seen:
                seen.add(address)
                guides = teaching.get((operation, entity.id), ())
                by_id = [g.id for g in kb.guides if address == f"guides/{g.id}.md" and g.id not in guides]
                yield _task(operation, entity, (doers, barred), (*guides, *by_id), kb)


def _roles(
    kb: KnowledgeBase, entity: Entity, operation: str, permissions: Mapping[tuple[str, str], Permission]
) -> tuple[tuple[Doer, ...], tuple[Doer, ...]]:
    """Who may, and who may not."""
    everybody = [
        Doer(role.id, p.ops.get(operation, "no") if p else "no", p)
        for role in kb.spec.roles.roles
        for p in (permissions.get((entity.id, role.id)),)
    ]
    return tuple(d for d in everybody if d.level != "no"), tuple(d for d in everybody if d.level == "no")


def _task(
    operation: str,
    entity: Entity,
    roles: tuple[tuple[Doer, ...], tuple[Doer, ...]],
    guides: tuple[str, ...],
    kb: KnowledgeBase,
) -> Task:
    fields = [f for f in entity.fields if not f.system] if operation in _FILLED_IN else []
    onward = _onward(operation, entity, guides, kb) if operation in _FILLED_IN else ()
    return Task(
        operation,
        entity,
        *roles,
        required=tuple(f for f in fields if f.required and not _own(f)),
        conditional=tuple(f for f in fields if f.required_if and not f.required and not _own(f)),
        automatic=tuple(f for f in fields if _own(f) and f.hint),
        onward=tuple(onward),
        guides=guides,
    )


def _own(field: Field) -> bool:
    """Whether the CRM fills the field in itself."""
    return field.readonly or field.type in _AUTOMATIC


def _teaching(kb: KnowledgeBase) -> dict[tuple[str, str], tuple[str, ...]]:
    """Operation and entity → ids of the guides that teach them, those that process steps name first."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for guide in _by_need(kb):
        for entity in guide.taught:
            key = guide.operation, entity
            found[key] = (*found.get(key, ()), guide.id)
    return found


def _by_need(kb: KnowledgeBase) -> list[Guide]:
    named = dict.fromkeys(step.guide for process in kb.spec.processes.processes for step in process.steps)
    order = {id: at for at, id in enumerate(named)}
    return sorted(kb.guides, key=lambda g: order.get(g.id, len(order)))


def _onward(operation: str, entity: Entity, guides: tuple[str, ...], kb: KnowledgeBase) -> Iterator[Onward]:
    for process in kb.spec.processes.processes:
        moved = process.entity == entity.id
        create = operation == "create"
        start = _start(process, entity) if moved and create else None
        permitted = [t for t in process.transitions if start is None or t.from_ == start.id]
        transitions = tuple(permitted) if moved and (start or not create) else ()
        steps = _following(process, entity, guides) if create else ()
        if start or transitions or steps:
            yield Onward(process, start, transitions, steps)


def _start(process: Process, entity: Entity) -> State | None:
    """The state a new record gets: the field's default, else the one state that nothing leads to; None if unsaid."""
    field = next((f for f in entity.fields if f.id == process.field), None)
    if field and field.default is not None:
        default = str(field.default)
        if named := next((s for s in process.states if default in (s.id, str(s.value))), None):
            return named
    reached = {t.to for t in process.transitions}
    first = [s for s in process.states if s.id not in reached]
    return first[0] if len(first) == 1 else None


def _following(process: Process, entity: Entity, guides: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps after the one in which a record of *entity* is made: one whose guide teaches it, else its first."""
    own = [s for s in process.steps if s.entity == entity.id]
    taught = [s for s in own if s.guide and s.guide in guides]
    if not taught and (not own or process.entity != entity.id):
        return ()
    made = (taught or own)[0]
    following = process.following(made)
    return tuple(s for s in process.steps if s.id in following)
