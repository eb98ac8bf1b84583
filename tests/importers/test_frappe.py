"""Frappe's metadata becomes a draft that builds without a hand edit and loses nothing silently."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.importers import read_kb
from kbgen.importers.drafts import Imported
from kbgen.importers.frappe import read
from kbgen.importers.frappe_conditions import ConditionError, condition
from kbgen.model.entities import Entity, Field
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.rules import check
from kbgen.workspace import Workspace


def laid(imported: Imported, root: Path) -> Workspace:
    workspace = Workspace(root)
    for name, text in imported.files.items():
        path = workspace.client("frappe") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return workspace


def entity(kb: KnowledgeBase, id: str) -> Entity:
    found = kb.entity(id)
    assert found is not None
    return found


def field(kb: KnowledgeBase, of: str, id: str) -> Field:
    return next(f for f in entity(kb, of).fields if f.id == id)


@pytest.fixture(scope="module")
def imported(shared: Callable[[str], Path]) -> Imported:
    return read(shared("data/frappe_crm"), "ru")


@pytest.fixture(scope="module")
def workspace(imported: Imported, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return laid(imported, tmp_path_factory.mktemp("frappe"))


@pytest.fixture(scope="module")
def kb(workspace: Workspace) -> KnowledgeBase:
    return read_kb(workspace, "frappe")


def test_every_doctype_and_field_is_there(kb: KnowledgeBase) -> None:
    own = [e for e in kb.spec.entities.entities if not e.external]
    fields = [f for e in own for f in e.fields]
    assert (len(own), len(fields)) == (52, 434)
    assert sum(f.required for f in fields) == 57
    links = [f for f in fields if f.type in ("link", "rows")]
    assert (len(links), sum(not f.target for f in links)) == (100, 6)
    options = [o for f in fields for o in f.options]
    assert (len(options), sum(bool(o.label.ru) for o in options)) == (180, 147)
    assert sum(bool(f.label.ru) for f in fields) == 359
    assert sum(bool(f.visible_if) for f in fields) == 44 and sum(bool(f.required_if) for f in fields) == 18
    assert not [f for f in fields if f.type == "other" and not f.system]


def test_the_draft_has_no_errors_in_either_language(
    kb: KnowledgeBase, workspace: Workspace, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    assert [p for p in check(kb, workspace) if p.severity == "error"] == []
    english = laid(read(shared("data/frappe_crm"), "en"), tmp_path)
    assert [p for p in check(read_kb(english, "frappe"), english) if p.severity == "error"] == []


def test_rows_of_rights_are_permissions(kb: KnowledgeBase, shared: Callable[[str], Path]) -> None:
    files = [json.loads(f.read_text("utf-8")) for f in shared("data/frappe_crm").rglob("*.json")]
    written = [(d["name"], row) for d in files for row in d.get("permissions", [])]
    assert len(written) == 103
    assert [(r.id, r.label.ru) for r in kb.spec.roles.roles] == [
        ("system-manager", "Системный менеджер"),
        ("sales-manager", "Менеджер продаж"),
        ("sales-user", "Продавец"),
    ]
    tables = {e.id for e in kb.spec.entities.entities if e.description.said("ru").startswith("Строки таблицы")}
    own = [p for p in kb.spec.roles.permissions if p.entity not in tables]
    assert len(own) == 101  # 103 rows, two of which are of level 1
    assert (
        kb.level("sales-user", "CRM-Deal", "delete") == "all" and kb.level("sales-user", "CRM-Deal", "import") == "no"
    )
    assert [o.id for o in kb.spec.roles.operations if o.dangerous] == ["export"]


def test_child_tables_share_the_rights_of_their_cards(kb: KnowledgeBase) -> None:
    rows = entity(kb, "CRM-Products")
    assert rows.description.ru == "Строки таблицы: заполняются внутри карточки «CRM Сделка», «CRM Лид»."
    assert field(kb, "CRM-Deal", "products").target == ("CRM-Products",)
    permission = kb.permission("sales-user", "CRM-Products")
    assert permission is not None and permission.ops["edit"] == "all"
    assert permission.when.ru == "вместе с карточкой «CRM Сделка», «CRM Лид»"


def test_fields_stand_under_the_headings_of_the_form(kb: KnowledgeBase) -> None:
    deal = entity(kb, "CRM-Deal")
    assert [f.id for f in deal.fields][:4] == ["naming_series", "organization", "next_step", "status"]
    assert field(kb, "CRM-Deal", "contacts").section.ru == "Контакты"
    assert field(kb, "CRM-Deal", "contacts").audited and not field(kb, "CRM-Task", "title").audited
    assert deal.menu.ru.endswith("→ Сделки") and deal.plural == Text(ru="Сделки", en="Deals")
    assert entity(kb, "FCRM-Settings").menu.ru == "Настройки"


def test_conditions_are_words(kb: KnowledgeBase) -> None:
    url = field(kb, "ERPNext-CRM-Settings", "erpnext_site_url")
    assert url.visible_if.ru == "отмечено «Включено» и отмечено «Установлен ли ERPNext на другом сайте?»"
    assert field(kb, "CRM-Call-Log", "receiver").visible_if == Text(ru="«Тип» — «Входящий»", en="“Type” is “Incoming”")


def test_statuses_are_processes_where_they_are_known(kb: KnowledgeBase, imported: Imported) -> None:
    assert [p.id for p in kb.spec.processes.processes] == [
        "CRM-Call-Log.status", "CRM-Enrichment-Run.status", "CRM-Invitation.status", "CRM-Task.status",
    ]  # fmt: skip
    task = kb.process("CRM-Task.status")
    assert task is not None
    assert [(s.id, s.kind) for s in task.states] == [
        ("Backlog", "open"), ("Todo", "open"), ("In-Progress", "open"), ("Done", "done"), ("Canceled", "lost"),
    ]  # fmt: skip
    told = [name for kind, name, _ in imported.report if kind == "процесс"]
    assert told == ["CRM Deal.status", "CRM Lead.status", "spec/processes.yml"]


def test_links_lead_to_entities_or_stubs(kb: KnowledgeBase) -> None:
    ids = {e.id for e in kb.spec.entities.entities}
    assert {t for e in kb.spec.entities.entities for f in e.fields for t in f.target} <= ids
    assert sum(e.external for e in kb.spec.entities.entities) == 10 and entity(kb, "User").label.ru == "Пользователь"


def test_what_was_not_understood_is_told(imported: Imported) -> None:
    named = {(kind, name) for kind, name, _ in imported.report}
    assert {
        ("поле", "CRM Holiday List.clear_table"),
        ("связь", "CRM Task.reference_docname"),
        ("значение", "CRM Deal.website.fetch_from"),
        ("значение по умолчанию", "CRM Product Sync Issue.detected_on"),
        ("свойство", "read_only_depends_on"),
        ("название", "CRM Sales Hierarchy"),
    } <= named


def test_importing_twice_gives_the_same(imported: Imported, shared: Callable[[str], Path]) -> None:
    assert read(shared("data/frappe_crm"), "ru") == imported


FIELDS = {"kind": (Text(ru="Вид"), "Select"), "paid": (Text(ru="Оплачено"), "Check"), "sum": (Text(ru="Сумма"), "Int")}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("paid", "отмечено «Оплачено»"),
        ("eval:!doc.paid", "не отмечено «Оплачено»"),
        ("eval: doc.paid == 1", "отмечено «Оплачено»"),
        ("eval:doc.paid === 0;", "не отмечено «Оплачено»"),
        ("eval:doc.sum", "заполнено «Сумма»"),
        ("eval:doc.sum > 0", "«Сумма» больше 0"),
        ("eval:doc.sum == 0", "«Сумма» — «0»"),
        ('eval:doc.kind == ""', "не заполнено «Вид»"),
        ("eval:doc.kind!='Опт' && doc.paid", "«Вид» — не «Опт» и отмечено «Оплачено»"),
        ("eval:in_list(['Опт', \"Розница\"], doc.kind)", "«Вид» — одно из: «Опт», «Розница»"),
        ("eval:['Опт'].includes(doc.kind)", "«Вид» — одно из: «Опт»"),
        (
            "eval:doc.paid && (doc.sum >= 5 || !doc.kind)",
            "отмечено «Оплачено» и («Сумма» не меньше 5 или не заполнено «Вид»)",
        ),
    ],
)
def test_a_condition_in_words(written: str, said: str) -> None:
    assert condition(written, FIELDS.__getitem__, lambda _, value: Text(value)).ru == said


@pytest.mark.parametrize(
    "written",
    [
        "eval:frappe.user.has_role('x')", "eval:doc.unknown", "eval:", "eval:doc.paid &&", "eval:doc.kind == doc.sum",
        "eval:doc.items.length > 1", "eval:(((((((((((((((((((((((doc.paid", "a b", "eval:doc.paid ? 1 : 2",
        "eval:" + "!" * 2000 + "doc.paid", "eval:doc.paid)", "eval:[doc.paid]",
    ],
)  # fmt: skip
def test_a_program_is_not_guessed(written: str) -> None:
    with pytest.raises(ConditionError):
        condition(written, FIELDS.__getitem__, lambda _, value: Text(value))


def application(root: Path, doctypes: list[object], po: str = "") -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for number, doctype in enumerate(doctypes):
        text = doctype if isinstance(doctype, str) else json.dumps(doctype, ensure_ascii=False)
        (root / f"{number}.json").write_text(text, encoding="utf-8")
    (root / "ru.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + po, "utf-8")
    return root


def test_a_small_odd_application(tmp_path: Path) -> None:
    order = {
        "doctype": "DocType",
        "name": "Заказ склада",
        "autoname": "field:number",
        "fields": [
            {"fieldname": "tab", "fieldtype": "Tab Break", "label": "Main"},
            {"fieldname": "number", "fieldtype": "Data", "label": "Number", "default": "0"},
            {"fieldname": "amount", "fieldtype": "Currency", "label": "Amount", "permlevel": 1, "default": 0},
            {"fieldname": "paid", "fieldtype": "Check", "default": "0", "reqd": "maybe"},
            {"fieldname": "part", "fieldtype": "Section Break", "label": "Part", "depends_on": "paid"},
            {
                "fieldname": "note",
                "fieldtype": "Hologram",
                "depends_on": "eval:frappe.boot.x",
                "description": "<b>Мяу</b>",
            },
            {"fieldname": "status", "fieldtype": "Select", "options": "\nNew\nПродано\nno"},
            {"fieldname": "parent", "fieldtype": "Dynamic Link", "options": "whose"},
            {"fieldname": "whose", "fieldtype": "Select", "options": "Заказ склада\nGhost"},
            {"fieldname": "rows", "fieldtype": "Table", "options": "Order Row"},
            {"fieldname": "имя", "fieldtype": "Data"},
            "odd",
        ],
        "field_order": 5,
        "permissions": [
            {"role": "Clerk", "read": 1, "write": 1, "create": 1, "if_owner": 1},
            {"role": "Boss", "read": 1, "write": 1, "export": 1},
            {"role": "Boss", "read": 1, "write": 1, "permlevel": 1},
            {"role": "Guard", "read": 1, "permlevel": 1},
            {"role": "Clerk", "read": 1, "dance": 1},
        ],
    }
    row = {
        "doctype": "DocType",
        "name": "Order Row",
        "istable": 1,
        "fields": [{"fieldname": "qty", "fieldtype": "Int"}],
    }
    po = 'msgid "Number"\nmsgstr "Номер"\n\n#, fuzzy\nmsgid "Amount"\nmsgstr "Чужое"\n\nmsgid "New"\nmsgstr "Новый"\n'
    source = application(tmp_path / "app", [order, row, "{", "[5]", {"doctype": "Report", "name": "R"}], po)
    imported = read(source, "ru")
    workspace = laid(imported, tmp_path / "workspace")
    kb = read_kb(workspace, "frappe")
    assert [p.code for p in check(kb, workspace) if p.severity == "error"] == []
    card = next(e for e in kb.spec.entities.entities if e.fields and e.id != "Order-Row")
    fields = {f.id: f for f in card.fields}
    assert list(fields) == ["number", "amount", "paid", "note", "status", "parent", "whose", "rows"]
    assert (fields["number"].label.ru, fields["number"].unique, fields["number"].default) == ("Номер", True, "0")
    assert (fields["amount"].label.ru, fields["amount"].default, fields["paid"].default) == ("", 0, False)
    assert fields["note"].visible_if.ru == "отмечено «Paid»" and fields["note"].hint.said("ru") == "Мяу"
    assert [o.value for o in fields["status"].options] == ["New", "Продано", "no"]
    assert fields["parent"].target == (card.id, "Ghost") and entity(kb, "Ghost").external
    assert fields["note"].section.said("ru") == "Part" and fields["number"].section.said("ru") == "Main"
    assert kb.level("clerk", card.id, "read") == "all" and kb.level("clerk", card.id, "edit") == "own"
    clerk, boss = kb.permission("clerk", card.id), kb.permission("boss", card.id)
    assert clerk is not None and boss is not None
    assert clerk.fields == {"amount": {"read": "no", "edit": "no"}} and boss.fields == {}
    assert kb.level("clerk", "Order-Row", "delete") == "own"
    told = {(kind, name) for kind, name, _ in imported.report}
    assert {
        ("файл", "app/2.json"), ("поле", "Заказ склада.имя"), ("тип", "Заказ склада.note"),
        ("условие", "Заказ склада.note.depends_on"), ("права", "Заказ склада: Clerk: dance"),
        ("права", "Заказ склада: Guard"), ("значение", "Заказ склада.paid.reqd"), ("файл", "Report «R»"),
    } <= told  # fmt: skip


ODD = (None, 0, 1, -1, 1.5, "", " ", "Ж", "eval:", "x" * 200, [], {}, [1], {"a": 1}, True, "CRM Deal")


def damaged(value: object, chance: random.Random) -> object:
    """*value* with odd values in some places."""
    if chance.random() < 0.03:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: damaged(item, chance) for key, item in value.items() if chance.random() > 0.02}
    if isinstance(value, list):
        return [damaged(item, chance) for item in value] + ([value[0]] if value and chance.random() < 0.1 else [])
    return value


@pytest.mark.parametrize("seed", range(6))
def test_damaged_metadata_never_makes_a_broken_draft(seed: int, shared: Callable[[str], Path], tmp_path: Path) -> None:
    chance = random.Random(seed)
    folder = shared("data/frappe_crm") / "fcrm" / "doctype"
    files = [folder / name / f"{name}.json" for name in ("crm_call_log", "crm_lead", "crm_products", "crm_task")]
    source = application(tmp_path / "app", [damaged(json.loads(f.read_text("utf-8")), chance) for f in files])
    try:
        workspace = laid(read(source, "ru"), tmp_path / "workspace")
    except ContentError:
        return
    kb = read_kb(workspace, "frappe")
    assert [p.code for p in check(kb, workspace) if p.severity == "error"] == []


def test_a_broken_translation_is_told(tmp_path: Path) -> None:
    source = application(tmp_path / "app", [{"doctype": "DocType", "name": "X"}], 'msgid "a"\nmsgstr "b"\nmsgid odd\n')
    assert ("файл", "app/ru.po") in {(kind, name) for kind, name, _ in read(source, "ru").report}


def test_a_folder_without_metadata_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, "ru")
    assert [p.code for p in caught.value.problems] == ["not_frappe"]
