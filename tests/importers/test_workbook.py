"""The workbook goes out and comes back: nothing is lost, and what customers do to it is understood or told."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from workbooks import Edited

from kbgen.errors import ContentError
from kbgen.importers import kb as kb_module
from kbgen.importers.identity import same
from kbgen.importers.workbook.base import TITLE
from kbgen.importers.workbook.layout import general, roots, sheets
from kbgen.importers.workbook.reader import Answer, read_workbook
from kbgen.importers.workbook.writer import workbook, workbook_trees
from kbgen.language import say, words
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def trees_of(workspace: Workspace, client: str) -> dict[str, Any]:
    kb = kb_module.read_kb(workspace, client)
    return workbook_trees(kb.client, kb.spec)


@pytest.fixture(scope="module")
def tiny_trees() -> dict[str, Any]:
    return trees_of(Workspace(ROOT / "tests/workspaces/tiny"), "tiny")


@pytest.fixture(scope="module")
def tiny_book(tiny_trees: dict[str, Any]) -> bytes:
    return workbook(tiny_trees, "tiny", "ru")


@pytest.fixture
def book(tiny_book: bytes, tmp_path: Path) -> Edited:
    return Edited(tiny_book, tmp_path)


def told(path: Path) -> list[str]:
    with pytest.raises(ContentError) as failure:
        read_workbook(path)
    return [f"{s.where}: {s.what}" for s in (say(p, "ru") for p in failure.value.problems)]


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    if same(one, other):
        return []
    if isinstance(one, dict) and isinstance(other, dict):
        return [d for k in {**one, **other} for d in differences(one.get(k), other.get(k), f"{path}/{k}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [d for n, (a, b) in enumerate(zip(one, other, strict=True)) for d in differences(a, b, f"{path}/{n}")]
    return [f"{path}: {one!r} → {other!r}"]


# Round trips


@pytest.mark.parametrize("client", [pytest.param("romashka", marks=pytest.mark.slow), "daisy"])
def test_the_demo_comes_back_whole(client: str, tmp_path: Path) -> None:
    workspace = Workspace(ROOT)
    kb = kb_module.read_kb(workspace, client)
    trees = workbook_trees(kb.client, kb.spec)
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(trees, client, kb.language))
    answer = read_workbook(path)
    assert differences(trees, dict(answer.trees)) == [] and answer.warnings == ()


def test_visible_cells_alone_say_nearly_everything(tiny_trees: dict[str, Any], book: Edited) -> None:
    book.change("xl/workbook.xml", lambda xml: xml.replace(f'name="{TITLE}"', 'name="other"'))
    answer = read_workbook(book.save())
    assert answer.base is None and differences(tiny_trees, dict(answer.trees)) == []


def test_equal_input_gives_equal_bytes(tiny_trees: dict[str, Any]) -> None:
    assert workbook(tiny_trees, "tiny", "ru") == workbook(copy.deepcopy(tiny_trees), "tiny", "ru")


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_the_time(tiny_trees: dict[str, Any]) -> None:
    first = workbook(tiny_trees, "tiny", "ru")
    time.sleep(2.1)  # a zip keeps times in steps of two seconds
    assert workbook(tiny_trees, "tiny", "ru") == first


def test_every_sheet_and_column_has_a_heading_in_both_languages() -> None:
    for language in ("ru", "en"):
        said = words(language)
        assert len({s.title for s in sheets(language)}) == len(sheets(language))
        for sheet in sheets(language):
            headings = [c.heading for c in sheet.columns]
            assert len(set(headings)) == len(headings), (sheet.key, headings)
            assert len(sheet.title) <= 31 and not re.search(r"[\[\]:*?/\\]", sheet.title)
            assert said.get(f"importers.sheet_about.{sheet.key}")
        assert general(language)
    assert [s.key for s in sheets("ru")] == [s.key for s in sheets("en")]


ODD = [
    "=1+1",
    "+7 900",
    "-5",
    "@имя",
    "=cmd|' /C calc'!A0",
    "0101",
    "1.0",
    "true",
    "да",
    "нет",
    "a\nb\n\nc",
    " края ",
    "«ёлки»",
    '"кавычки"',
    "'апостроф",
    "_x0041_",
    "_x000D_",
    "a\rb",
    "\u2028",
    "😀",
    "x" * 40_000,
    "а; б, в",
    "Сделка",
    "<b>&amp;",
]
WORDS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
TEXTS = WORDS | st.fixed_dictionaries({}, optional={"ru": WORDS, "en": WORDS}).filter(bool)
SCALARS = (
    WORDS
    | st.integers(-(10**17), 10**17)
    | st.booleans()
    | st.just(0)
    | st.just("")
    | st.floats(-1e6, 1e6).map(lambda f: round(f, 6))
)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a spec of a hundred values takes minutes."""
IDS = st.sampled_from(["Deal", "a", "b", "N1", "N2", "x-1", "crm.Payment"])


