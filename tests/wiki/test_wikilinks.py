"""Guides link by name and use the client's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kbgen.model.guides import Guide, GuideStep
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.wordings import worded
from kbgen.wiki.guides import neighbours_in_process, related, staged_body

FILE = "content/guides/crm/here.md"


def staged(body: str, kb: KnowledgeBase) -> str:
    return staged_body(Guide("here", "Здесь", body, FILE), kb)[0]


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("[[Сделка]]", "[Сделка](../entities/deal.md)"),
        ("[[сделки]]", "[сделки](../entities/deal.md)"),
        ("[[сделками]]", "[сделками](../entities/deal.md)"),
        ("[[менеджера по продажам]]", "[менеджера по продажам](../roles/manager.md)"),
        ("[[Елка]]", "[Елка](../glossary.md#term-fir)"),
        ("[[Сделка|сделку]]", "[сделку](../entities/deal.md)"),
        ("[[продажа]]", "[продажа](../glossary.md#term-deal)"),
        ("[[Deal]]", "[Deal](../entities/deal.md)"),
        ("[[entity:Deal]]", "[Сделка](../entities/deal.md)"),
        ("[[guide:new-deal]]", "[Как создать сделку](new-deal.md)"),
        ("[[process:sale|так]]", "[так](../processes/sale.md)"),
        ("[[role:manager]]", "[Менеджер по продажам](../roles/manager.md)"),
        ("[[device:phone]]", "[Телефон](../equipment/phone.md)"),
        ("[[video:01-deal]]", "[Как создать сделку](../videos/01-deal.md)"),
        ("[[term:fir]]", "[Ёлка](../glossary.md#term-fir)"),
        ("[[Нет такого]]", '<span class="kb-missing" title="Такой страницы ещё нет">Нет такого</span>'),
        ("[[Пользователь]]", '<span class="kb-missing" title="Такой страницы ещё нет">Пользователь</span>'),
        ("`[[Сделка]]`", "<code>&#91;&#91;Сделка&#93;&#93;</code>"),
        ("[[<b>|x]]", '<span class="kb-missing" title="Такой страницы ещё нет">x</span>'),
        ("[[Сделка|<b>]]", "[&lt;b&gt;](../entities/deal.md)"),
    ],
)
def test_links_by_name(written: str, made: str, tiny: KnowledgeBase) -> None:
    assert staged(written, tiny) == made


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ('{{ term("Deal") }}', "сделка"),
        ('{{ term("Deal").gen }}', "сделки"),
        ("{{term('Deal').acc}}", "сделку"),
        ('{{ term("Deal").Ins }}', "Сделкой"),
        ('{{ term("Task").gent }}', "задачи"),
        ('{{ term("Deal").plural }}', "сделки"),
        ('{{ term("Deal").plural.gen }}', "сделок"),
        ('{{ term("Deal").acc.with("новый") }}', "новую сделку"),
        ('{{ term("Deal").Acc.with("новый") }}', "Новую сделку"),
        ('{{ term("Deal").plural.ins.with("открытый") }}', "открытыми сделками"),
        ('{{ term("Deal").agree("создан") }}', "создана"),
        ('{{ term("Deal").plural.agree("закрыт") }}', "закрыты"),
        ("{{ term('Company').agree('появился') }}", "появилась"),
    ],
)
def test_words_of_the_spec(written: str, made: str, tiny: KnowledgeBase) -> None:
    assert staged(written, tiny) == made


def test_the_clients_own_word_wins(tiny: KnowledgeBase) -> None:
    kb = replace(tiny, client=replace(tiny.client, terms={"Deal": "Заказ"}))
    assert staged('создать {{ term("Deal").acc }}, нет {{ term("Deal").gen }}', kb) == "создать заказ, нет заказа"


@pytest.mark.parametrize(
    "written",
    ['{{ term("Nothing") }}', '{{ term("Deal").xxx }}', "{{ 7*7 }}", '{{ term("Deal").__class__ }}', "{% x %}"],
)
def test_nothing_else_is_a_template(written: str, tiny: KnowledgeBase) -> None:
    shown = staged(written, tiny).replace("&#123;", "{").replace("&#125;", "}")
    assert shown == written


def test_links_to_guides_follow_them(tiny: KnowledgeBase) -> None:
    assert staged("[x](new-deal.md)", tiny) == "[x](new-deal.md)"
    assert staged("[x](../crm/new-deal.md#y)", tiny) == "[x](new-deal.md#y)"
    assert staged("[x](../../other/new-deal.md)", tiny) == "[x](new-deal.md)"
    assert staged("[x](missing.md)", tiny) == "[x](missing.md)"


def test_a_linked_picture_keeps_its_link(tiny: KnowledgeBase) -> None:
    body, files = staged_body(Guide("g", "Г", "[![Окно](a.png)](new-deal.md)", FILE), tiny)
    (address,) = files
    assert body == f"[![Окно]({address.removeprefix('guides/')}){{ loading=lazy }}](new-deal.md)"


def test_previous_and_next_follow_the_process(tiny: KnowledgeBase) -> None:
    first, second = tiny.guides
    assert neighbours_in_process(first, tiny) == ("", "close-deal")
    assert neighbours_in_process(second, tiny) == ("new-deal", "")
    assert related(first, tiny) == ("close-deal",)


def test_titles_and_steps_use_the_clients_words(tiny: KnowledgeBase) -> None:
    kb = replace(tiny, client=replace(tiny.client, terms={"Deal": "Заказ"}))
    steps = (GuideStep('Откройте {{ term("Deal").acc }}.'),)
    guide = Guide(
        "g", 'Как закрыть {{ term("Deal").acc }}', "", FILE, summary='{{ term("Deal").Nom }} уйдёт', steps=steps
    )
    told = worded(guide, kb)
    assert (told.title, told.summary, told.steps[0].text) == ("Как закрыть заказ", "Заказ уйдёт", "Откройте заказ.")
    assert worded(replace(guide, title='{{ term("X").acc }}'), kb).title == '{{ term("X").acc }}'
