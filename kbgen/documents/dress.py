"""Dress: the theme's colours and font put on our own Word forms. A client's own form is left as it is."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.shared import RGBColor

from kbgen.theme import Theme
from kbgen.theme.contrast import legible, mixed
from kbgen.theme.looks import Fonts

_PAPER = "#ffffff"
_FILLS = {"EDF0F3": 0.88, "F6F7F9": 0.95}
"""Greys of our forms → how much white is mixed into the theme's colour in their place."""
_HEADINGS = ("Heading 1", "Heading 2", "Heading 3", "Title")


def dress(word: Any, theme: Theme) -> None:
    """Give the open document *word* the look of *theme*: heads of tables, headings, and the font where it names one."""
    for shade in word.element.body.iter(qn("w:shd")):
        share = _FILLS.get(shade.get(qn("w:fill")) or "")
        if share is not None:
            shade.set(qn("w:fill"), mixed(theme.primary, _PAPER, share).removeprefix("#").upper())
    ink = RGBColor.from_string(legible(theme.primary, _PAPER, 7).removeprefix("#").upper())
    styles = {style.name: style for style in word.styles}
    for name in _HEADINGS:
        if name in styles:
            styles[name].font.color.rgb = ink
    if theme.fonts.office != Fonts().office:
        _font(styles["Normal"], theme.fonts.office)


def _font(style: Any, family: str) -> None:
    style.font.name = family
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), family)
