"""Questions staff really ask, answered by the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.search import answer, search
from kbgen.search.searching import Searcher

QUESTIONS = [
    ("как создать сделку", "guides/create-deal.html"),
    ("сделок", "entities/deal.html"),
    ("сделками", "entities/deal.html"),
    ("cltkrf", "entities/deal.html"),
    ("сдлека", "entities/deal.html"),
    ("cltkrfvb", "entities/deal.html"),
    ("оплата", "guides/payment.html"),
    ("оплатить счет", "guides/payment.html"),
    ("запрос клиента", "guides/create-deal.html#from-request"),
    ("оператор", "roles/operator.html"),
    ("бухгалтеру", "roles/accountant.html"),
    ("следующий шаг", "entities/deal.html#next-step"),
    ("сумма сделки", "entities/deal.html#amount"),
    ("счёт-фактура", "guides/payment.html#part"),
    ("счет-фактуру", "guides/payment.html#part"),
    ("deal", "entities/deal.html"),
    ("sdelka", "entities/deal.html"),
    ("напоминания", "videos/overview.html#t=83"),
    ("выгрузить в эксель", "guides/export.html"),
    ("crm.report.getList", "guides/export.html"),
    ("getlist", "guides/export.html"),
    ("трубопровод", "videos/overview.html#t=40"),
    ("бухг", "roles/accountant.html"),
    ("cделки", "entities/deal.html"),  # the first letter is Latin
    ("БУХГАЛТЕР", "roles/accountant.html"),
]


@pytest.mark.parametrize(("query", "address"), QUESTIONS)
def test_finds(folder: Path, query: str, address: str) -> None:
    hits = search(folder, query)
    assert [h.address for h in hits[:3]].count(address) == 1, [h.address for h in hits]


@pytest.mark.parametrize("query", ["сделка", "как создать сделку", "cltkrf", "сдлека"])
def test_the_deal_comes_first(folder: Path, query: str) -> None:
    assert search(folder, query)[0].address.startswith(("entities/deal.html", "guides/create-deal.html"))


def test_a_hit_says_what_it_is(folder: Path) -> None:
    hit = search(folder, "частичной оплаты")[0]
    assert (hit.title, hit.section, hit.kind) == ("Провести оплату по счёту", "Частичная оплата", "guide")
    assert hit.roles == ("accountant",)
    assert "Если клиент заплатил" in hit.fragment


def test_fragment_marks_words_in_their_own_form(folder: Path) -> None:
    hit = next(h for h in search(folder, "клиент заплатить") if h.address.endswith("#part"))
    assert {hit.fragment[a:b] for a, b in hit.marks} == {"клиент", "заплатил"}


def test_says_how_the_query_was_understood(folder: Path) -> None:
    assert answer(folder, "cltkrf").changed == "сделка"
    assert answer(folder, "сдлека").changed == "сделка"
    assert answer(folder, "сделка").changed == ""
    assert answer(folder, "сделками").changed == ""


def test_nothing_found_is_an_empty_answer(folder: Path) -> None:
    assert search(folder, "зюзюкаемость") == ()
    assert search(folder, "") == ()
    assert search(folder, "  \x00\x1f ") == ()


@pytest.mark.parametrize(
    "query", ['title:"', "сделка AND (", "NOT", "сдел* OR ~", "[a TO b]", "^2", "/.*/", "<script>", "'" * 50, "%", "\\"]
)
def test_signs_of_query_languages_are_just_signs(folder: Path, query: str) -> None:
    search(folder, query)


def test_a_long_query_is_answered(folder: Path) -> None:
    assert search(folder, "сделка " * 2000)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="сделкаё cltkrf\"'.,-_*~:()[]{}<>\x00", max_size=40))
def test_never_raises(folder: Path, query: str) -> None:
    search(folder, query)


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        search(tmp_path, "сделка")


def test_searcher_is_reused(folder: Path) -> None:
    searcher = Searcher(folder)
    assert searcher.answer("сделка").total == searcher.answer("сделка").total > 1
