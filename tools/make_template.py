"""Make ``themes/base/deck/template.pptx``: the master and layouts of every deck, from ``kbgen.seminar.layouts``.

Run it after a change of the layouts: ``python -m tools.make_template``. The same layouts give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from kbgen.seminar.layouts import BASE, FOOTER, HEIGHT, NUMBER, WIDTH, Box, sizes
from kbgen.templates.package import rewritten

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TREE = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
_INDEX = {"title": 0, "subtitle": 1, "body": 1, "kicker": 13, "meta": 14, "table": 15, "picture": 16, "result": 17,
          "answer0": 20, "answer1": 21, "answer2": 22, "answer3": 23}  # fmt: skip
_ANY = '<a:rPr lang="ru-RU"/><a:t>‹#›</a:t></a:fld>'
_FOOT = {"ftr": "footer", "sldNum": "number"}
_TYPE = {"title": "title", "subtitle": "subTitle", "table": "tbl", "picture": "pic"}
_BULLET = (
    '<a:buClr><a:schemeClr val="accent2"/></a:buClr><a:buSzPct val="75000"/>'
    '<a:buFont typeface="Arial"/><a:buChar char="■"/>'
)
_NUMBER = (
    '<a:buClr><a:schemeClr val="accent3"/></a:buClr><a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod"/>'
)


def main(target: Path) -> None:
    """Write the template to *target*."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    layouts = deck.slide_layouts
    for surplus in list(layouts)[len(BASE) :]:
        layouts.remove(surplus)
    _refill(deck.slide_master._element, _master())
    for layout, name in zip(layouts, BASE, strict=True):
        _refill(layout._element, _layout(name))
        layout._element.attrib.pop("type", None)
        layout._element.set("userDrawn", "1")
        layout._element.set("preserve", "1")
        if name == "title":
            layout._element.set("showMasterSp", "0")
        layout._element.cSld.set("name", name)
    _text_styles(deck.slide_master._element)
    _drop(deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)
    _drop(deck.part.package, RELATIONSHIP_TYPE.THUMBNAIL)
    deck.core_properties.title = "kbgen"
    deck.core_properties.author = "kbgen"
    target.parent.mkdir(parents=True, exist_ok=True)
    deck.save(str(target))
    target.write_bytes(rewritten(target.read_bytes()))


def _drop(source: Any, kind: str) -> None:
    """Remove a part that came with the library's own template."""
    for key in [key for key, rel in source._rels.items() if rel.reltype == kind]:
        source._rels.pop(key)


def _refill(element: etree._Element, shapes: str) -> None:
    tree = element.cSld.spTree
    for child in list(tree):
        tree.remove(child)
    for child in etree.fromstring(f"<x {_NS}>{_TREE}{shapes}</x>"):
        tree.append(child)


def _master() -> str:
    boxes = BASE["text"]
    return (
        _rectangle(2, Box(0, 0, 0.16, HEIGHT), "accent1")
        + _rectangle(3, Box(0, 0.7, 0.16, 0.98), "accent2")
        + _placeholder(4, "title", boxes["title"], "title", master=True)
        + _placeholder(5, "body", boxes["body"], "text", master=True)
        + _foot(6)
    )


def _layout(name: str) -> str:
    ornament = ""
    if name == "title":
        ornament = (
            _rectangle(30, Box(0, 0, 8.45, HEIGHT), "accent1")
            + _rectangle(31, Box(0, 6.2, 8.45, 1.3), "accent5")
            + _rectangle(32, Box(8.45, 0, WIDTH - 8.45, HEIGHT), "bg2")
            + _rectangle(33, Box(8.45, 0, 0.1, HEIGHT), "accent2")
            + _rectangle(34, Box(0.95, 4.38, 1.3, 0.09), "accent2")
        )
    shapes = (_placeholder(number, key, box, name) for number, (key, box) in enumerate(BASE[name].items(), 2))
    return ornament + "".join(shapes) + ("" if name == "title" else _foot(50))


