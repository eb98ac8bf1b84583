"""PPTX writer: the only door to python-pptx. Real placeholders, native tables, notes."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import Problem
from kbgen.model.decks import Deck
from kbgen.theme import Theme


def write_pptx(deck: Deck, theme: Theme, path: Path) -> None:
    """Write *deck* to *path* on the theme's template.

    The same deck and theme give the same bytes.

    Raises:
        ContentError: the client's own template lacks a layout or placeholder.
    """
    raise NotImplementedError


def check_template(theme: Theme) -> tuple[Problem, ...]:
    """What the theme's ``deck/template.pptx`` lacks."""
    raise NotImplementedError
