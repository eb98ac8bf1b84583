"""Dead references: every id that names something must name something that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from kbgen.errors import Place, Problem
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reference:
    """An id written at a place, naming something of a kind: ``role``, ``entity``, ``field``…"""

    kind: str
    id: str
    key: PlaceKey
    known: Iterable[str] | None = None
    """What it may name where that depends on its surroundings: the fields of one entity."""


def dead_references(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:
    """Ids that name nothing, each with the name that was probably meant."""
    known = _known(kb)
    sources = (_entities, _rights, _processes, _needs, _choice, _equipment, _acceptance, _training, _client)
    for reference in chain.from_iterable(source(kb) for source in sources):
        names = known[reference.kind] if reference.known is None else reference.known
        if reference.id and reference.id not in names:
            yield dead(reference, names, kb.place(*reference.key))
    yield from _guides_and_videos(kb, workspace, known)


def dead(reference: Reference, names: Iterable[str], place: Place) -> Problem:
    """The problem of a *reference* that is none of *names*."""
    near = nearest(reference.id, names)
    code = f"dead_{reference.kind}_near" if near else f"dead_{reference.kind}"
    return Problem(code, place, {"id": reference.id[:60], "near": near})


def _known(kb: KnowledgeBase) -> Mapping[str, Mapping[str, object]]:
    """Kind → the ids there are."""
    spec = kb.spec
    lists: dict[str, Iterable[object]] = {
        "role": spec.roles.roles,
        "entity": spec.entities.entities,
        "process": spec.processes.processes,
        "device": spec.equipment.devices,
        "goal": spec.needs.goals,
        "need": spec.needs.needs,
        "criterion": spec.choice.criteria,
        "candidate": spec.choice.candidates,
        "guide": kb.guides,
        "video": kb.videos,
    }
    return {kind: {getattr(item, "id"): item for item in items} for kind, items in lists.items()}  # noqa: B009


def _many(kind: str, ids: Iterable[str], *key: str | int) -> Iterator[Reference]:
    return (Reference(kind, id, (*key, index)) for index, id in enumerate(ids))


def _entities(kb: KnowledgeBase) -> Iterator[Reference]:
    for e, entity in enumerate(kb.spec.entities.entities):
        key = ("entities", "entities", e)
        own = {f.id for f in entity.fields}
        for f, field in enumerate(entity.fields):
            yield from _many("entity", field.target, *key, "fields", f, "target")
        for r, relation in enumerate(entity.relations):
            yield Reference("entity", relation.target, (*key, "relations", r, "target"))
        for c, column in enumerate(entity.list_columns):
            yield Reference("field", column, (*key, "list_columns", c), own)


def _rights(kb: KnowledgeBase) -> Iterator[Reference]:
    fields = _fields(kb)
    for p, permission in enumerate(kb.spec.roles.permissions):
        key = ("roles", "permissions", p)
        yield Reference("role", permission.role, (*key, "role"))
        yield Reference("entity", permission.entity, (*key, "entity"))
        if permission.entity in fields:
            for field in permission.fields:
                yield Reference("field", field, (*key, "fields", field), fields[permission.entity])


def _fields(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Entity id → ids of its fields."""
    return {entity.id: {f.id for f in entity.fields} for entity in kb.spec.entities.entities}


def _processes(kb: KnowledgeBase) -> Iterator[Reference]:
    fields = _fields(kb)
    for p, process in enumerate(kb.spec.processes.processes):
        key = ("processes", "processes", p)
        yield Reference("entity", process.entity, (*key, "entity"))
        own = fields.get(process.entity)
        if own is not None:
            yield Reference("field", process.field, (*key, "field"), own)
        steps = {s.id for s in process.steps}
        for s, step in enumerate(process.steps):
            at = (*key, "steps", s)
            yield Reference("role", step.role, (*at, "role"))
            yield Reference("entity", step.entity, (*at, "entity"))
            yield Reference("guide", step.guide, (*at, "guide"))
            yield Reference("process", step.process, (*at, "process"))
            yield from (Reference("step", id, (*at, "next", i), steps) for i, id in enumerate(step.next))
            yield from (Reference("step", id, (*at, "next_if", id), steps) for id in step.next_if)
        states = {s.id for s in process.states}
        for t, transition in enumerate(process.transitions):
            at = (*key, "transitions", t)
            yield Reference("state", transition.from_, (*at, "from_"), states)
            yield Reference("state", transition.to, (*at, "to"), states)
            yield from _many("role", transition.roles, *at, "roles")
            for f, field in enumerate(transition.required_fields):
                if own is not None:
                    yield Reference("field", field, (*at, "required_fields", f), own)


