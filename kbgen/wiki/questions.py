"""The floor-walker's log: what people ask while they start working, written down in the browser and handed over."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write

_EMPTY = 12
"""Lines of the table for those who print it and write by hand."""


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where there are roles whose people may ask."""
    if kb.spec.roles.roles and kb.shows("training"):
        catalogue, language = words(kb.language), kb.language
        about = catalogue("wiki.questions.about_page")
        page = Page(addresses.QUESTIONS, catalogue("wiki.questions.title"), "", "index", "project", description=about)
        spec = kb.spec
        groups = {
            "process": [(f"processes/{p.id}", p.label.said(language)) for p in spec.processes.processes],
            "entity": [
                (f"entities/{e.id}", (e.plural or e.label).said(language))
                for e in spec.entities.entities
                if not e.external
            ],
            "device": [(f"equipment/{d.id}", d.label.said(language)) for d in spec.equipment.devices],
        }
        yield write(page, "questions", kb, roles=spec.roles.roles, groups=groups, empty=range(_EMPTY))
