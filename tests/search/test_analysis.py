"""Words of a text as the search sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.search.analysis import clean, fold, forms, lemma, paradigm, tokens
from kbgen.search.families import root


@pytest.mark.parametrize("form", ["сделка", "сделки", "сделок", "сделкам", "сделками", "сделкой", "сделку"])
def test_every_form_of_a_word_has_one_lemma(form: str) -> None:
    assert lemma(form) == "сделка"


@pytest.mark.parametrize(
    ("form", "expected"),
    [("ссылок", "ссылка"), ("карточек", "карточка"), ("счетов", "счет"), ("данные", "данные"), ("deals", "deal")],
)
def test_lemmas(form: str, expected: str) -> None:
    assert lemma(form) == expected


def test_yo_is_ye() -> None:
    assert fold("Счёт") == fold("СЧЕТ") == "счет"
    assert lemma(fold("учёта")) == lemma(fold("учета"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [("cделка", "сделка"), ("CРM", "срм"), ("оплaтa", "оплата"), ("deаl", "deal"), ("crm-система", "crm-система")],
)
def test_look_alike_letters_become_one_alphabet(word: str, expected: str) -> None:
    assert fold(word) == expected


def test_invisible_signs_and_stress_marks_are_dropped() -> None:
    assert clean("сде\u00adлка за\u0301мок и\u0306") == "сделка замок й"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("crm.deal.getList", ["crm.deal.getlist", "crm", "deal", "getlist", "get", "list"]),
        ("next_step", ["next_step", "next", "step"]),
        ("чек-листа", ["чек-листа", "чек", "листа"]),
        ("WorkingTime", ["workingtime", "working", "time"]),
        ("XLSX", ["xlsx"]),
    ],
)
def test_identifiers_are_kept_and_split(token: str, expected: list[str]) -> None:
    assert forms(token) == expected


def test_tokens_have_places() -> None:
    text = "Поле «Сумма», crm.deal.add."
    assert [text[m.start() : m.end()] for m in tokens(text)] == ["Поле", "Сумма", "crm.deal.add"]


def test_paradigm_gives_forms_that_stand_nowhere() -> None:
    assert {"сделок", "сделками", "сделкой"} <= set(paradigm("сделка"))
    assert paradigm("crm") == []


def test_words_of_one_root() -> None:
    assert root("закрепить") == root("закрепление") != ""
    assert root("оплата") == root("оплатить") != root("склад")
    assert root("закрыть") == root("закрывать") == root("закрытие") == root("закрытый") != ""
    assert root("crm") == ""


@given(st.text(max_size=50))
def test_analysis_never_raises(text: str) -> None:
    for match in tokens(clean(text)):
        for form in forms(match[0]):
            assert lemma(form)
