"""Media of PPTX: each picture is one part of the package, however many slides show it."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.parts.image import Image, ImagePart

from kbgen.seminar.pptx.template import Template
from kbgen.seminar.pptx.xml import element


def insert_picture(template: Template, sheet: Any, place: Any, content: bytes) -> Any:
    """*content* (PNG or JPEG) in the picture placeholder *place* of *sheet*; returns the picture.

    python-pptx's own way looks through the whole package for every picture, which takes seconds in a long deck.
    """
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    part = template.media.get(digest)
    if part is None:
        image = Image.from_file(io.BytesIO(content))
        name = PackURI(f"/ppt/media/slide{len(template.media) + 1}.{image.ext}")
        part = template.media[digest] = ImagePart(
            name, image.content_type, template.office.part.package, image.blob, image.filename
        )
    relation = sheet.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    old = place._element
    index = place.placeholder_format.idx
    made = element(
        f'<p:pic><p:nvPicPr><p:cNvPr id="{place.shape_id}" name=""/><p:cNvPicPr><a:picLocks noGrp="1" noChangeAspect="1"/>'
        f'</p:cNvPicPr><p:nvPr><p:ph type="pic" idx="{index}"/></p:nvPr></p:nvPicPr><p:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr/></p:pic>'
    )
    old.getparent().replace(old, made)
    return next(shape for shape in sheet.shapes if shape._element is made)
