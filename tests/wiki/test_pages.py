"""What all pages promise: order, addresses, links, words."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from kbgen.language import words
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.pages import Page
from kbgen.model.roles import Role, Roles
from kbgen.model.text import Text
from kbgen.wiki import SECTIONS, pages

LINK = re.compile(r"\]\(([^)\s]+)\)")


def bare(*, entities: tuple[Entity, ...] = (), roles: tuple[Role, ...] = ()) -> KnowledgeBase:
    client = Client("c", Text("К"), Product("p", "П"), Firm("Ф"))
    return KnowledgeBase(client, Spec(Entities(entities), Roles(roles)))


def test_sections_follow_each_other_in_the_order_of_the_menu(tiny_pages: tuple[Page, ...]) -> None:
    seen = list(dict.fromkeys(page.section for page in tiny_pages if page.section))
    assert seen == [section for section in SECTIONS if section in seen]
    assert set(seen) == set(SECTIONS)
    for section in SECTIONS:
        assert words("ru")(f"wiki.section.{section}") != words("en")(f"wiki.section.{section}")


def test_addresses_are_unique_and_portable(tiny_pages: tuple[Page, ...]) -> None:
    paths = [page.path for page in tiny_pages]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)?\.md", path) for path in paths)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_link_leads_to_a_page_and_an_anchor(language: str, made: Callable[..., KnowledgeBase]) -> None:
    made_pages = {page.path: page for page in pages(made(lambda text: text, language))}
    checked = 0
    for page in made_pages.values():
        for target in LINK.findall(page.body):
            path, _, anchor = target.partition("#")
            address = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
            if address in page.files or (address == "guides/close-deal.md" and anchor == "end"):
                continue
            assert address in made_pages, (page.path, target)
            body = made_pages[address].body
            assert not anchor or f"#{anchor} }}" in body or f'id="{anchor}"' in body, (page.path, target)
            checked += 1
    assert checked > 80


def test_the_same_input_makes_the_same_pages(made: Callable[..., KnowledgeBase]) -> None:
    assert pages(made(str)) == pages(made(str))


def test_nouns_nothing_is_known_of_make_no_page() -> None:
    always = {"index.md", "project/index.md", "project/coverage.md", "feedback.md", "a-z.md"}
    assert {page.path for page in pages(bare())} == always
    found = {page.path for page in pages(bare(entities=(Entity("A", Text("А")),), roles=(Role("r", Text("Роль")),)))}
    assert found == always | {"questions.md", "roles/index.md", "roles/r.md", "entities/index.md", "entities/a.md"}


def test_an_external_entity_is_named_without_a_link() -> None:
    link = Field("owner", Text("Владелец"), "link", target=("User",))
    kb = bare(
        entities=(Entity("Deal", Text("Сделка"), fields=(link,)), Entity("User", Text("Пользователь"), external=True))
    )
    deal = next(page for page in pages(kb) if page.path == "entities/deal.md")
    assert "выбор записи: Пользователь |" in deal.body
    assert not [page for page in pages(kb) if "user" in page.path]


def test_zero_and_false_are_values(tiny_pages: tuple[Page, ...]) -> None:
    deal = next(page for page in tiny_pages if page.path == "entities/deal.md")
    assert "Не меньше 0." in deal.body
    assert "Если не менять: нет." in deal.body
    sale = next(page for page in tiny_pages if page.path == "processes/sale.md")
    assert "вероятность успеха — 0 %" in sale.body


def test_system_fields_are_left_out(tiny_pages: tuple[Page, ...]) -> None:
    deal = next(page for page in tiny_pages if page.path == "entities/deal.md")
    assert "Ключ" not in deal.body


def test_fields_that_share_a_label_show_their_ids() -> None:
    twins = (Field("name", Text("Имя"), "string"), Field("firstName", Text("Имя"), "string"))
    page = next(p for p in pages(bare(entities=(Entity("Lead", Text("Лид"), fields=twins),))) if p.kind == "entity")
    assert "<code>name</code>" in page.body
    assert "<code>firstName</code>" in page.body


def test_a_role_called_index_gets_another_address() -> None:
    found = [page.path for page in pages(bare(roles=(Role("index", Text("А")), Role("rights", Text("Б")))))]
    assert len(found) == len(set(found))


def test_keywords_hold_the_clients_own_words(tiny: KnowledgeBase) -> None:
    kb = replace(tiny, client=replace(tiny.client, terms={"Deal": "заказ"}))
    deal = next(page for page in pages(kb) if page.path == "entities/deal.md")
    assert {"заказ", "продажа", "Сделка", "Deal"} <= set(deal.keywords)
