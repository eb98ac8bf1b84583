"""Papers to print, fill in and sign (DOCX): of acceptance, warranty, training, devices, and the handover."""

from kbgen.documents.forms import check_form
from kbgen.documents.papers import documents, handed_over
from kbgen.documents.word import write_docx

__all__ = ["check_form", "documents", "handed_over", "write_docx"]
