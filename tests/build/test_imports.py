"""Imports into a client that exists: what people wrote stays byte for byte, what is new arrives, all or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kbgen.build.exports import export
from kbgen.build.imports import Done, import_spec
from kbgen.build.inputs import fingerprint
from kbgen.build.writing import write_all
from kbgen.errors import ContentError, UsageError
from kbgen.importers import read_kb
from kbgen.workspace import Workspace

TINY = Path(__file__).resolve().parents[1] / "workspaces" / "tiny"


@pytest.fixture
def tiny(tmp_path: Path) -> Workspace:
    shutil.copytree(TINY, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Metadata of a small Django project."""
    path = tmp_path / "metadata.json"
    write_source(path)
    return path


def write_source(path: Path, change: Callable[[dict[str, Any]], object] = lambda _: None) -> None:
    label = {"ru": "Сделка", "en": "Deal"}
    fields = [
        {
            "name": "title",
            "type": "CharField",
            "label": {"ru": "Название", "en": "Title"},
            "required": True,
            "max_length": 50,
        },
        {"name": "note", "type": "TextField", "label": {"ru": "Заметка", "en": "Note"}},
    ]
    groups = [{"name": "sellers", "permissions": ["crm.add_deal", "crm.view_deal"]}]
    made: dict[str, Any] = {
        "product": "Small CRM",
        "version": "1.0",
        "groups": groups,
        "entities": [{"id": "crm.Deal", "label": label, "fields": fields}],
    }
    change(made)
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")


def run(workspace: Workspace, source: Path, kind: str = "django", client: str = "small", **how: bool) -> Done:
    return import_spec(workspace, kind, source, client, "ru", **how)


def state(workspace: Workspace, client: str = "small") -> dict[str, bytes]:
    folder = workspace.client(client)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def notes(done: Done) -> list[tuple[str, str]]:
    return [(n.kind, n.text) for n in done.notes]


def mend(workspace: Workspace, name: str, before: str, after: str, client: str = "small") -> None:
    path = workspace.client(client) / name
    text = path.read_text(encoding="utf-8")
    assert before in text, text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_same_again_changes_no_byte(tiny: Workspace, source: Path) -> None:
    assert not run(tiny, source).merged
    before = state(tiny)
    done = run(tiny, source)
    assert done.merged and done.files == () and done.notes == () and state(tiny) == before


