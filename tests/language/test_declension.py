"""Tables of forms with what may be wrong in them; words that agree; dictionary forms."""

from __future__ import annotations

import pytest

from kbgen.language.agreement import agreed
from kbgen.language.cases import CASES, Case
from kbgen.language.declension import declension
from kbgen.language.lemmas import lemmas, phrase, same_phrase


@pytest.mark.parametrize(
    ("label", "source", "doubts"),
    [
        ("Сделка", "dictionary", ()),
        ("Контактное лицо", "dictionary", ()),
        ("Пальто", "unchanged", ()),
        ("НДС", "unchanged", ()),
        ("Email", "unchanged", ()),
        ("Вебхук", "guess", ("unknown_word",)),
        ("Агент", "dictionary", ("animate",)),
        ("Импортировать", "unchanged", ("verb",)),
        ("Деньги", "dictionary", ()),
    ],
)
def test_where_forms_come_from(label: str, source: str, doubts: tuple[str, ...]) -> None:
    table = declension(label, "ru")
    assert (table.source, table.doubts) == (source, doubts)
    assert list(table.forms) == list(CASES)


def test_forms_of_the_spec_settle_doubts() -> None:
    assert declension("Агент", "ru", {"acc": "Агента"}).doubts == ()
    table = declension("Агент", "ru", {"accs": "Агент"})
    assert (table.source, table.forms["accs"], table.forms["gent"]) == ("override", "Агент", "Агента")
    every = dict.fromkeys(CASES, "Вебхук")
    assert declension("Вебхук", "ru", every).doubts == ()
    assert declension("Deal", "en").source == "unchanged"


@pytest.mark.parametrize(
    ("word", "label", "case", "said"),
    [
        ("новый", "Сделка", "accs", "новую"),
        ("Каждый", "Клиент", "accs", "Каждого"),
        ("каждый", "Платёж", "accs", "каждый"),
        ("открытый", "Сделки", "gent", "открытых"),
        ("создан", "Письмо", "nomn", "создано"),
        ("появился", "Отгрузка", "nomn", "появилась"),
        ("закрыт", "Сделки", "nomn", "закрыты"),
        ("вчера", "Сделка", "nomn", "вчера"),
        ("новый", "Email", "gent", "новый"),
    ],
)
def test_agreement(word: str, label: str, case: Case, said: str) -> None:
    assert agreed(word, label, case, "ru") == said


def test_english_does_not_agree() -> None:
    assert agreed("new", "Deal", "accs", "en") == "new"


@pytest.mark.parametrize(
    ("word", "lemma", "language"),
    [
        ("сделками", "сделка", "ru"),
        ("Платежом", "платеж", "ru"),
        ("deals", "deal", "en"),
        ("companies", "company", "en"),
        ("batches", "batch", "en"),
        ("status", "status", "en"),
        ("CRM", "crm", "ru"),
    ],
)
def test_lemmas(word: str, lemma: str, language: str) -> None:
    assert lemma in lemmas(word, language)  # type: ignore[arg-type]


def test_phrases_are_the_same_in_any_form() -> None:
    assert same_phrase(phrase("контактных лиц", "ru"), phrase("Контактное лицо", "ru"))
    assert not same_phrase(phrase("контактные", "ru"), phrase("Контактное лицо", "ru"))
