"""Questions made of a spec: right, explained, with answers one could believe in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from kbgen.model.audiences import Audience
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.quiz import Question
from kbgen.model.roles import Operation, Permission, Role, Roles
from kbgen.model.text import Language, Text
from kbgen.trace.narrowed import narrowed
from kbgen.trace.quiz import questions


def both(ru: str, en: str = "") -> Text:
    return Text(ru=ru, en=en or ru)


FIELDS = tuple(
    Field(id, both(ru, id), "string", required=id == "name")
    for id, ru in (("name", "Название"), ("amount", "Сумма"), ("source", "Источник"), ("note", "Заметка"))
)
DEAL = Entity("Deal", both("Сделка", "Deal"), both("Сделки", "Deals"), fields=FIELDS)
ROLES = (
    Role("operator", both("Оператор", "Operator")),
    Role("managers", both("Менеджеры", "Managers")),
    Role("head", both("Руководитель", "Head of sales")),
    Role("guest", both("Гость", "Guest")),
)
PERMISSIONS = (
    Permission("operator", "Deal", {"create": "all", "read": "all", "edit": "own", "export": "team"}),
    Permission(
        "managers",
        "Deal",
        {"read": "all", "edit": "team"},
        when=both("пока сделка не закрыта", "until it is closed"),
        fields={"amount": {"edit": "no"}},
    ),
    Permission("head", "Deal", {"read": "all", "delete": "all"}),
)
STEPS = (
    Step("take", "operator", both("записать обращение", "write the request down")),
    Step("check", "operator", both("проверить клиента", "check the customer")),
    Step("offer", "managers", both("отправить предложение", "send an offer")),
    Step("close", "head", both("закрыть сделку", "close the deal")),
)
SALE = Process(
    "sale",
    both("Продажа", "Sale"),
    entity="Deal",
    steps=STEPS,
    states=(State("new", both("Новая", "New")), State("won", both("Выиграна", "Won"))),
    transitions=(Transition("new", "won", ("managers",), required_fields=("amount",)),),
)


@pytest.fixture
def kb() -> KnowledgeBase:
    """Four roles, one of them with nothing; one process."""
    roles = Roles(ROLES, PERMISSIONS, (Operation("export", both("Выгрузить в Excel", "Export")),))
    client = Client("demo", both("Ромашка", "Daisy"), Product("crm", "CRM"), Firm("Точка"))
    return KnowledgeBase(client, Spec(Entities((DEAL,)), roles, processes=Processes((SALE,))))


def asked(kb: KnowledgeBase, role: str) -> dict[str, Question]:
    return {q.id: q for q in questions(kb, role)}


def right(question: Question) -> str:
    return question.answers[question.right]


@pytest.mark.parametrize(
    ("role", "id", "text", "answer"),
    [
        ("operator", "right-Deal-delete", "Может ли оператор удалить сделку?", "Нет"),
        ("operator", "right-Deal-edit", "Может ли оператор изменить сделку?", "Да, но только свои записи"),
        ("managers", "right-Deal-delete", "Могут ли менеджеры удалить сделку?", "Нет"),
        ("head", "right-Deal-read", "Может ли руководитель открыть сделку?", "Да, любую запись"),
        ("operator", "may-Deal-delete", "Кто может удалить сделку?", "Руководитель"),
        ("managers", "field-Deal-amount-edit", "Могут ли менеджеры изменить поле «Сумма» в разделе «Сделки»?", "Нет"),
        (
            "managers",
            "when-Deal",
            "Какое условие действует для роли «Менеджеры» в разделе «Сделки»?",
            "Пока сделка не закрыта",
        ),
        (
            "operator",
            "next-sale-check",
            "Вы закончили шаг «Проверить клиента». Что дальше?",
            "Отправить предложение",
        ),
        ("operator", "who-sale-offer", "Кто делает шаг «Отправить предложение»?", "Менеджеры"),
        ("operator", "required-Deal", "Без какого поля не сохранить сделку?", "Название"),
        (
            "managers",
            "needs-sale-new-won",
            "Что заполнить, чтобы перевести запись из состояния «Новая» в «Выиграна»?",
            "Сумма",
        ),
        ("managers", "move-sale-new-won", "Кто может перевести запись из состояния «Новая» в «Выиграна»?", "Менеджеры"),
    ],
)
def test_the_right_answer_is_what_was_agreed(kb: KnowledgeBase, role: str, id: str, text: str, answer: str) -> None:
    question = asked(kb, role)[id]
    assert question.text == text
    assert right(question) == answer


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_question_can_be_asked_and_is_explained(kb: KnowledgeBase, language: Language) -> None:
    told = replace(kb, client=replace(kb.client, language=language))
    for role in ROLES:
        found = questions(told, role.id)
        assert max(Counter(q.id for q in found).values(), default=1) == 1
        assert max(Counter(q.text for q in found).values(), default=1) == 1
        for q in found:
            assert 3 <= len({a.casefold() for a in q.answers}) == len(q.answers) <= 4, q
            assert q.text.endswith("?") and q.why.endswith(".") and ".." not in q.why, q
            assert "{" not in q.text + q.why, q
            if language == "en":
                assert not [c for c in q.text + q.why + "".join(q.answers) if "а" <= c.lower() <= "я"], q


def test_the_first_questions_are_a_mixture_and_answers_stay_in_place(kb: KnowledgeBase) -> None:
    first = questions(kb, "managers")[:7]
    assert len({q.kind for q in first}) == 7
    assert first[0].id == "right-Deal-delete"
    assert first == questions(kb, "managers")[:7]


def test_where_a_condition_narrows_a_right_its_reach_is_not_asked_for(kb: KnowledgeBase) -> None:
    assert "right-Deal-edit" not in asked(kb, "managers")


def test_a_field_that_is_needed_anyway_is_no_wrong_answer(kb: KnowledgeBase) -> None:
    assert "Название" not in asked(kb, "managers")["needs-sale-new-won"].answers


def test_a_step_two_roles_share_is_nobodys_alone(kb: KnowledgeBase) -> None:
    twin = replace(STEPS[2], id="again", role="head")
    spec = replace(kb.spec, processes=Processes((replace(SALE, steps=(*STEPS, twin)),)))
    assert not [id for id in asked(replace(kb, spec=spec), "operator") if id in ("who-sale-offer", "who-sale-again")]


def test_a_role_without_anything_and_one_that_is_not_there(kb: KnowledgeBase) -> None:
    assert {q.kind for q in questions(kb, "guest")} <= {"who", "move"}
    assert questions(kb, "nobody") == ()
    bare = replace(kb, spec=replace(kb.spec, roles=Roles(ROLES), processes=Processes(())))
    assert questions(bare, "operator") == ()


def test_a_copy_for_some_asks_nothing_of_the_others(kb: KnowledgeBase) -> None:
    few = narrowed(kb, Audience("desk", both("Стойка"), ("operator", "managers")))
    for role in ("operator", "managers"):
        for q in questions(few, role):
            assert "Руководитель" not in (q.text, q.why, *q.answers), q
