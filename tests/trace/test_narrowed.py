"""A narrowed knowledge base: nothing that is not for its audience, nothing that dangles, nothing invented."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kbgen.importers.kb import read_kb
from kbgen.model.audiences import Audience
from kbgen.model.changes import ChangeRequest, ChangeRequests
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import End, Process, Step
from kbgen.model.text import Text
from kbgen.rules.references import dead_references
from kbgen.trace.changes import changes
from kbgen.trace.narrowed import narrowed
from kbgen.trace.narrowed_flow import narrowed_process
from kbgen.trace.seen import Seen
from kbgen.trace.snapshots import snapshot
from kbgen.workspace import Workspace

READERS = Path(__file__).resolve().parents[1] / "audiences" / "workspace"
ROLES = ("operator", "manager", "boss")
NAMES = (
    "entities/Order", "entities/Bonus", "entities/*", "entities/Order/fields/margin", "processes/sale",
    "processes/bonus-month", "guides/new-order", "guides/count-bonus", "guides/*", "equipment/safe", "equipment/*",
    "training/lesson-all", "training/lesson-boss", "glossary/sheet", "glossary/*",
)  # fmt: skip
PARTS = ("needs", "choice", "acceptance", "training", "warranty", "changes", "coverage")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    place = tmp_path_factory.mktemp("readers") / "ws"
    shutil.copytree(READERS, place)
    return Workspace(place)


@pytest.fixture(scope="module")
def kb(workspace: Workspace) -> KnowledgeBase:
    whole = read_kb(workspace, "sklad")
    return replace(whole, approved=snapshot(whole, "1.0"), previous=snapshot(whole, "7"))


audiences = st.builds(
    Audience,
    st.sampled_from(["staff", "it", "others"]),
    st.just(Text("Кто-то")),
    st.lists(st.sampled_from(ROLES), unique=True).map(tuple),
    st.lists(st.sampled_from(PARTS), unique=True).map(tuple),
    st.lists(st.sampled_from(NAMES), max_size=4).map(tuple),
    st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
)
quick = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from said(item)
    elif isinstance(value, dict):
        yield from (str(key) for key in value)
        for item in value.values():
            yield from said(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield field.name
            yield from said(getattr(value, field.name))
    elif isinstance(value, date):
        yield value.isoformat()


@quick
@given(audience=audiences)
def test_nothing_dangles(audience: Audience, kb: KnowledgeBase, workspace: Workspace) -> None:
    part = narrowed(kb, audience)
    assert [p for p in dead_references(part, workspace) if p.severity == "error"] == []


@quick
@given(audience=audiences)
def test_narrowing_again_changes_nothing_and_nothing_is_invented(audience: Audience, kb: KnowledgeBase) -> None:
    part = narrowed(kb, audience)
    assert narrowed(part, audience) == part
    whole = "\n".join(said(kb))
    own = ("дальше работают другие", "(нет в этой копии)", "next", *said(audience))
    bodies = {guide.body for guide in part.guides} | {step.text for guide in part.guides for step in guide.steps}
    hashes = {
        entry["text"] for side in (part.approved, part.previous) for entry in ((side and side.guides) or {}).values()
    }
    assert [text for text in said(part) if text not in whole and text not in {*own, *bodies, *hashes}] == []


@quick
@given(audience=audiences)
def test_nobody_sees_what_the_roles_decide_against(audience: Audience, kb: KnowledgeBase) -> None:
    part, view = narrowed(kb, audience), Seen(kb, audience)
    assert {r.id for r in part.spec.roles.roles} <= set(audience.roles or ROLES)
    for process in part.spec.processes.processes:
        assert {step.role for step in process.steps} <= view.roles
    for permission in part.spec.roles.permissions:
        assert permission.role in view.roles and permission.entity in view.entities
    shown = [*audience.show]
    if audience.roles and "boss" not in audience.roles and not any(name.startswith("entities") for name in shown):
        assert part.entity("Bonus") is None
    for part_name in PARTS:
        assert part.shows(part_name) == (part_name in audience.project)  # type: ignore[arg-type]
    assert part.spec.warranty is None or "warranty" in audience.project


@quick
@given(audience=audiences, more=st.sampled_from(NAMES))
def test_hiding_more_shows_no_more(audience: Audience, more: str, kb: KnowledgeBase) -> None:
    plain = replace(audience, show=())
    wide, narrow = Seen(kb, plain), Seen(kb, replace(plain, hide=(*plain.hide, more)))
    for what in ("entities", "fields", "processes", "guides", "videos", "devices", "sessions"):
        assert getattr(narrow, what) <= getattr(wide, what)


def test_an_audience_of_everything_sees_everything(kb: KnowledgeBase) -> None:
    part = narrowed(kb, Audience("all", Text("Все"), project=PARTS))  # type: ignore[arg-type]
    assert part.spec.entities == kb.spec.entities and part.spec.roles == kb.spec.roles
    assert part.spec.needs == kb.spec.needs and part.spec.changes == kb.spec.changes
    assert [g.id for g in part.guides] == [g.id for g in kb.guides if not g.audience]
    assert part.spec.glossary == kb.spec.glossary
    assert part.approved and part.approved.spec == snapshot(part).spec


STAFF = Audience("staff", Text("Сотрудники"), ("operator", "manager"), (*PARTS,))  # type: ignore[arg-type]


def test_what_was_signed_is_told_as_far_as_it_is_seen(kb: KnowledgeBase) -> None:
    """A title that changed since is a change; that a hidden record changed is none of theirs."""
    bonus, order = kb.entity("Bonus"), kb.entity("Order")
    assert bonus and order
    entities = (replace(order, label=Text("Поручение")), replace(bonus, label=Text("Надбавка")))
    later = replace(kb, spec=replace(kb.spec, entities=replace(kb.spec.entities, entities=entities)))
    part = narrowed(later, STAFF)
    assert part.approved and part.previous
    for past in (part.approved, part.previous):
        told = [change.text.ru for change in changes(past, snapshot(part))]
        assert any("Поручение" in text for text in told)
        assert not any("Надбавка" in text or "Преми" in text for text in told)
    quiet = narrowed(kb, STAFF)
    assert quiet.previous and changes(quiet.previous, snapshot(quiet)) == ()


def test_requests_are_told_by_what_they_touch(kb: KnowledgeBase) -> None:
    requests = (
        ChangeRequest("C1", Text("о премиях"), touches=("entities/Bonus",)),
        ChangeRequest("C2", Text("о заказах"), touches=("entities/Order", "entities/Bonus")),
        ChangeRequest(
            "C3", Text("о правах"), touches=("permissions/boss/Order/delete", "permissions/manager/Order/edit")
        ),
        ChangeRequest("C4", Text("обо всём")),
    )
    part = narrowed(replace(kb, spec=replace(kb.spec, changes=ChangeRequests(requests))), STAFF)
    assert [(r.id, r.touches) for r in part.spec.changes.requests] == [
        ("C2", ("entities/Order",)), ("C3", ("permissions/manager/Order/edit",)), ("C4", ()),
    ]  # fmt: skip


def test_guides_that_name_an_audience_are_for_it_alone(kb: KnowledgeBase) -> None:
    assert narrowed(kb, STAFF).guide("restore-copy") is None
    assert narrowed(kb, Audience("it", Text("ИТ"), ("boss",))).guide("restore-copy") is not None
    hidden = Audience("it", Text("ИТ"), hide=("guides/restore-copy",))
    assert narrowed(kb, hidden).guide("restore-copy") is None


def test_links_to_what_is_not_seen_become_words(kb: KnowledgeBase) -> None:
    guide = kb.guide("new-order")
    assert guide
    body = "\n".join(
        (
            "Про [[guide:count-bonus|расчёт]] и [[Премия|премию]], [[Премия]] и {{ term(\"Bonus\").plural.gen }}.",
            "Ещё [[guide:count-bonus]], [здесь](count-bonus.md) и [Как считать поощрения за месяц](count-bonus.md#a).",
            "`[[guide:count-bonus]]` и {{ video(\"count-bonus\") }} и [правила](../entities/bonus.html) и [[Заказ]].",
            "", "## Что ещё", "", "- [[guide:count-bonus]]", "1. [Раз](count-bonus.md).", "", "### Ниже", "", "Текст.",
            "", "[два]: count-bonus.md",
        )
    )  # fmt: skip
    part = narrowed(replace(kb, guides=tuple(replace(g, body=body) if g is guide else g for g in kb.guides)), STAFF)
    told = part.guide("new-order")
    assert told and told.body == "\n".join(
        (
            "Про расчёт и премию, Премия и премий.",
            "Ещё (нет в этой копии), здесь и (нет в этой копии).",
            "`[[guide:count-bonus]]` и {{ video(\"count-bonus\") }} и правила и [[Заказ]].",
            "", "", "", "### Ниже", "", "Текст.", "", "[два]: #",
        )
    )  # fmt: skip


def steps(*told: tuple[str, str, tuple[str, ...]], **more: Any) -> Process:
    made = tuple(Step(id, role, Text(id), next=following, **more.get(id, {})) for id, role, following in told)
    return Process("p", Text("П"), trigger=Text("начало"), result=Text("конец"), steps=made)


def seen_by(process: Process, kb: KnowledgeBase, *roles: str) -> Process:
    return narrowed_process(process, kb, Seen(kb, Audience("a", Text("А"), roles)))


def test_others_steps_are_stepped_over(kb: KnowledgeBase) -> None:
    process = steps(("a", "operator", ()), ("b", "boss", ()), ("c", "boss", ("d", "e")), ("d", "operator", ()),
                    ("e", "operator", ()), c={"split": "all"})  # fmt: skip
    told = seen_by(process, kb, "operator")
    assert [(s.id, s.next, s.split) for s in told.steps] == [
        ("a", ("d", "e"), "all"),
        ("d", ("e",), "one"),
        ("e", (), "one"),
    ]
    assert told.trigger and told.result


def test_where_others_go_on_it_is_said(kb: KnowledgeBase) -> None:
    told = seen_by(steps(("x", "boss", ()), ("a", "operator", ("b", "c")), ("b", "boss", ("z",)), ("c", "operator", ()),
                         ("z", "boss", ())), kb, "operator")  # fmt: skip
    assert [(s.id, s.next, [e.result.plain for e in s.ends]) for s in told.steps] == [
        ("a", ("c",), ["дальше работают другие"]), ("c", (), ["дальше работают другие"]),
    ]  # fmt: skip
    assert not told.trigger and not told.result


def test_circles_of_others_end(kb: KnowledgeBase) -> None:
    told = seen_by(steps(("a", "operator", ()), ("b", "boss", ("c",)), ("c", "boss", ("b", "a"))), kb, "operator")
    assert [(s.id, s.next, s.ends) for s in told.steps] == [("a", (), (End(Text("дальше работают другие")),))]
