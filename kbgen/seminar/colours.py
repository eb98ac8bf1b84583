"""Colours of slides, made of the theme's two."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.theme import Theme
from kbgen.theme.contrast import READABLE, contrast, legible, luminance, mixed

INK = "#1f2933"
MUTED = "#5b6770"
PAPER = "#ffffff"
LINE = "#d5dbe1"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their part on a slide, ``#rrggbb``."""

    primary: str
    on_primary: str
    accent: str
    on_accent: str
    heading: str
    """The primary colour, dark enough to be read on white."""
    soft: str
    """A breath of the primary colour: panels and every other row."""
    tint: str
    """The same, stronger: answers, marks."""
    shade: str
    """The primary colour, further from that of the words on it: the ornament of the title slide."""
    lit: str
    """The accent colour, bright: the role's own steps."""
    mark: str
    """The accent colour, dark enough to be read on white."""


def palette(theme: Theme) -> Palette:
    """Colours of *theme* for slides."""
    primary = _ground(theme.primary)
    on_primary = legible(theme.on_primary if primary == theme.primary else PAPER, primary)
    return Palette(
        primary=primary,
        on_primary=on_primary,
        accent=theme.accent,
        on_accent=legible(theme.on_accent, theme.accent),
        heading=legible(theme.primary, PAPER),
        soft=mixed(theme.primary, PAPER, 0.94),
        tint=mixed(theme.primary, PAPER, 0.84),
        shade=mixed(primary, "#000000" if luminance(on_primary) > luminance(primary) else PAPER, 0.18),
        lit=mixed(theme.accent, PAPER, 0.72),
        mark=legible(theme.accent, PAPER),
    )


def _ground(primary: str) -> str:
    """*primary*; darker where neither dark nor white words, as PowerPoint's themes have them, can be read on it."""
    return primary if max(contrast(INK, primary), contrast(PAPER, primary)) >= READABLE else legible(primary, PAPER)
