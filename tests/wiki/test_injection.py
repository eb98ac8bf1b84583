"""Text of the spec is data: whatever is written there is shown as it was written and never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.wiki import pages

pytestmark = pytest.mark.slow  # every string of a whole client, again and again

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[нажми](javascript:alert(1))",
    "![x](data:text/html,x)",
    "[x][y]",
    "<javascript:alert(1)>",
    "{ onclick=alert(1) }",
    "{: #id .class style=x }",
    "</dd></dl></aside></div></figure></svg><b>",
    "`код` ``и`` ```ещё```",
    "**ж** __ж__ *к* _к_ ~~з~~ ^^п^^ ==м== ^в^ ~н~",
    "а | б || в",
    '--8<-- "/etc/passwd"',
    ';--8<-- "x"',
    "{{ 7*7 }} {% raw %} {# c #} ${7*7}",
    "&lt;b&gt; &amp; &#60; &copy",
    "<!-- скрыто -->",
    "<![CDATA[ x ]]> <?php x ?> <!DOCTYPE x>",
    "[[Сделка]] [[Сделка|x]]",
    ':smile: :material-account: (c) (tm) --> "кавычки"',
    "[^1] [TOC] [x]: y",
    "\\ \\* \\` \\\\",
    "++ctrl+c++ {--x--} {++y++} {>>z<<}",
    "end; subgraph x[ --> y ] %% class a b",
    "два\n\nабзаца\n\n    и код",
    "строка\u2028разрыв\u00a0и\ttab",
]
OPENING = [
    "# заголовок",
    "- пункт",
    "* пункт",
    "+ пункт",
    "1. пункт",
    "2) пункт",
    "> цитата",
    '!!! note "x"',
    "??? note",
    '=== "вкладка"',
    "| а | б |",
    "    код",
    "```",
    "~~~",
    ": определение",
    "[x]: http://y",
    "*[CRM]: подсказка",
    "<div markdown>",
    "---",
    "===",
    "/// note",
    "???+ x",
    "@x",
    "- [ ] дело",
]
NOT_SHOWN = ("Внедренец", "Ключ")
"""Strings of the tiny knowledge base that belong on no wiki page: the implementer, a field of the system."""


def elements(html: str) -> Iterator[Element]:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).iter()


def dangers(html: str) -> list[str]:
    """What could run or load something in *html*."""
    found = []
    for element in elements(html):
        if element.tag in ("script", "iframe", "object", "embed", "style", "link", "meta", "base", "form", "input"):
            if element.get("class") == "kb-log-form":  # our own; texts of others keep no class
                continue
            found.append(element.tag)
        for name, value in element.attrib.items():
            bare = re.sub(r"[\s\x00-\x1f]", "", value).lower()
            if str(name).lower().startswith("on") or name == "style":
                found.append(f"{element.tag} {name}={value}")
            if name in ("href", "src", "action", "data") and re.match(r"(?!https?:|mailto:|tel:)[a-z+.-]+:|//", bare):
                found.append(f"{element.tag} {name}={value}")
    return found


def text_of(html: str) -> str:
    root = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return plain(" ".join(root.itertext()))


def plain(text: str) -> str:
    """Without regard to white space and capitals."""
    return re.sub(r"\s+", "", text).casefold()


def shown(kb: KnowledgeBase, to_html: Callable[[str], str]) -> tuple[str, list[str]]:
    """The text of all pages, and everything dangerous on them. Scripts of the player are ours."""
    texts, found = [], []
    for page in pages(kb):
        html = to_html(page.body)
        texts.append(text_of(html))
        if page.kind != "video":
            found += [f"{page.path}: {danger}" for danger in dangers(html)]
    return "\n".join(texts), found


@pytest.mark.parametrize("start", [0, 1, 2])
def test_hostile_strings_are_shown_verbatim(
    start: int, made: Callable[..., KnowledgeBase], to_html: Callable[[str], str]
) -> None:
    """Every string carries one attack; three rounds give each string three different ones."""
    attacks = cycle(HOSTILE[start * 9 :] + HOSTILE[: start * 9])
    written: list[str] = []

    def hostile(text: str) -> str:
        written.append(f"{text} {next(attacks)}")
        return written[-1]

    text, found = shown(made(hostile), to_html)
    assert found == []
    assert [w for w in written if plain(w) not in text and not w.startswith(NOT_SHOWN)] == []


@pytest.mark.parametrize("start", [0, 12])
def test_hostile_openings_are_shown_verbatim(
    start: int, made: Callable[..., KnowledgeBase], to_html: Callable[[str], str]
) -> None:
    """Signs that mean something at the start of a line mean nothing there."""
    attacks = cycle(OPENING[start:] + OPENING[:start])
    written: list[str] = []

    def hostile(text: str) -> str:
        written.append(f"{next(attacks)} {text}")
        return written[-1]

    text, found = shown(made(hostile), to_html)
    assert found == []
    assert [w for w in written if plain(w) not in text and not w.endswith(NOT_SHOWN)] == []


def test_structure_survives_hostile_strings(made: Callable[..., KnowledgeBase], to_html: Callable[[str], str]) -> None:
    """The same elements in the same order as without the attack: nothing was opened, closed or added."""

    def silent(kb: KnowledgeBase) -> KnowledgeBase:
        """Without links by themselves: an attacked name is no longer the word that stands in a guide."""
        return replace(kb, guides=tuple(replace(guide, autolink=False) for guide in kb.guides))

    calm = {page.path: page.body for page in pages(silent(made(lambda text: text)))}
    for page in pages(silent(made(lambda text: text + " </aside></div><b>*x*_y_`z`|{ .q }"))):
        if page.kind != "video" and (page.kind != "task" or page.path in ALIKE):
            assert tags(to_html(calm[page.path])) == tags(to_html(page.body)), page.path


ALIKE = ("guides/edit-deal.md", "guides/delete-deal.md")
"""Of the pages of tasks these say everything that others do."""


def tags(html: str) -> list[str]:
    """Elements in order, without the insides of drawings: their text wraps by length."""
    return [str(element.tag) for element in elements(html) if "svg}" not in str(element.tag)]