def _needs(kb: KnowledgeBase) -> Iterator[Reference]:
    for n, need in enumerate(kb.spec.needs.needs):
        key = ("needs", "needs", n)
        yield Reference("goal", need.goal, (*key, "goal"))
        yield from _many("entity", need.entities, *key, "entities")
        yield from _many("process", need.processes, *key, "processes")


def _choice(kb: KnowledgeBase) -> Iterator[Reference]:
    choice = kb.spec.choice
    for c, candidate in enumerate(choice.candidates):
        for criterion in candidate.scores:
            yield Reference("criterion", criterion, ("choice", "candidates", c, "scores", criterion))
    if choice.decision:
        yield Reference("candidate", choice.decision.candidate, ("choice", "decision", "candidate"))


def _equipment(kb: KnowledgeBase) -> Iterator[Reference]:
    for d, device in enumerate(kb.spec.equipment.devices):
        yield from _many("role", device.roles, "equipment", "devices", d, "roles")


def _acceptance(kb: KnowledgeBase) -> Iterator[Reference]:
    for s, stage in enumerate(kb.spec.acceptance.stages):
        for c, criterion in enumerate(stage.criteria):
            yield from _many("need", criterion.needs, "acceptance", "stages", s, "criteria", c, "needs")


def _training(kb: KnowledgeBase) -> Iterator[Reference]:
    for s, session in enumerate(kb.spec.training.sessions):
        key = ("training", "sessions", s)
        yield from _many("role", session.roles, *key, "roles")
        for t, topic in enumerate(session.topics):
            at = (*key, "topics", t)
            yield from _many("guide", topic.guides, *at, "guides")
            yield from _many("process", topic.processes, *at, "processes")
            yield from _many("video", topic.videos, *at, "videos")
            yield from _many("device", topic.devices, *at, "devices")


def _client(kb: KnowledgeBase) -> Iterator[Reference]:
    for t, term in enumerate(kb.spec.glossary.terms):
        yield Reference("entity", term.entity, ("glossary", "terms", t, "entity"))
    for entity in kb.client.terms:
        yield Reference("entity", entity, ("client", "terms", entity))


_LISTS = {"roles": "role", "entities": "entity", "processes": "process", "videos": "video"}


def _guides_and_videos(
    kb: KnowledgeBase, workspace: Workspace, known: Mapping[str, Mapping[str, object]]
) -> Iterator[Problem]:
    own_guides = f"{workspace.shown(workspace.client(kb.client.id))}/"
    own_videos = f"{workspace.shown(workspace.videos)}/{kb.client.id}/"
    for guide in kb.guides:
        shared = not guide.file.startswith(own_guides)
        for attribute, kind in _LISTS.items():
            key = ("guides", guide.id, attribute)
            yield from _listed(kb, _Listed(kind, getattr(guide, attribute), key, guide.place, shared), known[kind])
    for video in kb.videos:
        shared = not video.file.startswith(own_videos)
        for attribute, kind in (*_LISTS.items(), ("guide", "guide")):
            written = getattr(video, attribute, ())
            ids = tuple(filter(None, (written,))) if isinstance(written, str) else written
            key = ("videos", video.id, attribute)
            yield from _listed(kb, _Listed(kind, ids, key, video.place, shared), known[kind])


@dataclass(frozen=True, slots=True)
class _Listed:
    """The ids of one kind that a guide or video names."""

    kind: str
    ids: tuple[str, ...]
    key: PlaceKey
    place: Place
    shared: bool


def _listed(kb: KnowledgeBase, listed: _Listed, names: Mapping[str, object]) -> Iterator[Problem]:
    """Dead ids of a guide or video.

    What several clients share may name things that only another client has, as long as one is here and it is no typo.
    """
    for index, id in enumerate(listed.ids):
        if id not in names:
            key = (*listed.key, index)
            place = kb.place(*key) if key[:2] in kb.places else listed.place
            problem = dead(Reference(listed.kind, id, key), names, place)
            elsewhere = listed.shared and not problem.values["near"] and any(other in names for other in listed.ids)
            yield replace(problem, severity="warning") if elsewhere else problem
