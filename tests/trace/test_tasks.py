"""Tasks follow from rights, fields and processes."""

from __future__ import annotations

from dataclasses import replace

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.tasks import Task
from kbgen.model.text import Text
from kbgen.trace.naming import names_of
from kbgen.trace.tasks import tasks


def t(text: str) -> Text:
    return Text(text)


DEAL = Entity(
    "Deal",
    t("Сделка"),
    t("Сделки"),
    fields=(
        Field("stage", t("Этап"), "enum", required=True, default="n"),
        Field("name", t("Название"), "string", required=True),
        Field("reason", t("Причина"), "string", required_if=t("сделка закрыта")),
        Field("number", t("Номер"), "sequence", required=True, hint=t("CRM ставит его сама.")),
        Field("token", t("Ключ"), "secret", required=True, system=True),
    ),
)
SALE = Process(
    "sale",
    t("Продажа"),
    entity="Deal",
    field="stage",
    steps=(
        Step("call", "boss", t("позвонить"), "Call"),
        Step("create", "manager", t("создать сделку"), "Deal", guide="how"),
        Step("close", "manager", t("закрыть сделку"), "Deal"),
    ),
    states=(State("new", t("Новая"), value="n"), State("won", t("Выиграна"), final=True)),
    transitions=(Transition("new", "won", ("manager",)), Transition("won", "new", ("boss",))),
)
KB = KnowledgeBase(
    Client("c", t("К"), Product("p", "П"), Firm("Ф")),
    Spec(
        Entities((DEAL, Entity("User", t("Пользователь"), external=True), Entity("Note", t("Заметка")))),
        Roles(
            (Role("manager", t("Менеджер")), Role("boss", t("Начальник"))),
            (
                Permission("manager", "Deal", {"create": "own", "edit": "own", "read": "all"}),
                Permission("boss", "Deal", {"read": "all", "delete": "no"}),
                Permission("boss", "User", {"read": "all"}),
            ),
        ),
        processes=Processes((SALE,)),
    ),
)


def made(kb: KnowledgeBase = KB) -> dict[str, Task]:
    return {task.id: task for task in tasks(kb)}


def test_only_what_somebody_may_do_with_an_entity_that_has_a_page() -> None:
    assert list(made()) == ["create-Deal", "read-Deal", "edit-Deal"]


def test_who_may_and_who_may_not() -> None:
    task = made()["create-Deal"]
    assert [(d.role, d.level) for d in task.doers] == [("manager", "own")]
    assert [d.role for d in task.barred] == ["boss"]


def test_fields_in_the_order_of_the_form() -> None:
    task = made()["create-Deal"]
    assert [f.id for f in task.required] == ["stage", "name"]
    assert [f.id for f in task.conditional] == ["reason"]
    assert [f.id for f in task.automatic] == ["number"]
    assert made()["read-Deal"].required == ()


def test_what_comes_next() -> None:
    (onward,) = made()["create-Deal"].onward
    assert onward.start is not None
    assert onward.start.id == "new"
    assert [(x.from_, x.to) for x in onward.transitions] == [("new", "won")]
    assert [step.id for step in onward.steps] == ["close"]
    (onward,) = made()["edit-Deal"].onward
    assert (onward.start, len(onward.transitions), onward.steps) == (None, 2, ())


def test_a_first_stage_that_nobody_named_is_not_made_up() -> None:
    deal = replace(DEAL, fields=(Field("stage", t("Этап"), "enum"),))
    kb = replace(KB, spec=replace(KB.spec, entities=Entities((deal,))))
    (onward,) = made(kb)["create-Deal"].onward
    assert (onward.start, onward.transitions) == (None, ())


def guide(id: str, **more: object) -> Guide:
    return Guide(id, id, "", f"content/guides/p/{id}.md", **more)  # type: ignore[arg-type]


def test_guides_that_teach_a_task() -> None:
    guides = (
        guide("another", entities=("Deal",), operation="create"),
        guide("how", entities=("Deal", "Note"), operation="create"),
        guide("both", entities=("Note", "Deal"), operation="edit", teaches=("Note", "Deal")),
        guide("aside", entities=("Note", "Deal"), operation="read"),
        guide("delete-deal", entities=()),
        guide("read-deal"),
    )
    found = made(replace(KB, guides=guides))
    assert found["create-Deal"].guides == ("how", "another"), "that of a process step first"
    assert found["edit-Deal"].guides == ("both",)
    assert found["read-Deal"].guides == ("read-deal",), "the same id takes the place"


def test_names_in_any_form() -> None:
    names = names_of(KB)
    for name in ("сделкам", "СДЕЛКА", "entity:Deal", "Deal"):
        found = names.find(name)
        assert found is not None, name
        assert found.title == "Сделка"
    assert names.find("x") is None
    assert names.find("entity:сделка") is None
    assert names.near("Продаж") == "продажа"
