"""Flows of PPTX: a process as native shapes, with connectors that hold on to their steps when these are moved."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches

from kbgen.model.decks import Flow, FlowStep
from kbgen.seminar.flow import NAMES, POINTS, drawing
from kbgen.seminar.layouts import Box
from kbgen.seminar.pptx.xml import A, P, Paragraph, element, fill

_RIGHT, _LEFT = 3, 1  # connection sites of a rectangle, counted from the top against the clock


def draw_flow(sheet: Any, flow: Flow, box: Box, alt: str, language: str) -> None:
    """Put *flow* on *sheet* as one group that is read aloud as *alt*."""
    made = drawing(flow, box)
    group = sheet.shapes.add_group_shape()
    group._element.nvGrpSpPr.cNvPr.set("descr", alt)
    group.name = alt[:60]
    for number, (place, name) in enumerate(made.lanes):
        _lane(group, place, name, number % 2 == 0, language)
    shapes = [_step(group, place, step, language) for place, step in made.steps]
    for start, end in made.arrows:
        _arrow(group, shapes[start], shapes[end])


def _shape(group: Any, kind: Any, box: Box, fill_colour: str, line: str) -> Any:
    shape = group.shapes.add_shape(kind, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    for old in shape._element.findall(f"{{{P}}}style"):
        shape._element.remove(old)
    shape._element.spPr.append(element(f'<a:solidFill><a:schemeClr val="{fill_colour}"/></a:solidFill>'))
    shape._element.spPr.append(element(line))
    return shape


_THIN = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'


def _lane(group: Any, box: Box, name: str, shaded: bool, language: str) -> None:
    _shape(group, MSO_SHAPE.RECTANGLE, box, "bg2" if shaded else "bg1", _THIN)
    label = _shape(group, MSO_SHAPE.RECTANGLE, Box(box.left, box.top, NAMES, box.height), "accent4", _THIN)
    _write(label, name, language, bold=True, align="ctr")


def _step(group: Any, box: Box, step: FlowStep, language: str) -> Any:
    colour = "accent2" if step.lit else "tx2"
    dash = '<a:prstDash val="dash"/>' if step.when else ""
    line = (
        f'<a:ln w="{28575 if step.lit else 12700}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>{dash}</a:ln>'
    )
    shape = _shape(group, MSO_SHAPE.ROUNDED_RECTANGLE, box, "bg1", line)
    shape.adjustments[0] = 0.08
    if step.lit:
        ground = shape._element.spPr.find(f"{{{A}}}solidFill/{{{A}}}schemeClr")
        ground.set("val", "accent2")
        for name, value in (("lumMod", "30000"), ("lumOff", "70000")):
            etree.SubElement(ground, f"{{{A}}}{name}", val=value)
    _write(shape, step.text, language, bold=step.lit, align="l")
    return shape


def _write(shape: Any, text: str, language: str, *, bold: bool, align: str) -> None:
    body = shape._element.txBody
    properties = body.find(f"{{{A}}}bodyPr")
    for side in ("lIns", "rIns"):
        properties.set(side, "64008")
    for side in ("tIns", "bIns"):
        properties.set(side, "27432")
    properties.set("anchor", "ctr")
    properties.set("wrap", "square")
    fill(body, [Paragraph([(text, bold)], POINTS, colour="tx1")], language)
    for paragraph in body.iter(f"{{{A}}}pPr"):
        paragraph.set("algn", align)


def _arrow(group: Any, start: Any, end: Any) -> None:
    straight = start.top == end.top
    kind = MSO_CONNECTOR.STRAIGHT if straight else MSO_CONNECTOR.ELBOW
    line = group.shapes.add_connector(kind, start.left + start.width, 0, end.left, 0)
    line.begin_connect(start, _RIGHT)
    line.end_connect(end, _LEFT)
    style = line._element.find(f"{{{P}}}style")
    if style is not None:
        line._element.remove(style)
    line._element.spPr.append(
        element(
            '<a:ln w="19050"><a:solidFill><a:schemeClr val="accent6"/></a:solidFill>'
            '<a:tailEnd type="triangle" w="med" len="med"/></a:ln>'
        )
    )
