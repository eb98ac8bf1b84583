"""What makes pages quick changes nothing: menus, addresses, patterns, links."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest

from kbgen.site.links import Reader, check_links
from kbgen.site.pages.converting import Converter
from kbgen.site.pages.haste import _BLOCK, _Hasty
from kbgen.site.pages.menus import KNOWN, KNOWN_LANGUAGE, LANGUAGE, TEMPLATE, Shown, _digest, place, taught


def test_the_installed_theme_is_the_one_menus_were_written_for() -> None:
    source = (files("material") / "templates" / TEMPLATE).read_text("utf-8")
    assert "kb_shown(shown_anew" in taught(source), f"look whether {TEMPLATE} still depends on the same, then: {KNOWN}"
    words = (files("material") / "templates" / LANGUAGE).read_text("utf-8")
    assert _digest(words) == KNOWN_LANGUAGE, "look whether the words still depend on the settings alone"
    assert taught(source + " ") == source + " ", "a template that somebody changed is left as it is"


def test_an_item_is_shown_once_a_folder_unless_the_page_is_in_it() -> None:
    asked: list[str] = []

    def anew(item: SimpleNamespace, path: str, level: int, _: object) -> str:
        asked.append(path)
        return f"{item.name}{path}{level}"

    shown, item = Shown(), SimpleNamespace(name="i", active=False)
    one, two, other = (SimpleNamespace(url=url) for url in ("a/1.html", "a/2.html", "b/1.html"))
    first = shown(anew, item, "p", 1, None, one, "..")
    assert shown(anew, item, "p", 1, None, two, "..") == first
    assert asked == ["p"]
    shown(anew, item, "p", 1, None, other, "..")
    shown(anew, item, "q", 1, None, two, "..")
    shown(anew, SimpleNamespace(name="i", active=True), "p", 1, None, two, "..")
    shown(anew, item, "p", 1, None, None, "/")
    assert len(asked) == 5


@pytest.mark.parametrize(
    "url", ["a/b/c.html", "a/b/", "", "./", "index.html", "a.b/c", "a.b/c/", "a/b.v2/c.html", "b.v2/c.html"]
)
@pytest.mark.parametrize("target", ["a/x.html", "a/b/", ".", "../up.html", "z.css", "a.b/c/d"])
def test_addresses_depend_on_the_folder_alone(url: str, target: str) -> None:
    from mkdocs.utils import get_relative_url

    assert get_relative_url(target, place(url)) == get_relative_url(target, url)


NASTY = (
    "",
    "text",
    "# A\n\n[x][y] ![z](a.png) <b>&amp; `c` \\* *e* __s__\n\n[y]: z.md",
    "Сноска[^1] и [^2]\n\n[^1]: Раз\n[^2]: Два",
    "*[API]: Интерфейс\n\nAPI",
    '=== "A"\n    a\n\n=== "B"\n    b',
    "??? note\n    x\n\n!!! warning\n    y",
    "```python\nx = 1\n```\n\n    indented",
    "| a |\n|---|\n| `|` |",
    "a  \nb <http://x.example> <m@x.example> &copy; \\\\` ``x`` ![[",
    '<div markdown="1">\n*a* [b](#c)\n</div>',
    "# Same\n# Same\n## Same",
    "\\`a`b` !\\[x] [[[ ]]] **",
    "Слово\n: Значение\n\n> цитата\n\n* * *\n\nЗаголовок\n---\n\nДругой\n===\n\n## Решётка ##",
)


def test_a_page_comes_out_the_same_after_every_other_page() -> None:
    import markdown

    names = ["toc", "tables", "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html"]
    names += ["pymdownx.details", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed"]
    configs = {"pymdownx.tabbed": {"alternate_style": True}}
    alone = [markdown.Markdown(extensions=names, extension_configs=configs).convert(text) for text in NASTY]
    converter = Converter({"markdown_extensions": names, "mdx_configs": configs})
    assert converter.is_kept
    for first, _ in enumerate(NASTY):
        for then, text in enumerate(NASTY):
            for number in (first, then):
                made = converter._converter()
                assert made.convert(NASTY[number]) == alone[number], (NASTY[first], text)
                converter._kept = made


def test_patterns_of_blocks_are_the_known_ones() -> None:
    import markdown

    names = ["abbr", "admonition", "def_list", "footnotes", "pymdownx.details", "pymdownx.tabbed"]
    made = markdown.Markdown(extensions=names)
    own = [getattr(p, name, None) for p in made.parser.blockprocessors for name in ("RE", "START", "SEARCH_RE")]
    assert _BLOCK.keys() <= {pattern.pattern for pattern in own if isinstance(pattern, re.Pattern)}


def test_extensions_with_a_memory_get_a_converter_a_page() -> None:
    assert not Converter({"markdown_extensions": ["toc", "some.other"], "mdx_configs": {}}).is_kept
    uniquely = {"footnotes": {"UNIQUE_IDS": True}}
    assert not Converter({"markdown_extensions": ["footnotes"], "mdx_configs": uniquely}).is_kept


def test_a_hasty_pattern_finds_what_the_pattern_finds() -> None:
    pattern = re.compile(r"(?<!\!)\[")
    hasty = _Hasty(pattern, ("[",))
    for text in ("", "a[b", "![", "[[", "абв"):
        for start in range(len(text) + 1):
            found = [m.span() for m in hasty.finditer(text, start)]
            assert found == [m.span() for m in pattern.finditer(text, start)]


def test_loose_ends_are_all_that_is_wrong(tmp_path: Path) -> None:
    pages = {
        "index.html": '<a href="a/b.html#x">1</a><a href="a/b.html#no">2</a><a href="#no">3</a><p id="p"><a href="#p">',
        "a/b.html": '<p id=x><a href="../index.html">1</a><a href="no.html">2</a>'
        '<a href="../a%20c.html">3</a><a href="">',
        "a c.html": '<!-- <a href="no.html"> --><SCRIPT>"<a href=no2>"</SCRIPT ><style>a</style>'
        "<a href=?q#p>x</a><img src=/x>",
        "d.html": '<a href="javascript:x()">1</a><img src="//x.example/a.png">'
        '<a href="a/">folder</a><a href="./">here</a>',
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    reader = Reader()
    ends = {name: reader.loose_ends(name, text, frozenset(pages)) for name, text in pages.items()}
    assert sum(map(len, ends.values())) < sum(len(reader.read(text).references) for text in pages.values())
    found = check_links(tmp_path, "x")
    assert len(found) >= 6
    assert check_links(tmp_path, "x", ends) == found
