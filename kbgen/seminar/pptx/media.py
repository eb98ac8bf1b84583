"""Media of PPTX: each picture is one part of the package, however many slides show it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.parts.image import Image, ImagePart

from kbgen.diagrams.qr import qr_png
from kbgen.model.decks import Slide
from kbgen.seminar.layouts import MOMENT, layout
from kbgen.seminar.places import MARK_POINTS, code_box, marks, picture_box
from kbgen.seminar.pptx.template import Template
from kbgen.seminar.pptx.xml import element, xfrm

_LINE = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'


def picture(template: Template, sheet: Any, slide: Slide, content: bytes, told: tuple[str, str, str]) -> Any:
    """*content* (PNG or JPEG) as the picture placeholder of *slide*: whole, in the middle of its place.

    *told* is its name, its description and the address it leads to (empty: none).
    """
    name = layout(slide)
    mark = template.marks[name]["picture"]
    part = _part(template, content)
    wide, high = part.image.size
    place = picture_box(slide, wide / high, template.geometry)
    label, alt, link = told
    click = ""
    if link:
        to = sheet.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        click = f'<a:hlinkClick r:id="{to}"/>'
    relation = sheet.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    return element(
        f'<p:pic><p:nvPicPr><p:cNvPr id="30" name={quoteattr(label)} descr={quoteattr(alt)}>{click}</p:cNvPr>'
        "<p:cNvPicPr>"
        f'<a:picLocks noGrp="1" noChangeAspect="1"/></p:cNvPicPr><p:nvPr>{mark}</p:nvPr></p:nvPicPr><p:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f"<p:spPr>{xfrm(place)}{_LINE if name == 'steps' else ''}</p:spPr></p:pic>"
    )


def mark_shapes(template: Template, slide: Slide, size: tuple[int, int]) -> Iterator[Any]:
    """The numbered marks on a picture of *size* as shapes that can be moved; what they say stands on the slide."""
    for box, number in marks(slide, size[0] / size[1], template.geometry):
        text = (
            '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" wrap="none" anchor="ctr"/><a:lstStyle/>'
            f'<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="en-GB" sz="{MARK_POINTS * 100}" b="1"><a:solidFill>'
            f'<a:schemeClr val="bg1"/></a:solidFill></a:rPr><a:t>{number}</a:t></a:r></a:p></p:txBody>'
        )
        line = '<a:ln w="19050"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln>'
        yield element(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{40 + number}" name="{number}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr>{xfrm(box)}<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
            f'<a:solidFill><a:schemeClr val="accent3"/></a:solidFill>{line}</p:spPr>{text}</p:sp>'
        )


def code(template: Template, sheet: Any, slide: Slide) -> Any:
    """The QR code of the slide's address as a picture that leads there, too."""
    relation = sheet.part.relate_to(_part(template, qr_png(slide.address)), RELATIONSHIP_TYPE.IMAGE)
    to = sheet.part.relate_to(slide.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return element(
        f'<p:pic><p:nvPicPr><p:cNvPr id="35" name="QR" descr={quoteattr("QR: " + slide.address)}>'
        f'<a:hlinkClick r:id="{to}"/></p:cNvPr><p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/>'
        f'</p:nvPicPr><p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f"<p:spPr>{xfrm(code_box(slide, template.geometry))}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def moment(sheet: Any, address: str, said: tuple[str, str]) -> Any:
    """Words beside the footer that lead to the second of the video that shows this; *said* with their language."""
    to = sheet.part.relate_to(f"../site/{address}", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    words, language = said
    return element(
        f'<p:sp><p:nvSpPr><p:cNvPr id="37" name={quoteattr(words)}/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{xfrm(MOMENT)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        '<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="r"/><a:r><a:rPr lang="{language}" sz="1400"><a:hlinkClick r:id="{to}"/></a:rPr>'
        f"<a:t>{escape(words)}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def size(template: Template, content: bytes) -> tuple[int, int]:
    """Pixels of the picture *content*."""
    wide, high = _part(template, content).image.size
    return wide, high


def _part(template: Template, content: bytes) -> Any:
    """The part with *content*. python-pptx's own way looks through the whole package for every picture."""
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if digest not in template.media:
        image = Image.from_file(io.BytesIO(content))
        name = PackURI(f"/ppt/media/slide{len(template.media) + 1}.{image.ext}")
        package = template.office.part.package
        template.media[digest] = ImagePart(name, image.content_type, package, image.blob, image.filename)
    return template.media[digest]
