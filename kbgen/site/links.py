"""Every link of the built pages, followed: files and anchors exist, nothing is loaded from outside."""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from kbgen.errors import Place, Problem

_TAG = re.compile(
    r"""<([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?|\s*/(?!>))*)\s*/?>"""
)
_SIMPLE = re.compile("<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_UNREAD = re.compile(r"<(?=[!sS])(?:!--.*?-->|((?i:(script|style))\b[^>]*>).*?</(?i:\2)\s*>)", re.DOTALL)
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_REFERENCES = {"href", "src", "poster", "data-src", "srcset", "xlink:href", "action"}
_CSS_OUTSIDE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_HARMLESS = ("mailto:", "tel:", "data:", "blob:")
_TAGS = 5_000
"""Tags a reader keeps in mind."""
LooseEnds = Mapping[str, list[tuple[str, str, str]]]
"""Built page → what of it is still to be followed, as tag, rel, target."""
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


def check_links(site: Path, shown: str, ends: LooseEnds | None = None) -> tuple[Problem, ...]:
    """Problems of every page below *site*; *shown* is the name of the staged project they are reported for.

    *ends*: pages that :meth:`Reader.loose_ends` has read already; what it left out holds.

    Missing files and anchors are warnings. Anything that would be loaded from another host, or a link that runs
    code, is an error: the copy would not work offline, or not be safe.
    """
    files = _files(site)
    names = sorted(name for name in files if name.endswith(".html"))
    return (*_check(names, shown, _Pages(site, ends), files), *_stylesheets(site, files, shown))


def check_changed(
    site: Path,
    shown: str,
    last: tuple[Path, Iterable[Problem]],
    reused: frozenset[str],
    ends: LooseEnds | None = None,
) -> tuple[Problem, ...]:
    """What :func:`check_links` would find: *reused* pages are those of the *last* site, of which problems are known.

    Only pages are read again that changed, that name what is gone, or whose problem may be mended.
    """
    old, known = _Pages(last[0]), tuple(last[1])
    now, before = _files(site), _files(last[0])
    changed = {name for name in now if name.endswith(".html") and name not in reused}
    new = _Pages(site, ends)
    pairs = [(name, old[name].anchors, new[name].anchors) for name in changed if name in before]
    lost = {anchor for _, was, is_now in pairs for anchor in was - is_now}
    gained = any(is_now - was for _, was, is_now in pairs) or bool(now - before)
    suspects = changed | _naming(site, reused, lost, before - now)
    if gained:
        suspects |= {name for problem in known if (name := _page_of(problem, shown)) in reused}
    found = list(_check(sorted(suspects), shown, new, now))
    found += [p for p in known if (name := _page_of(p, shown)) in now and name not in suspects]
    return (*sorted(found, key=lambda p: _page_of(p, shown)), *_stylesheets(site, now, shown))


def _files(site: Path) -> set[str]:
    """Files of *site*, POSIX."""
    cut = len(str(site)) + 1
    return {f"{here}/{name}"[cut:].replace(os.sep, "/") for here, _, names in os.walk(site) for name in names}


def _page_of(problem: Problem, shown: str) -> str:
    """The built page a problem of :func:`check_links` is about."""
    return f"{problem.place.file.removeprefix(f'{shown}/docs/').removesuffix('.md')}.html"


def _naming(site: Path, pages: Iterable[str], anchors: set[str], gone: set[str]) -> set[str]:
    """Pages in whose HTML one of these anchors or files could be meant."""
    words = {f"#{anchor}" for anchor in anchors} | {posixpath.basename(name) for name in gone}
    spelt = {way for word in words for way in (word, html.escape(word), quote(word, safe="#"))}
    if not spelt:
        return set()
    wanted = re.compile(b"|".join(re.escape(word.encode()) for word in sorted(spelt)))
    return {name for name in pages if wanted.search((site / name).read_bytes())}


_Told = tuple[tuple[str, ...], tuple[_Reference, ...]]
"""Of one tag: anchors, and references."""


class Reader:
    """Reads pages. Pages of one site have most of their tags in common: each is taken apart once."""

    def __init__(self) -> None:
        self._tags: dict[str, _Told | None] = {}

    def read(self, text: str) -> _Read:
        """What a page with the HTML *text* offers and wants."""
        anchors: set[str] = set()
        references: dict[_Reference, None] = {}
        if len(self._tags) > _TAGS:
            self._tags.clear()
        for ids, targets in self._told(_UNREAD.sub(_opening, text)):
            anchors.update(ids)
            for reference in targets:
                references[reference] = None
        return _Read(frozenset(anchors), tuple(references))

    def _told(self, text: str) -> list[_Told]:
        """Anchors and references of the different tags of *text*, in order."""
        found = _SIMPLE.findall(text)
        if len(found) + text.count("</") + text.count("<!") == text.count("<"):
            told = [self._of(tag) for tag in dict.fromkeys(found)]
            if None not in told:
                return told  # type: ignore[return-value]
        return [_of_tag(tag) for tag in _TAG.finditer(text)]  # brackets stand in values, or as text

    def _of(self, tag: str) -> _Told | None:
        if tag not in self._tags:
            match = _TAG.fullmatch(tag)
            self._tags[tag] = _of_tag(match) if match else None
        return self._tags[tag]

    def loose_ends(self, name: str, text: str, files: Container[str]) -> list[tuple[str, str, str]]:
        """References of the page *name* but those that lead to one of *files*, or to a place on the page itself."""
        read = self.read(text)
        folder = posixpath.dirname(name)
        return [
            (reference.tag, reference.rel, reference.target)
            for reference in read.references
            if not _is_fast(reference.target, folder, files, read.anchors)
        ]


def _is_fast(target: str, folder: str, files: Container[str], anchors: Container[str]) -> bool:
    """Whether *target* surely is no loose end; the plain cases of :func:`_follow`, in few words."""
    if target.startswith("#"):
        return unquote(target[1:]) in anchors or target == "#"
    if _SCHEME.match(target) or not target or target.startswith("/") or "?" in target or "#" in target:
        return False
    return posixpath.normpath(posixpath.join(folder, unquote(target))) in files


def _opening(unread: re.Match[str]) -> str:
    """What is read of a comment, a script or a style."""
    return f"<{unread[1]}" if unread[1] else ""


class _Pages(dict[str, _Read]):
    """Pages of a site, each read when it is first asked for."""

    def __init__(self, site: Path, ends: LooseEnds | None = None) -> None:
        super().__init__()
        self.site = site
        self.ends = ends or {}
        self.reader = Reader()

    def __missing__(self, name: str) -> _Read:
        self[name] = self.reader.read((self.site / name).read_text("utf-8"))
        return self[name]

    def references(self, name: str) -> Iterable[_Reference]:
        """What of the page *name* is to be followed."""
        if (ends := self.ends.get(name)) is not None:
            return [_Reference(*end) for end in ends]
        return self[name].references


def _check(names: Iterable[str], shown: str, pages: _Pages, files: set[str]) -> Iterator[Problem]:
    """Problems of the pages *names*, each once."""
    told: set[tuple[object, ...]] = set()
    for name in names:
        place = Place(f"{shown}/docs/{name.removesuffix('.html')}.md")
        for reference in pages.references(name):
            problem = _follow(name, reference, place, pages, files)
            key = problem and (problem.code, problem.place, problem.values["link"])
            if problem and key and key not in told:
                told.add(key)
                yield problem


def _of_tag(tag: re.Match[str]) -> tuple[tuple[str, ...], tuple[_Reference, ...]]:
    """Anchors and references of one tag."""
    attributes = {a[1].lower(): html.unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(tag[2])}
    anchors = tuple(attributes[key] for key in ("id", "name") if key in attributes)
    references = tuple(
        _Reference(tag[1].lower(), attributes.get("rel", ""), target)
        for key in attributes
        if key in _REFERENCES
        for target in _targets(key, attributes[key])
    )
    return anchors, references


def _targets(key: str, value: str) -> Iterator[str]:
    if key == "srcset":
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    else:
        yield value.strip()


def _follow(name: str, reference: _Reference, place: Place, pages: _Pages, files: set[str]) -> Problem | None:
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
    if anchor and target.endswith(".html") and not MOMENT.fullmatch(anchor) and anchor not in pages[target].anchors:
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


def _stylesheets(site: Path, files: set[str], shown: str) -> Iterator[Problem]:
    for name in sorted(name for name in files if name.endswith(".css")):
        for link in dict.fromkeys(_CSS_OUTSIDE.findall((site / name).read_text("utf-8", errors="replace"))):
            yield Problem("site_external", Place(f"{shown}/{name}"), {"link": link})
