"""The rules a query is read by, over a few words."""

from __future__ import annotations

import pytest

from kbgen.search import tables
from kbgen.search.known import Lexicon
from kbgen.search.query import read
from kbgen.search.shards import offered

WORDS = {
    "телефон": "телефон", "телефоны": "телефон", "телефония": "телефония", "телефонии": "телефония",
    "сделка": "сделка", "сделок": "сделка", "договор": "договор", "отчет": "отчет", "отчета": "отчет",
    "комментарий": "комментарий", "коментарий": "коментарий",
}  # fmt: skip


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    frequencies = {
        "телефон": 90,
        "телефония": 5,
        "сделка": 40,
        "договор": 7,
        "отчет": 3,
        "комментарий": 60,
        "коментарий": 1,
    }
    return Lexicon(WORDS, frequencies, {}, {}, sorted(WORDS), 200)


@pytest.mark.parametrize(
    ("typed", "meant", "changed"),
    [
        ("телефоиня ", "телефония", "телефония"),  # two letters changed places, though the word begins as «телефоны»
        ("договорищ ", "договор", ""),  # an ending no dictionary knows
        ("отчетик ", "отчет", ""),
        ("каментарий ", "комментарий", "комментарий"),  # nearer to a mistake somebody made on a page
        ("сделлка ", "сделка", "сделка"),
        ("cltkjr ", "сделка", "сделок"),
        ("ljujdjh ", "договор", "договор"),
        ("dogovor ", "договор", "договор"),
        ("cделка ", "сделка", ""),  # the first letter is Latin
        ("ОТЧЁТА ", "отчет", ""),
    ],
)
def test_a_word_is_understood(lexicon: Lexicon, typed: str, meant: str, changed: str) -> None:
    understood = read(typed, lexicon)
    (word,) = understood.words
    assert (meant,) in word.terms
    assert understood.changed == changed


def test_a_word_may_be_the_beginning_of_another_one(lexicon: Lexicon) -> None:
    (word,) = read("телефон", lexicon).words
    assert word.terms == {("телефон",): tables.EXACT, ("телефония",): tables.PREFIX_OF_KNOWN}
    assert read("телефон ", lexicon).words[0].terms == {("телефон",): tables.EXACT}


def test_offers_begin_with_the_front_page_and_what_sections_hold() -> None:
    kinds = {"a-z.html": "index", "glossary.html": "glossary", "guides/index.html": "index", "guides/x.html": "guide"}
    pages = [(address, address, kind, "", 1) for address, kind in sorted({**kinds, "index.html": "start"}.items())]
    assert [page[0] for page in offered(pages)] == ["index.html", "glossary.html", "guides/index.html", "a-z.html"]
