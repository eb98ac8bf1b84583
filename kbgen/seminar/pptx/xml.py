"""Pieces of slides as XML, written at once: python-pptx makes them one property at a time, which takes seconds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml import parse_xml
from pptx.util import Inches

from kbgen.seminar.layouts import Box

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
    """The list is numbered and starts with this."""
    bracketed: bool = False
    """Its number stands in brackets: (1)."""
    plain: bool = False
    """Without the bullet and the indent of the layout."""
    before: int = 0
    """Points of space above it, where they differ from the layout's."""
    colour: str = ""
    """A colour of the theme: ``accent3``."""


def element(xml: str) -> Any:
    """The first element of *xml* (with the prefixes a, p, r) as an element of python-pptx."""
    return parse_xml(f"<x {NAMESPACES}>{xml}</x>")[0]


def text(paragraphs: Iterable[Paragraph], language: str) -> str:
    """*paragraphs* as ``a:p`` elements."""
    made = list(paragraphs)
    backwards = [_right_to_left("".join(piece for piece, _ in p.runs)) for p in made]
    sides = [' algn="r" rtl="1"' if back else ' algn="l" rtl="0"' if any(backwards) else "" for back in backwards]
    return "".join(_paragraph(p, language, side) for p, side in zip(made, sides, strict=True)) or "<a:p/>"


def _paragraph(paragraph: Paragraph, language: str, side: str) -> str:
    sides, bullet = "", f'<a:spcBef><a:spcPts val="{paragraph.before * 100}"/></a:spcBef>' if paragraph.before else ""
    if paragraph.plain:
        sides, bullet = ' marL="0" indent="0"', f"{bullet}<a:buNone/>"
    elif paragraph.number is not None:
        kind = "arabicParenBoth" if paragraph.bracketed else "arabicPeriod"
        bullet = (
            '<a:buClr><a:schemeClr val="accent3"/></a:buClr><a:buSzPct val="100000"/><a:buFont typeface="+mj-lt"/>'
            f'<a:buAutoNum type="{kind}" startAt="{max(paragraph.number, 1)}"/>'
        )
    size = f' sz="{paragraph.points * 100}"' if paragraph.points is not None else ""
    fill = f'<a:solidFill><a:schemeClr val="{paragraph.colour}"/></a:solidFill>' if paragraph.colour else ""
    runs = "".join(
        f'<a:r><a:rPr lang="{language}"{size}{_bold(bold)}>{fill}</a:rPr><a:t>{escape(piece)}</a:t></a:r>'
        for piece, bold in paragraph.runs
    )
    return (
        f"<a:p><a:pPr{sides}{side}>{bullet}</a:pPr>{runs or f'<a:endParaRPr lang={quoteattr(language)}{size}/>'}</a:p>"
    )


def _bold(bold: bool) -> str:
    return ' b="1"' if bold else ""


def shape(id: int, name: str, mark: str, body: str, box: Box | None = None) -> str:
    """A text placeholder: *mark* is its ``p:ph``, *body* its text, *box* its place if not the layout's."""
    place = xfrm(box) if box else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id}" name={quoteattr(name)}/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>"
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{body}</p:txBody></p:sp>"
    )


def xfrm(box: Box, tag: str = "a:xfrm") -> str:
    """The place *box* in English Metric Units."""
    left, top, wide, high = (Inches(x) for x in (box.left, box.top, box.width, box.height))
    return f'<{tag}><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></{tag}>'


def _right_to_left(words: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in words:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
