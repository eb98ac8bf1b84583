"""HTML writer: one self-contained file per deck that works from a memory stick."""

from __future__ import annotations

from pathlib import Path

from kbgen.model.decks import Deck
from kbgen.theme import Theme


def write_html(deck: Deck, theme: Theme, path: Path) -> None:
    """Write *deck* to *path*: reveal.js, pictures and styles inside; only videos stay outside, in ``../site/``.

    The same deck and theme give the same bytes.
    """
    raise NotImplementedError
