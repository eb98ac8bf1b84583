"""Tables of PPTX: native, with a style of our own that takes its colours from the theme."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation
from pptx.util import Inches

from kbgen.model.decks import Table
from kbgen.seminar.layouts import Box
from kbgen.seminar.pptx.xml import NAMESPACES, A, Paragraph, text, xfrm
from kbgen.seminar.tables import PAD_X, PAD_Y, grid

_STYLE = "{8A1D9B5C-3A0E-4C4D-9B57-6B6267656E01}"
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.tableStyles+xml"


def native(table: Table, room: Box, look: tuple[str, str, str], language: str, *, total: bool = False) -> str:
    """*table* set in *room* as XML; *total* makes its last row a sum.

    *look* is its name, its description and the ``p:ph`` of its placeholder.
    """
    plan = grid(table, room.width, room.height)
    name, alt, mark = look
    columns = "".join(f'<a:gridCol w="{Inches(width)}"/>' for width in plan.widths)
    rows = "".join(
        f'<a:tr h="{Inches(high)}">{"".join(_cell(c, plan.points, language) for c in row)}</a:tr>'
        for row, high in zip((table.head, *table.rows), plan.heights, strict=True)
    )
    last = ' lastRow="1"' if total else ""
    place = xfrm(Box(room.left, room.top, room.width, plan.height), "p:xfrm")
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="31" name={quoteattr(name)} descr={quoteattr(alt)}/>'
        f'<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr>{mark}</p:nvPr>'
        f'</p:nvGraphicFramePr>{place}<a:graphic><a:graphicData uri="{_TABLE}">'
        f'<a:tbl><a:tblPr firstRow="1"{last} bandRow="1">'
        f"<a:tableStyleId>{_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(words: str, points: int, language: str) -> str:
    x, y = Inches(PAD_X), Inches(PAD_Y)
    body = text([Paragraph([(line, False)] if line else [], points) for line in words.split("\n")], language)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{body}</a:txBody>"
        f'<a:tcPr marL="{x}" marR="{x}" marT="{y}" marB="{y}" anchor="ctr"/></a:tc>'
    )


def add_table_style(office: Presentation, head_text: str) -> None:
    """Put our style into the presentation; *head_text* is the theme colour of words in headings (``lt1``, ``dk1``)."""
    part = _styles(office)
    root = etree.fromstring(part.blob)
    for old in root.findall(f"{{{A}}}tblStyle[@styleId='{_STYLE}']"):
        root.remove(old)
    root.append(etree.fromstring(_style(head_text)))
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _styles(office: Presentation) -> Any:
    for relation in office.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.TABLE_STYLES:
            return relation.target_part
    empty = f'<a:tblStyleLst xmlns:a="{A}" def="{_STYLE}"/>'.encode()
    part = Part(PackURI("/ppt/tableStyles.xml"), _CONTENT_TYPE, office.part.package, empty)
    office.part.relate_to(part, RELATIONSHIP_TYPE.TABLE_STYLES)
    return part


def _style(head_text: str) -> str:
    thin = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'
    thick = '<a:ln w="19050"><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></a:ln>'
    none = "<a:ln><a:noFill/></a:ln>"
    sides = "".join(f"<a:{s}>{none}</a:{s}>" for s in ("left", "right"))
    lines = "".join(f"<a:{s}>{thin}</a:{s}>" for s in ("top", "bottom", "insideH"))
    whole = f"{sides}{lines}<a:insideV>{none}</a:insideV>"
    return (
        f'<a:tblStyle {NAMESPACES} styleId="{_STYLE}" styleName="kbgen">'
        f"<a:wholeTbl>{_letters('dk1')}{_ground(whole, 'lt1')}</a:wholeTbl>"
        f"<a:band2H>{_ground('', 'lt2')}</a:band2H>"
        f"<a:lastRow>{_letters('dk1', bold=True)}{_ground(f'<a:top>{thick}</a:top>', 'lt1')}</a:lastRow>"
        f"<a:firstRow>{_letters(head_text, bold=True)}{_ground('', 'accent1')}</a:firstRow></a:tblStyle>"
    )


def _letters(colour: str, *, bold: bool = False) -> str:
    weight = ' b="on"' if bold else ""
    return f'<a:tcTxStyle{weight}><a:fontRef idx="minor"/><a:schemeClr val="{colour}"/></a:tcTxStyle>'


def _ground(borders: str, colour: str) -> str:
    return (
        f'<a:tcStyle><a:tcBdr>{borders}</a:tcBdr><a:fill><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        "</a:fill></a:tcStyle>"
    )
