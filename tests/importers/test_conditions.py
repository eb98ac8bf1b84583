"""For whom a guide is: its conditions on product, client and modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import Place
from kbgen.importers.conditions import Condition, fits, known_names, parse, problems
from kbgen.importers.kb import read_kb
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.text import Text
from kbgen.workspace import Workspace

CLIENT = Client("a", Text("А"), Product("crm", "CRM"), Firm("Ф"), modules=("phone", "stock"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("django-crm", Condition("product", "django-crm")),
        ("product:crm", Condition("product", "crm")),
        ("module: phone", Condition("module", "phone")),
        ("not client:b", Condition("client", "b", holds=False)),
        ("not crm", Condition("product", "crm", holds=False)),
        ("module:phone or true", None),
        ("modul:phone", None),
        ("__import__('os')", None),
        ("", None),
    ],
)
def test_a_condition_is_read(written: str, read: Condition | None) -> None:
    assert parse(written) == read


@pytest.mark.parametrize(
    ("when", "for_client"),
    [
        ((), True),
        (("crm",), True),
        (("other",), False),
        (("other", "crm"), True),
        (("module:phone",), True),
        (("module:phone", "module:mail"), True),
        (("module:mail",), False),
        (("crm", "module:mail"), False),
        (("crm", "not client:a"), False),
        (("not client:b",), True),
        (("module:phone", "not module:stock"), False),
    ],
)
def test_one_of_each_kind_and_every_not(when: tuple[str, ...], for_client: bool) -> None:
    assert fits(when, CLIENT) is for_client


def test_conditions_nobody_can_meet_are_told() -> None:
    known = {"product": {"crm"}, "client": {"a"}, "module": {"phone"}}
    places = {index: Place("g.md", index + 1) for index in range(5)}
    found = list(problems(("modul:phone", "module:phon", "client:zzz", "crm", "what?"), places, known))
    assert [(p.code, p.severity, p.place.line) for p in found] == [
        ("bad_condition_near", "error", 1),
        ("unknown_module_condition_near", "warning", 2),
        ("unknown_client_condition", "warning", 3),
        ("bad_condition", "error", 5),
    ]


def test_modules_choose_guides(tmp_path: Path) -> None:
    client = tmp_path / "content" / "clients" / "a"
    (client / "spec").mkdir(parents=True)
    (client / "guides").mkdir()
    (client / "client.yml").write_text(
        "name: А\nproduct: {id: crm, name: CRM}\nimplementer: {name: Ф}\nmodules: [telephony]\n", encoding="utf-8"
    )
    (client / "spec" / "entities.yml").write_text("entities: []\n", encoding="utf-8")
    (client / "spec" / "roles.yml").write_text("roles: []\n", encoding="utf-8")
    (client / "redirects.yml").write_text("moved:\n  guides/old.html: guides/call.html\n", encoding="utf-8")
    for name, when in (("call", "module:telephony"), ("scan", "module:scanners"), ("all", "not client:b")):
        text = f"---\ntitle: Т\nwhen: [{when}]\n---\n\nТекст.\n"
        (client / "guides" / f"{name}.md").write_text(text, encoding="utf-8")
    workspace = Workspace(tmp_path)
    assert known_names(workspace)["module"] == {"telephony"}
    kb = read_kb(workspace, "a")
    assert [guide.id for guide in kb.guides] == ["all", "call"]
    assert kb.redirects.moved == {"guides/old.html": "guides/call.html"}
