"""Word writer: the only door to python-docx and docxtpl, with the look at forms beside it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from kbgen.documents.dress import dress, head_logo, logo
from kbgen.documents.forms import LOGO, asked, broken, check_form, form_of, place_of
from kbgen.errors import ContentError
from kbgen.model.documents import Document, Figure
from kbgen.templates.forms import FormError, sandbox
from kbgen.templates.package import rewritten
from kbgen.theme import Theme

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def write_docx(document: Document, theme: Theme, path: Path) -> None:
    """Fill the theme's Word form of *document* and write it to *path*; the same input gives the same bytes.

    Raises:
        ContentError: the form is missing, cannot be read or asks for values the document does not have.
    """
    if problems := check_form(document, theme):
        raise ContentError(problems)
    form = DocxTemplate(str(form_of(document, theme)))
    figures = {name: figure for name, figure in _figures(document, theme).items() if figure.png}
    try:
        form.render({**document.values, **_shown(form, document, figures)}, jinja_env=sandbox(), autoescape=True)
    except FormError as error:
        raise ContentError([broken(place_of(document, theme), str(error) or type(error).__name__)]) from error
    _told(form, figures)
    if _ours(document, theme):
        dress(form.docx, theme)
        if LOGO not in asked(document, theme).names:
            head_logo(form.docx, theme)
    _signed(form.docx.core_properties, document)
    out = io.BytesIO()
    form.save(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rewritten(out.getvalue()))


def _figures(document: Document, theme: Theme) -> dict[str, Figure]:
    return {LOGO: logo(theme), **document.figures}


def _shown(form: Any, document: Document, figures: dict[str, Figure]) -> dict[str, object]:
    """Pictures as the form shows them; nothing stands where there is none."""
    empty = dict.fromkeys((LOGO, *document.figures), "")
    shown = {
        name: InlineImage(form, io.BytesIO(figure.png), height=Mm(figure.height)) for name, figure in figures.items()
    }
    return {**empty, **shown}


def _told(form: Any, figures: dict[str, Figure]) -> None:
    """What a screen reader says of each picture. docxtpl numbers pictures in the order they stand."""
    alts = {len(figure.png): figure.alt for figure in figures.values()}
    parts = form.docx.part.related_parts
    for drawn in form.docx.element.body.iter(_DRAWN):
        blip = next((part for part in drawn.getparent().iter() if part.tag.endswith("}blip")), None)
        found = parts.get(blip.get(f"{{{_RELATIONS}}}embed")) if blip is not None else None
        if found is not None and len(found.blob) in alts:
            drawn.set("descr", alts[len(found.blob)])


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _signed(properties: Any, document: Document) -> None:
    properties.title = document.title[:250]
    properties.author = properties.last_modified_by = "kbgen"
    properties.language = "ru-RU" if document.language == "ru" else "en-GB"


def _ours(document: Document, theme: Theme) -> bool:
    """Whether the form is one of kbgen's own: a client's is printed as it was drawn."""
    path = form_of(document, theme)
    return path is not None and path.is_relative_to(theme.folders[-1])
