"""Sections of a page for the search index, as Material's plugin finds them, in a fraction of its time.

The plugin walks through every page with Python's HTML parser. Pages hold the same few tags over and over, so each is
taken apart once here, and the plugin's rules are followed on names instead of objects. This is done only beside the
very plugin it was written for, and only for pages of plain tags; all others go to the plugin's own parser.
"""

from __future__ import annotations

import hashlib
import re
import sys
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any

KNOWN = "cc8a3ac0a8862662d11e87fefcdaa4a42d9ebd70a7943fa921c1c80e2661730b"
"""SHA-256 of Material's plugin; beside any other this module does nothing."""

_SPLIT = re.compile("(<[^<>]*>)")
_NAME = "[a-zA-Z][-a-zA-Z0-9]*"
_OPENING = re.compile(rf'<({_NAME})((?:[ \n]+[a-zA-Z_:][-a-zA-Z0-9_:.]*(?:="[^"]*")?)*)[ \n]?(/?)>')
_CLOSING = re.compile(f"</({_NAME})>")
_COMMENT = re.compile("<!--(?!-?>)(?:-?[^-])*-->")
_ATTRIBUTE = re.compile(r'([^\s=]+)(="[^"]*")?')
_RAW = {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"}
"""Elements whose text is not read as HTML, by one version of Python or another."""
_KEEP = {"p", "code", "pre", "li", "ol", "ul", "sub", "sup"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SKIP = {"object", "script", "style"}
_TAGS = 5_000
"""Tags that are kept in mind."""


class OddPageError(Exception):
    """The page is not made of plain tags only."""


class _Tag:
    """A tag, taken apart."""

    __slots__ = ("attributes", "closes", "hides", "name", "opens", "permalink")

    def __init__(self, text: str, void: set[str]) -> None:
        closing = _CLOSING.fullmatch(text)
        found = closing or _OPENING.fullmatch(text)
        self.name = found[1].lower() if found else ""
        if self.name in _RAW or not (found or _COMMENT.fullmatch(text)):
            raise OddPageError(text)
        silent = found is None or self.name in void
        self.opens = not silent and closing is None
        self.closes = not silent and found is not None and bool(closing or found[3])
        told = _ATTRIBUTE.findall(found[2]) if found and not closing else ()
        self.attributes = {name.lower(): unescape(value[2:-1]) if value else None for name, value in told}
        self.permalink = self.name == "a" and self.attributes.get("class") == "headerlink"
        self.hides = "data-search-exclude" in self.attributes or self.attributes.get("class") == "linenodiv"


class Sections:
    """Finds the sections of pages, by the rules of the module *plugin*."""

    def __init__(self, plugin: Any) -> None:
        self.plugin = plugin
        self._tags: dict[str, _Tag] = {}

    def of(self, content: str) -> list[Any]:
        """What the plugin's own parser calls ``data`` after it was fed *content*.

        Raises:
            OddPageError: that parser must be asked.
        """
        walk, known = _Walk(self.plugin), self._tags
        parts = _SPLIT.split(content)
        parts.append("")
        for text, told in zip(parts[::2], parts[1::2], strict=True):
            if text:
                if "<" in text:
                    raise OddPageError(text)
                walk.text(text)
            if not told:
                break
            if (tag := known.get(told)) is None:
                if len(known) > _TAGS:
                    known.clear()
                tag = known[told] = _Tag(told, self.plugin.void)
            if tag.opens:
                walk.open(tag)
            if tag.closes:
                walk.close(tag.name)
        return walk.sections


class _Walk:
    """The way through one page: ``Parser`` of the plugin, told of names."""

    __slots__ = ("context", "hidden", "permalinks", "plugin", "section", "sections", "skip")

    def __init__(self, plugin: Any) -> None:
        self.plugin = plugin
        self.sections: list[Any] = []
        self.section: Any = None
        self.context: list[str] = []
        self.skip = set(_SKIP)
        self.hidden = False
        """Whether an element is open that is to be skipped."""
        self.permalinks: list[int] = []
        """Depths of the open ones."""

    def open(self, tag: _Tag) -> None:
        name = tag.name
        self.context.append(name)
        if tag.permalink:
            self.permalinks.append(len(self.context))
        if name in _HEADINGS and "id" in tag.attributes:
            self._begin(tag)
        if self.section is None:
            self._preface()
        if tag.hides:
            self.skip.add(name)
        if name in self.skip:
            self.hidden = True
        elif not self.hidden and name in _KEEP:
            self._goal().append(f"<{name}>")

    def _begin(self, tag: _Tag) -> None:
        depth, make = len(self.context), self.plugin.Section
        if tag.name != "h1" and not self.sections:
            self.sections.append(make(self.plugin.Element("hx"), depth))
        self.section = make(self.plugin.Element(tag.name, tag.attributes), depth)
        if self.sections:
            self.section.id = tag.attributes["id"]
        self.sections.append(self.section)

    def _preface(self) -> None:
        self.section = self.plugin.Section(self.plugin.Element("hx"))
        self.sections.append(self.section)

    def _goal(self) -> list[str]:
        section = self.section
        goal: list[str] = section.title if section.el.tag in self.context else section.text
        return goal

    def close(self, name: str) -> None:
        context = self.context
        if not context or context[-1] != name:
            return
        if self.section.depth > len(context):
            self._leave()
        if self.permalinks and self.permalinks[-1] == len(context):
            self.permalinks.pop()
        context.pop()
        if name in self.skip:
            if name not in _SKIP:
                self.skip.remove(name)
            self.hidden = not self.skip.isdisjoint(context)
        elif not self.hidden and name in _KEEP:
            _close_in(self._goal(), name)

    def _leave(self) -> None:
        """The heading stands in another element, which ends here: what follows belongs to the section before."""
        for section in reversed(self.sections):
            if section.depth <= len(self.context):
                self.section.depth = float("inf")
                self.section = section
                break

    def text(self, raw: str) -> None:
        if self.hidden:
            return
        data = unescape(raw) if "&" in raw else raw
        if "pre" not in self.context:
            data = " " if data.isspace() else data.replace("\n", " ")
        if self.section is None:
            self._preface()
        goal: list[str] = self.section.text
        if self.section.el.tag in self.context:
            if not self.permalinks:
                self.section.title.append(escape(data, quote=False))
        elif data.isspace():
            if not goal or not goal[-1].isspace() or "pre" in self.context:
                goal.append(data)
        else:
            goal.append(escape(data, quote=False))


def _close_in(data: list[str], name: str) -> None:
    """Close the element *name*; one with nothing in it is taken back."""
    index = data.index(f"<{name}>")
    if all(piece.isspace() for piece in data[index + 1 :]):
        del data[index:]
    else:
        data.append(f"</{name}>")


def quicken(index: Any) -> None:
    """Let *index*, Material's, find the sections of pages in our way; any other is left as it is."""
    plugin = sys.modules[type(index).__module__]
    if plugin.__file__ and hashlib.sha256(Path(plugin.__file__).read_bytes()).hexdigest() == KNOWN:
        index.add_entry_from_context = partial(_add, index, Sections(plugin))


def _add(index: Any, sections: Sections, page: Any) -> None:
    """``SearchIndex.add_entry_from_context``."""
    if (page.meta.get("search") or {}).get("exclude"):
        return
    try:
        found = sections.of(page.content)
    except OddPageError:
        type(index).add_entry_from_context(index, page)
        return
    for section in found:
        if not section.is_excluded():
            index.create_entry_for_section(section, page.toc, page.url, page)
