"""Reviews that are overdue, and forms that name no case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.rules.forms import forms
from kbgen.rules.names import names
from kbgen.rules.reviewed import overdue
from kbgen.workspace import Workspace

DEAL = Entity("Deal", Text("Сделка"), Text("Сделки"))
KB = KnowledgeBase(Client("a", Text("А"), Product("p", "П"), Firm("Ф")), Spec(Entities((DEAL,)), Roles(())))
HERE = Workspace(Path())


@pytest.mark.parametrize(
    ("reviewed", "codes"),
    [
        (None, []),
        (date(2025, 12, 1), []),
        (date(2025, 11, 24), []),
        (date(2025, 11, 23), ["review_overdue"]),
        (date(2020, 2, 29), ["review_overdue"]),
        (date(2026, 11, 24), ["reviewed_in_future"]),
    ],
)
def test_a_review_holds_for_a_year(reviewed: date | None, codes: list[str]) -> None:
    guide = Guide("g", "Г", "", "content/guides/p/g.md", reviewed=reviewed)
    found = list(overdue(replace(KB, guides=(guide,)), date(2026, 11, 23)))
    assert [p.code for p in found] == codes
    assert all(p.severity == "warning" for p in found)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"accs": "Сделку", "gen": "Сделки", "plural_gent": "Сделок", "plural_acc": "Сделки", "article": "an"}, []),
        ({"acsc": "Сделку"}, ["unknown_form_near"]),
        ({"винительный": "Сделку"}, ["unknown_form"]),
    ],
)
def test_forms_name_cases(given: dict[str, str], codes: list[str]) -> None:
    kb = replace(KB, spec=replace(KB.spec, entities=Entities((replace(DEAL, forms=given),))))
    assert [p.code for p in forms(kb, HERE)] == codes


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[[Сделками]] [[entity:Deal]]", []),
        ("[[Сдлека]]", ["dead_name_near"]),
        ("[[Договор]]", ["dead_name"]),
        ('{{ term("Deal").plural.gen }} {{ term("Deal").acc.with("новый") }} {{ term("Deal").agree("создан") }}', []),
        ('{{ term("Deal").many }}', ["unclear_term"]),
        ('{{ term("Dael").gen }}', ["dead_entity_near"]),
        ('{{ term("Deal").gen.__class__ }}', ["unclear_term"]),
    ],
)
def test_names_in_guides(body: str, codes: list[str]) -> None:
    guide = Guide("g", "Г", body, "content/guides/p/g.md")
    assert [p.code for p in names(replace(KB, guides=(guide,)), HERE)] == codes


def test_terms_in_titles_are_looked_at_too() -> None:
    guide = Guide("g", '{{ term("Dael").gen }}', "", "content/guides/p/g.md", summary="{{ x }}")
    assert [p.code for p in names(replace(KB, guides=(guide,)), HERE)] == ["dead_entity_near", "unclear_term"]
