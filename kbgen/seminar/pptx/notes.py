"""Notes pages of PPTX: the slide's picture, and below it what the trainer does and says."""

from __future__ import annotations

from typing import Any

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml.slide import CT_NotesSlide
from pptx.parts.slide import NotesSlidePart

from kbgen.model.decks import Slide
from kbgen.model.text import Language
from kbgen.seminar.notes import notes
from kbgen.seminar.pptx.template import Template, mark
from kbgen.seminar.pptx.xml import Paragraph, element, text

_SHAPE = (
    '<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"{more}/></p:cNvSpPr>'
    "<p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:spPr/>{body}</p:sp>"
)


def add_notes(template: Template, sheet: Any, slide: Slide, language: Language, locale: str) -> None:
    """Give *sheet* a page of notes."""
    presentation = template.office.part
    master = presentation.notes_master_part
    number = len(template.office.slides._sldIdLst)
    name = PackURI(f"/ppt/notesSlides/notesSlide{number}.xml")
    page = NotesSlidePart(name, CONTENT_TYPE.PML_NOTES_SLIDE, presentation.package, CT_NotesSlide.new())
    page.relate_to(master, RELATIONSHIP_TYPE.NOTES_MASTER)
    page.relate_to(sheet.part, RELATIONSHIP_TYPE.SLIDE)
    sheet.part.relate_to(page, RELATIONSHIP_TYPE.NOTES_SLIDE)
    paragraphs = [Paragraph([(f"{head}: ", True), (told, False)]) for head, told in notes(slide, language)]
    tree = page._element.cSld.spTree
    for shape in master._element.cSld.spTree.iter("{*}ph"):
        kind = shape.get("type")
        if kind in ("sldImg", "body"):
            body = f"<p:txBody><a:bodyPr/><a:lstStyle/>{text(paragraphs, locale)}</p:txBody>" if kind == "body" else ""
            more = ' noRot="1" noChangeAspect="1"' if kind == "sldImg" else ""
            id = 2 if kind == "sldImg" else 3
            tree.append(element(_SHAPE.format(id=id, name=kind, more=more, mark=mark(shape), body=body)))
