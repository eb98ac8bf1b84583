"""Word writer: the only door to python-docx and docxtpl."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import Problem
from kbgen.model.documents import Document
from kbgen.theme import Theme


def write_docx(document: Document, theme: Theme, path: Path) -> None:
    """Fill the theme's Word form of *document* and write it to *path*; the same input gives the same bytes.

    Raises:
        ContentError: the form is missing or asks for values the document does not have.
    """
    raise NotImplementedError


def check_form(document: Document, theme: Theme) -> tuple[Problem, ...]:
    """What stands in the way of filling the theme's form of *document*."""
    raise NotImplementedError
