"""Text as a voice reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.language.spoken import in_cyrillic, only_words, sentences, spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Меню → Отчёты", "Меню, Отчёты"),
        ("скидка 20 %", "скидка 20 процентов"),
        ("заявка № 7", "заявка номер 7"),
        ("цены, скидки и т. д.", "цены, скидки и так далее"),
        ("Войдите в CRM", "Войдите в си-эр-эм"),
        ("поле Email", "поле имэйл"),
    ],
)
def test_signs_become_words(written: str, said: str) -> None:
    assert spoken(written, "ru") == said


def test_english_signs_become_words() -> None:
    assert spoken("Menu → Reports & sales, e.g. 20 %", "en") == "Menu, Reports and sales, for example 20 per cent"


def test_sentences_end_where_they_end() -> None:
    text = "Нажмите «Сохранить». Зелёная строка, см. стр. 5, подтвердит. Спросят: «Да?» Готово."
    assert sentences(text) == (
        "Нажмите «Сохранить».",
        "Зелёная строка, см. стр. 5, подтвердит.",
        "Спросят: «Да?»",
        "Готово.",
    )


def test_a_long_sentence_is_cut_at_its_marks_and_not_inside_quotes() -> None:
    text = (
        "В поле «Запрос на» напишите суть в нескольких словах, например «Стеллажи, лотки и ящики для аптечного склада»."
    )
    assert sentences(text) == (
        "В поле «Запрос на» напишите суть в нескольких словах,",
        "например «Стеллажи, лотки и ящики для аптечного склада».",
    )


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="абв АБВ.,!?«»();:— \n", max_size=300))
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Phone, Email (почта)", "Фоне, Емаил, почта"),
        ("Раздел PDF — отчёты", "Раздел пи-ди-эф, отчёты"),
        ("— (…) -", ""),
        ("Всё ; готово !.", "Всё, готово!"),
    ],
)
def test_latin_words_are_read_by_a_russian(written: str, said: str) -> None:
    assert in_cyrillic(written).casefold() == said.casefold()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120))
def test_a_voice_for_russian_letters_gets_nothing_else(text: str) -> None:
    said = in_cyrillic(only_words(text))
    assert all(c in " .,!?-" or c.isdigit() or c.casefold() in "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" for c in said)
    assert not said.startswith((".", ",", "!", "?"))
