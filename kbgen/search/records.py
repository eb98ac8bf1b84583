"""Section records: what can be found, read from the built pages of a Material site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from kbgen.search.analysis import clean

TRANSCRIPT_STEP = 30
"""Cues are found together in groups of about this many seconds."""

_SKIPPED = {"script", "style", "nav", "svg", "template", "noscript", "button", "head"}
_BLOCKS = {
    "p", "li", "tr", "div", "pre", "blockquote", "table", "ul", "ol", "dl", "dt", "dd", "section", "figure",
    "figcaption", "details", "summary", "br", "hr",
}  # fmt: skip
_UNREAD = {
    "headerlink",
    "md-source-file",
    "kb-time",
    "kb-chapter",
    "kb-player",
    "kb-backlinks",
    "kb-categories",
    "kb-task-box",
}
"""Classes of what is no text of its own; a chapter's title is read as the heading of its part of the transcript."""
_WRITTEN = ("", "guide")
"""Kinds of pages whose text people wrote; the others are made, and list what is found by itself."""
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ROWS = {"tr", "li", "dt"}
_AS_WRITTEN = ("pre", "code")
"""Elements whose line breaks are read; elsewhere they are spaces."""
_META = re.compile(r'<meta\s+name="(kb-kind|kb-roles|kb-keywords)"\s+content="([^"]*)"')
_TITLE = re.compile(r"<title>([^<]*)</title>")
_ARTICLE = '<article class="md-content__inner'


@dataclass(frozen=True, slots=True)
class Record:
    """One findable piece: the head of a page, a section, a row with its own anchor, half a minute of a video."""

    anchor: str
    """What follows the page's address: empty, ``#id`` or ``#t=83``."""
    heading: str
    """Heading of the section; the page's title for its head."""
    text: str


@dataclass(frozen=True, slots=True)
class PageRecords:
    """Everything findable on one page; the first record is its head."""

    page: str
    """Address relative to the site, with forward slashes."""
    title: str
    kind: str = ""
    roles: tuple[str, ...] = ()
    keywords: str = ""
    records: tuple[Record, ...] = ()


@dataclass(slots=True)
class _Section:
    anchor: str
    heading: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def pages(site: Path) -> Iterator[Path]:
    """Built pages of *site* that can be found, in order of address; the 404 page is none of them."""
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":
            yield path


def relevant(html: str) -> str:
    """The parts of a built page that decide what is found on it: while they stay, its records stay."""
    start, end = html.find(_ARTICLE), html.rfind("</article>")
    return "\n".join((*(m[0] for m in _META.finditer(html, 0, max(start, 0))), html[start:end])) if start >= 0 else ""


def read_page(html: str, page: str) -> PageRecords | None:
    """The records of a built page; None where it has no article of Material's or is marked to be left out."""
    start = html.find(_ARTICLE)
    end = html.rfind("</article>")
    if start < 0 or end < start or '<meta name="robots" content="noindex' in html[:start]:
        return None
    meta = {name: unescape(value) for name, value in _META.findall(html, 0, start)}
    article = _parsed(html[start:end] + "</article>")
    if article is None:
        return None
    sections = _Reader(article, meta.get("kb-kind", "") in _WRITTEN).sections
    records = tuple(_record(s) for s in sections if s.heading or "".join(s.text).strip() or not s.anchor)
    title = _joined(sections[0].heading) or _title(html) or page
    return PageRecords(
        page=page,
        title=title,
        kind=meta.get("kb-kind", ""),
        roles=tuple(meta.get("kb-roles", "").split()),
        keywords=clean(meta.get("kb-keywords", "")),
        records=(Record("", title, records[0].text), *records[1:]),
    )


def _parsed(article: str) -> Any:
    """The article's element; plain ones of lxml's, whose Python is not asked for each of a million of them."""
    from lxml import etree

    whole = etree.fromstring(article.replace("\0", " "), etree.HTMLParser(huge_tree=True))  # \0 would end the text
    return None if whole is None else whole.find(".//article")


def _title(html: str) -> str:
    found = _TITLE.search(html)
    return clean(unescape(found[1])).strip() if found else ""


def _record(section: _Section) -> Record:
    return Record(section.anchor, _joined(section.heading), _joined(section.text, "\n"))


def _joined(pieces: Iterable[str], separator: str = " ") -> str:
    """Pieces of text as one, spaces collapsed; line breaks, which part blocks, are kept as *separator*."""
    lines = (" ".join(line.split()) for line in clean("".join(pieces)).split("\n"))
    return separator.join(line for line in lines if line)


