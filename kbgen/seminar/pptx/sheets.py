"""Sheets: one slide of the deck put into the placeholders of its layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from kbgen.language import words
from kbgen.model.decks import Deck, Slide
from kbgen.seminar.colours import palette
from kbgen.seminar.fit import lead_height, points, result_height
from kbgen.seminar.layouts import BASE, Box, kicker, layout, sizes
from kbgen.seminar.pictures import office, poster
from kbgen.seminar.places import body_box, caption_box
from kbgen.seminar.pptx.flows import draw_flow
from kbgen.seminar.pptx.media import code, mark_shapes, moment, picture, size
from kbgen.seminar.pptx.notes import add_notes
from kbgen.seminar.pptx.tables import native
from kbgen.seminar.pptx.template import Template
from kbgen.seminar.pptx.xml import Paragraph, element, shape, text, xfrm
from kbgen.theme import Theme

LOCALES = {"ru": "ru-RU", "en": "en-GB"}
_NUMBER = '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>0</a:t></a:fld></a:p>'


def add_slide(template: Template, deck: Deck, slide: Slide, theme: Theme) -> None:
    """Append *slide*: texts, picture or table, footer, number and notes; nothing stands empty."""
    name = layout(slide)
    presentation = template.office.part
    relation, sheet = presentation.add_slide(template.layouts[name])
    template.office.slides._sldIdLst.add_sldId(relation)
    tree = sheet.shapes._spTree
    for xml in _shapes(template, deck, slide):
        tree.append(element(xml))
    if slide.table:
        tree.append(element(_table(template, deck, slide)))
    if slide.flow:
        alt = f"{slide.title}: {'; '.join(step.text for step in slide.flow.steps)}"
        draw_flow(sheet, slide.flow, template.geometry[name]["picture"], alt, LOCALES[deck.language])
    elif name in ("steps", "picture"):
        _add_picture(template, sheet, deck, slide, theme)
    if slide.address:
        tree.append(code(template, sheet, slide))
        tree.append(element(_caption(template, slide, deck)))
    if slide.video and template.geometry is BASE:  # where a client's own template has room for it, nobody knows
        said = words(deck.language)("seminar.video.moment")
        tree.append(moment(sheet, slide.video, (said, LOCALES[deck.language])))
    add_notes(template, sheet, slide, deck.language, LOCALES[deck.language])


def _shapes(template: Template, deck: Deck, slide: Slide) -> Iterator[str]:
    """Placeholders with words, in reading order, then footer and number."""
    w, name = words(deck.language), layout(slide)
    marks = template.marks[name]
    for id, key in enumerate((k for k in template.geometry[name] if k in marks and k not in ("picture", "table")), 2):
        if paragraphs := list(_text(slide, key, deck, template)):
            label = w(f"seminar.placeholder.{key.rstrip('0123456789')}")
            yield shape(id, label, marks[key], text(paragraphs, LOCALES[deck.language]), _place(template, slide, key))
    for id, (key, body) in enumerate((("ftr", ""), ("sldNum", _NUMBER)), 20):
        if key in marks:
            label = w("seminar.placeholder.footer" if key == "ftr" else "seminar.placeholder.number")
            footer = text([Paragraph([(deck.footer, deck.draft)])], LOCALES[deck.language])
            yield shape(id, label, marks[key], body or footer)


def _caption(template: Template, slide: Slide, deck: Deck) -> str:
    """What the code for phones is for, beside it."""
    said = words(deck.language)(f"seminar.code.{slide.kind}")
    align = "ctr" if slide.kind == "feedback" else "l"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="36" name="QR text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr>{xfrm(caption_box(slide, template.geometry))}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="45720" rIns="45720" anchor="{"t" if align == "ctr" else "ctr"}"/>'
        f'<a:lstStyle/><a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="{LOCALES[deck.language]}" sz="1400"><a:solidFill>'
        f'<a:schemeClr val="accent6"/></a:solidFill></a:rPr><a:t>{escape(said)}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _place(template: Template, slide: Slide, key: str) -> Box | None:
    """Where a placeholder stands that is not as its layout says."""
    geometry = template.geometry
    if key == "result":
        box = geometry["exercise"]["result"]
        return Box(box.left, box.top, box.width, result_height(slide, geometry))
    if key == "body" and slide.address:
        return body_box(slide, geometry)
    if key == "body" and slide.table:
        box = geometry["table"]["table"]
        return Box(box.left, box.top - 0.05, box.width, max(lead_height(slide, geometry) - 0.1, 0.3))
    return None


def _text(slide: Slide, key: str, deck: Deck, template: Template) -> Iterator[Paragraph]:
    """Paragraphs of the placeholder *key*; none where it stays empty."""
    w = words(deck.language)
    if key == "kicker":
        yield Paragraph([(w(f"seminar.kicker.{kicker(slide)}"), False)])
        return
    if key.startswith("answer") and int(key[-1]) >= len(slide.lines):
        return
    size = _size(slide, key, template)
    if key.startswith("answer"):
        number = int(key[-1])
        letter = w("seminar.quiz.letters")[number]
        yield Paragraph([(f"{letter}\t", True), (slide.lines[number], False)], size)
    elif key == "title":
        yield Paragraph([(slide.title, False)], size)
    elif key == "result" and slide.result:
        yield Paragraph([(w("seminar.exercise.result"), True)], 18, colour="accent3")
        yield Paragraph([(slide.result, False)], size)
    elif key in ("subtitle", "meta"):
        lines = slide.lines[:1] if key == "subtitle" else slide.lines[1:2]
        yield from (Paragraph([(line, False)], size) for line in lines)
        if key == "subtitle" and deck.standing:
            yield Paragraph([(deck.standing, deck.draft)], 14, before=14)
    elif key == "body":
        first = slide.first if slide.kind in ("steps", "screenshot", "exercise") else None
        yield from (Paragraph([(line, False)], size, first, plain=slide.kind == "video") for line in slide.lines)
        for number, line in enumerate(slide.legend, slide.first_mark):
            yield Paragraph([(line, False)], size, number, bracketed=True)


def _size(slide: Slide, key: str, template: Template) -> int | None:
    """Points where they differ from the layout's own; a client's template has sizes of its own, so always there."""
    size = points(slide, key, template.geometry)
    return None if size == sizes(layout(slide), key)[0] and template.geometry is BASE else size


def _table(template: Template, deck: Deck, slide: Slide) -> str:
    assert slide.table is not None
    w, box = words(deck.language), template.geometry["table"]["table"]
    lead = lead_height(slide, template.geometry)
    room = Box(box.left, box.top + lead, box.width, box.height - lead)
    total = slide.kind == "agenda" and slide.table.rows[-1][0] == w("seminar.agenda.total")
    look = (w("seminar.placeholder.table"), slide.title, template.marks["table"]["table"])
    return native(slide.table, room, look, LOCALES[deck.language], total=total)


def _add_picture(template: Template, sheet: Any, deck: Deck, slide: Slide, theme: Theme) -> None:
    """The picture whole in its placeholder; a video's poster leads to the video's page."""
    content, alt = _content(slide, deck, theme)
    if not content:
        return
    label = words(deck.language)("seminar.placeholder.picture")
    at = f"{slide.clip.page}{slide.clip.moment}" if slide.clip else slide.video  # a picture leads to its second
    link = f"../site/{at}" if at else ""
    tree = sheet.shapes._spTree
    tree.append(picture(template, sheet, slide, content, (label, alt, link)))
    for mark in mark_shapes(template, slide, size(template, content)):
        tree.append(mark)


def _content(slide: Slide, deck: Deck, theme: Theme) -> tuple[bytes, str]:
    """Bytes and description of the slide's picture."""
    if slide.clip:
        made = palette(theme)
        alt = words(deck.language)("seminar.video.alt", title=slide.clip.title)
        return poster(slide.clip.poster, made.shade, made.accent), alt
    if slide.picture is None:
        return b"", ""
    return slide.picture.png or (office(slide.picture.path) if slide.picture.path else b""), slide.picture.alt
