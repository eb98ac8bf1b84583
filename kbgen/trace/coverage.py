"""Coverage: each item of the spec with the pages, guides, videos, slides and acceptance checks that close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import chain

from kbgen.model import addresses
from kbgen.model.coverage import Coverage, Covered, Hints, Link
from kbgen.model.entities import Entity
from kbgen.model.equipment import Device
from kbgen.model.kb import KnowledgeBase
from kbgen.model.needs import Need
from kbgen.model.pages import Page
from kbgen.model.processes import Process, Step, Transition
from kbgen.model.roles import Permission, Role
from kbgen.trace.checks import checks
from kbgen.trace.evidence import Evidence, Ids, evidence

GAP_RULE = "coverage_gap"
"""Rule by which gaps are excused, in ``client.yml`` or ``content/rules.yml``."""
_WORKED_IN = ("create", "edit")
"""Whoever may do this with a kind of record needs to be shown how."""


def coverage(kb: KnowledgeBase, pages: Iterable[Page]) -> Coverage:
    """Everything agreed in *kb*, and what closes it.

    *pages*: those of the wiki; an item that none of them is about, by its address or by its trace, has no page.
    Slides come from ``kb.slides``, acceptance checks from :func:`kbgen.trace.checks.checks`.
    """
    there = evidence(kb, pages, checks(kb))
    parts = (_needs, _processes, _roles, _entities, _equipment, _training, _criteria, _media)
    items = _excused(chain.from_iterable(part(kb, there) for part in parts), kb)
    return Coverage(tuple(items), tuple(_hints(kb)))


def _excused(items: Iterable[Covered], kb: KnowledgeBase) -> Iterator[Covered]:
    """*items*, with a reason where the client or the workspace decided to leave their gaps as they are."""
    settings = [s for s in (*kb.rules.rules, *kb.client.rules) if s.rule == GAP_RULE]
    for item in items:
        decided = [s for s in settings if not s.where or any(_inside(item.id, pattern) for pattern in s.where)]
        off = bool(decided) and decided[-1].severity == "off"
        yield replace(item, excuse=decided[-1].reason.strip()) if off else item


def _inside(id: str, pattern: str) -> bool:
    """Whether *id* is *pattern*, or a part of it."""
    return fnmatchcase(id, pattern) or fnmatchcase(id, f"{pattern.rstrip('/')}/*")


def _has(there: Evidence, id: str, pages: Ids, **more: Ids) -> dict[Link, Ids]:
    """What closes the item *id*; *more* replaces what is found by its id."""
    found: dict[Link, Ids] = {
        "page": there.page(id, *pages),
        "guide": there.guides.get(id, ()),
        "video": there.videos.get(id, ()),
        "slide": there.slides.get(id, ()),
        "check": there.checks.get(id, ()),
    }
    for link, closers in more.items():
        found[link] = closers  # type: ignore[index] # keyword arguments are named by us
    return found


def _many(*groups: Ids) -> Ids:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _needs(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    """Needs: answered by entities, processes and roles, and through them by everything that closes those."""
    for n, need in enumerate(kb.spec.needs.needs):
        answers = _answers(kb, need)
        id = f"needs/{need.id}"
        has = _has(
            there,
            id,
            (addresses.NEEDS,),
            answer=(*answers, *_doers(kb, need)),
            guide=_many(*(there.guides.get(a, ()) for a in answers)),
            video=_many(*(there.videos.get(a, ()) for a in answers)),
            slide=_many(there.slides.get(id, ()), *(there.slides.get(a, ()) for a in answers)),
        )
        place = kb.place("needs", "needs", n)
        label = need.text.said(kb.language)
        must: tuple[Link, ...] = ("answer", "page", "guide", "slide", "check")
        yield Covered(id, "need", label, place, {"name": need.id}, has, must, ("video",))


def _answers(kb: KnowledgeBase, need: Need) -> Ids:
    """Trace ids of what answers a need; ids that name nothing are no answer."""
    entities = (f"entities/{id}" for id in need.entities if kb.entity(id))
    processes = (f"processes/{id}" for id in need.processes if kb.process(id))
    return (*entities, *processes)


def _doers(kb: KnowledgeBase, need: Need) -> Ids:
    """Trace ids of the roles that carry out the processes which answer a need."""
    steps = (step for id in need.processes if (process := kb.process(id)) for step in process.steps)
    return tuple(dict.fromkeys(f"roles/{step.role}" for step in steps if kb.role(step.role)))


def _processes(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    roles = {role.id: role.label.said(kb.language) for role in kb.spec.roles.roles}
    for p, process in enumerate(kb.spec.processes.processes):
        id, label = f"processes/{process.id}", process.label.said(kb.language)
        has = _has(there, id, (addresses.process_page(process.id),))
        must: tuple[Link, ...] = ("page", "slide", "check")
        yield Covered(id, "process", label, kb.place("processes", "processes", p), {}, has, must, ("guide", "video"))
        for s, step in enumerate(process.steps):
            yield _step(kb, there, (p, s), process, step, roles)
        for t, transition in enumerate(process.transitions):
            yield _transition(kb, there, (p, t), process, transition)


def _step(
    kb: KnowledgeBase, there: Evidence, at: tuple[int, int], process: Process, step: Step, roles: dict[str, str]
) -> Covered:
    id = f"processes/{process.id}/steps/{step.id}"
    named = {
        "process": process.label.said(kb.language),
        "number": at[1] + 1,
        "role": roles.get(step.role, step.role),
        "slug": addresses.slug(step.id),
    }
    guides = there.guides.get(id, ())
    has = _has(
        there,
        id,
        (addresses.process_page(process.id),),
        slide=_many(there.slides.get(id, ()), *(there.slides.get(f"guides/{g}", ()) for g in guides)),
    )
    place = kb.place("processes", "processes", at[0], "steps", at[1])
    must: tuple[Link, ...] = ("page", "guide", "slide", "check")
    return Covered(id, "step", step.action.said(kb.language), place, named, has, must, ("video",))


def _transition(
    kb: KnowledgeBase, there: Evidence, at: tuple[int, int], process: Process, transition: Transition
) -> Covered:
    id = f"processes/{process.id}/transitions/{transition.from_}>{transition.to}"
    states = {state.id: state.label.said(kb.language) for state in process.states}
    label = f"{states.get(transition.from_, transition.from_)} → {states.get(transition.to, transition.to)}"
    has = _has(there, id, (addresses.process_page(process.id),))
    place = kb.place("processes", "processes", at[0], "transitions", at[1])
    named = {"process": process.label.said(kb.language)}
    wished: tuple[Link, ...] = ("slide",) if transition.roles else ()
    return Covered(id, "transition", label, place, named, has, ("page", "check"), wished)


def _roles(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    taught = {role: session.id for session in kb.spec.training.sessions for role in session.roles}
    for r, role in enumerate(kb.spec.roles.roles):
        id = f"roles/{role.id}"
        session = (taught[role.id],) if role.id in taught else ()
        has = _has(there, id, (addresses.role_page(role.id),), session=session)
        planned: tuple[Link, ...] = ("session",) if kb.spec.training.sessions else ()
        must: tuple[Link, ...] = ("page", "guide", "slide", *planned, "check")
        yield Covered(id, "role", role.label.said(kb.language), kb.place("roles", "roles", r), {}, has, must)
    yield from _permissions(kb, there, {role.id: role for role in kb.spec.roles.roles})


def _permissions(kb: KnowledgeBase, there: Evidence, roles: dict[str, Role]) -> Iterator[Covered]:
    entities = {entity.id: entity for entity in kb.spec.entities.entities if not entity.external}
    for p, permission in enumerate(kb.spec.roles.permissions):
        role, entity = roles.get(permission.role), entities.get(permission.entity)
        if role is None or entity is None:
            continue
        id = f"permissions/{role.id}/{entity.id}"
        has = _has(there, id, (addresses.RIGHTS, addresses.role_page(role.id)), check=_checked(there, id, permission))
        label = (entity.plural or entity.label).said(kb.language)
        unchecked = [op for op in permission.ops if not there.checks.get(f"{id}/{op}")]
        named = {"role": role.label.said(kb.language), "unchecked": ", ".join(unchecked)}
        place = kb.place("roles", "permissions", p)
        able = any(level != "no" for level in permission.ops.values())
        yield Covered(id, "permission", label, place, named, has, ("page", "check"), ("slide",) if able else ())


def _checked(there: Evidence, id: str, permission: Permission) -> Ids:
    """Checks of a permission; none where even one of its operations is not checked."""
    by_operation = [there.checks.get(f"{id}/{op}", ()) for op in permission.ops]
    return _many(*by_operation) if all(by_operation) else ()


def _entities(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    worked_in = {p.entity for p in kb.spec.roles.permissions if any(p.ops.get(op, "no") != "no" for op in _WORKED_IN)}
    for e, entity in enumerate(kb.spec.entities.entities):
        if entity.external:
            continue
        id = f"entities/{entity.id}"
        has = _has(there, id, (addresses.entity_page(entity.id),))
        shown: tuple[Link, ...] = ("guide",) if entity.id in worked_in else ()
        wished: tuple[Link, ...] = ("slide",) if shown else ("guide", "slide")
        label = (entity.plural or entity.label).said(kb.language)
        place = kb.place("entities", "entities", e)
        named = {"slug": addresses.slug(entity.id), "name": entity.id}
        yield Covered(id, "entity", label, place, named, has, ("page", *shown, "check"), wished)


def _equipment(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    for d, device in enumerate(kb.spec.equipment.devices):
        id, page = f"equipment/{device.id}", addresses.device_page(device.id)
        guides = there.guides.get(id, ()) or _own_steps(device, there.page(id, page))
        symptoms = tuple(symptom.id for symptom in device.symptoms)
        has = _has(there, id, (page,), guide=guides, symptom=symptoms)
        must: tuple[Link, ...] = ("page", "guide", "symptom", "slide", "check")
        named = {"slug": addresses.slug(device.id), "name": device.id}
        place = kb.place("equipment", "devices", d)
        yield Covered(id, "device", device.label.said(kb.language), place, named, has, must)


def _own_steps(device: Device, page: Ids) -> Ids:
    """The device's own page is its guide where it says how to connect or to check the device."""
    return page if device.connect or device.check else ()


