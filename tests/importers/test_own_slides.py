"""Slides written by hand, and parts of guides that are not for everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kbgen.importers.guide_parts import parted
from kbgen.importers.slides import read_slides
from kbgen.importers.steps import read_steps
from kbgen.language import say
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.text import Text
from kbgen.workspace import Workspace

CLIENT = Client("demo", Text("Demo"), Product("crm", "CRM"), Firm("Firm"))
SLIDE = """---
title: Где лежат учебные данные
after: agenda
decks: [manager]
minutes: 2
say: Покажите папку.
---
{body}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content" / "clients" / "demo" / "slides"
    made.mkdir(parents=True)
    return made


def read(folder: Path, body: str = "- первое\n- второе", text: str = SLIDE) -> tuple:  # type: ignore[type-arg]
    (folder / "data.md").write_text(text.format(body=body), "utf-8")
    return read_slides(Workspace(folder.parents[3]), CLIENT)


def test_a_slide_is_read_with_its_place_and_its_lines(folder: Path) -> None:
    (slide,), problems = read(folder)
    assert not problems
    assert (slide.id, slide.after, slide.decks, slide.minutes) == ("data", "agenda", ("manager",), 2)
    assert (slide.lines, slide.numbered) == (("первое", "второе"), False)


def test_lists_paragraphs_tables_and_pictures(folder: Path) -> None:
    Image.new("RGB", (40, 30)).save(folder / "a.png")
    body = (
        "1. **Раз**\n   и ещё\n2. Два\n\n| Что | Где |\n|---|---|\n| Логин | У ведущего |\n| Пусто |\n\n![Схема](a.png)"
    )
    (slide,), problems = read(folder, body)
    assert not problems
    assert (slide.lines, slide.numbered) == (("Раз и ещё", "Два"), True)
    assert slide.table is not None
    assert slide.table.rows == (("Логин", "У ведущего"), ("Пусто", ""))
    assert slide.picture is not None
    assert (Path(slide.picture.path), slide.picture.alt) == (folder / "a.png", "Схема")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SLIDE.replace("after: agenda", "after: agenda\nbefore: why"), "own_slide_two_places"),
        (SLIDE.replace("minutes: 2", "minutes: -1"), "own_slide_minutes"),
        (SLIDE.replace("---\ntitle", "title"), "no_front_matter"),
        ("---\ntitle: x\n---\n![](../../../secret.png)\n", "picture_outside"),
        ("---\ntitle: x\n---\n![](no.png)\n", "picture_missing"),
    ],
)
def test_what_is_wrong_is_told_in_both_languages(folder: Path, text: str, code: str) -> None:
    _, problems = read(folder, text=text)
    assert len(problems) == 1, problems
    if code.startswith("own"):
        assert problems[0].code == code
    assert say(problems[0], "ru").what != say(problems[0], "en").what


GUIDE = """Введение.

::: say
Это важно.
:::

1. Нажмите **Создать** в левом верхнем углу окна.

    ::: slides
    Нажмите **Создать**
    :::

    ::: say
    Кнопка справа.
    :::

2. Сохраните.

::: page
3. Только для страницы.
:::

::: slides
- Главное на слайде
:::
"""


def test_parts_of_a_guide_go_where_they_belong() -> None:
    parts = parted(GUIDE, 1, "guide.md")
    assert not parts.problems
    assert "Только для страницы" in parts.page
    assert ":::" not in parts.page
    assert "Кнопка справа" not in parts.page
    assert "Главное на слайде" not in parts.page
    assert parts.page.count("\n") == GUIDE.count("\n")  # problems name the right lines
    steps, problems = read_steps(parts.slides, 1, "guide.md")
    assert not problems
    made, said, shown = parts.given(steps)
    assert [(s.shown, s.say) for s in made] == [("Нажмите **Создать**", "Кнопка справа."), ("", "")]
    assert (said, shown) == ("Это важно.", "- Главное на слайде")


@pytest.mark.parametrize(
    ("text", "code"), [("::: slide\nx\n:::", "guide_part_unknown"), ("a\n\n::: say\nx", "guide_part_open")]
)
def test_a_part_that_is_unknown_or_open_is_a_problem(text: str, code: str) -> None:
    (problem,) = parted(text, 10, "guide.md").problems
    assert problem.code == code
    assert problem.place.line == (10 if code.endswith("unknown") else 12)
    assert "slides" in say(problem, "ru").hint or ":::" in say(problem, "ru").hint


def test_three_colons_in_code_are_code() -> None:
    text = "```\n::: say\n:::\n```\n"
    assert parted(text, 1, "guide.md").page == text
