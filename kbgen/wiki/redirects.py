"""Pages at old addresses: a few lines of HTML that send the reader on, with a link for those it does not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.task_pages import Told, own_address

ADDRESS = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.html")
"""Addresses as pages have them."""


def moves(kb: KnowledgeBase, pages: Iterable[Page], told: Iterable[Told]) -> dict[str, tuple[str, str]]:
    """Old address → where it leads now, as ``path.html`` or ``path.html#anchor``, and the title there.

    Those of ``redirects.yml``, followed to the end, and of task pages whose place a guide took. What is no address, is
    a page today or leads nowhere is left out: the build says so.
    """
    titles = {addresses.html(page.path): page.title for page in pages}
    wanted = {**dict(_taken_over(told)), **kb.redirects.moved}
    found: dict[str, tuple[str, str]] = {}
    for old in wanted:
        target = end_of(old, wanted)
        if ADDRESS.fullmatch(old) and old not in titles and target.split("#")[0] in titles:
            found[old] = target, titles[target.split("#")[0]]
    return found


def _taken_over(told: Iterable[Told]) -> Iterator[tuple[str, str]]:
    for one in told:
        if (own := own_address(one.task)) != one.address:
            yield addresses.html(own), addresses.html(one.address)


def end_of(old: str, moved: Mapping[str, str]) -> str:
    """Where *old* leads after all moves; empty where they go in a circle."""
    seen = {old}
    target = moved[old]
    while target in moved:
        if target in seen:
            return ""
        seen.add(target)
        target = moved[target]
    return target


def texts(kb: KnowledgeBase, moved: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Old address → its page as HTML. It works from a folder and without JavaScript; search and sitemap pass it by."""
    catalogue = words(kb.language)
    made = {}
    for old, (new, title) in moved.items():
        link = escape(posixpath.relpath(new.split("#")[0], posixpath.dirname(old) or ".") + new[len(new.split("#")[0]) :])
        heading = escape(catalogue("wiki.redirects.title"))
        made[old] = (
            f'<!doctype html>\n<html lang="{kb.language}">\n<head>\n<meta charset="utf-8">\n<title>{heading}</title>\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={link}">\n'
            f'<link rel="canonical" href="{link}">\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n'
            f'<p>{escape(catalogue("wiki.redirects.now"))} <a href="{link}">{escape(title)}</a></p>\n</main>\n</body>\n</html>\n'
        )
    return made
