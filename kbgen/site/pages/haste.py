"""Haste: a converter of Markdown that does not look for what cannot be there, nor makes twice what stays the same.

Nothing here changes what is found: a pattern is left out for a text that lacks a character every match of it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from markdown.util import Registry

_INLINE = {
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": "`",
    r"\\(.)": "\\",
    r"\[\^([^\]]*)\]": "[^",
    r"(?<!\!)\[": "[",
    r"\!\[": "![",
    r"  \n": "  \n",
    r"(&(?:\#[0-9]+|\#x[0-9a-fA-F]+|[a-zA-Z0-9]+);)": "&",
}
"""Inline patterns of Python-Markdown, and what every text holds in which one of them is found."""

_BLOCK = {
    r'(?:^|\n)!!! ?([\w\-]+(?: +[\w\-]+)*)(?: +"(.*?)")? *(?:\n|$)': ("!!!",),
    r'(?:^|\n)\?{3}(\+)? ?(?:([\w\-]+(?: +[\w\-]+)*?)?(?: +"(.*?)")|([\w\-]+(?: +[\w\-]+)*?)) *(?:\n|$)': ("???",),
    r'(?:^|\n)={3}(\+|\+!|!\+|!)? +"(.*?)" *(?:\n|$)': ("===",),
    r"(?:^|\n)(?P<level>#{1,6})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)": ("#",),
    r"^.*?\n(?:=+|-+)[ ]*(\n|$)": ("\n=", "\n-"),
    r"^[ ]{0,3}(?=(?P<atomicgroup>(-+[ ]{0,2}){3,}|(_+[ ]{0,2}){3,}|(\*+[ ]{0,2}){3,}))(?P=atomicgroup)[ ]*$": (
        "-",
        "_",
        "*",
    ),
    r"(^|\n)[ ]{0,3}:[ ]{1,3}(.*?)(\n|$)": (": ",),
    r"(^|\n)[ ]{0,3}>[ ]?(.*)": (">",),
    r"^[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)$": ("[^",),
    r"^[*]\[(?P<abbr>[^\\]*?)\][ ]?:[ ]*\n?[ ]*(?P<title>.*)$": ("*[",),
    r"""^[ ]{0,3}\[([^\[\]]*)\]:[ ]*(?:\n[ ]*)?([^\s]+)[ ]*(?:\n[ ]*)?((["\'])(.*)\4[ ]*|\((.*)\)[ ]*)?$""": ("]:",),
}
"""Patterns of blocks, and of which texts one stands in every block in which they are found."""


def hasten(markdown: Any) -> None:
    """Make *markdown* quicker. Patterns that are not known word for word are left as they are."""
    for pattern in markdown.inlinePatterns:
        if needed := _needed(pattern):
            pattern.compiled_re = _Hasty(pattern.compiled_re, needed)
    for processor in markdown.parser.blockprocessors:
        for name in ("RE", "START", "SEARCH_RE"):
            told = getattr(processor, name, None)
            if (block := _BLOCK.get(getattr(told, "pattern", ""))) is not None:
                setattr(processor, name, _Hasty(told, block))
    for registry in (markdown.inlinePatterns, markdown.parser.blockprocessors):
        if type(registry) is Registry:
            registry.__class__ = _Settled


def _needed(pattern: Any) -> tuple[str, ...]:
    """Of which texts one must stand in whatever the inline *pattern* is found in; none: not known."""
    told = getattr(pattern, "pattern", None)
    if not isinstance(told, str) or not hasattr(getattr(pattern, "compiled_re", None), "finditer"):
        return ()
    if told == r"\*|_":
        return "*", "_"
    if told in _INLINE:
        return (_INLINE[told],)
    return ("<",) if told.startswith(("<(", "(<(")) else ()


class _Hasty:
    """A compiled pattern that does not look where nothing is to be found."""

    def __init__(self, pattern: Any, needed: tuple[str, ...]) -> None:
        self.pattern = pattern
        self.needed = needed

    def finditer(self, text: str, start: int = 0) -> Iterator[Any]:
        for needed in self.needed:
            if text.find(needed, start) >= 0:
                found: Iterator[Any] = self.pattern.finditer(text, start)
                return found
        return iter(())

    def search(self, text: str, *where: int) -> Any:
        for needed in self.needed:
            if needed in text:
                return self.pattern.search(text, *where)
        return None

    def match(self, text: str, *where: int) -> Any:
        for needed in self.needed:
            if needed in text:
                return self.pattern.match(text, *where)
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pattern, name)


class _Settled(Registry[Any]):
    """A registry that puts its items in a row once, not whenever it is asked."""

    _row: list[Any] | None = None

    def _rowed(self) -> list[Any]:
        if self._row is None:
            self._row = list(super().__iter__())
        return self._row

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rowed())

    def __getitem__(self, key: Any) -> Any:
        return self._rowed()[key] if isinstance(key, int) else super().__getitem__(key)

    def register(self, item: Any, name: str, priority: float) -> None:
        self._row = None
        super().register(item, name, priority)

    def deregister(self, name: str, strict: bool = True) -> None:
        self._row = None
        super().deregister(name, strict)


Stylesheets = dict[object, tuple[Any, Any]]
"""Style and prefix → classes of it, as Pygments works them out."""


@contextmanager
def one_stylesheet(made: Stylesheets) -> Iterator[None]:
    """While this holds, Pygments works out the classes of a style once, not for every block of code."""
    from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]

    plain = HtmlFormatter._create_stylesheet

    def once(formatter: Any) -> None:
        key = formatter.style, formatter.classprefix, type(formatter)._get_css_class
        if key not in made:
            plain(formatter)
            made[key] = formatter.ttype2class, formatter.class2style
        formatter.ttype2class, formatter.class2style = made[key]

    HtmlFormatter._create_stylesheet = once
    try:
        yield
    finally:
        HtmlFormatter._create_stylesheet = plain
