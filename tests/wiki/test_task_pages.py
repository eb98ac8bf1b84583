"""Pages of tasks: titles, facts, refusals; a written guide takes the place and keeps the facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kbgen.model.entities import Entities, Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.roles import Operation, Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.wiki import pages
from kbgen.wiki.phrases import forms_of, task_title


def by_path(kb: KnowledgeBase) -> dict[str, Page]:
    return {page.path: page for page in pages(kb)}


@pytest.mark.parametrize(
    ("label", "plural", "operation", "title"),
    [
        ("Сделка", "Сделки", "create", "Как создать сделку"),
        ("Контрагент", "Контрагенты", "read", "Как найти и посмотреть контрагента"),
        ("Запрос", "Запросы", "delete", "Как удалить запрос"),
        ("Контактное лицо", "Контактные лица", "export", "Как выгрузить контактных лиц в файл"),
        ("Служебная записка", "Служебные записки", "edit", "Как изменить служебную записку"),
        ("Email", "Email", "print", "Как напечатать email"),
        ("Пальто", "Пальто", "create", "Как создать пальто"),
        ("Импортировать", "Импорт", "create", "Как создать запись «Импортировать»"),
        ("Деньги", "Деньги", "read", "Как найти и посмотреть деньги"),
        ("Клиент", "Клиенты", "share", "Как открыть доступ к клиенту"),
        ("Лид", "Лиды", "mailing", "Как сделать рассылку: лиды"),
        ("Лид", "Лиды", "convert", "Как превратить лида в компанию"),
        ("Лид", "Лиды", "merge", "Слияние: лиды"),
    ],
)
def test_titles_are_grammatical(label: str, plural: str, operation: str, title: str, tiny: KnowledgeBase) -> None:
    own = (
        Operation("mailing", Text("Сделать рассылку")),
        Operation("convert", Text("Превратить лида в компанию")),
        Operation("merge", Text("Слияние")),
    )
    kb = replace(tiny, spec=replace(tiny.spec, roles=replace(tiny.spec.roles, operations=own)))
    assert task_title(operation, Entity("X", Text(label), Text(plural)), kb) == title


def test_forms_of_the_spec_win(tiny: KnowledgeBase) -> None:
    lead = Entity("Lead", Text("Лид"), Text("Лиды"), forms={"acc": "Лида", "plural_accs": "Лидов"})
    assert task_title("create", lead, tiny) == "Как создать лида"
    assert task_title("export", lead, tiny) == "Как выгрузить лидов в файл"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Deal", "a deal"),
        ("Invoice", "an invoice"),
        ("User", "a user"),
        ("Hour", "an hour"),
        ("Unit", "a unit"),
        ("Update", "an update"),
        ("SMS", "a SMS"),
        ("One-off job", "a one-off job"),
        ("Umbrella", "an umbrella"),
    ],
)
def test_english_articles(label: str, said: str, made: Callable[..., KnowledgeBase]) -> None:
    kb = made(str, "en")
    assert forms_of(Entity("X", Text(label)), kb)["a"] == said
    assert task_title("create", Entity("X", Text(label)), kb) == f"How to create {said}"


def test_a_task_without_a_guide_has_a_page(tiny: KnowledgeBase) -> None:
    page = by_path(tiny)["guides/edit-deal.md"]
    assert (page.title, page.kind, page.section, page.group) == ("Как изменить сделку", "task", "guides", "Сделки")
    assert page.roles == ("manager", "boss")
    for said in (
        "Кому можно",
        '<span class="kb-level kb-level-own">свои</span>',
        "Откройте в меню: CRM → Сделки.",
        "Не оставляйте пустыми: «Название».",
        "[Название](../entities/deal.md#field-name)",
        "Когда обязательно: Доставка за границу.",
        "«Новая» → «Выиграна»: меняет [Менеджер по продажам](../roles/manager.md).",
        "**Это чужая запись.**",
        "того, кому можно больше: [Руководитель](../roles/boss.md)",
        "    [Менеджер по продажам](../roles/manager.md): Пока сделка не закрыта.",
        "Поле «Сумма»: нельзя изменять.",
        "**Такая запись уже есть.**",
        "«Сумма»: не меньше 0.",
    ):
        assert said in page.body, said


def test_a_barred_role_learns_whom_to_ask(tiny: KnowledgeBase) -> None:
    page = by_path(tiny)["guides/delete-deal.md"]
    assert "Нельзя: [Менеджер по продажам](../roles/manager.md)" in page.body
    assert "Попросите того, кому можно: [Руководитель](../roles/boss.md)." in page.body


def test_what_nobody_may_do_has_no_page(tiny: KnowledgeBase) -> None:
    made = by_path(tiny)
    assert "guides/create-company.md" not in made
    assert "guides/read-company.md" in made
    assert not [path for path in made if "user" in path]


def test_a_guide_takes_the_place_and_keeps_the_facts(tiny: KnowledgeBase) -> None:
    guides = (replace(tiny.guides[0], operation="create"), *tiny.guides[1:])
    made = by_path(replace(tiny, guides=guides))
    assert "guides/create-deal.md" not in made
    body = made["guides/new-deal.md"].body
    assert "<summary>Коротко по настройкам: создать сделку</summary>" in body
    assert "Первым" not in body
    assert "[создать](../guides/new-deal.md)" in made["roles/manager.md"].body
    assert "[Как создать сделку](guides/new-deal.md)" in made["tasks.md"].body
    moved = made["index.md"].texts["guides/create-deal.html"]
    assert 'url=new-deal.html"' in moved


def test_a_guide_of_the_same_id_has_the_same_address(tiny: KnowledgeBase) -> None:
    guides = (replace(tiny.guides[0], id="create-deal"), *tiny.guides[1:])
    made = by_path(replace(tiny, guides=guides))
    assert made["guides/create-deal.md"].kind == "guide"
    assert "Коротко по настройкам: создать сделку" in made["guides/create-deal.md"].body


def test_task_pages_are_listed_where_people_look(tiny: KnowledgeBase) -> None:
    made = by_path(tiny)
    assert "[удалить](../guides/delete-deal.md)" in made["roles/boss.md"].body
    assert "delete-deal.md" not in made["roles/manager.md"].body.split("kb-backlinks")[0]
    assert "[удалить](delete-deal.md)" in made["guides/index.md"].body
    assert "[Как удалить сделку](guides/delete-deal.md)" in made["tasks.md"].body
    assert "[Удалить сделку](guides/delete-deal.md)" in made["a-z.md"].body
    assert "[удалить](tasks.md#delete)" in made["index.md"].body
    assert "[удалить](../guides/delete-deal.md)" in made["entities/deal.md"].body


def test_english_tasks(made: Callable[..., KnowledgeBase]) -> None:
    kb = made(str, "en")
    deal = replace(kb.spec.entities.entities[0], label=Text("Deal"), plural=Text("Deals"))
    rest = kb.spec.entities.entities[1:]
    page = by_path(replace(kb, spec=replace(kb.spec, entities=Entities((deal, *rest)))))["guides/edit-deal.md"]
    assert page.title == "How to edit a deal"
    assert "## If it does not work" in page.body
    assert "The record is somebody else’s." in page.body


def test_without_rights_there_are_no_tasks(tiny: KnowledgeBase) -> None:
    kb = replace(tiny, spec=replace(tiny.spec, roles=Roles((Role("r", Text("Роль")),), (Permission("r", "Deal"),))))
    made = by_path(kb)
    assert "tasks.md" not in made
    assert not [p for p in made.values() if p.kind == "task"]