class _Reader:
    """One walk over an article, collecting sections."""

    def __init__(self, article: Any, written: bool) -> None:
        """*written*: by people, so that every word is read; else lists that only show the way are not."""
        self._written = written
        self.sections = [_Section("")]
        self._titled = False
        self._children(article, self.sections[0], self.sections[0].text)

    def _children(self, element: Any, section: _Section, out: list[str]) -> _Section:
        """Walks below *element*; returns the section the text after it belongs to."""
        kept = element.tag in _AS_WRITTEN
        if text := element.text:
            out.append(text if kept else text.replace("\n", " "))
        for child in element:
            after = self._element(child, section, out)
            if after is not section:
                section, out = after, after.text
            if text := child.tail:
                out.append(text if kept else text.replace("\n", " "))
        return section

    def _element(self, element: Any, section: _Section, out: list[str]) -> _Section:
        tag = element.tag
        classes = element.get("class") or ""
        if tag in _SKIPPED or not isinstance(tag, str) or _left_out(element, classes):
            return section
        if tag in _HEADINGS:
            return self._heading(element, section)
        if classes and "kb-transcript" in classes.split():
            self.sections.extend(_transcript(element))
            return section
        if tag in _ROWS and self._is_no_text(element, tag):
            return section
        gap = "\n" if tag in _BLOCKS else " " if _stands_apart(tag, classes) else ""
        if not gap:
            return self._children(element, section, out)
        out.append(gap)
        after = self._children(element, section, out)
        (out if after is section or gap == " " else after.text).append(gap)
        return after

    def _is_no_text(self, element: Any, tag: str) -> bool:
        """Whether a row is none of its section's text: it names columns, leads away, or is a section of its own."""
        if tag == "tr" and len(element) and all(cell.tag == "th" for cell in element):
            return True  # names of columns say nothing about this page
        if tag == "li" and not self._written and _leads_away(element):
            return True
        if (named := _named(element)) is None:
            return False
        self._row(element, named)
        return True

    def _heading(self, element: Any, section: _Section) -> _Section:
        words = _text(element)
        if element.tag == "h1" and not self._titled:
            self._titled = True
            self.sections[0].heading.append(words)
            return section
        if not element.get("id"):
            section.text.append(f"\n{words}\n")
            return section
        self.sections.append(_Section(f"#{element.get('id')}", [words]))
        return self.sections[-1]

    def _row(self, row: Any, named: Any) -> None:
        """A row with an anchor of its own: a field of a card, a term."""
        cells = [_text(cell) for cell in row] if row.tag == "tr" else [_text(row)]
        if row.tag == "dt" and (meaning := row.getnext()) is not None:
            cells.append(_text(meaning))
        heading = cells[0] if named is row and cells else _text(named)
        rest = [cells[0].removeprefix(heading), *cells[1:]] if cells else []
        self.sections.append(_Section(f"#{named.get('id')}", [heading], ["\n".join(rest)]))


def _named(row: Any) -> Any:
    """What carries the anchor of a row: itself, or something in the first cell of a table's row; None without one."""
    if row.get("id"):
        return row
    cells = [cell for cell in row if cell.tag == "td"] if row.tag == "tr" else []
    return next((e for e in cells[0].iter("*") if e.get("id")), None) if cells else None


def _leads_away(item: Any) -> bool:
    """Whether an item of a list only shows the way to another page, which is found by itself: little but its link."""
    if item.get("id"):
        return False
    links = [link for link in item.iter("a") if not (link.get("href") or "#").startswith(("#", "mailto:", "tel:"))]
    if not links:
        return False
    words, linked = len(_text(item)), sum(len(_text(link)) for link in links)
    above = [set((parent.get("class") or "").split()) for parent in item.iterancestors()][:2]
    return any({"kb-cards", "kb-gallery"} & classes for classes in above) or linked * 10 >= words * 6


def _left_out(element: Any, classes: str) -> bool:
    if classes and not _UNREAD.isdisjoint(classes.split()):
        return True
    return element.get("data-search-exclude") is not None


def _stands_apart(tag: str, classes: str) -> bool:
    """Whether an inline element is no part of the word beside it: cells, and our spans, which are shown as chips."""
    return tag in ("td", "th") or classes.startswith("kb-") or (tag == "span" and not classes)


def _text(element: Any) -> str:
    """All text below *element* but what is skipped, on one line."""
    tag = element.tag
    if tag in _SKIPPED or not isinstance(tag, str) or _left_out(element, element.get("class") or ""):
        return ""
    pieces = [element.text or ""]
    for child in element:
        apart = isinstance(child.tag, str) and (
            child.tag in _BLOCKS or _stands_apart(child.tag, child.get("class") or "")
        )
        gap = " " if apart else ""
        pieces += [gap, _text(child), gap, child.tail or ""]
    return " ".join("".join(pieces).split())


def _transcript(element: Any) -> list[_Section]:
    """Cues grouped to about half a minute, each group found at its first second."""
    groups: list[_Section] = []
    began = 0.0
    for cue in element.iter("li"):
        try:
            second = float(cue.get("data-start"))
        except (TypeError, ValueError):
            continue
        if not groups or second - began >= TRANSCRIPT_STEP:
            began = second
            marks = (mark for mark in cue.iter("*") if "kb-chapter" in (mark.get("class") or "").split())
            chapter = " ".join("".join(mark.itertext()) for mark in marks)
            groups.append(_Section(f"#t={second:g}", [f"{_clock(second)} {chapter}"]))
        groups[-1].text.append(_text(cue) + " ")
    return groups


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
