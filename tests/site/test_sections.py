"""Sections of pages are found as Material's own parser finds them, and links as a slow reader does."""

from __future__ import annotations

import random

import pytest

from kbgen.site.links import _TAG, _UNREAD, Reader, _of_tag, _opening
from kbgen.site.pages import sections

PIECES = (
    "<h1 id=a>",
    "<h1 id='b'>",
    '<h1 id="top">',
    "</h1>",
    '<h2 id="x&amp;y">',
    "</h2>",
    "<h3>",
    "</h3>",
    '<h2 id="z">',
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    '<div class="linenodiv">',
    "<p data-search-exclude>",
    '<div data-search-exclude="">',
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    '<a class="headerlink" href="#x" title="A &gt; B">',
    "</a>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<br />",
    "<br>",
    '<img alt="" src="x.png" />',
    "<span />",
    "<p/>",
    "\n",
    " ",
    "  \n",
    "слово",
    "a &amp; b",
    "&lt;x&gt;",
    "&nbsp;",
    "&#1;",
    "\xa0",
    "1 > 0",
    "<!-- было -->",
    "<svg viewBox='0 0 1 1'>",
    "</svg>",
    "<object>",
    "</object>",
)
RARE = (
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "a < b",
    '<a title="1 > 0">',
    '<a title="<b>">',
    "<!-- a > b -->",
    "<",
    "&am",
    "<p",
    "<!doctype html>",
    "<?x?>",
    "</ p>",
    "<style>a{}</style>",
)


def some_page(source: random.Random) -> str:
    pieces = PIECES + RARE if source.random() < 0.3 else PIECES
    return "".join(source.choice(pieces) for _ in range(source.randrange(40)))


def told(found: list[object]) -> list[tuple[object, ...]]:
    return [(s.el.tag, dict(s.el.attrs), s.depth, s.title, s.text, s.id) for s in found]  # type: ignore[attr-defined]


def test_any_page_has_the_sections_of_materials_parser() -> None:
    plugin = pytest.importorskip("material.plugins.search.plugin")
    source, ours, plain = random.Random(11), sections.Sections(plugin), 0
    for _ in range(500):
        page = some_page(source)
        theirs = plugin.Parser()
        try:
            theirs.feed(page)
            theirs.close()
        except (ValueError, AttributeError) as error:
            with pytest.raises((type(error), sections.OddPageError)):
                ours.of(page)
            continue
        try:
            assert told(ours.of(page)) == told(theirs.data), page
            plain += 1
        except sections.OddPageError:
            pass
    assert plain > 100


def test_the_plugin_is_the_one_this_was_written_for() -> None:
    search = pytest.importorskip("material.plugins.search.plugin")
    index = search.SearchIndex()
    sections.quicken(index)
    assert "add_entry_from_context" in vars(index)


def test_every_tag_is_read_whatever_its_values_hold() -> None:
    source, reader = random.Random(12), Reader()
    for _ in range(400):
        page = some_page(source)
        tags = [_of_tag(tag) for tag in _TAG.finditer(_UNREAD.sub(_opening, page))]
        read = reader.read(page)
        assert read.anchors == {anchor for anchors, _ in tags for anchor in anchors}, page
        assert read.references == tuple(dict.fromkeys(one for _, found in tags for one in found)), page
