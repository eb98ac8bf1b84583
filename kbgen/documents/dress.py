"""Dress: the theme's colours, font and logo put on our own Word forms. A client's own form is left as it is."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kbgen.diagrams.raster import raster
from kbgen.model.documents import Figure
from kbgen.theme import Theme
from kbgen.theme.contrast import legible, mixed
from kbgen.theme.looks import Fonts

_PAPER = "#ffffff"
_FILLS = {"EDF0F3": 0.88, "F6F7F9": 0.95}
"""Greys of our forms → how much white is mixed into the theme's colour in their place."""
_LINE = "1F4E79"
"""Lines of our forms that take the theme's colour: the frame of a certificate, the rule below a title."""
_HEAD_LOGO = 9.0
_PIXELS = 480
"""Of a logo's width: sharp on paper at forty millimetres."""
_LINES = tuple(qn(f"w:{side}") for side in ("top", "bottom", "left", "right"))
_HEADINGS = ("Heading 1", "Heading 2", "Heading 3", "Title")


def dress(word: Any, theme: Theme) -> None:
    """Give the open document *word* the look of *theme*: heads of tables, headings, and the font where it names one."""
    for shade in word.element.body.iter(qn("w:shd")):
        share = _FILLS.get(shade.get(qn("w:fill")) or "")
        if share is not None:
            shade.set(qn("w:fill"), mixed(theme.primary, _PAPER, share).removeprefix("#").upper())
    for line in word.element.body.iter(*_LINES):
        if line.get(qn("w:color")) == _LINE:
            line.set(qn("w:color"), theme.primary.removeprefix("#").upper())
    ink = RGBColor.from_string(legible(theme.primary, _PAPER, 7).removeprefix("#").upper())
    styles = {style.name: style for style in word.styles}
    for name in _HEADINGS:
        if name in styles:
            styles[name].font.color.rgb = ink
    if theme.fonts.office != Fonts().office:
        _font(styles["Normal"], theme.fonts.office)


def logo(theme: Theme) -> Figure:
    """The theme's logo as paper shows it; empty where there is none, or none that can be drawn."""
    path = theme.logo
    if path is None or not path.is_file():
        return Figure(b"", _HEAD_LOGO, "")
    stat = path.stat()
    return Figure(_drawn(path, (stat.st_mtime_ns, stat.st_size)), _HEAD_LOGO * 2, "")


@lru_cache(maxsize=8)
def _drawn(path: Path, _state: tuple[int, int]) -> bytes:
    """The logo as PNG."""
    if path.suffix.lower() == ".svg":
        return raster(path.read_text("utf-8", errors="replace"), _PIXELS)
    content = path.read_bytes()
    return content if content.startswith(b"\x89PNG\r\n\x1a\n") else b""


def head_logo(word: Any, theme: Theme) -> None:
    """The logo at the right of every page's head, as small as on a letter."""
    drawn = logo(theme).png
    if not drawn:
        return
    paragraph = word.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run().add_picture(io.BytesIO(drawn), height=Mm(_HEAD_LOGO))


def _font(style: Any, family: str) -> None:
    style.font.name = family
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), family)
