"""Rights in words and tables say what was agreed, no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kbgen.model.entities import Entities, Entity, Field, Option
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import Permission
from kbgen.model.text import Text
from kbgen.wiki import fields, rights


def test_sentences_name_what_is_allowed_and_what_is_not(tiny: KnowledgeBase) -> None:
    (deal,) = rights.sentences("manager", tiny)
    assert deal.may == (
        "создавать",
        "видеть записи своего отдела",
        "изменять только свои",
        "выполнять операцию «Слияние» только со своими записями",
    )
    assert deal.may_not == ("удалять", "выгружать в файл")
    assert deal.fields == ("Поле «Сумма»: нельзя изменять.",)
    assert rights.closed("manager", tiny) == ("Company", "Task")


def test_table_has_a_row_an_operation_and_marks_dangers(tiny: KnowledgeBase) -> None:
    table = rights.table(tiny.spec.entities.entities[0], tiny)
    assert table is not None
    rows = {row.label: row for row in table.rows}
    assert rows["Создание"].levels == ("yes", "yes")
    assert rows["Просмотр"].levels == ("team", "all")
    assert rows["Удаление"].levels == ("no", "all")
    assert rows["Поле «Сумма»: изменение"].levels == ("no", "all")
    assert {label for label, row in rows.items() if row.dangerous} == {"Удаление", "Выгрузка в файл", "Слияние"}


def test_nothing_agreed_makes_no_table(tiny: KnowledgeBase) -> None:
    task = tiny.entity("Task")
    assert task is not None
    assert rights.table(task, tiny) is None
    assert rights.sentences("nobody", tiny) == ()


def test_an_operation_nobody_named_keeps_its_id(tiny: KnowledgeBase) -> None:
    assert rights.operation_label("levitate", tiny) == "levitate"
    assert rights.phrase("levitate", "all", tiny) == "выполнять операцию «levitate»"


def test_notes_of_a_field(tiny: KnowledgeBase) -> None:
    def said(**more: object) -> tuple[str, ...]:
        return fields.notes(Field("f", Text("Поле"), "enum", **more), tiny)  # type: ignore[arg-type]

    assert said() == ()
    assert said(min=0, max=99.5) == ("От 0 до 99,5.",)
    assert said(min=-1.0) == ("Не меньше -1.",)
    assert said(max_length=21) == ("Не длиннее 21 знака.",)
    assert said(default=0) == ("Если не менять: 0.",)
    assert said(default=False) == ("Если не менять: нет.",)
    assert said(default=1, options=(Option(True, Text("Правда")), Option(1, Text("Один")))) == (
        "Если не менять: Один.",
    )
    assert said(readonly=True, unique=True) == ("Заполняет сама программа.", "Значение не должно повторяться.")


@pytest.mark.parametrize(
    ("plural", "forms", "said"),
    [
        ("Контрагенты", {}, ("видеть всех", "изменять только своих")),
        ("Контактные лица", {}, ("видеть всех", "изменять только своих")),
        ("Сделки", {}, ("видеть все", "изменять только свои")),
        ("Лиды", {}, ("видеть все", "изменять только свои")),
        ("Лиды", {"plural_accs": "Лидов"}, ("видеть всех", "изменять только своих")),
        ("Пальто", {}, ("видеть все", "изменять только свои")),
    ],
)
def test_of_people_one_says_whom(
    plural: str, forms: dict[str, str], said: tuple[str, ...], tiny: KnowledgeBase
) -> None:
    entity = Entity("X", Text("Запись"), Text(plural), forms=forms)
    right = Permission("manager", "X", {"read": "all", "edit": "own"})
    roles = replace(tiny.spec.roles, permissions=(right,), operations=())
    kb = replace(tiny, spec=replace(tiny.spec, entities=Entities((entity,)), roles=roles))
    (sentence,) = rights.sentences("manager", kb)
    assert sentence.may == said
