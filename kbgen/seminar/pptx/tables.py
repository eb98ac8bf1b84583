"""Tables of PPTX: native, with a style of our own that takes its colours from the theme."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation
from pptx.util import Inches

from kbgen.model.decks import Table
from kbgen.seminar.layouts import Box
from kbgen.seminar.pptx.xml import NAMESPACES, A, Paragraph, fill
from kbgen.seminar.tables import PAD_X, PAD_Y, grid

_STYLE = "{8A1D9B5C-3A0E-4C4D-9B57-6B6267656E01}"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.tableStyles+xml"


def insert_table(place: Any, table: Table, room: Box, language: str, *, total: bool = False) -> Any:
    """*table* in the placeholder *place*, set in *room*; *total* makes its last row a sum. Returns its frame."""
    plan = grid(table, room.width, room.height)
    frame = place.insert_table(len(table.rows) + 1, len(table.head))
    frame.left, frame.top = Inches(room.left), Inches(room.top)
    frame.width, frame.height = Inches(room.width), Inches(plan.height)
    native = frame.table
    native.last_row = total
    native._tbl.tblPr.find(f"{{{A}}}tableStyleId").text = _STYLE
    for column, width in zip(native.columns, plan.widths, strict=True):
        column.width = Inches(width)
    for number, row in enumerate((table.head, *table.rows)):
        line = native._tbl.tr_lst[number]
        line.set("h", str(Inches(plan.heights[number])))
        for cell, text in zip(line.tc_lst, row, strict=True):
            fill(cell.get_or_add_txBody(), [Paragraph([(text, False)] if text else [], plan.points)], language)
            _margins(cell)
    return frame


def _margins(cell: Any) -> None:
    properties = cell.get_or_add_tcPr()
    for side, inches in (("marL", PAD_X), ("marR", PAD_X), ("marT", PAD_Y), ("marB", PAD_Y)):
        properties.set(side, str(Inches(inches)))
    properties.set("anchor", "ctr")


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
