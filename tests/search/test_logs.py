"""What readers searched for: kept within bounds, without anything personal, read with distrust."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.build.searches import summed
from kbgen.model.searches import Asked
from kbgen.search import logs
from kbgen.search.logs import Log, asked, private, read_log
from kbgen.templates import render

DAY = date(2026, 11, 23)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    log = Log(tmp_path / "deep/search.jsonl")
    log.add(Asked("сделка\n", 3, "", "entities/deal.html#amount"), DAY)
    log.add(Asked("cltkrf", 2, "сделка"), DAY)
    found, problems = read_log(tmp_path / "deep/search.jsonl", "search.jsonl", "acme")
    assert found == (Asked("сделка", 3, "", "entities/deal.html#amount"), Asked("cltkrf", 2, "сделка"))
    assert problems == ()


def test_a_log_never_outgrows_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 2000)
    log = Log(tmp_path / "search.jsonl")
    for number in range(300):
        log.add(Asked(f"запрос {number}", number), DAY)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [
        "search.1.jsonl",
        "search.2.jsonl",
        "search.3.jsonl",
        "search.4.jsonl",
        "search.5.jsonl",
        "search.jsonl",
    ]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())
    newest, _ = read_log(tmp_path / "search.jsonl", "", "acme")
    assert newest and newest[-1].query == "запрос 299"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("письмо ivan.petrov@mail.ru потерялось", "письмо … потерялось"),
        ("+7 (912) 345-67-89 кто звонил", "… кто звонил"),
        ("89123456789", "…"),
        ("статус\x00 15\u2028дней", "статус 15 дней"),
        ("сделка " * 100, ("сделка " * 100)[:200].strip()),
    ],
)
def test_nothing_personal_is_kept(typed: str, kept: str) -> None:
    assert private(typed) == kept


@pytest.mark.parametrize(
    "told",
    [None, 7, [], {}, {"query": 5, "hits": 1}, {"query": "x"}, {"query": "x", "hits": -1}, {"query": "x", "hits": True},
     {"query": "x", "hits": "1"}, {"query": "x", "hits": 10**30}, {"query": "  ", "hits": 0}],
)  # fmt: skip
def test_what_is_no_search_is_not_taken(told: object) -> None:
    assert asked(told) is None


def test_an_address_that_is_none_is_dropped() -> None:
    assert asked({"query": "x", "hits": 1, "clicked": "javascript:alert(1)"}) == Asked("x", 1)


def test_an_export_of_an_offline_copy_is_read(tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    whole = {"format": "kbgen-search-log", "client": "acme", "asked": [{"query": "накладная", "hits": 0}, "мусор"]}
    path.write_text(json.dumps(whole), encoding="utf-8")
    found, problems = read_log(path, "searches.json", "acme")
    assert found == (Asked("накладная", 0),)
    assert [(p.code, p.severity) for p in problems] == [("search_log_lines", "warning")]
    assert [p.code for p in read_log(path, "searches.json", "other")[1]] == ["search_log_client"]


@pytest.mark.parametrize(
    "content", [b"\x00\xff" * 50, b"[" * 100_000, b'{"format": "kbgen-search-log"', b"1\n2\n3", b"<html>"]
)
def test_files_that_are_no_logs_are_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    found, problems = read_log(path, "x.jsonl", "acme")
    assert found is None
    assert [p.code for p in problems] == ["search_log_unknown"]
    assert [p.code for p in read_log(tmp_path / "no", "no", "acme")[1]] == ["search_log_unread"]


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(content)
    read_log(path, "any.jsonl", "acme")


def test_queries_without_answers_are_grouped_by_their_words() -> None:
    log = [Asked("рассрочка", 0), Asked("рассрочки", 0), Asked("Рассрочку", 0), Asked("сделка", 5), Asked("сделки", 4)]
    found = summed("acme", [log], lambda lemma: ["расчет"] if lemma == "рассрочка" else [])
    assert [(g.words, g.times, g.near) for g in found.unanswered] == [("рассрочка", 3, ("расчет",))]
    assert [(g.words, g.times) for g in found.popular] == [("сделка", 2)]
    assert [g.words for g in found.passed_over] == ["сделка"]


def test_a_word_found_after_another_was_not_is_proposed_as_its_synonym() -> None:
    log = [Asked("контрагент", 0), Asked("клиенты", 3, "", "entities/client.html")] * 2
    found = summed("acme", [log], lambda _: [])
    assert [(s.typed, s.known, s.times) for s in found.synonyms] == [("контрагент", "клиент", 2)]
    assert found.unanswered == ()


def test_the_report_proposes_guides_and_synonyms() -> None:
    log = [Asked("рассрочка", 0), Asked("командировка | <b>", 0)]
    found = summed("acme", [log], lambda lemma: ["расчет"] if lemma == "рассрочка" else [])
    for language, synonym, guide in (
        ("ru", "Синоним? Похожее в базе: расчет", "Новая инструкция"),
        ("en", "A synonym? Similar in the wiki: расчет", "A new guide"),
    ):
        rows = [row.split(" | ") for row in render("searches/report.md.j2", language, found=found).splitlines()]
        proposed = {row[0]: row[-1] for row in rows if len(row) == 4}
        assert proposed["| рассрочка"].startswith(synonym)
        assert proposed["| командировка b"].startswith(guide)