def unique(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({i["id"].lower(): i for i in items}.values())


def record(needed: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=optional)


FIELD = record(
    {"id": IDS, "label": TEXTS, "type": st.sampled_from(["string", "enum", "money"])},
    hint=TEXTS,
    default=SCALARS,
    min=st.floats(-1e9, 1e9).map(lambda f: round(f, 3)),
    max_length=st.integers(1, 10**9),
    required=st.just(True),
    example=WORDS,
    options=st.lists(record({"value": SCALARS}, label=TEXTS), min_size=1, max_size=3),
    target=st.lists(IDS, min_size=1, max_size=3),
)
ENTITY = record(
    {"id": IDS, "label": TEXTS},
    fields=st.lists(FIELD, min_size=1, max_size=3).map(unique),
    list_columns=st.lists(IDS, min_size=1, max_size=3),
    forms=st.dictionaries(st.sampled_from(["accs", "gent"]), WORDS, min_size=1),
    description=TEXTS,
    external=st.just(True),
)
LEVEL = st.sampled_from(["all", "team", "own", "no"])
RIGHT = record(
    {"role": IDS, "entity": IDS},
    ops=st.dictionaries(st.sampled_from(["create", "read", "export", "x.y"]), LEVEL, min_size=1),
    when=TEXTS,
    fields=st.dictionaries(IDS, st.dictionaries(st.sampled_from(["read", "edit"]), LEVEL, min_size=1), min_size=1),
)
ROLE = record(
    {"id": IDS, "label": TEXTS},
    duties=st.lists(TEXTS, min_size=1, max_size=3),
    people=st.integers(0, 100),
    external_name=WORDS,
)
STEP = record(
    {"id": IDS, "role": IDS, "action": TEXTS}, next=st.lists(IDS, min_size=1, max_size=2), entity=IDS, guide=WORDS
)
PROCESS = record(
    {"id": IDS, "label": TEXTS},
    entity=IDS,
    field=IDS,
    steps=st.lists(STEP, min_size=1, max_size=3).map(unique),
    transitions=st.lists(
        record(
            {"from": IDS, "to": IDS},
            roles=st.lists(IDS, min_size=1),
            required_fields=st.lists(IDS, min_size=1),
            condition=TEXTS,
        ),
        min_size=1,
        max_size=3,
    ),
)
SPECS = st.fixed_dictionaries(
    {
        "client": record(
            {
                "id": st.just("acme"),
                "name": TEXTS,
                "product": record({"id": IDS, "name": WORDS}),
                "implementer": record({"name": WORDS}),
            },
            about=TEXTS,
            terms=st.dictionaries(IDS, WORDS, min_size=1),
            signs=WORDS,
        ),
        "entities": record({"entities": st.lists(ENTITY, min_size=1, max_size=3).map(unique)}),
        "roles": record(
            {"roles": st.lists(ROLE, min_size=1, max_size=3).map(unique)},
            permissions=st.lists(RIGHT, min_size=1, max_size=4),
        ),
    },
    optional={
        "processes": record({"processes": st.lists(PROCESS, min_size=1, max_size=2).map(unique)}),
        "warranty": record(
            {}, start=st.dates().map(str), months=st.integers(0, 99).filter(lambda n: n != 6), defect_or_change=TEXTS
        ).filter(bool),
        "glossary": record(
            {
                "terms": st.lists(
                    record({"id": IDS, "term": TEXTS, "meaning": TEXTS}, synonyms=st.lists(WORDS, min_size=1)),
                    min_size=1,
                ).map(unique)
            }
        ),
    },
)


@pytest.mark.slow
@given(SPECS, st.sampled_from(["ru", "en"]))
@settings(max_examples=40, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
def test_any_spec_comes_back_whole(tmp_path: Path, trees: dict[str, Any], language: Any) -> None:
    from kbgen.importers.workbook.nouns import checked

    normal, problems = checked(trees, {}, str)
    if problems:
        return
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(normal, "acme", language))
    answer = read_workbook(path)
    assert differences(normal, dict(answer.trees)) == []


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("language", ["ru", "en"])
def test_libreoffice_opens_it_prints_it_and_saves_it_without_loss(
    tiny_trees: dict[str, Any], tmp_path: Path, language: Any
) -> None:
    (tmp_path / "x.xlsx").write_bytes(workbook(tiny_trees, "tiny", language))
    office(tmp_path, "pdf:calc_pdf_Export")
    assert (tmp_path / "made/x.pdf").read_bytes().startswith(b"%PDF")
    office(tmp_path, "xlsx:Calc MS Excel 2007 XML")
    answer = read_workbook(tmp_path / "made/x.xlsx")
    assert differences(tiny_trees, dict(answer.trees)) == [] and answer.base and answer.warnings == ()


def office(folder: Path, kind: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
               "--outdir", str(folder / "made"), str(folder / "x.xlsx")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if "could not be loaded" in done.stderr + done.stdout:
        pytest.skip("LibreOffice is installed without Calc")


# What customers do


def test_a_new_row_gets_a_code_made_of_its_name(book: Edited) -> None:
    book.put("Поля", 40, {"Раздел": "Сделка", "Название": "Скидка, %", "Тип": "процент", "Обязательное": "да"})
    answer = read_workbook(book.save())
    fields = answer.trees["entities"]["entities"][0]["fields"]
    assert fields[-1] == {"id": "skidka", "label": "Скидка, %", "type": "percent", "required": True}


def test_rows_are_deleted_and_moved(book: Edited) -> None:
    book.drop("Роли", book.row_of("Роли", "Название", "Руководитель"))
    first = book.pages["Поля"].rows[2]
    book.drop("Поля", 2)
    for number, value in first.items():
        book.cell("Поля", f"{chr(65 + number)}30", str(value))
    answer = read_workbook(book.save())
    assert [r["id"] for r in answer.trees["roles"]["roles"]] == ["seller"]
    assert [f["id"] for f in answer.trees["entities"]["entities"][0]["fields"]][-1] == "name"


def test_all_problems_are_told_with_sheet_and_cell(book: Edited) -> None:
    book.put("Поля", 2, {"Тип": "стрка", "Обязательное": "может быть", "Знаков не больше": "много"})
    book.put("Права", 2, {"Создание": "своё"})
    book.put("Шаги", 2, {"Роль": "Продовец"})
    book.put("Занятия", 2, {"Дата": "вчера", "Минут": None})
    problems = told(book.save())
    kind = book.column("Поля", "Тип")
    assert f"answer.xlsx, лист «Поля», ячейка {kind}2: «стрка» здесь не бывает" in problems
    assert any("«Права»" in p and "«своё»" in p for p in problems)
    assert any("«Шаги»" in p and "«Продовец»: такого нет" in p for p in problems)
    assert any("«Занятия»" in p and "«вчера»" in p for p in problems)
    assert any("«Занятия»" in p and "не заполнено: «Минут»" in p for p in problems)
    assert len(problems) == 7


def test_values_as_excel_keeps_them(book: Edited) -> None:
    day = re.search(r'<c r="\w+" s="(\d+)"><v>46296</v>', book.parts[book.part("Занятия")].decode())
    assert day, "2026-10-01 is stored as a number with the format of days"
    book.put("Занятия", 2, {"Дата": 46297}, f's="{day[1]}"')
    book.put("Поля", 3, {"По умолчанию": 2.0, "Пример": 101, "Подсказка": 5.5})
    book.put("Роли", 3, {"Сотрудников": "3 "})
    trees = read_workbook(book.save()).trees
    amount = trees["entities"]["entities"][0]["fields"][1]
    assert trees["training"]["sessions"][0]["held_on"] == "2026-10-02"
    assert (amount["default"], amount["example"], amount["hint"]) == (2, "101", "5.5")
    assert trees["roles"]["roles"][1]["people"] == 3


def test_a_renamed_label_is_followed_on_other_sheets(book: Edited) -> None:
    book.put("Роли", 2, {"Название": "Менеджер"})
    trees = read_workbook(book.save()).trees
    assert trees["roles"]["roles"][0]["label"] == "Менеджер"
    assert trees["processes"]["processes"][0]["steps"][0]["role"] == "seller"


def test_sheets_renamed_missing_and_added(book: Edited, tiny_trees: dict[str, Any]) -> None:
    def edit(xml: str) -> str:
        return xml.replace('name="Словарь"', 'name="Слова"').replace('name="Роли"', 'name="Сотрудники"')

    book.change("xl/workbook.xml", edit)
    book.change("xl/workbook.xml", lambda xml: xml.replace('name="Связанные списки"', 'name="Мысли"'))
    related = book.part("Связанные списки")
    book.change(
        related, lambda xml: re.sub(r'<row r="1".*?</row>', '<row r="1"><c r="A1"><v>1</v></c></row>', xml, flags=re.S)
    )
    answer = read_workbook(book.save())
    assert differences(tiny_trees, dict(answer.trees)) == []
    codes = sorted(p.code for p in answer.warnings)
    assert codes == [
        "workbook_sheet_missing",
        "workbook_sheet_renamed",
        "workbook_sheet_renamed",
        "workbook_sheet_unknown",
    ]


def test_columns_missing_and_added(book: Edited) -> None:
    book.put("Поля", 1, {"Подсказка": "Моя заметка"})
    book.put("Права", 1, {"Изменение": "Мысли"})
    answer = read_workbook(book.save())
    codes = sorted(p.code for p in answer.warnings)
    assert codes == ["workbook_column_missing", "workbook_column_unknown", "workbook_column_unknown"]
    assert answer.trees["entities"]["entities"][0]["fields"][1]["hint"] == "Сумма договора с НДС"


def test_a_new_operation_is_a_new_column(book: Edited) -> None:
    book.cell("Права", "Z1", "Печать")
    book.cell("Права", "Z2", "все")
    assert read_workbook(book.save()).trees["roles"]["permissions"][0]["ops"]["print"] == "all"


def test_merged_cells_count_for_each(book: Edited) -> None:
    book.put("Поля", 40, {"Раздел": "Компания", "Название": "Адрес", "Тип": "текст"})
    book.put("Поля", 41, {"Название": "Сайт", "Тип": "адрес сайта"})
    book.change(
        book.part("Поля"),
        lambda xml: xml.replace(
            "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A40:A41"/></mergeCells>'
        ),
    )
    fields = read_workbook(book.save()).trees["entities"]["entities"][1]["fields"]
    assert [f["id"] for f in fields] == ["title", "adres", "sait"] or [f["label"] for f in fields][1:] == [
        "Адрес",
        "Сайт",
    ]


def test_a_copied_row_and_a_row_without_name(book: Edited) -> None:
    book.put("Роли", 5, {"Название": "Копия", "Код": "seller"})
    book.put("Роли", 6, {"Что делает": "что-то"})
    problems = told(book.save())
    assert any("код «seller» уже есть в строке 2" in p for p in problems)
    assert any("у новой строки нет названия" in p for p in problems)


def test_what_belongs_to_something_deleted_goes_with_it(book: Edited) -> None:
    book.drop("Роли", book.row_of("Роли", "Название", "Руководитель"))
    book.drop("Разделы", book.row_of("Разделы", "Название", "Сделка"))
    book.put("Шаги", 3, {"Роль": "Продавец"})
    trees = read_workbook(book.save()).trees
    assert [p["entity"] for p in trees["roles"]["permissions"]] == ["Company"]
    assert [e["id"] for e in trees["entities"]["entities"]] == ["Company", "User"]


def test_no_formula_is_reckoned(book: Edited) -> None:
    name = book.column("Роли", "Название")
    book.cell("Роли", f"{name}2", '<f>"Про"&amp;"давец"</f><v>Продавец+</v>', 't="str"')
    assert read_workbook(book.save()).trees["roles"]["roles"][0]["label"] == "Продавец+"
    book.cell("Роли", f"{name}2", '<f>HYPERLINK("http://x")</f>')
    book.cell("Роли", f"{name}3", "<f>1/0</f><v>#DIV/0!</v>", 't="e"')
    problems = told(book.save())
    assert any("формула без готового результата" in p for p in problems)
    assert any("#DIV/0!" in p for p in problems)


def test_empty_rows_below_are_nothing(book: Edited, tiny_trees: dict[str, Any]) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" t="inlineStr"><is><t>  </t></is></c></row>'
        for n in range(500, 3000)
    )
    book.change(book.part("Поля"), lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    assert differences(tiny_trees, dict(read_workbook(book.save()).trees)) == []


# Villains


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"id;name", b"\xd0\xcf\x11\xe0" + bytes(600), b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert len(told(path)) == 1


def refuse_quickly(path: Path, code: str) -> None:
    started = time.process_time()
    with pytest.raises(ContentError) as failure:
        read_workbook(path)
    assert [p.code for p in failure.value.problems] == [code]
    assert time.process_time() - started < 15


def test_a_bomb_is_refused(book: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.importers.workbook.parcel.LARGEST_PART", 1_000_000)
    book.parts["xl/worksheets/sheet3.xml"] = b"<x>" + b" " * 1_000_001
    refuse_quickly(book.save(), "workbook_too_large")


def test_a_flood_of_cells_is_refused(book: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.importers.workbook.cells.MOST_CELLS", 5_000)
    rows = "<row><c><v>1</v></c></row>" * 5_500
    book.change(book.part("Поля"), lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    refuse_quickly(book.save(), "workbook_too_many_cells")


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [("xl/vbaProject.bin", b"x", "workbook_macros"), ("xl/externalLinks/externalLink1.xml", b"<x/>", "workbook_links"),
     ("xl/styles.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "workbook_entities"),
     ("xl/sharedStrings.xml", b'<?xml version="1.0" encoding="UTF-16"?><sst/>', "workbook_broken"),
     ("xl/sharedStrings.xml", b"<sst><si>", "workbook_broken"),
     ("xl/workbook.xml", b"<workbook/>", "workbook_strange")],
)  # fmt: skip
def test_dangerous_and_broken_parts(book: Edited, part: str, content: bytes, code: str) -> None:
    book.parts[part] = content
    refuse_quickly(book.save(), code)


def test_claims_of_size_and_far_away_cells_cost_nothing(book: Edited, tiny_trees: dict[str, Any]) -> None:
    def edit(xml: str) -> str:
        xml = re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD2000000"/>', xml)
        return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    book.change(book.part("Поля"), edit)
    started = time.process_time()
    answer = read_workbook(book.save())
    assert time.process_time() - started < 5 and differences(tiny_trees, dict(answer.trees)) == []


@pytest.mark.parametrize(
    "damage", ['{"entities":[{"id":', '{"entities":[5,{"id":"Deal"', '{"entities":[{"id":7,"x":"Deal"']
)
def test_a_damaged_hidden_sheet_is_done_without(book: Edited, tiny_trees: dict[str, Any], damage: str) -> None:
    book.change("xl/sharedStrings.xml", lambda xml: xml.replace('{"entities":[{"id":"Deal"', damage))
    answer: Answer = read_workbook(book.save())
    assert answer.base is None and differences(tiny_trees, dict(answer.trees)) == []


@pytest.mark.slow
@given(st.data())
@settings(max_examples=40, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
def test_mutated_workbooks_give_problems_not_tracebacks(tmp_path: Path, data: st.DataObject) -> None:
    kb = kb_module.read_kb(Workspace(ROOT / "tests/workspaces/tiny"), "tiny")
    book = Edited(workbook(workbook_trees(kb.client, kb.spec), "tiny", "ru"), tmp_path)
    part = data.draw(st.sampled_from([p for p in book.parts if p.endswith((".xml", ".rels"))]))
    content = book.parts[part]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 40))
        piece = data.draw(
            st.sampled_from(
                [b"", b"9" * 30, b"<", b"&", b"\x00", b'"', b"</c>", b"<c>", b"-1", b"A", content[at : at + 50]]
            )
        )
        content = content[:at] + piece + content[at + cut :]
    book.parts[part] = content
    try:
        read_workbook(book.save())
    except ContentError as failure:
        for problem in failure.problems:
            assert say(problem, "ru").what and say(problem, "en").what


def test_roots_leave_signatures_out() -> None:
    assert "approval" not in roots() and "client" in roots()
