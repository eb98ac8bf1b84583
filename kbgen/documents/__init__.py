"""Papers to print, fill in and sign (DOCX): of acceptance, warranty, training, devices, and the handover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbgen.documents.papers import documents, handed_over

if TYPE_CHECKING:
    from kbgen.documents.forms import check_form
    from kbgen.documents.word import write_docx

__all__ = ["check_form", "documents", "handed_over", "write_docx"]


def __getattr__(name: str) -> object:
    """What takes python-docx, loaded where it is asked for: a build that finds its papers made does without."""
    if name == "check_form":
        from kbgen.documents.forms import check_form

        return check_form
    if name == "write_docx":
        from kbgen.documents.word import write_docx

        return write_docx
    raise AttributeError(name)
