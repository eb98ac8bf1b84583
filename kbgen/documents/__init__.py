"""Papers to print and sign: the acceptance act, the training schedule, the attendance list (DOCX)."""

from kbgen.documents.papers import documents
from kbgen.documents.word import check_form, write_docx

__all__ = ["check_form", "documents", "write_docx"]
