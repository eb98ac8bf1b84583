"""A spec without what one audience may not see, noun by noun."""

from __future__ import annotations

from dataclasses import replace

from kbgen.model.acceptance import Acceptance
from kbgen.model.addresses import slug
from kbgen.model.approval import Approvals
from kbgen.model.changes import ChangeRequests
from kbgen.model.choice import Choice
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Needs
from kbgen.model.roles import Permission, Roles
from kbgen.model.text import NO_TEXT
from kbgen.model.training import Session, Topic, Training
from kbgen.model.warranty import Defect, Warranty
from kbgen.trace.narrowed_flow import narrowed_process
from kbgen.trace.narrowed_words import narrowed_glossary
from kbgen.trace.seen import Seen


def narrowed_spec(kb: KnowledgeBase, view: Seen, small: KnowledgeBase) -> Spec:
    """The spec of *kb* as *view* has it; *small* has the audience, its guides and its videos already."""
    spec = kb.spec
    made = Spec(
        entities=Entities(tuple(_entity(e, view) for e in spec.entities.entities if e.id in view.entities)),
        roles=_roles(spec.roles, view),
        needs=_needs(spec.needs, view) if small.shows("needs") else Needs(),
        choice=spec.choice if small.shows("choice") else Choice(),
        processes=replace(
            spec.processes,
            processes=tuple(narrowed_process(p, kb, view) for p in spec.processes.processes if p.id in view.processes),
        ),
        equipment=replace(
            spec.equipment,
            devices=tuple(
                replace(d, roles=_of(d.roles, view.roles)) for d in spec.equipment.devices if d.id in view.devices
            ),
        ),
        acceptance=_acceptance(spec.acceptance, small) if small.shows("acceptance") else Acceptance(),
        training=_training(spec.training, view) if small.shows("training") else Training(),
        warranty=_warranty(kb, view, small) if small.shows("warranty") else None,
        approval=_approvals(spec.approval, small),
        changes=spec.changes if small.shows("changes") else ChangeRequests(),
    )
    return replace(made, glossary=narrowed_glossary(spec.glossary, view, replace(small, spec=made)))


def _of(ids: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id in known)


def _entity(entity: Entity, view: Seen) -> Entity:
    return replace(
        entity,
        fields=tuple(_field(f, view) for f in entity.fields if (entity.id, f.id) in view.fields),
        relations=tuple(r for r in entity.relations if r.target in view.entities),
        list_columns=tuple(c for c in entity.list_columns if (entity.id, c) in view.fields),
    )


def _field(field: Field, view: Seen) -> Field:
    target = _of(field.target, view.entities)
    return field if target == field.target else replace(field, target=target, inverse=field.inverse if target else "")


def _roles(roles: Roles, view: Seen) -> Roles:
    permissions = tuple(
        _permission(p, view) for p in roles.permissions if p.role in view.roles and p.entity in view.entities
    )
    named = {operation for p in permissions for operation, level in p.ops.items() if level != "no"}
    return Roles(
        tuple(r for r in roles.roles if r.id in view.roles),
        permissions,
        tuple(o for o in roles.operations if o.id in named),
    )


def _permission(permission: Permission, view: Seen) -> Permission:
    own = {id: ops for id, ops in permission.fields.items() if (permission.entity, id) in view.fields}
    return replace(permission, fields=own)


def _needs(needs: Needs, view: Seen) -> Needs:
    return replace(
        needs,
        needs=tuple(
            replace(n, entities=_of(n.entities, view.entities), processes=_of(n.processes, view.processes))
            for n in needs.needs
        ),
    )


def _acceptance(acceptance: Acceptance, small: KnowledgeBase) -> Acceptance:
    if small.shows("needs"):
        return acceptance
    stages = tuple(
        replace(
            stage,
            criteria=tuple(replace(c, needs=()) for c in stage.criteria),
            checks=tuple(c for c in stage.checks if c != "needs"),
        )
        for stage in acceptance.stages
    )
    return replace(acceptance, stages=stages)


def _training(training: Training, view: Seen) -> Training:
    return Training(tuple(_session(s, view) for s in training.sessions if s.id in view.sessions))


def _session(session: Session, view: Seen) -> Session:
    """A lesson for several is told whole: who sits in it hears all of it. Its links lead to what is seen."""
    return replace(session, roles=_of(session.roles, view.roles), topics=tuple(_topic(t, view) for t in session.topics))


def _topic(topic: Topic, view: Seen) -> Topic:
    return replace(
        topic,
        guides=_of(topic.guides, view.guides),
        processes=_of(topic.processes, view.processes),
        videos=_of(topic.videos, view.videos),
        devices=_of(topic.devices, view.devices),
    )


def _warranty(kb: KnowledgeBase, view: Seen, small: KnowledgeBase) -> Warranty | None:
    """The warranty with defects of what is seen; with its first day where the act that says it is not shown."""
    warranty, period = kb.spec.warranty, kb.warranty_period()
    if warranty is None:
        return None
    defects = tuple(d for d in warranty.defects if _noticed(d, view))
    start = warranty.start if period is None or small.shows("acceptance") else period.first
    return replace(warranty, start=start, defects=defects)


def _noticed(defect: Defect, view: Seen) -> bool:
    """Whether the audience may see the page on which a defect was noticed; on none in particular: everybody may."""
    noun, _, rest = defect.page.partition("/")
    known = {
        "entities": view.entities, "roles": view.roles, "processes": view.processes, "guides": view.guides,
        "videos": view.videos, "equipment": view.devices,
    }.get(noun)  # fmt: skip
    if known is None or not rest:
        return not defect.page.startswith("project/")
    name = rest.split("/")[0].split("#")[0].removesuffix(".html")
    return any(name in (id, slug(id)) for id in known) or name in ("index", "map", "rights")


def _approvals(approvals: Approvals, small: KnowledgeBase) -> Approvals:
    """Versions and their days, which every page shows; who signed them only where that part is shown."""
    if small.shows("changes") or small.shows("acceptance"):
        return approvals
    bare = (replace(a, by="", for_client="", hash="", note=NO_TEXT) for a in approvals.approvals)
    return Approvals(tuple(bare))
