"""The map of entities: a picture of what is linked with what, and the same as a list."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.diagrams import entity_map, links_of_all
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The map, where at least three entities are linked."""
    picture = entity_map(kb)
    if picture is None:
        return
    links = links_of_all(kb)
    page = Page(addresses.ENTITY_MAP, words(kb.language)("wiki.map.title"), "", "index", "entities")
    linked = [(id, others) for id, others in links.items() if others]
    alone = [id for id, others in links.items() if not others]
    yield write(page, "map", kb, picture=picture, linked=linked, alone=alone)
