"""Order of the alphabet."""

from __future__ import annotations

from kbgen.language import sort_key


def test_yo_stands_right_after_ye() -> None:
    words = ["жук", "ёлка", "Ель", "её", "еда", "Ёж", "яма", "арбуз"]
    assert sorted(words, key=sort_key) == ["арбуз", "еда", "её", "Ель", "Ёж", "ёлка", "жук", "яма"]


def test_digits_and_latin_come_first() -> None:
    assert sorted(["акт", "CRM", "1С", "банк"], key=sort_key) == ["1С", "CRM", "акт", "банк"]


def test_a_word_comes_before_its_longer_sisters() -> None:
    assert sorted(["сделки", "сделка", "сделка новая", "Сделка"], key=sort_key) == [
        "сделка",
        "Сделка",
        "сделка новая",
        "сделки",
    ]


def test_decomposed_letters_are_the_same_letters() -> None:
    assert sort_key("ё") == sort_key("ё")
    assert sort_key("й") == sort_key("й")
