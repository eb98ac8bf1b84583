"""Logs of floor-walkers become drafts that a person finishes; nobody's name or telephone number gets into them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kbgen.build.feedback import gather
from kbgen.build.papers import Papers, build_papers
from kbgen.errors import ContentError, UsageError
from kbgen.importers.kb import try_kb
from kbgen.importers.questions import LARGEST, MOST, read_questions
from kbgen.language import say
from kbgen.language.private import without_persons
from kbgen.workspace import Workspace


def question(number: int, text: str = "Как удалить сделку?", **more: Any) -> dict[str, Any]:
    """One entry as the script writes it."""
    plain = {"id": f"{number:024x}", "question": text, "role": "manager", "about": "entities/Deal", "state": "answered"}
    return {**plain, "answer": "", "times": 1, "day": "2026-11-23", **more}


def log(folder: Path, name: str, *questions: Any, **more: Any) -> Path:
    path = folder / name
    whole = {"format": "kbgen-questions", "version": 1, "client": "tiny", "questions": list(questions)}
    path.write_text(json.dumps({**whole, **more}), "utf-8")
    return path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Workspace:
    place = tmp_path_factory.mktemp("faq") / "w"
    shutil.copytree(root / "tests/workspaces/tiny", place)
    return Workspace(place)


def test_logs_become_drafts_by_what_was_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    one = log(
        tmp_path,
        "1.json",
        question(1, times=2, answer="Попросите руководителя, Иванову А. С., +7 900 555-01-20"),
        question(2, "Где <script>alert(1)</script> [кнопка](javascript:x)?\n## заголовок", about="", state="open"),
    )
    two = log(
        tmp_path,
        "2.json",
        question(1, times=2),
        question(3, "сделку как удалить", answer="Кнопки нет"),
        question(4, "Сделка не закрывается", state="defect", times=9),
    )
    _, written, problems = gather(workspace, "tiny", [one, two])
    assert problems == ()
    assert [path.name for path in written] == ["faq-deal.md", "faq-other.md"]
    deal, other = (path.read_text("utf-8") for path in written)
    assert deal.startswith('---\ntitle: "Вопросы и ответы: Сделки"\ndraft: true\n') and 'entities: ["Deal"]' in deal
    headings = [line for line in deal.splitlines() if line.startswith("## ")]
    assert headings == ["## Сделка не закрывается", "## Как удалить сделку?"], "the most frequent first, twins as one"
    assert "Другими словами: сделку как удалить" in deal and "Спросили 3 раза." in deal
    assert "Похоже на недочёт" in deal and "Кнопки нет" in deal
    assert "Иванов" not in deal and "555" not in deal, "nobody's name or number"
    assert "<script" not in other and "](javascript" not in other and "\n## заголовок" not in other
    assert "Ответа ещё нет" in other


def test_a_draft_can_be_put_among_the_guides_and_makes_no_page(workspace: Workspace, tmp_path: Path) -> None:
    _, (draft,), _ = gather(workspace, "tiny", [log(tmp_path, "1.json", question(1))])
    target = workspace.client("tiny") / "guides" / draft.name
    target.parent.mkdir(exist_ok=True)
    shutil.copy(draft, target)
    attempt = try_kb(workspace, "tiny")
    assert "faq-deal" not in {guide.id for guide in attempt.kb.guides}
    assert [(p.code, p.severity) for p in attempt.problems] == [("guide_draft", "warning")]
    target.write_text(target.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
    assert "faq-deal" in {guide.id for guide in try_kb(workspace, "tiny").kb.guides}
    target.unlink()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"format": "kbgen-questions", "version": 1, "questions": {}}', "feedback_not_export"),
        (b'{"format": "kbgen-questions", "version": 2, "questions": []}', "feedback_version"),
        (b'{"format": "kbgen-questions", "version": 1, "questions": [], "client": "x"}', "feedback_other_client"),
        (b" " * (LARGEST + 1), "feedback_too_large"),
        (b"[" * 100_000, "feedback_not_json"),
        (json.dumps({"version": 1, "questions": [1] * (MOST + 1)}).encode(), "feedback_too_many"),
    ],
)
def test_what_is_no_log_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(content)
    reading = read_questions(tmp_path / "f.json", "tiny", "f.json")
    assert reading.value is None
    assert [p.code for p in reading.problems] == [code]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"id": "<script>"}, "id"),
        ({"role": "../x"}, "role"),
        ({"about": "javascript:alert(1)"}, "about"),
        ({"question": " \u202e\x00"}, "question"),
        ({"question": "я" * 501}, "question"),
        ({"answer": 5}, "answer"),
        ({"state": "gone"}, "state"),
        ({"times": 0}, "times"),
        ({"times": True}, "times"),
        ({"day": "вчера"}, "day"),
    ],
)
def test_a_bad_question_is_left_out_and_told(wrong: dict[str, Any], key: str, tmp_path: Path) -> None:
    reading = read_questions(log(tmp_path, "f.json", question(1), question(2, **wrong), 5), "tiny", "f.json")
    assert reading.value is not None
    assert [q.id for q in reading.value] == [f"{1:024x}"]
    assert [(p.values["number"], p.values["key"]) for p in reading.problems] == [(2, key), (3, "question")]
    assert all(say(p, language).what for p in reading.problems for language in ("ru", "en"))


def test_one_wrong_log_stops_all(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        gather(workspace, "tiny", [log(tmp_path, "1.json", question(1)), log(tmp_path, "2.json", client="daisy")])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Иванова Мария не видит сделку", "… не видит сделку"),
        ("Почему у Ольги Викторовны нет кнопки?", "Почему у … нет кнопки?"),
        ("Звонить +7 (900) 123-45-67 или a.b@mail.ru", "Звонить … или …"),
        ("А. В. Лаптев не отвечает", "… не отвечает"),
        ("Кнопка «Создать» в Сделке 12345", "Кнопка «Создать» в Сделке 12345"),
    ],
)
def test_names_and_addresses_are_taken_out(text: str, left: str) -> None:
    assert without_persons(text, "ru") == left


def test_english_names_with_titles_and_initials_are_taken_out() -> None:
    assert without_persons("Mr Smith and J. Brown cannot print", "en") == "… and … cannot print"


@pytest.mark.slow
def test_papers_can_be_filled_alone(workspace: Workspace, tmp_path: Path, root: Path) -> None:
    if not (workspace.root / "themes").exists():
        shutil.copytree(root / "themes", workspace.root / "themes")
    made = build_papers(workspace, "tiny", Papers(("acceptance-act",), tmp_path / "out"))
    assert [Path(path).name for path in made] == ["acceptance-act.docx"]
    assert (tmp_path / "out" / "acceptance-act.docx").is_file()
    for only, code in (("acceptance-atc", "documents_unknown_near"), ("handover", "documents_no_release")):
        with pytest.raises(UsageError) as caught:
            build_papers(workspace, "tiny", Papers((only,), tmp_path / "out"))
        assert [p.code for p in caught.value.problems] == [code]
        assert say(caught.value.problems[0], "ru").what
