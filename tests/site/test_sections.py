"""Sections of pages are found as Material's own parser finds them, and links as a slow reader does."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from kbgen import forks
from kbgen.site.links import _TAG, _UNREAD, Reader, _of_tag, _opening
from kbgen.site.pages import sections
from kbgen.site.pages.search_index import fill, index_of

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


def test_all_work_is_done_once_and_in_order_whoever_does_it() -> None:
    for count in (0, 1, 79, 80, 10_001):  # more pieces than tickets in the queue, too
        assert list(forks.shared_out(lambda n: n, count, 3, forks.Pieces(worth=2, at_once=1))) == list(range(count))


def test_a_child_that_dies_leaves_no_gap() -> None:
    parent = os.getpid()

    def dies(number: int) -> int:
        if os.getpid() != parent:
            os._exit(9)
        return number

    assert list(forks.shared_out(dies, 100, 3, forks.Pieces(worth=2, at_once=1))) == list(range(100))


def test_the_index_of_unchanged_pages_is_taken_from_the_last_one(tmp_path: Path) -> None:
    names = ("старый", "новый", "третий")
    first, second, whole = (tmp_path / name for name in names)
    for site in (first, second, whole):
        (site / "search").mkdir(parents=True)
        (site / "search/search_index.json").write_bytes(b'{"config":{},"docs":[]}')
    old: dict[str, bytes | None] = {"a": b"1,2", "b": b"", "c": b"3", "d": b"4"}
    order = fill(first, old, None, as_script=False)
    new: dict[str, bytes | None] = {"d": None, "a": None, "b": None, "x": b"5", "c": None}
    assert index_of(first, order).is_whole
    told = fill(second, new, index_of(first, order), as_script=True)
    fill(whole, {name: piece if piece is not None else old[name] for name, piece in new.items()}, None, as_script=True)
    assert told == [("d", 1), ("a", 3), ("b", 0), ("x", 1), ("c", 1)]
    for name in ("search_index.json", "search_index.js"):
        assert (second / "search" / name).read_bytes() == (whole / "search" / name).read_bytes()
    (first / "search/search_index.json").write_bytes(b"{]}")
    assert not index_of(first, order).is_whole
