"""Backlinks: at the end of a page, what pages link to it."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.templates import render
from kbgen.wiki.kept import Kept
from kbgen.wiki.links import Links

_TARGET = re.compile(r"\]\(([^)\s]+)|\shref=\"([^\"]+)\"")
_DRAWINGS = re.compile(r"<svg .*?</svg>", re.DOTALL)
SILENT = ("start", "index", "category", "glossary", "rights", "coverage", "wanted", "changes")
"""Kinds of pages that link to everything: a link from there says nothing, and nobody asks who links to them."""


def links_of(page: Page) -> tuple[str, ...]:
    """Addresses of the pages that *page* links to, in the order of the text, each once; itself left out."""
    return _links(page.path, page.body)


@lru_cache(8192)
def _links(path: str, body: str) -> tuple[str, ...]:
    here = posixpath.dirname(path)
    found: dict[str, None] = {}
    for match in _TARGET.finditer(_DRAWINGS.sub("", body)):
        target = html.unescape(match[1] or match[2]).split("#")[0].split("?")[0]
        if target.endswith((".md", ".html")) and ":" not in target:
            found[
                posixpath.normpath(posixpath.join(here, target.removesuffix(".html").removesuffix(".md") + ".md"))
            ] = None
    found.pop(path, None)
    return tuple(found)


def sources(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """Address → pages that link to it, in the order of the menu."""
    pages = tuple(pages)
    tasks = {page.path for page in pages if page.kind == "task"}
    found: dict[str, list[Page]] = {}
    for page in pages:
        if page.kind not in SILENT:
            for address in links_of(page):
                if page.path not in tasks or address not in tasks:  # tasks of one entity all name each other
                    found.setdefault(address, []).append(page)
    return found


def with_backlinks(pages: tuple[Page, ...], kb: KnowledgeBase, kept: Kept) -> tuple[Page, ...]:
    """*pages* with «Сюда ссылаются» at the end of each that is linked to, grouped by kind and folded."""
    by_address = sources(pages)

    def finished(page: Page) -> Page:
        linking = by_address.get(page.path, [])
        if page.kind in SILENT or not linking:
            return page
        told = tuple((source.path, source.title, source.kind) for source in linking)
        return kept.finished("backlinks", page, told, lambda: _with(page, linking, kb))

    return tuple(map(finished, pages))


def _with(page: Page, linking: list[Page], kb: KnowledgeBase) -> Page:
    catalogue = words(kb.language)
    kinds: dict[str, list[Page]] = {}
    for source in linking:
        kind = catalogue.get(f"wiki.backlinks.{source.kind}") or catalogue("wiki.backlinks.other")
        kinds.setdefault(kind, []).append(source)
    text = render("wiki/backlinks.md.j2", kb.language, kb=kb, link=Links(kb, page.path), kinds=kinds, n=len(linking))
    return replace(page, body=f"{page.body.rstrip()}\n\n{text.strip()}\n")
