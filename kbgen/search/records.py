"""Section records: what can be found, read from the built pages of a Material site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from kbgen.search.analysis import clean
from kbgen.search.reading import WRITTEN, Reader
from kbgen.search.transcripts import Section

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
    sections = Reader(article, meta.get("kb-kind", "") in WRITTEN).sections
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


def _record(section: Section) -> Record:
    return Record(section.anchor, _joined(section.heading), _joined(section.text, "\n"))


def _joined(pieces: Iterable[str], separator: str = " ") -> str:
    """Pieces of text as one, spaces collapsed; line breaks, which part blocks, are kept as *separator*."""
    lines = (" ".join(line.split()) for line in clean("".join(pieces)).split("\n"))
    return separator.join(line for line in lines if line)