def _training(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    for s, session in enumerate(kb.spec.training.sessions):
        id = f"training/{session.id}"
        has = _has(there, id, (addresses.TRAINING,))
        label = session.label.said(kb.language)
        yield Covered(id, "session", label, kb.place("training", "sessions", s), {}, has, ("page", "slide"))


def _criteria(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    for s, stage in enumerate(kb.spec.acceptance.stages):
        for c, criterion in enumerate(stage.criteria):
            id = f"acceptance/{stage.id}/{criterion.id}"
            has = _has(there, id, (addresses.ACCEPTANCE,), answer=tuple(f"needs/{need}" for need in criterion.needs))
            place = kb.place("acceptance", "stages", s, "criteria", c)
            named = {"stage": stage.label.said(kb.language), "name": criterion.id}
            wished: tuple[Link, ...] = ("answer",) if kb.spec.needs.needs else ()
            yield Covered(id, "criterion", criterion.text.said(kb.language), place, named, has, ("page",), wished)


def _media(kb: KnowledgeBase, there: Evidence) -> Iterator[Covered]:
    for guide in kb.guides:
        id = f"guides/{guide.id}"
        has = _has(there, id, (addresses.guide_page(guide.id),))
        yield Covered(id, "guide", guide.title, guide.place, {}, has, ("page",), ("slide", "video"))
    for video in kb.videos:
        id = f"videos/{video.id}"
        has = _has(there, id, (addresses.video_page(video.id),))
        label = video.title.said(kb.language)
        yield Covered(id, "video", label, video.place, {"name": video.id}, has, ("page",), ("guide", "slide"))


def _hints(kb: KnowledgeBase) -> Iterator[Hints]:
    for entity in kb.spec.entities.entities:
        filled = [f for f in entity.fields if not f.system and not f.readonly]
        if filled and not entity.external:
            without = tuple(f.label.said(kb.language) for f in filled if not f.hint and not f.example)
            yield Hints(entity.id, _plural(entity, kb), len(filled), without)


def _plural(entity: Entity, kb: KnowledgeBase) -> str:
    return (entity.plural or entity.label).said(kb.language)
