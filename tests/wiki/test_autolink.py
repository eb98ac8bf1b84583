"""The first mention of a term becomes a link, in whatever form it stands, and nowhere it would be in the way."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.naming import names_of
from kbgen.wiki.autolink import MOST, targets
from kbgen.wiki.guides import Prose, staged_body

TERM = re.compile(r"\[([^\]]+)\]\(([^)\s]+)(?: \"([^\"]*)\")?\)\{ \.kb-term \}")


def body(text: str, kb: KnowledgeBase, **more: object) -> str:
    guide = Guide("here", "Здесь", text, "content/guides/crm/here.md", **more)  # type: ignore[arg-type]
    return staged_body(guide, kb, Prose(names_of(kb), targets(kb)))[0]


def linked(text: str, kb: KnowledgeBase, **more: object) -> list[tuple[str, str]]:
    return [(m[1], m[2]) for m in TERM.finditer(body(text, kb, **more))]


def test_the_first_mention_in_any_form(tiny: KnowledgeBase) -> None:
    assert linked("Работайте со сделками. У сделки есть этап.", tiny) == [("сделками", "../entities/deal.md")]


def test_what_the_writer_linked_is_not_linked_again(tiny: KnowledgeBase) -> None:
    assert linked("Откройте [[сделку]], сделку.", tiny) == []


def test_its_meaning_is_a_hint(tiny: KnowledgeBase) -> None:
    (match,) = TERM.finditer(body("Откройте сделку.", tiny))
    assert match[3] == "Договорённость о продаже"


def test_terms_processes_and_devices(tiny: KnowledgeBase) -> None:
    found = linked("Елка, продажа букета и телефоны.", tiny)
    assert found == [
        ("Елка", "../glossary.md#term-fir"),
        ("продажа", "../processes/sale.md"),
        ("телефоны", "../equipment/phone.md"),
    ]


def test_the_longest_name_wins(tiny: KnowledgeBase) -> None:
    terms = (
        *tiny.spec.glossary.terms,
        replace(tiny.spec.glossary.terms[1], id="x", term=tiny.spec.roles.roles[0].label),
    )
    kb = replace(tiny, spec=replace(tiny.spec, glossary=replace(tiny.spec.glossary, terms=terms)))
    assert linked("Спросите менеджера  по продажам.", kb) == [("менеджера  по продажам", "../glossary.md#term-x")]
    assert linked("Спросите менеджера. По продажам.", kb) == [("продажам", "../processes/sale.md")]


@pytest.mark.parametrize(
    "text",
    [
        "## Сделка",
        "Сделка\n======",
        "[о сделке](new-deal.md)",
        "[[Сделка|сделку]]",
        "![сделка](x.png)",
        "`сделка`",
        "```\nсделка\n```",
        "Нажмите **Новая сделка**.",
        "Нажмите «Создать сделку».",
        "<kbd>сделка</kbd>",
        '!!! note "О сделке"',
        "| Сделка | Х |\n|---|---|\n| а | б |",
        "http://crm.example/сделка",
        "сделка@example.ru",
        "[сделка]: http://x.example",
        "сделка&nbsp;"[:0],
    ],
)
def test_where_nothing_becomes_a_link(text: str, tiny: KnowledgeBase) -> None:
    assert linked(text, tiny) == []


def test_no_link_inside_tables_heads_but_in_their_cells(tiny: KnowledgeBase) -> None:
    assert linked("| Сделка | Х |\n|---|---|\n| сделку | б |", tiny) == [("сделку", "../entities/deal.md")]


def test_a_guide_can_do_without(tiny: KnowledgeBase) -> None:
    assert linked("Откройте сделку.", tiny, autolink=False) == []


def test_words_of_the_client_that_are_never_links(tiny: KnowledgeBase) -> None:
    kb = replace(tiny, client=replace(tiny.client, never_link=("сделка", "Продажа")))
    assert linked("Сделками, продажи, телефон.", kb) == [("телефон", "../equipment/phone.md")]


def test_not_more_than_a_page_can_bear(tiny: KnowledgeBase) -> None:
    term = tiny.spec.glossary.terms[1]
    names = [
        "ёлка",
        "роза",
        "берёза",
        "липа",
        "осина",
        "сосна",
        "ива",
        "клён",
        "дуб",
        "вяз",
        "кедр",
        "пихта",
        "ольха",
        "ясень",
    ]
    terms = tuple(replace(term, id=f"t{n}", term=type(term.term)(name)) for n, name in enumerate(names))
    kb = replace(tiny, spec=replace(tiny.spec, glossary=replace(tiny.spec.glossary, terms=terms)))
    assert len(linked(", ".join(names), kb)) == MOST


def test_terms_filled_in_are_mentions_too(tiny: KnowledgeBase) -> None:
    assert linked('Создайте {{ term("Deal").acc }}.', tiny) == [("сделку", "../entities/deal.md")]


def test_a_hostile_meaning_stays_a_hint(tiny: KnowledgeBase) -> None:
    evil = replace(
        tiny.spec.glossary.terms[1],
        meaning=tiny.spec.entities.entities[0].label.__class__('"){ onclick=x } <b> [x](y)'),
    )
    kb = replace(tiny, spec=replace(tiny.spec, glossary=replace(tiny.spec.glossary, terms=(evil,))))
    made = body("ёлка", kb)
    assert "<b>" not in made
    assert re.fullmatch(r"\[ёлка\]\(\.\./glossary\.md#term-fir \"[^\"]*\"\)\{ \.kb-term \}", made)


@pytest.mark.parametrize("text", ["«" * 3000, "**" * 3000, "[" * 3000, "| " * 3000, '"' * 3000, "сделка " * 3000])
def test_no_text_takes_for_ever(text: str, tiny: KnowledgeBase) -> None:
    import time

    start = time.process_time()
    body(text, tiny)
    assert time.process_time() - start < 30
