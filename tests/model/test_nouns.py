"""The nouns keep their small promises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.errors import Place
from kbgen.model.addresses import slug
from kbgen.model.choice import Candidate, Criterion
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, Processes, Step, Transition
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.warranty import Warranty


def kb() -> KnowledgeBase:
    roles = Roles(
        (Role("operator", Text("Оператор")), Role("manager", Text("Менеджер"))),
        (Permission("manager", "Deal", {"read": "all", "export": "own"}),),
    )
    sale = Process("sale", Text("Продажа"), steps=(Step("s1", "operator", Text("принять")),))
    pay = Process("pay", Text("Оплата"), transitions=(Transition("a", "b", ("manager",)),))
    spec = Spec(Entities((Entity("Deal", Text("Сделка")),)), roles, processes=Processes((sale, pay)))
    client = Client("acme", Text("Акме"), Product("crm", "CRM"), Firm("Фирма"))
    return KnowledgeBase(
        client, spec, places={("roles",): Place("roles.yml", 1, 1), ("roles", "roles", 0): Place("r", 3, 3)}
    )


def test_text_is_said_in_the_language_asked_for_else_in_any() -> None:
    assert Text(ru="Сделка", en="Deal").said("en") == "Deal"
    assert Text(plain="CRM").said("ru") == "CRM"
    assert Text(en="Deal").said("ru") == "Deal"
    assert not Text()
    assert Text(en="Deal").has("en")
    assert not Text(en="Deal").has("ru")


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("Deal", "deal"),
        ("crm.Deal", "crm-deal"),
        ("WorkingTimeCalendar", "working-time-calendar"),
        ("new-request", "new-request"),
        ("Щёлково", "shchelkovo"),
    ],
)
def test_slugs_are_readable(id: str, name: str) -> None:
    assert slug(id) == name


@given(st.text(max_size=300))
def test_a_slug_is_safe_on_every_system_whatever_the_id(id: str) -> None:
    name = slug(id)
    assert 0 < len(name) <= 48
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert name == slug(id)


def test_long_ids_that_begin_alike_stay_distinct() -> None:
    assert slug("a" * 60 + "1") != slug("a" * 60 + "2")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 12, 21), 6, date(2027, 6, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_a_warranty_ends_on_the_same_day_months_later(start: date, months: int, end: date) -> None:
    assert Warranty(start, months).end() == end


def test_a_warranty_without_a_signed_act_has_no_end() -> None:
    assert Warranty().end() is None


def test_totals_of_a_choice_are_weighted_and_a_missing_score_counts_as_nothing() -> None:
    criteria = (Criterion("price", Text("Цена"), 3), Criterion("look", Text("Вид")))
    assert Candidate("a", Text("А"), {"price": 5, "look": 2}).total(criteria) == 17
    assert Candidate("b", Text("Б"), {"look": 4}).total(criteria) == 4


def test_what_was_not_agreed_is_not_allowed() -> None:
    base = kb()
    assert base.level("manager", "Deal", "read") == "all"
    assert base.level("manager", "Deal", "delete") == "no"
    assert base.level("operator", "Deal", "read") == "no"
    assert base.operations() == ("create", "read", "edit", "delete", "export")


def test_a_role_takes_part_by_steps_and_by_transitions() -> None:
    base = kb()
    assert [p.id for p in base.processes_of("operator")] == ["sale"]
    assert [p.id for p in base.processes_of("manager")] == ["pay"]


def test_a_place_is_the_nearest_known_one() -> None:
    base = kb()
    assert base.place("roles", "roles", 0, "label") == Place("r", 3, 3)
    assert base.place("roles", "permissions", 7) == Place("roles.yml", 1, 1)
    assert base.place("needs", "goals").file == "content/clients/acme/spec/needs.yml"
    assert str(Place("a.yml", 3, 7)) == "a.yml:3:7"
