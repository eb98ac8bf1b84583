"""Sheets: one slide of the deck put into the placeholders of its layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.util import Inches

from kbgen.language import words
from kbgen.model.decks import Deck, Slide
from kbgen.seminar.colours import palette
from kbgen.seminar.fit import lead_height, points, result_height
from kbgen.seminar.layouts import BASE, Box, layout, sizes
from kbgen.seminar.notes import notes
from kbgen.seminar.pictures import office, poster
from kbgen.seminar.pptx.flows import draw_flow
from kbgen.seminar.pptx.media import insert_picture
from kbgen.seminar.pptx.tables import insert_table
from kbgen.seminar.pptx.template import INDEX, Template
from kbgen.seminar.pptx.xml import Paragraph, element, fill
from kbgen.theme import Theme

_LOCALES = {"ru": "ru-RU", "en": "en-GB"}


def add_slide(template: Template, deck: Deck, slide: Slide, theme: Theme) -> None:
    """Append *slide*: texts, picture or table, footer, number and notes; placeholders with nothing to show are removed."""
    name = layout(slide)
    sheet = template.office.slides.add_slide(template.layouts[name])
    found = {p.placeholder_format.idx: p for p in sheet.placeholders}
    places = {key: found.pop(INDEX[key]) for key in template.geometry[name] if INDEX[key] in found}
    for key in [k for k in places if k not in ("picture", "table")]:
        written = list(_text(slide, key, deck, template))
        if not written:
            _remove(places.pop(key))
            continue
        fill(places[key]._element.txBody, written, _LOCALES[deck.language])
        places[key].name = words(deck.language)(f"seminar.placeholder.{key.rstrip('0123456789')}")
    if "result" in places:
        _keep_place(places["result"], template.geometry[name]["result"])
        places["result"].height = Inches(result_height(slide, template.geometry))
    if name == "table":
        _table(template, deck, slide, places)
    if slide.flow:
        _remove(places.pop("picture"))
        alt = f"{slide.title}: {'; '.join(step.text for step in slide.flow.steps)}"
        draw_flow(sheet, slide.flow, template.geometry[name]["picture"], alt, _LOCALES[deck.language])
    if "picture" in places:
        _picture(template, sheet, deck, slide, places["picture"], theme)
    for left in found.values():
        _remove(left)
    _foot(sheet, template.layouts[name], deck)
    _notes(sheet, slide, deck)


def _remove(shape: Any) -> None:
    shape._element.getparent().remove(shape._element)


def _keep_place(shape: Any, box: Box) -> None:
    """Say all four sides at once: a placeholder that says one of them forgets the layout's others."""
    shape.left, shape.top = Inches(box.left), Inches(box.top)
    shape.width, shape.height = Inches(box.width), Inches(box.height)


def _text(slide: Slide, key: str, deck: Deck, template: Template) -> Iterator[Paragraph]:
    """Paragraphs of the placeholder *key*; none where it stays empty."""
    w = words(deck.language)
    if key == "kicker":
        yield Paragraph([(w(f"seminar.kicker.{slide.kind}"), False)])
        return
    if key.startswith("answer"):
        number = int(key[-1])
        if number < len(slide.lines):
            size = _size(slide, key, template)
            letter = w("seminar.quiz.letters")[number]
            yield Paragraph([(f"{letter}\t", True), (slide.lines[number], False)], size)
        return
    size = _size(slide, key, template)
    if key == "title":
        yield Paragraph([(slide.title, False)], size)
    elif key == "result" and slide.result:
        yield Paragraph([(w("seminar.exercise.result"), True)], 18, colour="accent3")
        yield Paragraph([(slide.result, False)], size)
    elif key == "subtitle":
        yield from (Paragraph([(line, False)], size) for line in slide.lines[:1])
    elif key == "meta":
        yield from (Paragraph([(line, False)], size) for line in slide.lines[1:2])
    elif key == "body":
        yield from _body(slide, size)