def _rectangle(id: int, box: Box, colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="ornament {id}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _xfrm(box: Box) -> str:
    left, top, width, height = (round(x * 914400) for x in (box.left, box.top, box.width, box.height))
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _placeholder(id: int, key: str, box: Box, layout: str, *, master: bool = False) -> str:
    kind = _TYPE.get(key, "body")
    if layout == "title" and key == "title":
        kind = "ctrTitle"
    index = "" if _INDEX[key] == 0 else f' idx="{_INDEX[key]}"'
    filled = key == "result" or key.startswith("answer")
    round_ = '<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 6000"/></a:avLst></a:prstGeom>'
    shape = round_ if filled else '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    fill = '<a:solidFill><a:schemeClr val="bg2"/></a:solidFill>' if filled else ""
    line = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>' if filled else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="{key}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}"{index}{_size(key, master)}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{_xfrm(box)}{shape}{fill}{line}</p:spPr>"
        f"<p:txBody>{_body(key, layout)}<a:lstStyle>{_list(key, layout)}</a:lstStyle>"
        f'<a:p><a:r><a:rPr lang="ru-RU"/><a:t>{key}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _size(key: str, master: bool) -> str:
    return "" if master or key == "title" else ' sz="quarter"'


def _body(key: str, layout: str) -> str:
    anchor = {"title": "b" if layout == "title" else "ctr", "kicker": "ctr", "meta": "ctr"}.get(key, "t")
    left, top = 45720, 22860
    if key.startswith("answer"):
        anchor, left, top = "ctr", 228600, 91440
    elif key == "result":
        left, top = 205740, 182880
    return (
        f'<a:bodyPr vert="horz" wrap="square" lIns="{left}" tIns="{top}" rIns="{left}" bIns="{top}" anchor="{anchor}">'
        "<a:noAutofit/></a:bodyPr>"
    )


def _list(key: str, layout: str) -> str:
    """The first level of a placeholder's text; the master gives the others."""
    size = 1400 if key in ("kicker", "picture") else sizes(layout, key)[0] * 100
    colour, bold, caps = "tx1", "", ""
    margin, bullet = 'marL="0" indent="0"', "<a:buNone/>"
    if key in ("title", "kicker"):
        colour, bold = ("bg1" if layout == "title" else "tx2"), ' b="1"'
    if key in ("subtitle", "meta"):
        colour = "bg1"
    if key == "kicker":
        colour, caps = "bg1" if layout == "title" else "accent3", ' cap="all" spc="60"'
    if key == "body" and layout in ("text", "steps", "exercise"):
        margin, bullet = 'marL="411480" indent="-411480"', _BULLET if layout == "text" else _NUMBER
    if key.startswith("answer"):
        margin = 'marL="457200" indent="-457200"'
    space = '<a:spcBef><a:spcPts val="0"/></a:spcBef>' + (
        '<a:spcAft><a:spcPct val="40000"/></a:spcAft>'
        if key in ("body", "result")
        else '<a:spcAft><a:spcPts val="0"/></a:spcAft>'
    )
    return (
        f'<a:lvl1pPr {margin} algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>{space}{bullet}'
        f'<a:defRPr sz="{size}"{bold}{caps}><a:solidFill>'
        f'<a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )  # fmt: skip


def _foot(id: int) -> str:
    shapes = ""
    for offset, (kind, index, box, algn) in enumerate((("ftr", 11, FOOTER, "l"), ("sldNum", 12, NUMBER, "r"))):
        text = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">' + _ANY
        words = text if kind == "sldNum" else ""
        shapes += (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{id + offset}" name="{_FOOT[kind]}"/>'
            f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr>'
            f"</p:nvSpPr><p:spPr>{_xfrm(box)}<a:prstGeom prst='rect'><a:avLst/></a:prstGeom></p:spPr>"
            f'<p:txBody><a:bodyPr lIns="45720" tIns="0" rIns="45720" bIns="0" anchor="ctr"/>'
            f'<a:lstStyle><a:lvl1pPr algn="{algn}">'
            '<a:defRPr sz="1400"><a:solidFill><a:schemeClr val="accent6"/></a:solidFill></a:defRPr>'
            '</a:lvl1pPr></a:lstStyle>'
            f'<a:p>{words}<a:endParaRPr lang="ru-RU"/></a:p></p:txBody></p:sp>'
        )  # fmt: skip
    return shapes


def _text_styles(master: etree._Element) -> None:
    """Letters of titles and texts where a layout says nothing: the theme's fonts, and bullets in the accent colour."""
    old = master.find("{http://schemas.openxmlformats.org/presentationml/2006/main}txStyles")
    levels = "".join(
        f'<a:lvl{n}pPr marL="{411480 + 342900 * (n - 1)}" indent="-342900" algn="l">'
        f'<a:spcBef><a:spcPct val="20000"/></a:spcBef>'
        f'{_BULLET}<a:defRPr sz="{2000 if n == 1 else 1800}" kern="1200">'
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr>'
        f"</a:lvl{n}pPr>"
        for n in range(1, 6)
    )
    new = etree.fromstring(
        f'<p:txStyles {_NS}><p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef>'
        '<a:spcPct val="0"/></a:spcBef><a:buNone/><a:defRPr sz="3000" b="1" kern="1200"><a:solidFill>'
        '<a:schemeClr val="tx2"/></a:solidFill><a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/>'
        f'<a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr></p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>'
        '<p:otherStyle><a:defPPr><a:defRPr lang="ru-RU"/></a:defPPr></p:otherStyle></p:txStyles>'
    )
    old.getparent().replace(old, new)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "themes/base/deck/template.pptx")
