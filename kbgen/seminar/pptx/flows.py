"""Flows of PPTX: a process as native shapes, with connectors that hold on to their steps when these are moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.util import Inches

from kbgen.model.decks import Flow, FlowStep
from kbgen.seminar.flow import NAMES, Drawing, drawing
from kbgen.seminar.layouts import Box
from kbgen.seminar.pptx.xml import element

_FIRST = 101
"""Id of the group; its shapes follow."""
_RIGHT, _LEFT = 3, 1  # connection sites of a rectangle, counted from the top against the clock
_THIN = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'
_LIT = '<a:schemeClr val="accent2"><a:lumMod val="30000"/><a:lumOff val="70000"/></a:schemeClr>'


def draw_flow(sheet: Any, flow: Flow, box: Box, alt: str, language: str) -> None:
    """Put *flow* on *sheet* as one group that is read aloud as *alt*."""
    made = drawing(flow, box)
    shapes = "".join(_shapes(made, language))
    first = _FIRST + 1 + 2 * len(made.lanes)
    arrows = "".join(
        _arrow(first + len(made.steps) + n, (first + i, made.steps[i][0]), (first + j, made.steps[j][0]))
        for n, (i, j) in enumerate(made.arrows)
    )
    high = sum(lane.height for lane, _ in made.lanes)
    place = _place(Box(box.left, made.lanes[0][0].top if made.lanes else box.top, box.width, high), group=True)
    sheet.shapes._spTree.append(
        element(
            f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{_FIRST}" name={quoteattr(alt[:60])} descr={quoteattr(alt)}/>'
            f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>{place}</p:grpSpPr>{shapes}{arrows}</p:grpSp>"
        )
    )


def _shapes(made: Drawing, language: str) -> Iterator[str]:
    number = _FIRST
    for index, (box, name) in enumerate(made.lanes):
        shade = f'<a:schemeClr val="{"bg1" if index % 2 else "bg2"}"/>'
        yield _shape(number + 1, "rect", box, shade + "|" + _THIN, "")
        label = _text(name, (language, made.points), bold=True, align="ctr")
        yield _shape(
            number + 2,
            "rect",
            Box(box.left, box.top, NAMES, box.height),
            f'<a:schemeClr val="accent4"/>|{_THIN}',
            label,
        )
        number += 2
    for offset, (box, step) in enumerate(made.steps, 1):
        yield _step(number + offset, box, step, (language, made.points))


def _step(id: int, box: Box, step: FlowStep, letters: tuple[str, int]) -> str:
    dash = '<a:prstDash val="dash"/>' if step.when else ""
    colour, wide = ("accent2", 28575) if step.lit else ("tx2", 12700)
    line = f'<a:ln w="{wide}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>{dash}</a:ln>'
    ground = _LIT if step.lit else '<a:schemeClr val="bg1"/>'
    return _shape(id, "roundRect", box, f"{ground}|{line}", _text(step.text, letters, bold=step.lit, align="l"))


def _shape(id: int, kind: str, box: Box, look: str, text: str) -> str:
    """A shape; *look* is its ground and its line, parted by a bar."""
    ground, line = look.split("|")
    bend = '<a:gd name="adj" fmla="val 8000"/>' if kind == "roundRect" else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="{id}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{_place(box)}'
        f'<a:prstGeom prst="{kind}"><a:avLst>{bend}</a:avLst></a:prstGeom>'
        f"<a:solidFill>{ground}</a:solidFill>{line}</p:spPr>"
        '<p:txBody><a:bodyPr lIns="64008" tIns="27432" rIns="64008" bIns="27432" wrap="square" anchor="ctr"/>'
        f"<a:lstStyle/>{text or '<a:p/>'}</p:txBody></p:sp>"
    )


def _place(box: Box, *, group: bool = False) -> str:
    left, top, wide, high = (Inches(x) for x in (box.left, box.top, box.width, box.height))
    inner = f'<a:chOff x="{left}" y="{top}"/><a:chExt cx="{wide}" cy="{high}"/>' if group else ""
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/>{inner}</a:xfrm>'


def _text(text: str, letters: tuple[str, int], *, bold: bool, align: str) -> str:
    """One paragraph; *letters* are its language and their size in points."""
    language, points = letters
    weight = ' b="1"' if bold else ""
    return (
        f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="{language}" sz="{points * 100}"{weight}><a:solidFill>'
        f'<a:schemeClr val="tx1"/></a:solidFill></a:rPr><a:t>{escape(text)}</a:t></a:r></a:p>'
    )


def _arrow(id: int, start: tuple[int, Box], end: tuple[int, Box]) -> str:
    """A connector from the right side of one shape to the left side of another, straight or squared."""
    (one, a), (other, b) = start, end
    x1, y1, x2, y2 = a.left + a.width, a.top + a.height / 2, b.left, b.top + b.height / 2
    flip = ' flipV="1"' if y2 < y1 else ""
    box = _place(Box(x1, min(y1, y2), x2 - x1, abs(y2 - y1))).replace("<a:xfrm", f"<a:xfrm{flip}")
    kind = "straightConnector1" if abs(y2 - y1) < 0.01 else "bentConnector3"
    return (
        f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{id}" name="{id}"/><p:cNvCxnSpPr><a:stCxn id="{one}" idx="{_RIGHT}"/>'
        f'<a:endCxn id="{other}" idx="{_LEFT}"/></p:cNvCxnSpPr><p:nvPr/></p:nvCxnSpPr><p:spPr>{box}'
        f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom><a:ln w="19050"><a:solidFill><a:schemeClr val="accent6"/>'
        '</a:solidFill><a:tailEnd type="triangle" w="med" len="med"/></a:ln></p:spPr></p:cxnSp>'
    )
