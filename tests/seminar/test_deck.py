"""What a deck tells, and that its minutes add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from kbgen.language import words
from kbgen.language.plain import plain
from kbgen.model.decks import Deck
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import Roles
from kbgen.model.training import Training
from kbgen.seminar import deck, decks
from kbgen.seminar.fit import points
from kbgen.seminar.layouts import layout
from kbgen.seminar.notes import duration, notes
from kbgen.workspace import Workspace


def kinds(made: Deck) -> Counter[str]:
    return Counter(slide.kind for slide in made.slides)


def test_minutes_add_up_to_the_session_of_the_plan(kb: KnowledgeBase, workspace: Workspace) -> None:
    made = deck(kb, "manager", workspace)
    assert made.minutes() == 60
    agenda = next(s for s in made.slides if s.kind == "agenda").table
    assert agenda is not None
    *topics, total = [int(row[-1]) for row in agenda.rows]
    assert topics == [10, 30, 5, 5, 10]  # ten minutes of the session are left for quiz and questions
    assert sum(topics) == total == 60


def test_without_a_plan_the_agenda_is_the_sum_of_the_slides(kb: KnowledgeBase, workspace: Workspace) -> None:
    for made in decks(replace(kb, spec=replace(kb.spec, training=Training())), workspace):
        agenda = next(s for s in made.slides if s.kind == "agenda").table
        assert agenda is not None
        assert sum(int(row[-1]) for row in agenda.rows[:-1]) == int(agenda.rows[-1][-1]) == made.minutes()


def test_a_plan_that_asks_for_too_much_still_fits_its_session(kb: KnowledgeBase, workspace: Workspace) -> None:
    session = replace(kb.spec.training.sessions[0], minutes=20)
    short = replace(kb, spec=replace(kb.spec, training=Training((session,))))
    assert deck(short, "manager", workspace).minutes() == 20


def test_the_deck_has_every_part_of_a_seminar(kb: KnowledgeBase, workspace: Workspace) -> None:
    made = kinds(deck(kb, "manager", workspace))
    for kind in ("title", "goals", "agenda", "process", "screenshot", "steps", "video", "exercise", "quiz", "summary"):
        assert made[kind], kind
    assert made["contacts"] == 1


def test_rights_are_told_in_words(kb: KnowledgeBase, workspace: Workspace) -> None:
    slide = next(s for s in deck(kb, "manager", workspace).slides if s.id == "rights")
    assert slide.table is not None
    assert slide.table.head == ("Записи", "Создавать", "Смотреть", "Изменять", "Удалять", "Выгрузить в Excel")
    assert slide.table.rows[0] == ("Сделки", "все", "отдела", "свои", "нет", "отдела")
    assert "Выгрузить в Excel" in slide.say  # a dangerous operation is spoken of


def test_quiz_answers_are_right_and_explained(kb: KnowledgeBase, workspace: Workspace) -> None:
    slides = {s.id: s for s in deck(kb, "manager", workspace).slides if s.kind == "quiz"}
    asked = slides["quiz-right-Deal-delete"]
    assert asked.title == "Может ли менеджер удалить сделку?"
    assert asked.answer is not None
    assert asked.lines[asked.answer] == "Нет"
    step = slides["quiz-next-sale-deal"]
    assert step.answer is not None
    assert step.lines[step.answer] == "Отправить предложение"
    for slide in slides.values():
        assert slide.answer is not None
        assert slide.answer < len(slide.lines)
        assert 3 <= len(set(slide.lines)) == len(slide.lines) <= 4
        assert slide.say
        assert slide.title.endswith("?")


def test_the_exercise_gives_values_and_the_expected_result(kb: KnowledgeBase, workspace: Workspace) -> None:
    slide = next(s for s in deck(kb, "manager", workspace).slides if s.kind == "exercise")
    assert "Название — Стеллажи для склада" in " ".join(slide.lines)
    assert slide.result == "Сделка есть в списке"


def test_steps_keep_their_numbers_and_lose_their_markup(kb: KnowledgeBase, workspace: Workspace) -> None:
    steps = [s for s in deck(kb, "manager", workspace).slides if s.id.startswith("guide-new-deal")]
    assert [(s.first, s.lines) for s in steps] == [
        (1, ("Нажмите Создать в списке.",)),
        (2, ("Заполните поле Название.", "Сохраните.")),
        (4, ("Проверьте список.",)),
    ]
    assert [s.kind for s in steps] == ["screenshot", "screenshot", "steps"]
    assert steps[0].picture is not None
    assert steps[0].picture.alt == "Список сделок"


def test_a_missing_or_foreign_screenshot_leaves_a_slide_with_words(kb: KnowledgeBase, workspace: Workspace) -> None:
    outside = workspace.root.parent / "secret.png"
    outside.write_bytes(b"x")
    images = ("../../../secret.png", "", "no.png", "")
    steps = tuple(replace(s, image=image) for s, image in zip(kb.guides[0].steps, images, strict=True))
    made = deck(replace(kb, guides=(replace(kb.guides[0], steps=steps),)), "manager", workspace)
    told = [s for s in made.slides if s.id.startswith("guide-new-deal")]
    assert told
    assert all(s.picture is None for s in told)


def test_notes_say_what_to_do_and_to_say_and_where_it_comes_from(kb: KnowledgeBase, workspace: Workspace) -> None:
    for slide in deck(kb, "manager", workspace).slides:
        heads = [head for head, _ in notes(slide, "ru")]
        assert heads[0] == "Время"
        assert "Сказать" in heads or "Почему" in heads, slide.id
    quiz = next(s for s in deck(kb, "manager", workspace).slides if s.id == "quiz-right-Deal-delete")
    assert dict(notes(quiz, "ru"))["Правильный ответ"] == "Г — Нет"
    assert duration(1.5, "ru") == "1 мин 30 с"


@pytest.mark.parametrize("role", ["operator", "manager", "accountant"])
def test_ids_and_titles_are_unique(kb: KnowledgeBase, hostile: KnowledgeBase, workspace: Workspace, role: str) -> None:
    for made in (deck(kb, role, workspace), deck(hostile, role, workspace)):
        assert max(Counter(s.id for s in made.slides).values()) == 1
        assert max(Counter(s.title for s in made.slides).values()) == 1


def test_nothing_on_a_slide_is_smaller_than_14_points(hostile: KnowledgeBase, workspace: Workspace) -> None:
    for slide in deck(hostile, "manager", workspace).slides:
        for key in ("title", *(["body"] if layout(slide) in ("text", "steps", "exercise") else [])):
            assert points(slide, key) >= 14


def test_an_empty_role_still_has_a_deck(kb: KnowledgeBase, workspace: Workspace) -> None:
    bare = replace(kb.spec, roles=Roles(kb.spec.roles.roles[-1:]), training=Training(), warranty=None)
    made = deck(replace(kb, spec=bare, guides=(), videos=(), media={}), "accountant", workspace)
    assert {"title", "goals", "agenda", "summary", "contacts"} <= set(kinds(made))
    with pytest.raises(KeyError):
        deck(kb, "nobody", workspace)


def test_an_english_deck_has_no_russian_word(english: KnowledgeBase, workspace: Workspace) -> None:
    clean = replace(english, guides=(), videos=(), spec=replace(english.spec, training=Training()))
    for made in decks(clean, workspace):
        for slide in made.slides:
            told = [slide.title, slide.do, *[x for x in slide.lines if "555" not in x]]
            assert not [t for t in told if any("а" <= c.lower() <= "я" for c in t)], slide.id


def test_both_catalogues_have_the_same_texts() -> None:
    for room in ("seminar.", "documents.", "problems.deck_", "problems.document_"):
        keys = [{k for k in words(language).texts if k.startswith(room)} for language in ("ru", "en")]  # type: ignore[arg-type]
        assert keys[0] == keys[1]


def test_markdown_becomes_plain_text() -> None:
    assert plain("Нажмите **Создать** и [далее](x.md){ .a } `код` <b>жирно</b> ![x](y.png) 2 * 3") == (
        "Нажмите Создать и далее код жирно 2 * 3"
    )
