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
from kbgen.model.acceptance import Acceptance, Criterion, Person, Stage
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Role, Roles
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
    assert caught.value.problems[0].code == "document_form_broken"


@pytest.mark.parametrize("content", [b"", b"no word file", b"PK\x03\x04broken"])
def test_a_form_that_is_no_word_file_is_a_problem(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, content: bytes
) -> None:
    own = form(theme, tmp_path, "x")
    (tmp_path / "themes/own/documents/acceptance-act.ru.docx").write_bytes(content)
    assert [p.code for p in check_form(paper_named(kb, "acceptance-act"), own)] == ["document_form_broken"]


def test_a_missing_form_is_a_problem(kb: KnowledgeBase, tmp_path: Path) -> None:
    assert [p.code for p in check_form(paper_named(kb, "acceptance-act"), Theme("x", (tmp_path,)))] == ["document_form_missing"]


def test_the_committed_forms_are_what_the_catalogues_say(root: Path, tmp_path: Path) -> None:
    from tools.make_forms import main

    main(tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (root / "themes/base/documents" / made.name).read_bytes(), made.name


@pytest.mark.office
def test_libreoffice_prints_the_act(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    opened(kb, theme, tmp_path)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path), str(tmp_path / "acceptance-act.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "acceptance-act.pdf").read_bytes().startswith(b"%PDF")
