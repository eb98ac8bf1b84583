"""Media of PPTX: each picture is one part of the package, however many slides show it."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.parts.image import Image, ImagePart

from kbgen.model.decks import Slide
from kbgen.seminar.layouts import Box, layout
from kbgen.seminar.pptx.template import Template
from kbgen.seminar.pptx.xml import element, xfrm

_LINE = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent4"/></a:solidFill></a:ln>'


def picture(template: Template, sheet: Any, slide: Slide, content: bytes, told: tuple[str, str, str]) -> Any:
    """*content* (PNG or JPEG) as the picture placeholder of *slide*: whole, in the middle of its place.

    *told* is its name, its description and the address it leads to (empty: none).
    """
    name = layout(slide)
    box, mark = template.geometry[name]["picture"], template.marks[name]["picture"]
    part = _part(template, content)
    wide, high = part.image.size
    scale = min(box.width / wide, box.height / high)
    top = box.top if name == "steps" else box.top + (box.height - high * scale) / 2
    place = Box(box.left + (box.width - wide * scale) / 2, top, wide * scale, high * scale)
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


def _part(template: Template, content: bytes) -> Any:
    """The part with *content*. python-pptx's own way looks through the whole package for every picture."""
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if digest not in template.media:
        image = Image.from_file(io.BytesIO(content))
        name = PackURI(f"/ppt/media/slide{len(template.media) + 1}.{image.ext}")
        package = template.office.part.package
        template.media[digest] = ImagePart(name, image.content_type, package, image.blob, image.filename)
    return template.media[digest]
