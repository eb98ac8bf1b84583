"""Every link of the built pages, followed: files and anchors exist, nothing is loaded from outside."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from kbgen.errors import Place, Problem

_TAG = re.compile(
    r"""<([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?|\s*/(?!>))*)\s*/?>"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_UNREAD = re.compile(r"<!--.*?-->|(<(script|style)\b[^>]*>).*?</\2\s*>", re.DOTALL | re.IGNORECASE)
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_REFERENCES = {"href", "src", "poster", "data-src", "srcset", "xlink:href", "action"}
_CSS_OUTSIDE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_HARMLESS = ("mailto:", "tel:", "data:", "blob:")
MOMENT = re.compile(r"t=[\d.:,]+")
"""An anchor that is no place of the page: «from this second», read by the player."""


@dataclass(frozen=True, slots=True)
class _Reference:
    tag: str
    rel: str
    target: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What a built page offers and what it wants."""

    anchors: frozenset[str]
    references: tuple[_Reference, ...]


def check_links(site: Path, shown: str) -> tuple[Problem, ...]:
    """Problems of every page below *site*; *shown* is the name of the staged project they are reported for.

    Missing files and anchors are warnings. Anything that would be loaded from another host, or a link that runs
    code, is an error: the copy would not work offline, or not be safe.
    """
    pages = {path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    problems: list[Problem] = []
    for name, page in pages.items():
        place = Place(f"{shown}/docs/{name.removesuffix('.html')}.md")
        for reference in dict.fromkeys(page.references):
            problem = _follow(name, reference, place, pages, files)
            if problem and problem not in problems:
                problems.append(problem)
    return (*problems, *_stylesheets(site, shown))


def _read(path: Path) -> _Read:
    text = _UNREAD.sub(lambda m: m[1] or "", path.read_text("utf-8"))
    anchors: set[str] = set()
    references: list[_Reference] = []
    for tag in _TAG.finditer(text):
        attributes = {a[1].lower(): html.unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(tag[2])}
        anchors.update(attributes[key] for key in ("id", "name") if key in attributes)
        for key in _REFERENCES & attributes.keys():
            for target in _targets(key, attributes[key]):
                references.append(_Reference(tag[1].lower(), attributes.get("rel", ""), target))
    return _Read(frozenset(anchors), tuple(references))


def _targets(key: str, value: str) -> Iterator[str]:
    if key == "srcset":
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    else:
        yield value.strip()


def _follow(name: str, reference: _Reference, place: Place, pages: dict[str, _Read], files: set[str]) -> Problem | None:
    """What is wrong with *reference* on the page *name*, if anything."""
    if _SCHEME.match(reference.target):
        return _outside(reference, place)
    path, _, anchor = reference.target.partition("#")
    path = unquote(path.partition("?")[0])
    base = "" if path.startswith("/") and name == "404.html" else posixpath.dirname(name)
    target = posixpath.normpath(posixpath.join(base, path.lstrip("/") if not base else path)) if path else name
    if target not in files and f"{target}/index.html".removeprefix("./") in files:
        target = f"{target}/index.html".removeprefix("./")
    if target not in files:
        return Problem("site_broken_link", place, {"link": reference.target}, "warning")
    anchor = unquote(anchor)
    if anchor and target in pages and anchor not in pages[target].anchors and not MOMENT.fullmatch(anchor):
        return Problem("site_broken_anchor", place, {"link": reference.target, "anchor": anchor}, "warning")
    return None


def _outside(reference: _Reference, place: Place) -> Problem | None:
    scheme = reference.target.lower()
    if scheme.startswith(_HARMLESS):
        return None
    if scheme.startswith(("http:", "https:", "//")):
        if reference.tag in ("a", "area") or reference.rel == "canonical":
            return None  # a link is followed by the reader, not by the page
        return Problem("site_external", place, {"link": reference.target})
    return Problem("site_script_link", place, {"link": reference.target})


def _stylesheets(site: Path, shown: str) -> Iterator[Problem]:
    for path in sorted(site.rglob("*.css")):
        for link in dict.fromkeys(_CSS_OUTSIDE.findall(path.read_text("utf-8", errors="replace"))):
            yield Problem("site_external", Place(f"{shown}/{path.relative_to(site).as_posix()}"), {"link": link})
