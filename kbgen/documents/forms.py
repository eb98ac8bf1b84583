"""Forms as they lie in a theme: what they ask for, and what is wrong with them, looked at once."""

from __future__ import annotations

import zipfile
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from lxml.etree import XMLSyntaxError

from kbgen.errors import Place, Problem
from kbgen.model.documents import Document
from kbgen.templates.forms import Blanks, FormError, blanks
from kbgen.theme import Theme

LOGO = "logo"
"""The blank every form may have: the theme's logo."""

_UNREADABLE = (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, ParseError, OSError, *FormError)


def form_of(document: Document, theme: Theme) -> Path | None:
    """The file of the form; None where no layer of the theme has it."""
    return theme.find(f"documents/{document.form}")


def asked(document: Document, theme: Theme) -> Blanks:
    """What the form asks for; nothing where it cannot be read."""
    path = form_of(document, theme)
    found = _asked(path, _stamp(path)) if path else None
    return found if isinstance(found, Blanks) else Blanks(frozenset())


def check_form(document: Document, theme: Theme) -> tuple[Problem, ...]:
    """What stands in the way of filling the theme's form of *document*; nothing where it can be filled."""
    place, path = place_of(document, theme), form_of(document, theme)
    if path is None:
        return (Problem("document_form_missing", place, {"form": document.form}),)
    found = _asked(path, _stamp(path))
    if isinstance(found, str):
        return (broken(place, found),)
    known = {*document.values, *document.figures, LOGO}
    unknown = sorted(found.names - known)
    problems = [Problem("document_form_refused", place, {"name": name[:60]}) for name in found.refused]
    return (*problems, *(Problem("document_form_blank", place, _near(name, known)) for name in unknown))


def broken(place: Place, reason: str) -> Problem:
    """The form at *place* cannot be filled."""
    return Problem("document_form_broken", place, {"reason": " ".join(reason.split())[:200]})


def place_of(document: Document, theme: Theme) -> Place:
    """The form as an analyst sees it."""
    path = form_of(document, theme)
    if path is None or "themes" not in path.parts:
        return Place(f"themes/{theme.name}/documents/{document.form}")
    return Place("/".join(path.parts[path.parts.index("themes") :]))


def _stamp(path: Path) -> tuple[int, int]:
    """When and how large: a form that was saved anew is read anew."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=128)
def _asked(path: Path, _state: tuple[int, int]) -> Blanks | str:
    """What the form asks for, or why it cannot be read."""
    try:
        form = DocxTemplate(str(path))
        form.init_docx()
        found = [form.patch_xml(form.get_xml())]
        for uri in (form.HEADER_URI, form.FOOTER_URI):
            parts = (part for _, part in form.get_headers_footers(uri))
            found += [form.patch_xml(form.xml_to_string(parse_xml(part.blob))) for part in parts]
        return blanks("\n".join(found))
    except _UNREADABLE as error:
        return str(error) or type(error).__name__


def _near(name: str, known: set[str]) -> dict[str, object]:
    """What may be written instead, the likeliest first."""
    near = get_close_matches(name, sorted(known), 1)
    return {"blank": name[:60], "known": ", ".join([*near, *sorted(known - set(near))])}
