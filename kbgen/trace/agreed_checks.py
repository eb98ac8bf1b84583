"""Checks of what was agreed in words: devices, needs, the stages' own criteria."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model.acceptance import Criterion, Stage
from kbgen.model.equipment import Device
from kbgen.model.needs import Need
from kbgen.trace.draft import Draft
from kbgen.trace.telling import Telling


def device_checks(t: Telling) -> Iterator[Draft]:
    """One check a device: the steps that show it works."""
    for device in t.kb.spec.equipment.devices:
        yield _device(t, device)


def _device(t: Telling, device: Device) -> Draft:
    steps = "; ".join(t.inside(step) for step in device.check) or t.w("device.usual")
    where = t.inside(device.place)
    return Draft(
        "device",
        f"equipment/{device.id}",
        (f"equipment/{device.id}",),
        t.w("device.title", device=t.said(device.label)),
        t.w("device.action_at" if where else "device.action", place=where, steps=steps),
        t.w("device.expected"),
        device.roles[0] if len(device.roles) == 1 else "",
        device=device.id,
    )


def need_checks(t: Telling) -> Iterator[Draft]:
    """Needs that no criterion of a stage proves: each is to be shown."""
    proven = {id for stage in t.kb.spec.acceptance.stages for c in stage.criteria for id in c.needs}
    yield from (_need(t, need) for need in t.kb.spec.needs.needs if need.id not in proven)


def _need(t: Telling, need: Need) -> Draft:
    where = [t.w("need.sections", n=len(need.entities), names=t.quoted(map(t.menu, need.entities)))]
    where = where if need.entities else []
    labels = {p.id: t.said(p.label) for p in t.kb.spec.processes.processes}
    if need.processes:
        names = t.quoted(labels.get(id, id) for id in need.processes)
        where.append(t.w("need.processes", n=len(need.processes), names=names))
    return Draft(
        "need",
        f"needs/{need.id}",
        (f"needs/{need.id}",),
        t.w("need.title", id=need.id, need=t.said(need.text)),
        " ".join([t.w("need.action"), *where]),
        t.w("need.expected"),
    )


def criterion_checks(t: Telling) -> Iterator[Draft]:
    """The stages' own criteria, stage by stage."""
    for stage in t.kb.spec.acceptance.stages:
        yield from (_criterion(t, stage, criterion) for criterion in stage.criteria)


def _criterion(t: Telling, stage: Stage, criterion: Criterion) -> Draft:
    return Draft(
        "criterion",
        f"{stage.id}\n{criterion.id}",
        (f"acceptance/{stage.id}/{criterion.id}", *(f"needs/{id}" for id in criterion.needs)),
        t.said(criterion.text),
        t.w("criterion.action", person=stage.responsible.name or t.w("criterion.somebody")),
        t.w("criterion.expected"),
        stage=stage.id,
    )
