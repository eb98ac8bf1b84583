"""The glossary: the client's words in the order of the alphabet."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import sort_key, words
from kbgen.model import addresses
from kbgen.model.glossary import Term
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.alphabet import letter, letter_anchor
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The glossary, where there are terms."""
    terms = sorted(kb.spec.glossary.terms, key=lambda t: sort_key(t.term.said(kb.language)))
    if not terms:
        return
    letters: dict[str, list[Term]] = {}
    for term in terms:
        letters.setdefault(letter(term.term.said(kb.language)), []).append(term)
    page = Page(
        addresses.GLOSSARY,
        words(kb.language)("wiki.glossary.title"),
        "",
        "glossary",
        "reference",
        keywords=tuple(s for t in terms for s in t.synonyms),
    )
    yield write(page, "glossary", kb, letters=letters, anchor=letter_anchor)
