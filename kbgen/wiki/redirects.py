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
    return {old: _page(old, new, title, kb) for old, (new, title) in moved.items()}


def _page(old: str, new: str, title: str, kb: KnowledgeBase) -> str:
    catalogue = words(kb.language)
    path, sign, anchor = new.partition("#")
    link = escape(posixpath.relpath(path, posixpath.dirname(old) or ".") + sign + anchor)
    return _HTML.format(
        language=kb.language,
        link=link,
        title=escape(title),
        heading=escape(catalogue("wiki.redirects.title")),
        now=escape(catalogue("wiki.redirects.now")),
    )


_HTML = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{heading}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={link}">
<link rel="canonical" href="{link}">
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{now} <a href="{link}">{title}</a></p>
</main>
</body>
</html>
"""
