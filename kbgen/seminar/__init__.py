"""The seminar: a deck for each role and each session, from the same knowledge base as the wiki, as HTML, PPTX and PDF.

``decks(kb, workspace)`` and ``session_decks(kb, workspace)`` give what is shown and said; ``write_html``,
``write_pptx``, ``write_handout`` and ``write_guide`` put the same slides on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbgen.seminar.deck import deck, decks, session_deck, session_decks
from kbgen.seminar.html import write_html
from kbgen.seminar.own import lost
from kbgen.seminar.pdf import write_guide, write_handout
from kbgen.seminar.pictures import Shelf
from kbgen.seminar.untouched import is_untouched

if TYPE_CHECKING:
    from kbgen.seminar.pptx import check_template, write_pptx

__all__ = [
    "Shelf", "check_template", "deck", "decks", "is_untouched", "lost", "session_deck", "session_decks",
    "write_guide", "write_handout", "write_html", "write_pptx",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """What takes python-pptx, loaded where it is asked for: a build that finds its slides made does without."""
    if name in ("check_template", "write_pptx"):
        from kbgen.seminar import pptx

        return getattr(pptx, name)
    raise AttributeError(name)
