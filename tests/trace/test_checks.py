"""Checks follow from the spec, are told in whole sentences, and keep their ids while the spec grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.importers.kb import read_kb
from kbgen.model.acceptance import Acceptance, Criterion, Person, Stage
from kbgen.model.checks import Check
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.equipment import Device, Equipment
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Need, Needs
from kbgen.model.processes import Process, Processes, State, Transition
from kbgen.model.roles import Operation, Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.trace.check_ids import ids, normal, own_ids
from kbgen.trace.checks import checks
from kbgen.workspace import Workspace

HOSTILE = 'a<b>&"c" {n} {{ 7*7 }} {0} | [x](y) \x00 \u202eשלום ' + "Я" * 200


@pytest.fixture(scope="module")
def tiny(root: Path) -> KnowledgeBase:
    return read_kb(Workspace(root / "tests" / "workspaces" / "tiny"), "tiny")


def told(kb: KnowledgeBase) -> str:
    lines = []
    for c in checks(kb):
        lines += [f"{c.id} {c.kind}{' !' if c.dangerous else ''}", f"  {c.title}", f"  {c.action}", f"  {c.expected}"]
        lines.append(f"  {', '.join(c.trace)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_checks_of_the_tiny_workspace(tiny: KnowledgeBase, golden: Callable[[str, str], None], language: str) -> None:
    kb = replace(tiny, client=replace(tiny.client, language=language))  # type: ignore[arg-type]
    golden(f"trace/checks.{language}.txt", told(kb))


def by_trace(kb: KnowledgeBase) -> dict[tuple[str, ...], str]:
    return {(c.kind, *c.trace[:1]): c.id for c in checks(kb)}


def test_ids_stay_when_the_spec_is_put_in_another_order_and_grows(tiny: KnowledgeBase) -> None:
    roles, entities = tiny.spec.roles, tiny.spec.entities
    more = Entity("Task", Text("Задача"), fields=(Field("name", Text("Название"), "string", required=True),))
    changed = replace(
        tiny.spec,
        entities=Entities((more, *reversed(entities.entities))),
        roles=replace(
            roles,
            roles=(Role("boss", Text("Директор")), *reversed(roles.roles)),
            permissions=(Permission("boss", "Task", {"delete": "all"}), *reversed(roles.permissions)),
        ),
    )
    before = {c.id: c for c in checks(tiny)}
    after = {c.id: c for c in checks(replace(tiny, spec=changed))}
    assert before.keys() < after.keys()
    assert all(set(before[id].trace) <= set(after[id].trace) for id in before)


def test_ids_stay_when_labels_change(tiny: KnowledgeBase) -> None:
    roles = replace(tiny.spec.roles, roles=tuple(replace(r, label=Text("X")) for r in tiny.spec.roles.roles))
    assert by_trace(tiny) == by_trace(replace(tiny, spec=replace(tiny.spec, roles=roles)))


def test_keys_that_need_the_same_signs_both_get_more_and_neither_keeps_the_old_id() -> None:
    keys = [f"key {n}" for n in range(3000)]
    short = {key: ids("H", [key])[key] for key in keys}
    all_ = ids("H", keys)
    assert len(set(all_.values())) == len(keys)
    longer = [key for key in keys if len(all_[key]) > 6]
    assert longer, "with 3,000 keys some need five signs"
    assert all(short[key] not in all_.values() for key in longer)
    assert ids("H", keys[::-1]) == all_


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("н-4к7м", "H-4K7M"),
        (" h-4k7m ", "H-4K7M"),
        ("H\u20114K7M", "H-4K7M"),
        ("А1", "А1"),
        ("A1", "A1"),
        ("setup/A1", "setup/A1"),
        ("", ""),
    ],
)
def test_ids_may_be_written_in_either_alphabet(written: str, meant: str) -> None:
    assert normal(written) == meant


def test_criteria_keep_their_own_ids_unless_two_stages_have_the_same() -> None:
    found = own_ids([("a", "A1"), ("b", "A1"), ("b", "B2"), ("c", "H-4K7M")])
    assert found == {("a", "A1"): "a/A1", ("b", "A1"): "b/A1", ("b", "B2"): "B2", ("c", "H-4K7M"): "c/H-4K7M"}


def test_dangerous_refusals_come_first_and_each_alone(tiny: KnowledgeBase) -> None:
    found = checks(tiny)
    dangerous = [c for c in found if c.dangerous]
    assert found[: len(dangerous)] == tuple(dangerous)
    assert all(len(c.trace) == 1 for c in dangerous)
    assert ("permissions/seller/Deal/delete",) in [c.trace for c in dangerous]


def test_every_right_that_was_agreed_is_tested(tiny: KnowledgeBase) -> None:
    proven = {id for c in checks(tiny) for id in c.trace}
    for p in tiny.spec.roles.permissions:
        assert {f"permissions/{p.role}/{p.entity}/{op}" for op in p.ops} <= proven
    for process in tiny.spec.processes.processes:
        assert {f"processes/{process.id}/steps/{s.id}" for s in process.steps} <= proven
        assert {f"processes/{process.id}/transitions/{t.from_}>{t.to}" for t in process.transitions} <= proven


def stage(*groups: str, criteria: tuple[Criterion, ...] = ()) -> Stage:
    return Stage("setup", Text("Настройка"), Person("Белов"), criteria, checks=groups)  # type: ignore[arg-type]


def test_stages_say_which_parts_they_run(tiny: KnowledgeBase) -> None:
    acceptance = Acceptance((stage("rights", "steps", criteria=(Criterion("A1", Text("Вход работает"), ("N1",)),)),))
    spec = replace(
        tiny.spec, acceptance=acceptance, needs=Needs((), (Need("N1", Text("Вход")), Need("N2", Text("Звонки"))))
    )
    found = checks(replace(tiny, spec=spec))
    assert {c.stage for c in found if c.group in ("rights", "steps", "criteria")} == {"setup"}
    assert {c.stage for c in found if c.group in ("fields", "states")} == {""}
    assert [c.trace for c in found if c.kind == "criterion"] == [("acceptance/setup/A1", "needs/N1")]
    assert [c.trace for c in found if c.kind == "need"] == [("needs/N2",)], "what no criterion proves is shown"


def test_devices_are_tested_step_by_step(tiny: KnowledgeBase) -> None:
    devices = (
        Device("phone", Text("Телефон"), place=Text("Стол"), check=(Text("Снимите трубку."), Text("Позвоните"))),
        Device("cam", Text("Камера")),
    )
    found = [
        c for c in checks(replace(tiny, spec=replace(tiny.spec, equipment=Equipment(devices)))) if c.kind == "device"
    ]
    assert found[0].action == "Где: стол. Проверьте по шагам: снимите трубку; позвоните."
    assert "обычную работу" in found[1].action


def test_nothing_agreed_gives_no_check(tiny: KnowledgeBase) -> None:
    assert checks(replace(tiny, spec=Spec(Entities(()), Roles(())))) == ()


def test_hostile_labels_stay_words(tiny: KnowledgeBase) -> None:
    label = Text(HOSTILE)
    entity = Entity("E", label, fields=(Field("f", label, "string", required=True, required_if=label),))
    roles = Roles(
        (Role("r", label),), (Permission("r", "E", {"read": "own", "fly": "no"}, label, {"f": {"fly": "no"}}),)
    )
    roles = replace(roles, operations=(Operation("fly", label, dangerous=True),))
    process = Process("p", label, entity="E", states=(State("a", label), State("b", label)))
    process = replace(process, transitions=(Transition("a", "b", ("r",), label, ("f",)),))
    spec = Spec(Entities((entity,)), roles, processes=Processes((process,)))
    found = checks(replace(tiny, spec=spec))
    assert len(found) > 5
    assert all("{{ 7*7 }}" in c.title for c in found)


@pytest.mark.parametrize("operation", ["other", "no", "create.all", "{n}", "email", "do"])
@pytest.mark.parametrize("level", ["all", "team", "own", "no"])
def test_operations_may_be_called_anything(tiny: KnowledgeBase, operation: str, level: str) -> None:
    permission = Permission("seller", "Deal", {"read": "all", operation: level}, fields={"name": {operation: level}})  # type: ignore[dict-item]
    for dangerous in (False, True):
        roles = replace(
            tiny.spec.roles, permissions=(permission,), operations=(Operation(operation, Text(), dangerous),)
        )
        found = checks(replace(tiny, spec=replace(tiny.spec, roles=roles)))
        assert f"permissions/seller/Deal/{operation}" in {id for c in found for id in c.trace}
        assert not [c for c in found if "{operation}" in c.action + c.title + c.expected]


def big(entities: int = 200, fields: int = 40, roles: int = 15) -> KnowledgeBase:
    """A spec of the size a big firm has."""
    label = Text("Карточка договора поставки")
    made = tuple(
        Entity(
            f"E{n}",
            Text(f"Карточка {n}"),
            fields=tuple(Field(f"f{f}", Text(f"Поле {f}"), "string", required=f < 4) for f in range(fields)),
        )
        for n in range(entities)
    )
    ops = {"create": "own", "read": "team", "edit": "own", "delete": "no", "export": "no"}
    people = tuple(Role(f"r{n}", Text(f"Роль {n}")) for n in range(roles))
    permissions = tuple(Permission(r.id, e.id, ops) for r in people for e in made)  # type: ignore[arg-type]
    client = Client("big", label, Product("crm", "CRM"), Firm("Фирма"))
    return KnowledgeBase(client, Spec(Entities(made), Roles(people, permissions)))


def test_checks_of_a_big_spec_have_ids_of_their_own() -> None:
    found: tuple[Check, ...] = checks(big(100))
    assert len({c.id for c in found}) == len(found) == 100 * 15 * 3 + 100
