"""The page of wanted pages: what guides link to by name and nobody has written. Where nothing is wanted, none."""

from __future__ import annotations

import html
from collections.abc import Iterator

from kbgen.language import prose, sort_key, words
from kbgen.model import addresses
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.naming import Names
from kbgen.trace.wordings import WIKILINK
from kbgen.wiki.writing import write


def wanted(kb: KnowledgeBase, names: Names) -> dict[str, list[Guide]]:
    """Names that nothing is called by, in the order of the alphabet, with the guides that link to them."""
    found: dict[str, list[Guide]] = {}
    for guide in kb.guides:
        asked = dict.fromkeys(html.unescape(m[1]).strip() for m in WIKILINK.finditer(prose.without_code(guide.body)))
        for name in asked:
            if names.find(name) is None:
                found.setdefault(name, []).append(guide)
    return dict(sorted(found.items(), key=lambda item: sort_key(item[0])))


def pages(kb: KnowledgeBase, names: Names) -> Iterator[Page]:
    """The page, where anything is wanted."""
    missing = wanted(kb, names)
    if not missing:
        return
    catalogue = words(kb.language)
    page = Page(
        addresses.WANTED,
        catalogue("wiki.wanted.title"),
        "",
        "wanted",
        "project",
        description=catalogue("wiki.wanted.about"),
    )
    near = {name: names.exact.get(names.near(name)) for name in missing}
    yield write(page, "wanted", kb, missing=missing, near=near)
