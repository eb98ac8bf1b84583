"""Papers of training, devices and the handover; what a firm's own form may ask for."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from kbgen.documents import check_form, documents, handed_over, write_docx
from kbgen.documents.handover import folded
from kbgen.errors import ContentError
from kbgen.language import say
from kbgen.model.audiences import Audience
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.documents import Delivered, Document
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.equipment import Device, Equipment, Symptom
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.training import Session, Topic, Training
from kbgen.theme import Theme
from kbgen.trace.narrowed import narrowed


@pytest.fixture(scope="module")
def theme(root: Path) -> Theme:
    base = root / "themes" / "base"
    return Theme("base", (base,), logo=base / "assets" / "kbgen" / "logo.svg")


def knowledge(word: str = "Сделка", language: str = "ru") -> KnowledgeBase:
    names = ("Название", "Сумма", "Источник", "Заметка")
    fields = tuple(Field(f"f{n}", Text(name), "string", required=n == 0) for n, name in enumerate(names))
    deal = Entity("Deal", Text(word), Text(f"{word}и"), fields=fields)
    roles = Roles(
        (Role("clerk", Text("Оператор"), people=2), Role("boss", Text("Руководитель")), Role("idle", Text("Гость"))),
        (
            Permission("clerk", "Deal", {"read": "all", "create": "all", "edit": "own"}),
            Permission("boss", "Deal", {"read": "all", "delete": "all"}),
        ),
    )
    topics = (
        Topic(Text("Вход"), 45, guides=("sign-in",)),
        Topic(Text("Перерыв"), 10),
        Topic(Text("Сделки"), 35, guides=("g",)),
    )
    symptom = Symptom("s", Text("Не печатает"), (Text("Включите"), Text("Позвоните")))
    device = Device("printer", Text("Принтер"), model="LP-1", connect=(Text("Вставьте кабель"),), symptoms=(symptom,))
    client = Client(
        "demo", Text("Ромашка"), Product("crm", "CRM", "3"), Firm("Точка"), site="http://wiki.example/site/"
    )
    spec = Spec(
        Entities((deal,)),
        roles,
        training=Training(
            (Session("intro", Text("Знакомство"), ("clerk",), 90, trainer="Лаптева М. С.", topics=topics),)
        ),
        equipment=Equipment((device,)),
    )
    return KnowledgeBase(replace(client, language=language), spec)  # type: ignore[arg-type]


@pytest.fixture
def kb() -> KnowledgeBase:
    return knowledge()


def papers_of(kb: KnowledgeBase) -> dict[str, Document]:
    return {paper.id: paper for paper in documents(kb)}


def opened(paper: Document, theme: Theme, folder: Path) -> Any:
    write_docx(paper, theme, folder / f"{paper.id}.docx")
    return docx.Document(str(folder / f"{paper.id}.docx"))


def told(word: Any) -> str:
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def test_every_paper_around_training_is_there(kb: KnowledgeBase) -> None:
    ids = set(papers_of(kb))
    assert {
        "training-schedule", "attendance-intro", "evaluation", "exam-clerk", "exam-clerk-key", "certificate-clerk",
        "training-act", "device-printer",
    } <= ids  # fmt: skip
    assert not {"exam-idle", "certificate-idle", "certificate-boss"} & ids, "nothing to ask of, not taught"


def test_the_exam_and_its_key_ask_the_same_and_only_the_key_answers(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path
) -> None:
    papers = papers_of(kb)
    exam, key = (papers[id].values["questions"] for id in ("exam-clerk", "exam-clerk-key"))
    assert isinstance(exam, list) and isinstance(key, list)
    assert [q["text"] for q in exam] == [q["text"] for q in key]
    for question, answer in zip(exam, key, strict=True):
        assert {"letter": answer["letter"], "text": answer["right"]} in question["answers"]
        assert answer["why"] not in str(papers["exam-clerk"].values)
    sheet, with_answers = (told(opened(papers[id], theme, tmp_path)) for id in ("exam-clerk", "exam-clerk-key"))
    assert "Может ли оператор удалить сделку?" in sheet
    assert "только для проверяющего" in with_answers and "только для проверяющего" not in sheet


def test_the_certificate_names_what_was_taught(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    word = opened(papers_of(kb)["certificate-clerk"], theme, tmp_path)
    text = told(word)
    assert "Роль: Оператор" in text and "1 час 30 минут" in text and "Программа: вход; сделки" in text
    assert "ерерыв" not in text, "a break teaches nothing"
    assert len(word.inline_shapes) == 1, "the logo stands in the middle"
    assert not word.sections[0].header.paragraphs[0].runs, "and not at the head besides"


def test_the_feedback_form_shows_the_way_to_the_page(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    word = opened(papers_of(kb)["evaluation"], theme, tmp_path)
    assert "http://wiki.example/site/feedback.html" in told(word)
    drawn = word.element.body.xpath("//wp:docPr/@descr")
    assert drawn == ["QR-код: страница отзывов в базе знаний"]
    nowhere = replace(kb, client=replace(kb.client, site=""))
    assert "QR" not in told(opened(papers_of(nowhere)["evaluation"], theme, tmp_path / "2"))


def test_the_installation_sheet_has_every_step(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    text = told(opened(papers_of(kb)["device-printer"], theme, tmp_path))
    for part in ("Принтер · LP-1", "Вставьте кабель", "Не печатает", "1. Включите", "Серийный номер"):
        assert part in text
    bare = replace(kb, spec=replace(kb.spec, equipment=Equipment((Device("x", Text("Сканер")),))))
    assert "Сканер" in told(opened(papers_of(bare)["device-x"], theme, tmp_path))


def test_the_logo_is_on_every_page_of_our_forms_and_missing_where_there_is_none(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path
) -> None:
    paper = papers_of(kb)["training-act"]
    assert opened(paper, theme, tmp_path).sections[0].header._element.xpath(".//pic:pic")
    for logo in (None, tmp_path / "no.svg"):
        assert not opened(paper, replace(theme, logo=logo), tmp_path).sections[0].header._element.xpath(".//pic:pic")
    (tmp_path / "bad.svg").write_text("no picture", "utf-8")
    assert told(opened(papers_of(kb)["certificate-clerk"], replace(theme, logo=tmp_path / "bad.svg"), tmp_path))


FILES = (
    Delivered("documents/exam.docx", 900, "a" * 64),
    Delivered("documents/handover.docx", 1, "0" * 64),
    Delivered("manifest.json", 1, "0" * 64),
    Delivered("seminar/clerk.html", 1_234_567, "b" * 64),
    Delivered("site/index.html", 5000, "c" * 64),
    Delivered("site/media/tour.0a1b.h264.mp4", 20_000_000, "d" * 64),
    Delivered("start.html", 12_000, "e" * 64),
)


def test_the_list_of_what_is_handed_over_names_all_but_itself(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    text = told(opened(handed_over(kb, "7", FILES), theme, tmp_path))
    for part in ("a" * 64, "b" * 64, "d" * 64, "e" * 64, "выпуск 7", "1,2 МБ", "Слайды: Оператор", "5 файлов", "900 Б"):
        assert part in text, part
    assert "0" * 64 not in text
    assert "c" * 64 not in text and folded([FILES[4]]) in text
    assert folded([FILES[4]]) == hashlib.sha256(f"{'c' * 64}  site/index.html\n".encode()).hexdigest()


def test_no_audience_gets_keys_or_the_firms_papers(kb: KnowledgeBase) -> None:
    few = narrowed(kb, Audience("staff", Text("Сотрудники"), ("clerk",)))
    ids = set(papers_of(few))
    assert "evaluation" in ids and "attendance-intro" in ids
    assert not [id for id in ids if id.startswith(("exam", "certificate", "training-act", "handover"))]
    assert "Руководитель" not in str([paper.values for paper in documents(few)])


def test_the_same_input_gives_the_same_bytes(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    for id in ("evaluation", "certificate-clerk", "exam-clerk"):
        for folder in ("1", "2"):
            write_docx(papers_of(kb)[id], theme, tmp_path / folder / f"{id}.docx")
        one, other = (tmp_path / folder / f"{id}.docx" for folder in ("1", "2"))
        assert one.read_bytes() == other.read_bytes(), id
        assert {item.date_time for item in zipfile.ZipFile(one).infolist()} == {(1980, 1, 1, 0, 0, 0)}


BAD = 'a<b>&"c" \x00\x1b\ufffe ]]> {{ 7*7 }} {% raw %} \u202eשלום ' + "Я" * 300


def test_hostile_words_and_long_names_make_whole_papers(theme: Theme, tmp_path: Path) -> None:
    kb = knowledge(BAD)
    roles = tuple(replace(role, label=Text(BAD)) for role in kb.spec.roles.roles)
    device = Device("d", Text(BAD), model=BAD, connect=(Text(BAD),))
    session = replace(kb.spec.training.sessions[0], label=Text(BAD), trainer=BAD)
    spec = replace(
        kb.spec,
        roles=replace(kb.spec.roles, roles=roles),
        equipment=Equipment((device,)),
        training=Training((session,)),
    )
    bad = replace(kb, spec=spec)
    papers = [*documents(bad), handed_over(bad, "7", (Delivered(f"documents/{BAD[:9]}.docx", 1, "f" * 64),))]
    for paper in papers:
        if paper.id.startswith(("exam-clerk", "certificate", "device", "handover", "evaluation", "training-act")):
            text = told(opened(paper, theme, tmp_path))
            assert "49" not in text, paper.id
            assert paper.id == "handover" or "{{ 7*7 }}" in text, paper.id


def form(theme: Theme, folder: Path, text: str) -> Theme:
    """A theme over the base with its own exam sheet that says *text*."""
    target = folder / "themes" / "own" / "documents" / "exam.ru.docx"
    target.parent.mkdir(parents=True)
    paper = docx.Document()
    paper.add_paragraph(text)
    paper.save(str(target))
    return replace(theme, name="own", folders=(folder / "themes" / "own", *theme.folders))


def test_a_firm_s_own_form_may_show_the_logo(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    own = form(theme, tmp_path, "{{ logo }}{{ role }}: {{ questions | length }}")
    word = opened(papers_of(kb)["exam-clerk"], own, tmp_path)
    assert len(word.inline_shapes) == 1
    assert not word.sections[0].header.paragraphs[0].runs, "a firm's own form is printed as it was drawn"


def test_a_wrong_variable_is_named_with_those_that_there_are(kb: KnowledgeBase, theme: Theme, tmp_path: Path) -> None:
    own = form(theme, tmp_path, "{{ rolle }} {{ client }}")
    (problem,) = check_form(papers_of(kb)["exam-clerk"], own)
    assert problem.code == "document_form_blank"
    for language in ("ru", "en"):
        sentence = say(problem, language)  # type: ignore[arg-type]
        assert "rolle" in sentence.what and "role, " in sentence.hint and "questions" in sentence.hint


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ client['__class__'] }}",
        "{{ client | attr('__class__') }}",
        "{{ [client] | map(attribute='x.__class__') | list }}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
    ],
)
def test_an_attack_by_a_form_is_refused_before_it_is_filled(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, text: str
) -> None:
    own = form(theme, tmp_path, text)
    problems = check_form(papers_of(kb)["exam-clerk"], own)
    assert {p.code for p in problems} == {"document_form_refused"}
    assert say(problems[0], "ru").hint
    with pytest.raises(ContentError):
        write_docx(papers_of(kb)["exam-clerk"], own, tmp_path / "x.docx")
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for x in range(999999999) %}a{% endfor %}",
        "{{ 1 / 0 }}",
        "{{ client + 1 }}",
        "{{ client.nothing }}",
    ],
)
def test_a_form_that_fails_while_it_is_filled_is_a_problem(
    kb: KnowledgeBase, theme: Theme, tmp_path: Path, text: str
) -> None:
    own = form(theme, tmp_path, text)
    with pytest.raises(ContentError) as caught:
        write_docx(papers_of(kb)["exam-clerk"], own, tmp_path / "x.docx")
    assert [p.code for p in caught.value.problems] == ["document_form_broken"]