def _size(slide: Slide, key: str, template: Template) -> int | None:
    """Points where they differ from the layout's own; a client's template has sizes of its own, so always there."""
    size = points(slide, key, template.geometry)
    return None if size == sizes(layout(slide), key)[0] and template.geometry is BASE else size


def _body(slide: Slide, size: int | None) -> Iterator[Paragraph]:
    numbered = slide.kind in ("steps", "screenshot", "exercise")
    for line in slide.lines:
        yield Paragraph([(line, False)], size, slide.first if numbered else None, slide.kind == "video")


def _table(template: Template, deck: Deck, slide: Slide, places: dict[str, Any]) -> None:
    assert slide.table is not None
    lead, box = lead_height(slide, template.geometry), template.geometry["table"]["table"]
    room = Box(box.left, box.top + lead, box.width, box.height - lead)
    if "body" in places:
        _keep_place(places["body"], Box(box.left, box.top - 0.05, box.width, max(lead - 0.1, 0.3)))
    total = slide.kind == "agenda" and slide.table.rows[-1][0] == words(deck.language)("seminar.agenda.total")
    frame = insert_table(places["table"], slide.table, room, _LOCALES[deck.language], total=total)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", slide.title)
    frame.name = words(deck.language)("seminar.placeholder.table")


def _picture(template: Template, sheet: Any, deck: Deck, slide: Slide, place: Any, theme: Theme) -> None:
    """The picture whole in the middle of its placeholder; a video's poster leads to the video's page."""
    content, alt = _content(slide, deck, theme)
    box = template.geometry[layout(slide)]["picture"]
    if not content:
        _remove(place)
        return
    picture = insert_picture(template, sheet, place, content)
    wide, high = picture.image.size
    scale = min(box.width / wide, box.height / high)
    top = box.top if layout(slide) == "steps" else box.top + (box.height - high * scale) / 2
    _keep_place(picture, Box(box.left + (box.width - wide * scale) / 2, top, wide * scale, high * scale))
    picture._element.nvPicPr.cNvPr.set("descr", alt)
    picture.name = words(deck.language)("seminar.placeholder.picture")
    if layout(slide) == "steps":
        line = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'
        picture._element.spPr.append(element(line))
    if slide.clip:
        picture.click_action.hyperlink.address = f"../site/{slide.clip.page}"


def _content(slide: Slide, deck: Deck, theme: Theme) -> tuple[bytes, str]:
    """Bytes and description of the slide's picture."""
    if slide.clip:
        made = palette(theme)
        alt = words(deck.language)("seminar.video.alt", title=slide.clip.title)
        return poster(slide.clip.poster, made.shade, made.accent), alt
    if slide.picture is None:
        return b"", ""
    return slide.picture.png or (office(slide.picture.path) if slide.picture.path else b""), slide.picture.alt


def _foot(sheet: Any, layout: Any, deck: Deck) -> None:
    """Footer and slide number, which python-pptx leaves out of new slides."""
    w, tree = words(deck.language), sheet.shapes._spTree
    for shape in layout.placeholders:
        kind = shape.element.ph.get("type")
        if kind not in ("ftr", "sldNum"):
            continue
        name = w("seminar.placeholder.footer" if kind == "ftr" else "seminar.placeholder.number")
        made = element(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{len(tree) + 40}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{shape.placeholder_format.idx}"/></p:nvPr></p:nvSpPr>'
            "<p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
        )
        tree.append(made)
        if kind == "ftr":
            fill(made.txBody, [Paragraph([(deck.footer, False)])], _LOCALES[deck.language])
        else:
            field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="ru-RU"/><a:t>0</a:t></a:fld>'
            made.txBody.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}p")[0].append(element(field))


def _notes(sheet: Any, slide: Slide, deck: Deck) -> None:
    paragraphs = [Paragraph([(f"{head}: ", True), (text, False)]) for head, text in notes(slide, deck.language)]
    page = sheet.notes_slide
    fill(page.notes_placeholder._element.txBody, paragraphs, _LOCALES[deck.language])
