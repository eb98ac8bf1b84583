"""The seminar: one deck a role from the same knowledge base as the wiki, as an offline HTML file and as editable PPTX.

``decks(kb, workspace)`` gives what is shown and said; ``write_html`` and ``write_pptx`` put the same slides on disk.
"""

from kbgen.seminar.deck import deck, decks
from kbgen.seminar.html import write_html
from kbgen.seminar.pptx import check_template, write_pptx

__all__ = ["check_template", "deck", "decks", "write_html", "write_pptx"]
