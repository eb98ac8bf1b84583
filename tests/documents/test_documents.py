"""Papers are whole, lawful Word files, and wrong forms are named before anything is written."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from kbgen.documents import check_form, documents, write_docx
from kbgen.errors import ContentError
from kbgen.language import say
from kbgen.model.acceptance import Acceptance, Act, CheckResult, Criterion, Person, Stage
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.documents import Document
from kbgen.model.entities import Entities, Entity, Field, Option
from kbgen.model.equipment import Device, Equipment
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Goal, Need, Needs
from kbgen.model.processes import End, Process, Processes, Step
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.training import Session, Topic, Training
from kbgen.model.warranty import Contact, Warranty
from kbgen.theme import Theme


@pytest.fixture
def theme(root: Path) -> Theme:
    return Theme("base", (root / "themes" / "base",))


@pytest.fixture
def kb() -> KnowledgeBase:
    criteria = (Criterion("A1", Text("Вход <по паролю> & роли")), Criterion("A2", Text("Отчёт совпадает")))
    stages = (
        Stage("setup", Text("Настройка"), Person("Тихонов П. Е.", Text("администратор")), criteria, date(2026, 11, 27)),
        Stage("training", Text("Обучение"), Person("Белов С. А."), (Criterion("E1", Text("Все прошли")),)),
    )
    session = Session("intro", Text("Знакомство"), ("clerk",), 45, date(2026, 12, 8), topics=(Topic(Text("Вход"), 45),))
    spec = Spec(
        Entities(()),
        Roles((Role("clerk", Text("Оператор"), people=3),)),
        acceptance=Acceptance(stages),
        training=Training((session,)),
        warranty=Warranty(date(2026, 12, 21), 6, (Contact("Зимин К. О.", phone="+7 900 000-00-00"),)),
    )
    firm = Firm("ООО «Точка»", "+7 900 111-11-11", "a@example.com", "Москва", "директор Лаптев А. В.")
    client = Client("demo", Text(ru="ООО «Ромашка»", en="Daisy Ltd"), Product("crm", "Django-CRM", "3.1"), firm)
    return KnowledgeBase(replace(client, contract=Text("договор № 14/26"), signs="директор Ромашкина Т. И."), spec)


def paper_named(kb: KnowledgeBase, id: str) -> Document:
    return next(paper for paper in documents(kb) if paper.id == id)


def opened(kb: KnowledgeBase, theme: Theme, folder: Path, id: str = "acceptance-act") -> Any:
    paper = paper_named(kb, id)
    write_docx(paper, theme, folder / f"{paper.id}.docx")
    return docx.Document(str(folder / f"{paper.id}.docx"))


def words_of(paper: Any) -> str:
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_the_act_has_parties_basis_stages_and_places_to_sign(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(kb, theme, tmp_path)
    told = words_of(paper)
    for part in (
        "АКТ ПРИЁМА-ПЕРЕДАЧИ", "ООО «Ромашка»", "ООО «Точка»", "Договор № 14/26.", "Django-CRM 3.1", "Настройка",
        "Вход <по паролю> & роли", "Принимает: Тихонов П. Е., администратор", "27.11.2026", "М. П.",
        "с 21 декабря 2026 г. по 21 июня 2027 г.", "Зимин К. О., +7 900 000-00-00", "директор Ромашкина Т. И.",
    ):  # fmt: skip
        assert part in told, part
    assert "{{" not in told
    assert "{%" not in told


def test_the_table_of_stages_has_a_row_for_each_and_repeats_its_head(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path
) -> None:
    paper = opened(kb, theme, tmp_path)
    stages = next(t for t in paper.tables if t.rows[0].cells[-1].text == "Подпись")
    assert [row.cells[0].text for row in stages.rows] == ["№", "1", "A1", "A2", "2", "E1"]
    assert stages.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in stages.rows)


def test_paper_is_a4_in_times(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(kb, theme, tmp_path)
    assert (round(paper.sections[0].page_width.mm), round(paper.sections[0].page_height.mm)) == (210, 297)
    assert paper.styles["Normal"].font.name == "Times New Roman"


def test_an_english_client_gets_english_papers(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    english = replace(kb, client=replace(kb.client, language="en"))
    told = words_of(opened(english, theme, tmp_path))
    assert "ACCEPTANCE CERTIFICATE" in told
    assert "Daisy Ltd" in told
    assert "Исполнитель" not in told


def test_an_empty_spec_still_makes_an_act_to_fill_in_by_hand(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    bare = replace(kb, client=replace(kb.client, contract=Text(), signs=""), spec=Spec(Entities(()), Roles(())))
    assert [paper.id for paper in documents(bare)] == ["specification", "acceptance-act"]
    told = words_of(opened(bare, theme, tmp_path))
    assert "Договор № __________" in told


def test_attendance_has_a_row_for_each_person(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(kb, theme, tmp_path, "attendance-intro")
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[0] for row in rows] == ["№", "1", "2", "3"]
    assert {row[2] for row in rows[1:]} == {"Оператор"}
    assert "Знакомство" in words_of(paper)


def test_the_schedule_lists_topics(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    told = words_of(opened(kb, theme, tmp_path, "training-schedule"))
    assert "8 декабря 2026 г." in told
    assert "Вход — 45" in told


def test_the_same_paper_gives_the_same_bytes(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    for folder in ("1", "2"):
        opened(kb, theme, tmp_path / folder)
    assert (tmp_path / "1/acceptance-act.docx").read_bytes() == (tmp_path / "2/acceptance-act.docx").read_bytes()


HOSTILE = 'a<b>&"c" \x00\x0b\x1b ]]> {{ 7*7 }} {% raw %} \u202eשלום\ufffe' + "Я" * 300


def test_hostile_words_stay_words(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    stage = replace(kb.spec.acceptance.stages[0], label=Text(HOSTILE), responsible=Person(HOSTILE))
    bad = replace(
        kb, spec=replace(kb.spec, acceptance=Acceptance((stage,))), client=replace(kb.client, name=Text(HOSTILE))
    )
    told = words_of(opened(bad, theme, tmp_path))
    assert "{{ 7*7 }}" in told
    assert "a<b>&" in told


def hostile(kb: KnowledgeBase) -> KnowledgeBase:
    """The same with hostile words wherever a client can write any."""
    bad = Text(HOSTILE)
    entity = Entity("E", bad, fields=(Field("f", bad, "string", required_if=bad, options=(Option(HOSTILE, bad),)),))
    process = Process("p", bad, bad, steps=(Step("s", "clerk", bad, condition=bad, ends=(End(bad, bad),)),))
    roles = Roles((Role("clerk", bad, bad),), (Permission("clerk", "E", {"read": "own", "fly": "no"}, bad),))
    spec = replace(
        kb.spec,
        entities=Entities((entity,)),
        roles=roles,
        processes=Processes((process,)),
        equipment=Equipment((Device("d", bad, check=(bad,)),)),
        needs=Needs((Goal("g", bad, bad),), (Need("n", bad, HOSTILE, "g"),)),
        acceptance=replace(
            kb.spec.acceptance,
            results=(CheckResult("A1", "failed", None, HOSTILE, bad),),
            act=Act(date(2026, 12, 21), HOSTILE),
        ),
        warranty=Warranty(contacts=(Contact(HOSTILE, bad, HOSTILE, HOSTILE, bad),), defect_or_change=bad),
    )
    return replace(kb, spec=spec)


@pytest.mark.parametrize("id", ["specification", "test-protocol", "remarks", "warranty-sheet", "acceptance-act"])
def test_hostile_words_stay_words_in_every_paper(kb: KnowledgeBase, theme: Theme, tmp_path: Path, id: str) -> None:
    told = words_of(opened(hostile(kb), theme, tmp_path, id))
    assert "{{ 7*7 }} {% raw %}" in told
    assert "a<b>&" in told and "49" not in told.replace("7949", "")


def form(theme: Theme, folder: Path, text: str) -> Theme:
    """A theme over the base with its own form of the act that says *text*."""
    target = folder / "themes" / "own" / "documents" / "acceptance-act.ru.docx"
    target.parent.mkdir(parents=True)
    paper = docx.Document()
    paper.add_paragraph(text)
    paper.save(str(target))
    return replace(theme, name="own", folders=(folder / "themes" / "own", *theme.folders))


def test_the_firm_s_own_form_is_filled(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    own = form(theme, tmp_path, "Акт для {{ client }}: {% for stage in stages %}{{ stage.label }}; {% endfor %}")
    assert words_of(opened(kb, own, tmp_path)) == "Акт для ООО «Ромашка»: Настройка; Обучение; "


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ custommer }}", "document_form_blank"),
        ("{{ client", "document_form_broken"),
        ("{% for x in stages %}", "document_form_broken"),
    ],
)
def test_what_is_wrong_with_a_form_is_named(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, text: str, code: str
) -> None:
    own = form(theme, tmp_path, text)
    (problem,) = check_form(paper_named(kb, "acceptance-act"), own)
    assert problem.code == code
    assert problem.place.file == "themes/own/documents/acceptance-act.ru.docx"
    assert say(problem, "ru").hint
    assert say(problem, "en").what
    with pytest.raises(ContentError):
        write_docx(paper_named(kb, "acceptance-act"), own, tmp_path / "x.docx")
    assert not (tmp_path / "x.docx").exists()


def test_a_form_may_not_run_anything(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    own = form(theme, tmp_path, "{{ client.__class__.__mro__[1].__subclasses__() }}")
    with pytest.raises(ContentError) as caught:
        write_docx(paper_named(kb, "acceptance-act"), own, tmp_path / "x.docx")
    assert caught.value.problems[0].code == "document_form_refused"


@pytest.mark.parametrize("content", [b"", b"no word file", b"PK\x03\x04broken"])
def test_a_form_that_is_no_word_file_is_a_problem(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, content: bytes
) -> None:
    own = form(theme, tmp_path, "x")
    (tmp_path / "themes/own/documents/acceptance-act.ru.docx").write_bytes(content)
    assert [p.code for p in check_form(paper_named(kb, "acceptance-act"), own)] == ["document_form_broken"]


def test_a_missing_form_is_a_problem(kb: KnowledgeBase, tmp_path: Path) -> None:
    assert [p.code for p in check_form(paper_named(kb, "acceptance-act"), Theme("x", (tmp_path,)))] == [
        "document_form_missing"
    ]


@pytest.mark.slow
def test_the_committed_forms_are_what_the_catalogues_say(root: Path, tmp_path: Path) -> None:
    from tools.make_forms import main

    main(tmp_path)
    assert {f.name for f in tmp_path.iterdir()} == {f.name for f in (root / "themes/base/documents").iterdir()}
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (root / "themes/base/documents" / made.name).read_bytes(), made.name


SECTIONS = (
    "1. Общие сведения",
    "2. Цели и назначение создания автоматизированной системы",
    "3. Характеристика объектов автоматизации",
    "4. Требования к автоматизированной системе",
    "4.1. Требования к структуре АС в целом",
    "4.2. Требования к функциям (задачам), выполняемым АС",
    "4.3. Требования к видам обеспечения АС",
    "4.4. Общие технические требования к АС",
    "5. Состав и содержание работ по созданию автоматизированной системы",
    "6. Порядок разработки автоматизированной системы",
    "7. Порядок контроля и приёмки автоматизированной системы",
    "8. Требования к составу и содержанию работ по подготовке объекта автоматизации к вводу АС в действие",
    "9. Требования к документированию",
    "10. Источники разработки",
    "Лист согласования",
)


@pytest.mark.parametrize("empty", [False, True])
def test_the_specification_has_its_ten_sections_even_when_empty(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, empty: bool
) -> None:
    paper = opened(replace(kb, spec=Spec(Entities(()), Roles(()))) if empty else kb, theme, tmp_path, "specification")
    headings = [p.text for p in paper.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert tuple(headings) == SECTIONS
    told = words_of(paper)
    assert "структура по ГОСТ 34.602-2020" in told
    assert "соответств" not in told.lower(), "the paper does not claim to conform"
    assert told.count("Требования не предъявляются.") == (10 if empty else 7)


def test_the_table_of_contents_is_a_field_with_every_section(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(kb, theme, tmp_path, "specification")
    xml = paper.element.xml
    assert 'TOC \\o "1-2"' in xml
    entries = [p for p in paper.paragraphs if p.style.name.startswith("toc ")]
    assert [p.text.split("\t")[0] for p in entries] == list(SECTIONS)
    for mark in paper.element.xpath("//w:hyperlink/@w:anchor"):
        assert paper.element.xpath(f"//w:bookmarkStart[@w:name='{mark}']"), mark
    begins, ends = (len(paper.element.xpath(f"//w:fldChar[@w:fldCharType='{kind}']")) for kind in ("begin", "end"))
    assert begins == ends == len(SECTIONS) + 1


def test_the_specification_is_signed_by_everybody_who_accepts(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    rows = opened(kb, theme, tmp_path, "specification").tables[-1].rows
    assert [row.cells[1].text for row in rows][1:] == [
        "директор Лаптев А. В.",
        "директор Ромашкина Т. И.",
        "администратор, Тихонов П. Е.",
        "Белов С. А.",
    ]


def with_results(kb: KnowledgeBase) -> KnowledgeBase:
    results = (
        CheckResult("A1", "passed", date(2026, 11, 20), "Тихонов П. Е."),
        CheckResult("A2", "failed", date(2026, 11, 20), "Тихонов П. Е.", Text("Не сходится"), due=date(2026, 11, 27)),
    )
    return replace(kb, spec=replace(kb.spec, acceptance=replace(kb.spec.acceptance, results=results)))


def test_the_programme_has_every_check(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    told = words_of(opened(kb, theme, tmp_path, "test-programme"))
    for part in ("ПРОГРАММА И МЕТОДИКА ИСПЫТАНИЙ", "ГОСТ Р 59792-2021", "A1", "A2", "E1", "6.1. Критерии приёмки"):
        assert part in told, part
    assert "соответств" not in told.lower()


def test_the_protocol_is_filled_and_leaves_blanks(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(with_results(kb), theme, tmp_path, "test-protocol")
    rows = {row.cells[0].text: [cell.text for cell in row.cells][2:] for row in paper.tables[1].rows}
    assert rows["A1"] == ["пройдено", "20.11.2026", "Тихонов П. Е.", ""]
    assert rows["A2"] == ["не пройдено", "20.11.2026", "Тихонов П. Е.", "Не сходится"]
    assert rows["E1"] == ["", "", "", ""]
    told = words_of(paper)
    assert "не проведено проверок: 1" in told
    assert paper.tables[1].rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_remarks_have_days_and_lines_to_go_on(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    paper = opened(with_results(kb), theme, tmp_path, "remarks")
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[1][:2] == ["1", "A2"]
    assert "Не сходится" in rows[1][2] and rows[1][5] == "27.11.2026"
    assert len(rows) == 2 + 4


def test_the_act_has_totals_numbers_and_open_remarks(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    signed = with_results(kb)
    done = replace(signed.spec.acceptance, act=Act(date(2026, 12, 21), "14"))
    told = words_of(opened(replace(signed, spec=replace(signed.spec, acceptance=done)), theme, tmp_path))
    for part in (
        "№ 14",
        "21 декабря 2026 г.",
        "пройдено 1, не пройдено 1, пропущено 0, не проведено 1",
        "27.11.2026",
        "не проведено: 1",
        "A2",
    ):
        assert part in told, part


def test_papers_of_the_warranty(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    told = words_of(opened(kb, theme, tmp_path, "warranty-sheet"))
    assert "с 21 декабря 2026 г. по 21 июня 2027 г." in told and "Зимин К. О." in told
    assert "СООБЩЕНИЕ О НЕДОЧЁТЕ" in words_of(opened(kb, theme, tmp_path, "defect-report"))
    log = opened(kb, theme, tmp_path, "trial-log")
    assert len(log.tables[0].rows) == 25


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_every_paper_is_filled_whole(kb: KnowledgeBase, theme: Theme, tmp_path: Path, language: str) -> None:
    told_in = replace(kb, client=replace(kb.client, language=language))  # type: ignore[arg-type]
    for paper in documents(told_in):
        write_docx(paper, theme, tmp_path / f"{paper.id}.docx")
        told = words_of(docx.Document(str(tmp_path / f"{paper.id}.docx")))
        assert "{{" not in told and "{%" not in told, paper.id
        if language == "en":
            assert "Исполнитель" not in told and "Заказчик" not in told, paper.id


@pytest.mark.office
def test_libreoffice_prints_every_paper(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    papers = documents(with_results(kb))
    for paper in papers:
        write_docx(paper, theme, tmp_path / f"{paper.id}.docx")
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path), *(str(tmp_path / f"{paper.id}.docx") for paper in papers)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for paper in papers:
        assert (tmp_path / f"{paper.id}.pdf").read_bytes().startswith(b"%PDF"), paper.id
