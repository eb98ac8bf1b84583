"""Dress: the theme's colours, fonts and logo put on the built-in template, and its layouts named in words."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation
from pptx.util import Inches

from kbgen.language import words
from kbgen.model.decks import Deck
from kbgen.seminar.colours import INK, MUTED, PAPER, Palette, palette
from kbgen.seminar.layouts import LOGO, TITLE_LOGO, Box
from kbgen.seminar.pictures import logo
from kbgen.seminar.pptx.tables import add_table_style
from kbgen.seminar.pptx.xml import A, element
from kbgen.theme import Theme
from kbgen.theme.contrast import contrast, legible


def dress(office: Any, deck: Deck, theme: Theme) -> None:
    """Give *office* the look of *theme* and the words of the deck's language."""
    made = palette(theme)
    on_primary = "lt1" if contrast(PAPER, made.primary) >= contrast(INK, made.primary) else "dk1"
    _recolour(office, made, theme)
    add_table_style(office, on_primary)
    w = words(deck.language)
    for layout in office.slide_layouts:
        key = layout.name
        if key == "title" and on_primary == "dk1":
            _dark_letters(layout)
        for shape in layout.placeholders:
            _rename(shape, deck)
        layout.name = w(f"seminar.layout.{key}")
        if key == "title":
            _logo(layout, theme, TITLE_LOGO, centred=True)
    _logo(office.slide_master, theme, LOGO, centred=False)


def _rename(shape: Any, deck: Deck) -> None:
    """What PowerPoint shows in an empty placeholder, in the language of the deck."""
    name = words(deck.language).get(f"seminar.placeholder.{shape.name.rstrip('0123456789')}")
    if not name:
        return
    shape.name = name
    for text in shape._element.iter(f"{{{A}}}t"):
        if text.getparent().tag == f"{{{A}}}r":
            text.text = name


def _dark_letters(layout: Any) -> None:
    """Dark words on a bright primary colour."""
    for colour in layout._element.iter(f"{{{A}}}schemeClr"):
        if colour.get("val") == "bg1":
            colour.set("val", "tx1")


def _recolour(office: Presentation, made: Palette, theme: Theme) -> None:
    part = office.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", theme.name)
    scheme = root.find(f".//{{{A}}}clrScheme")
    scheme.set("name", theme.name)
    colours = {
        "dk1": INK, "lt1": PAPER, "dk2": made.heading, "lt2": made.soft,
        "accent1": made.primary, "accent2": made.accent,
        "accent3": legible(made.accent, PAPER), "accent4": made.tint, "accent5": made.shade, "accent6": MUTED,
        "hlink": made.heading, "folHlink": MUTED,
    }  # fmt: skip
    for name, colour in colours.items():
        slot = scheme.find(f"{{{A}}}{name}")
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, f"{{{A}}}srgbClr", val=colour[1:].upper())
    fonts = root.find(f".//{{{A}}}fontScheme")
    fonts.set("name", theme.name)
    for font in fonts:
        font.find(f"{{{A}}}latin").set("typeface", theme.fonts.office)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _logo(owner: Any, theme: Theme, box: Box, *, centred: bool) -> None:
    """The theme's logo whole in *box* of a layout or of the master: in its middle, or at its right edge."""
    content = logo(theme.logo) if theme.logo and theme.logo.is_file() else b""
    if not content:
        return
    part, relation = owner.part.get_or_add_image_part(io.BytesIO(content))
    wide, high = part.image.size
    scale = min(box.width / wide, box.height / high)
    width, height = wide * scale, high * scale
    left = box.left + (box.width - width) * (0.5 if centred else 1)
    top = box.top + (box.height - height) / 2
    owner._element.cSld.spTree.append(
        element(
            f'<p:pic><p:nvPicPr><p:cNvPr id="90" name="logo" descr=""/><p:cNvPicPr><a:picLocks noChangeAspect="1"/>'
            f'</p:cNvPicPr><p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill>'
            f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="{Inches(left)}" y="{Inches(top)}"/>'
            f'<a:ext cx="{Inches(width)}" cy="{Inches(height)}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</p:spPr></p:pic>"
        )
    )
