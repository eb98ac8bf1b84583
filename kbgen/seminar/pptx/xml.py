"""Pieces of DrawingML that python-pptx has no words for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: pieces of text, bold or not."""

    runs: Sequence[tuple[str, bool]]
    points: int | None = None
    """Size where it differs from the layout's."""
    number: int | None = None
    """Starts a numbering here."""
    plain: bool = False
    """Without the bullet and the indent of the layout."""
    colour: str = ""
    """A colour of the theme: ``accent3``."""


def element(xml: str) -> Any:
    """*xml* (with the prefixes a, p, r) as an element of python-pptx."""
    head, rest = xml.split(" ", 1) if " " in xml.split(">", 1)[0] else (xml.split(">", 1)[0], None)
    opened = f"{head} {NAMESPACES} {rest}" if rest is not None else f"{head} {NAMESPACES}>{xml.split('>', 1)[1]}"
    return parse_xml(opened)


def fill(body: Any, paragraphs: Iterable[Paragraph], language: str) -> None:
    """Put *paragraphs* into the text body *body* instead of its own."""
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    for paragraph in paragraphs:
        body.append(_paragraph(paragraph, language))


def _paragraph(paragraph: Paragraph, language: str) -> Any:
    made = etree.Element(f"{{{A}}}p")
    properties = etree.SubElement(made, f"{{{A}}}pPr")
    if paragraph.plain:
        properties.set("marL", "0")
        properties.set("indent", "0")
        etree.SubElement(properties, f"{{{A}}}buNone")
    if _right_to_left("".join(text for text, _ in paragraph.runs)):
        properties.set("algn", "r")
        properties.set("rtl", "1")
    if paragraph.number is not None:
        colour = etree.SubElement(properties, f"{{{A}}}buClr")
        etree.SubElement(colour, f"{{{A}}}schemeClr", val="accent3")
        etree.SubElement(properties, f"{{{A}}}buFont", typeface="+mj-lt")
        etree.SubElement(properties, f"{{{A}}}buAutoNum", type="arabicPeriod", startAt=str(max(paragraph.number, 1)))
    for text, bold in paragraph.runs:
        run = etree.SubElement(made, f"{{{A}}}r")
        look = etree.SubElement(run, f"{{{A}}}rPr", lang=language)
        if paragraph.points is not None:
            look.set("sz", str(paragraph.points * 100))
        if bold:
            look.set("b", "1")
        if paragraph.colour:
            ground = etree.SubElement(look, f"{{{A}}}solidFill")
            etree.SubElement(ground, f"{{{A}}}schemeClr", val=paragraph.colour)
        etree.SubElement(run, f"{{{A}}}t").text = text
    return made


def _right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
