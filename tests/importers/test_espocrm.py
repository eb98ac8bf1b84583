"""EspoCRM's metadata becomes a draft that builds without a hand edit and loses nothing silently."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.importers import read_kb
from kbgen.importers.drafts import Imported
from kbgen.importers.espocrm import read
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import check
from kbgen.workspace import Workspace


def laid(imported: Imported, root: Path) -> Workspace:
    workspace = Workspace(root)
    for name, text in imported.files.items():
        path = workspace.client("espo") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def imported(shared: Callable[[str], Path]) -> Imported:
    return read(shared("data/espocrm"), "ru")


@pytest.fixture(scope="module")
def workspace(imported: Imported, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return laid(imported, tmp_path_factory.mktemp("espo"))


@pytest.fixture(scope="module")
def kb(workspace: Workspace) -> KnowledgeBase:
    return read_kb(workspace, "espo")


def test_all_business_entities_and_fields_are_there(kb: KnowledgeBase) -> None:
    own = [e for e in kb.spec.entities.entities if not e.external]
    fields = [f for e in own for f in e.fields]
    assert (len(own), len(fields)) == (18, 404)
    assert sum(f.required for f in fields) == 30
    assert sum(f.type in ("link", "links") for f in fields) == 122
    assert sum(bool(f.hint) for f in fields) == 13
    options = [o for f in fields for o in f.options]
    assert (len(options), sum(o.label.has("ru") for o in options)) == (244, 226)
    assert sum(f.label.has("ru") and bool(f.label.ru) for f in fields) == 386
    assert not [f for f in fields if f.type == "other" and not f.system]


def test_the_draft_has_no_errors(kb: KnowledgeBase, workspace: Workspace) -> None:
    assert [p for p in check(kb, workspace) if p.severity == "error"] == []


def test_label_lint_finds_the_defects_of_the_translation(kb: KnowledgeBase, workspace: Workspace) -> None:
    """Every hit, all true: nothing was seeded in these files, and nobody at a client would have found all of them."""
    found = [(p.code, str(p.values.get("word") or p.values["label"])) for p in check(kb, workspace)]
    told = {
        (p.code, str(p.values["label"])): p.values.get("wordings") or p.values.get("plural") or p.values.get("other")
        for p in check(kb, workspace)
        if "label" in p.values
    }
    assert sorted(found) == sorted(HITS)
    assert told["two_translations", "Lead"] == "«Лид» (Case/lead); «Кандидат» (Lead)"
    assert told["two_translations", "Cases"] == "«Обращения» (Account/cases, +3); «Сделки» (Lead/cases)"
    assert (
        told["one_word_for_two", "Пн"] == "«Mon» (WorkingTimeCalendar/weekday1); «Fri» (WorkingTimeCalendar/weekday5)"
    )
    assert told["plural_differs", "Кандидат"] == "Лиды"


HITS = [
    ("latin_letter", "Cделка"),  # the name of the entity itself: a search for «сделка» would miss its page
    ("latin_letter", "Cделка"),  # a lead's field
    ("twin_label", "Имя"),  # a contact's first name and whole name
    ("twin_label", "Имя"),  # a lead's
    ("twin_label", "Контрагент"),
    ("twin_label", "Название"),
    ("twin_label", "Пн"),  # Monday, and Friday
    ("plural_differs", "Кандидат"),  # Лиды
    ("plural_differs", "Cделка"),  # that Latin letter again
    ("two_translations", "Active"),
    ("two_translations", "Body"),
    ("two_translations", "Cases"),  # a lead's cases are called deals
    ("two_translations", "Email"),
    ("two_translations", "Import"),  # «Импортировать» is a verb
    ("two_translations", "Inactive"),
    ("two_translations", "Lead"),
    ("two_translations", "Leads"),
    ("two_translations", "Name"),
    ("two_translations", "Opted Out"),
    ("two_translations", "Original Lead"),
    ("two_translations", "Title"),
    ("one_word_for_two", "Дата окончания"),
    ("one_word_for_two", "Источник"),  # Source, and Parent
    ("one_word_for_two", "Категория"),  # Category, and Direction
    ("one_word_for_two", "Название"),
    ("one_word_for_two", "Обращение"),  # Case, and Salutation
    ("one_word_for_two", "Пн"),
    ("one_word_for_two", "Сделки"),
    ("untranslated", "Is Base"),
    ("untranslated", "Thu"),
    ("untranslated", "Tue"),
]


def test_zero_is_a_value(kb: KnowledgeBase) -> None:
    deal = kb.entity("Opportunity")
    assert deal is not None
    assert {f.id: f.min for f in deal.fields if f.min is not None} == {"amount": 0, "probability": 0}
    process = kb.process("Opportunity.stage")
    assert process is not None
    lost = process.states[-1]
    assert (lost.id, lost.value, lost.kind, lost.final, lost.probability) == (
        "Closed-Lost",
        "Closed Lost",
        "lost",
        True,
        0,
    )


def test_status_fields_are_processes(kb: KnowledgeBase) -> None:
    assert [p.id for p in kb.spec.processes.processes] == [
        "Call.status", "Campaign.status", "Case.status", "Lead.status", "Meeting.status", "Opportunity.stage",
        "Task.status",
    ]  # fmt: skip
    assert all(any(s.final for s in p.states) for p in kb.spec.processes.processes)


def test_links_lead_to_entities_or_stubs(kb: KnowledgeBase) -> None:
    ids = {e.id for e in kb.spec.entities.entities}
    targets = {t for e in kb.spec.entities.entities for f in e.fields for t in f.target}
    assert targets <= ids and "User" in targets and kb.entity("User") is not None
    meeting = kb.entity("Meeting")
    assert meeting is not None
    parent = next(f for f in meeting.fields if f.id == "parent")
    assert parent.target == ("Account", "Lead", "Contact", "Opportunity", "Case")


def test_fields_stand_in_the_order_of_the_form(kb: KnowledgeBase) -> None:
    deal = kb.entity("Opportunity")
    assert deal is not None
    assert [f.id for f in deal.fields][:5] == ["name", "account", "stage", "amount", "probability"]
    assert deal.list_columns == ("name", "account", "stage", "assignedUser", "createdAt", "closeDate", "amount")


def test_rights_are_a_draft_for_two_roles(kb: KnowledgeBase) -> None:
    assert kb.level("administrator", "Team", "delete") == "all"
    assert [kb.level("user", "Opportunity", op) for op in kb.operations()] == ["all", "all", "own", "no", "no", "no"]
    assert kb.level("user", "Team", "edit") == "no" and kb.level("user", "Import", "read") == "no"


def test_what_was_not_understood_is_told(imported: Imported) -> None:
    kinds = dict.fromkeys(kind for kind, _, _ in imported.report)
    assert list(kinds) == [
        "права", "процесс", "раздел", "связь", "название", "вариант", "значение по умолчанию", "форма", "свойство",
    ]  # fmt: skip
    named = {name for _, name, _ in imported.report}
    assert {"User", "Email", "Role", "TargetList.sourceCampaign", "pattern", "EmailTemplate.insertField"} <= named


def test_importing_twice_gives_the_same(imported: Imported, shared: Callable[[str], Path]) -> None:
    assert read(shared("data/espocrm"), "ru") == imported


def metadata(root: Path, files: dict[str, object]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8"
        )
    return root


def test_a_small_odd_installation(tmp_path: Path) -> None:
    base = "application/Espo/Resources"
    source = metadata(
        tmp_path / "source",
        {
            f"{base}/metadata/scopes/Deal.json": {"tab": True, "statusField": "state"},
            f"{base}/metadata/entityDefs/Deal.json": {
                "fields": {
                    "state": {
                        "type": "enum",
                        "options": ["no", "on", "1 шаг", "Да: да", "", None, {"x": 1}],
                        "default": "no",
                    },
                    "weird": {"type": "hologram", "min": "low", "default": 0, "required": "yes"},
                    "имя": {"type": "varchar"},
                    "broken": "text",
                    "zero": {"type": "int", "default": 0, "min": 0, "max": 0},
                    "bell": {"type": "varchar", "default": "a"},
                },
                "links": {"many": {"type": "hasMany", "entity": "Ghost"}, "odd": 5},
            },
            f"{base}/metadata/entityDefs/Broken.json": "{",
            f"{base}/i18n/ru_RU/Deal.json": {"fields": {"bell": "Звонок\u0007 и\nперенос", "zero": 5}},
            "custom/Espo/Custom/Resources/metadata/entityDefs/Deal.json": {"fields": {"own": {"type": "bool"}}},
            f"{base}/layouts/Deal/detail.json": [{"rows": [[{"name": "zero"}, False], "x"]}, 7],
        },
    )
    imported = read(source, "ru")
    workspace = laid(imported, tmp_path / "workspace")
    kb = read_kb(workspace, "espo")
    assert [p for p in check(kb, workspace) if p.severity == "error"] == []
    deal = kb.entity("Deal")
    assert deal is not None
    fields = {f.id: f for f in deal.fields}
    assert list(fields) == ["zero", "state", "weird", "bell", "own"]
    assert (fields["zero"].default, fields["zero"].min, fields["zero"].max) == (0, 0, 0)
    assert [o.value for o in fields["state"].options] == ["no", "on", "1 шаг", "Да: да"] and fields[
        "state"
    ].default == "no"
    assert fields["weird"].type == "other" and fields["bell"].label.ru == "Звонок и перенос"
    assert [(e.id, e.external) for e in kb.spec.entities.entities] == [("Deal", False), ("Ghost", True)]
    told = {(kind, name) for kind, name, _ in imported.report}
    assert {
        ("тип", "Deal.weird"),
        ("поле", "Deal.имя"),
        ("поле", "Deal.broken"),
        ("значение", "Deal.weird.min"),
        ("значение", "Deal.weird.required"),
    } <= told
    assert ("файл", "metadata/entityDefs/Broken.json") in told and ("связь", "Deal.odd") in told


def test_a_folder_without_metadata_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, "ru")
    assert [p.code for p in caught.value.problems] == ["not_espocrm"]
