"""Three states meet: what people made by hand stays, what changed at the source arrives, nothing goes unsaid."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from kbgen.importers.merging import Difference, Merging, next_base
from kbgen.importers.merging_words import told as told_with
from kbgen.importers.shapes import shape
from kbgen.importers.workbook.names import names_of
from kbgen.model.entities import Entities
from kbgen.model.roles import Roles

FIELDS = [
    {"id": "name", "label": "Название", "type": "string", "required": True},
    {"id": "sum", "label": "Сумма", "type": "int", "hint": "С НДС", "options": [{"value": 1, "label": "Один"}]},
]
BASE: dict[str, Any] = {"entities": [{"id": "Deal", "label": {"ru": "Сделка", "en": "Deal"}, "fields": FIELDS}]}


def told(difference: Difference, ours: Any, theirs: Any, language: Any) -> str:
    return told_with(difference, ours, theirs, language, names_of({**theirs, **ours}, language))


def field(tree: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = tree["entities"][0]["fields"][number]
    return found


def states() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return copy.deepcopy(BASE), copy.deepcopy(BASE), copy.deepcopy(BASE)


def merged(base: Any, ours: Any, theirs: Any, **how: bool) -> tuple[Any, list[tuple[str, str]], list[Difference]]:
    merging = Merging(**how)
    result = merging.noun("entities", base, ours, theirs, shape(Entities))
    return result, [(d.kind, "/".join(d.path[2:])) for d in merging.differences], merging.differences


def test_equal_states_differ_in_nothing() -> None:
    base, ours, theirs = states()
    assert merged(base, ours, theirs)[:2] == (BASE, [])


def test_their_change_arrives_ours_stays() -> None:
    base, ours, theirs = states()
    field(theirs, 1).update(type="money", required=True)
    field(ours, 1).update(hint="Сумма договора с НДС", example="100")
    result, differences, _ = merged(base, ours, theirs)
    assert field(result, 1)["type"] == "money" and field(result, 1)["hint"] == "Сумма договора с НДС"
    assert differences == [
        ("updated", "Deal/fields/sum/type"), ("updated", "Deal/fields/sum/required"), ("kept", "Deal/fields/sum/hint")
    ]  # fmt: skip


def test_languages_of_a_label_are_merged_apart() -> None:
    base, ours, theirs = states()
    ours["entities"][0]["label"]["ru"] = "Заказ"
    theirs["entities"][0]["label"]["en"] = "Order"
    result, differences, _ = merged(base, ours, theirs)
    assert result["entities"][0]["label"] == {"ru": "Заказ", "en": "Order"}
    assert differences == [("kept", "Deal/label/ru"), ("updated", "Deal/label/en")]


def test_a_conflict_keeps_ours_and_tells_both() -> None:
    base, ours, theirs = states()
    field(ours, 1)["label"], field(theirs, 1)["label"] = "Сумма с НДС", "Сумма сделки"
    result, differences, found = merged(base, ours, theirs)
    assert field(result, 1)["label"] == "Сумма с НДС" and differences == [("conflict", "Deal/fields/sum/label")]
    trees = {"entities": ours}
    assert told(found[0], trees, {"entities": theirs}, "ru") == (
        "раздел «Сделка», поле «Сумма с НДС»: название — у вас «Сумма с НДС», в источнике теперь «Сумма сделки»"
    )
    assert told(found[0], trees, {"entities": theirs}, "en").startswith(
        "section “Deal”, field “Сумма с НДС”: name — yours is"
    )


def test_new_things_stand_behind_what_they_follow_and_our_order_stays() -> None:
    base, ours, theirs = states()
    ours["entities"][0]["fields"].reverse()
    theirs["entities"][0]["fields"].insert(1, {"id": "new", "label": "Новое", "type": "string"})
    theirs["entities"].append({"id": "Company", "label": "Компания"})
    result, differences, _ = merged(base, ours, theirs)
    assert [f["id"] for f in result["entities"][0]["fields"]] == ["sum", "name", "new"]
    assert differences == [("added", "Deal/fields/new"), ("added", "Company")]


def test_what_vanished_stays_and_is_told_until_it_is_deleted() -> None:
    base, ours, theirs = states()
    theirs["entities"][0]["fields"].pop()
    del field(theirs, 0)["required"]
    result, differences, found = merged(base, ours, theirs)
    assert [f["id"] for f in result["entities"][0]["fields"]] == ["name", "sum"] and "required" not in field(result, 0)
    assert differences == [("updated", "Deal/fields/name/required"), ("vanished", "Deal/fields/sum")]
    after = next_base({"entities": theirs}, {"entities": base}, found, {"entities": shape(Entities)})
    assert merged(after["entities"], result, theirs)[1] == [("vanished", "Deal/fields/sum")]
    result["entities"][0]["fields"].pop()
    assert merged(after["entities"], result, theirs)[1] == []
    assert theirs["entities"][0]["fields"] == [{"id": "name", "label": "Название", "type": "string"}]


def test_a_text_that_vanished_stays() -> None:
    base, ours, theirs = states()
    del field(theirs, 1)["hint"]
    result, differences, _ = merged(base, ours, theirs)
    assert field(result, 1)["hint"] == "С НДС" and differences == [("vanished", "Deal/fields/sum/hint")]


def test_what_was_deleted_by_hand_stays_deleted() -> None:
    base, ours, theirs = states()
    ours["entities"][0]["fields"].pop()
    result, differences, found = merged(base, ours, theirs)
    assert len(result["entities"][0]["fields"]) == 1 and differences == [("kept", "Deal/fields/sum")]
    assert told(found[0], {"entities": ours}, {"entities": theirs}, "ru").endswith("поле «Сумма» — вы это убрали")


def test_without_a_base_ours_wins_where_it_speaks() -> None:
    _, ours, theirs = states()
    field(ours, 1).update(label="Сумма с НДС", type="money")
    del field(ours, 1)["hint"]
    theirs["entities"].append({"id": "Company", "label": "Компания"})
    result, differences, _ = merged(None, ours, theirs)
    assert field(result, 1)["label"] == "Сумма с НДС" and field(result, 1)["hint"] == "С НДС"
    assert sorted(differences) == [("added", "Company"), ("kept", "Deal/fields/sum/label"),
                                   ("kept", "Deal/fields/sum/type"), ("updated", "Deal/fields/sum/hint")]  # fmt: skip


def test_an_answer_may_move_and_delete() -> None:
    base, ours, theirs = states()
    theirs["entities"][0]["fields"] = [
        {"id": "x", "label": "Х", "type": "text"},
        *reversed(theirs["entities"][0]["fields"]),
    ]
    assert [f["id"] for f in merged(base, ours, theirs, answer=True)[0]["entities"][0]["fields"]] == [
        "x",
        "sum",
        "name",
    ]
    moved = merged(base, ours, theirs, answer=True)[2]
    assert (
        told(moved[0], {"entities": ours}, {"entities": theirs}, "ru")
        == "раздел «Сделка»: другой порядок строк («Поля»)"
    )
    theirs["entities"][0]["fields"] = [field(theirs, 2)]
    result, differences, _ = merged(base, ours, theirs, answer=True)
    assert len(result["entities"][0]["fields"]) == 2 and differences == [("vanished", "Deal/fields/sum")]
    result, differences, _ = merged(base, ours, theirs, answer=True, delete=True)
    assert len(result["entities"][0]["fields"]) == 1 and differences == [("removed", "Deal/fields/sum")]


def test_an_answer_does_not_delete_what_was_changed_meanwhile() -> None:
    base, ours, theirs = states()
    field(ours, 1)["hint"] = "Новая подсказка"
    theirs["entities"][0]["fields"].pop()
    result, differences, _ = merged(base, ours, theirs, answer=True, delete=True)
    assert len(result["entities"][0]["fields"]) == 2 and differences == [("conflict", "Deal/fields/sum")]


@pytest.mark.parametrize("level", ["own", "no"])
def test_rights_are_merged_by_operation(level: str) -> None:
    base = {
        "roles": [{"id": "r", "label": "Р"}],
        "permissions": [{"role": "r", "entity": "Deal", "ops": {"read": "all", "edit": "all"}}],
    }
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    ours["permissions"][0]["ops"]["edit"] = level  # type: ignore[index]
    theirs["permissions"][0]["ops"]["read"] = "team"  # type: ignore[index]
    merging = Merging()
    result = merging.noun("roles", base, ours, theirs, shape(Roles))
    assert result["permissions"][0]["ops"] == {"read": "team", "edit": level}
    lines = [told(d, {"roles": ours}, {"roles": theirs}, "ru") for d in merging.differences]
    assert lines[0] == "права «Р → Deal»: просмотр — было «все», стало «своего отдела»"