def test_mends_by_hand_survive_a_new_version(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    mend(
        tiny,
        "spec/entities.yml",
        "{ru: Название, en: Title}",
        "{ru: Предмет сделки,  en: Title}  # так говорят в отделе\n",
    )
    mend(tiny, "spec/entities.yml", "entities:\n", "# Проверено с клиентом 5 октября\nentities:\n")
    mend(tiny, "client.yml", "name: Клиент (впишите название)", "name: ООО «Малое»  # по уставу")
    write_source(
        source,
        lambda m: (
            m.update(version="1.1"),
            m["entities"][0]["fields"][0].update(max_length=80),
            m["entities"][0]["fields"].insert(1, {"name": "sum", "type": "DecimalField", "label": "Сумма"}),
            m["entities"][0]["fields"].pop(),
        ),
    )
    before = state(tiny)
    trial = run(tiny, source, dry_run=True)
    assert state(tiny) == before
    done = run(tiny, source)
    assert notes(trial) == notes(done) and trial.files == done.files
    text = (tiny.client("small") / "spec/entities.yml").read_text(encoding="utf-8")
    assert (
        "# Проверено с клиентом 5 октября" in text
        and "{ru: Предмет сделки,  en: Title}  # так говорят в отделе" in text
    )
    assert "max_length: 80" in text and "id: sum" in text and "id: note" in text
    client = (tiny.client("small") / "client.yml").read_text(encoding="utf-8")
    assert "name: ООО «Малое»  # по уставу" in client and 'version: "1.1"' in client
    assert sorted(notes(done)) == [
        ("added", "раздел «Сделка», поле «Сумма»"),
        (
            "kept",
            "раздел «Сделка», поле «Предмет сделки»: название (по-русски) — "
            "у вас «Предмет сделки», в источнике «Название»",
        ),
        ("updated", "CRM: версия — было «1.0», стало «1.1»"),
        ("updated", "раздел «Сделка», поле «Предмет сделки»: знаков не больше — было «50», стало «80»"),
        ("vanished", "раздел «Сделка», поле «Заметка»"),
    ]
    again = run(tiny, source)
    assert again.files == () and {k for k, _ in notes(again)} == {"kept", "vanished"}


def test_a_client_written_by_hand_gets_what_is_missing(tiny: Workspace, source: Path) -> None:
    before = state(tiny, "tiny")
    done = run(tiny, source, client="tiny")
    after = state(tiny, "tiny")
    assert before["client.yml"] == after["client.yml"]
    assert after["spec/entities.yml"].startswith(before["spec/entities.yml"].rstrip())
    assert {k for k, _ in notes(done)} == {"added"}
    assert {e.id for e in read_kb(tiny, "tiny").spec.entities.entities} == {"Deal", "Company", "User", "crm.Deal"}


def test_roles_deleted_by_hand_do_not_come_back_with_rights(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    (tiny.client("small") / "spec/roles.yml").write_text("roles:\n  - {id: boss, label: Шеф}\n", encoding="utf-8")
    write_source(
        source,
        lambda m: (
            m["entities"].append({"id": "crm.Lead", "label": "Лид", "fields": []}),
            m["groups"][0]["permissions"].append("crm.add_lead"),
        ),
    )
    run(tiny, source)
    roles = read_kb(tiny, "small").spec.roles
    assert [r.id for r in roles.roles] == ["boss"] and roles.permissions == ()


def test_nothing_is_written_where_the_client_cannot_be_read(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    (tiny.client("small") / "spec/roles.yml").write_text("roles: [", encoding="utf-8")
    before = state(tiny)
    with pytest.raises(ContentError):
        run(tiny, source)
    assert state(tiny) == before


@pytest.mark.parametrize(
    "base", ["{", "[]", '{"format": 1, "spec": 5}', '{"format": 1, "spec": {"roles": {"roles": {"a": 1}}}}']
)
def test_a_damaged_base_is_told(tiny: Workspace, source: Path, base: str) -> None:
    run(tiny, source)
    (tiny.client("small") / "imported/django.json").write_text(base, encoding="utf-8")
    with pytest.raises(ContentError, match="import_base_damaged"):
        run(tiny, source)


def test_the_base_is_no_input_of_a_build(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    before = fingerprint(tiny, "small")
    (tiny.client("small") / "imported/django.json").write_text("{}", encoding="utf-8")
    assert fingerprint(tiny, "small") == before


@pytest.mark.parametrize("client", ["../escape", "..", "a/b", "Кириллица", ""])
def test_no_client_outside_the_workspace(tiny: Workspace, source: Path, client: str) -> None:
    with pytest.raises(UsageError):
        run(tiny, source, client=client)


def test_a_base_of_another_version_of_kbgen_still_serves(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    path = tiny.client("small") / "imported/django.json"
    base = json.loads(path.read_text(encoding="utf-8"))
    base["spec"]["entities"]["entities"][0]["colour"] = "red"
    base["spec"]["planets"] = {}
    path.write_text(json.dumps(base), encoding="utf-8")
    assert run(tiny, source).notes == ()


def test_nothing_is_deleted_for_a_crm(tiny: Workspace, source: Path) -> None:
    run(tiny, source)
    with pytest.raises(UsageError, match="import_delete"):
        run(tiny, source, delete=True)


def test_unknown_kinds_are_named(tiny: Workspace, source: Path) -> None:
    with pytest.raises(UsageError, match=r"espocrm.*xlsx"):
        run(tiny, source, kind="sugar")


@pytest.mark.fault
def test_a_disk_that_fails_half_way_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, new = tmp_path / "one", tmp_path / "two", tmp_path / "new/deep/three"
    one.write_bytes(b"1"), two.write_bytes(b"2")
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == two:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="space"):
        write_all({one: b"changed", new: b"3", two: b"changed"})
    assert (
        sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]
        and one.read_bytes() == b"1"
        and two.read_bytes() == b"2"
    )


# The customer's workbook


@pytest.fixture
def book(tiny: Workspace, tmp_path: Path) -> Any:
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "importers"))
    from workbooks import Edited

    (path,) = export(tiny, "xlsx", "tiny", tmp_path)
    return Edited(path.read_bytes(), tmp_path)


def test_an_untouched_workbook_changes_nothing(tiny: Workspace, book: Any) -> None:
    before = state(tiny, "tiny")
    done = run(tiny, book.path, "xlsx", "tiny")
    assert done.merged and done.files == () and done.notes == () and state(tiny, "tiny") == before


def test_a_workbook_makes_a_new_client(tiny: Workspace, book: Any) -> None:
    done = run(tiny, book.path, "xlsx", "copy")
    assert not done.merged and done.entities == 2
    old, new = read_kb(tiny, "tiny"), read_kb(tiny, "copy")
    assert old.spec == new.spec and old.client.name == new.client.name


def test_the_customers_answer_is_merged_with_what_changed_meanwhile(tiny: Workspace, book: Any) -> None:
    mend(tiny, "spec/roles.yml", "label: Руководитель", "label: Директор", "tiny")
    mend(tiny, "spec/entities.yml", "label: Этап", "label: Стадия", "tiny")
    book.put("Поля", 2, {"Подсказка": "О чём договорились"})
    book.put("Роли", 3, {"Название": "Начальник"})
    book.put("Поля", 40, {"Раздел": "Компания", "Название": "Сайт", "Тип": "адрес сайта"})
    book.drop("Поля", book.row_of("Поля", "Название", "Компания"))
    before = state(tiny, "tiny")
    done = run(tiny, book.save(), "xlsx", "tiny")
    assert sorted(notes(done)) == [
        ("added", "раздел «Компания», поле «Сайт»"),
        ("conflict", "роль «Директор»: название — у вас «Директор», в источнике теперь «Начальник»"),
        ("kept", "раздел «Сделка», поле «Стадия»: название — у вас «Стадия», в источнике «Этап»"),
        ("updated", "раздел «Сделка», поле «Название»: подсказка — было не указано, стало «О чём договорились»"),
        ("vanished", "раздел «Сделка», поле «Компания»"),
    ]
    assert done.files == ("content/clients/tiny/spec/entities.yml",)
    assert state(tiny, "tiny")["spec/roles.yml"] == before["spec/roles.yml"]
    deal = read_kb(tiny, "tiny").entity("Deal")
    assert deal and [f.id for f in deal.fields] == ["name", "amount", "stage", "company"]
    done = run(tiny, book.path, "xlsx", "tiny", delete=True)
    assert ("removed", "раздел «Сделка», поле «Компания»") in notes(done)
    deal = read_kb(tiny, "tiny").entity("Deal")
    assert (
        deal
        and [f.id for f in deal.fields] == ["name", "amount", "stage"]
        and deal.fields[2].label.said("ru") == "Стадия"
    )


def test_a_workbook_of_another_client_is_refused(tiny: Workspace, book: Any) -> None:
    shutil.copytree(tiny.client("tiny"), tiny.client("other"))
    with pytest.raises(ContentError, match="workbook_other_client"):
        run(tiny, book.path, "xlsx", "other")


def test_a_workbook_is_not_written_over(tiny: Workspace, book: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        export(tiny, "xlsx", "tiny", tmp_path)


# Real metadata


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name"),
    [("espocrm", "data/espocrm"), ("frappe", "data/frappe_crm"), ("django", "data/django_crm"), ("bpmn", "data/bpmn")],
)
def test_real_sources_come_again_and_out_as_a_workbook(
    kind: str, name: str, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    workspace, source = Workspace(tmp_path / "w"), shared(name)
    workspace.clients.mkdir(parents=True)
    run(workspace, source, kind, "real")
    before = state(workspace, "real")
    done = run(workspace, source, kind, "real")
    assert (done.files, done.notes) == ((), ()) and state(workspace, "real") == before
    (path,) = export(workspace, "xlsx", "real", tmp_path)
    done = run(workspace, path, "xlsx", "real")
    assert (done.files, done.notes, done.warnings) == ((), (), ()) and state(workspace, "real") == before
    run(workspace, path, "xlsx", "copy")
    assert read_kb(workspace, "copy").spec == read_kb(workspace, "real").spec
