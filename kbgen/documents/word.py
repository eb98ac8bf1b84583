"""Word writer: the only door to python-docx and docxtpl."""

from __future__ import annotations

import io
import zipfile
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from lxml.etree import XMLSyntaxError

from kbgen.documents.dress import dress
from kbgen.errors import ContentError, Place, Problem
from kbgen.model.documents import Document
from kbgen.templates.forms import FormError, sandbox
from kbgen.templates.package import rewritten
from kbgen.theme import Theme

_UNREADABLE = (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, ParseError, KeyError, ValueError, OSError)


def write_docx(document: Document, theme: Theme, path: Path) -> None:
    """Fill the theme's Word form of *document* and write it to *path*; the same input gives the same bytes.

    Raises:
        ContentError: the form is missing, cannot be read or asks for values the document does not have.
    """
    found = _checked(document, theme)
    if isinstance(found, tuple):
        raise ContentError(found)
    try:
        found.render(dict(document.values), jinja_env=sandbox(), autoescape=True)
    except FormError as error:
        raise ContentError([_broken(_place(document, theme), error)]) from error
    if _ours(document, theme):
        dress(found.docx, theme)
    properties = found.docx.core_properties
    properties.title = document.title[:250]
    properties.author = properties.last_modified_by = "kbgen"
    properties.language = "ru-RU" if document.language == "ru" else "en-GB"
    out = io.BytesIO()
    found.save(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rewritten(out.getvalue()))


def check_form(document: Document, theme: Theme) -> tuple[Problem, ...]:
    """What stands in the way of filling the theme's form of *document*; nothing where it can be filled."""
    found = _checked(document, theme)
    return found if isinstance(found, tuple) else ()


def _checked(document: Document, theme: Theme) -> Any:
    """The open form, or its problems."""
    place, path = _place(document, theme), theme.find(f"documents/{document.form}")
    if path is None:
        return (Problem("document_form_missing", place, {"form": document.form}),)
    try:
        form = DocxTemplate(str(path))
        asked = form.get_undeclared_template_variables(jinja_env=sandbox())
    except (*_UNREADABLE, FormError) as error:
        return (_broken(place, error),)
    unknown = sorted(asked - set(document.values))
    if unknown:
        return tuple(Problem("document_form_blank", place, _near(name, document)) for name in unknown)
    return DocxTemplate(str(path))  # looking for blanks leaves marks in the first one


def _ours(document: Document, theme: Theme) -> bool:
    """Whether the form is one of kbgen's own: a client's is printed as it was drawn."""
    path = theme.find(f"documents/{document.form}")
    return path is not None and path.is_relative_to(theme.folders[-1])


def _near(name: str, document: Document) -> dict[str, object]:
    near = get_close_matches(name, document.values, 1)
    return {"blank": name, "known": ", ".join([*near, *sorted(set(document.values) - set(near))])}


def _broken(place: Place, error: Exception) -> Problem:
    return Problem("document_form_broken", place, {"reason": str(error)[:200] or type(error).__name__})


def _place(document: Document, theme: Theme) -> Place:
    """The form as an analyst sees it."""
    path = theme.find(f"documents/{document.form}")
    if path is None or "themes" not in path.parts:
        return Place(f"themes/{theme.name}/documents/{document.form}")
    return Place("/".join(path.parts[path.parts.index("themes") :]))
