"""Document: a printable paper, as data for its Word form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.model.text import Language


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: which form, and the words to fill it with."""

    id: str
    """File name without ending: ``acceptance-act``."""
    title: str
    form: str
    """Name of the Word form in the theme: ``acceptance-act.docx``."""
    language: Language
    values: Mapping[str, object]
    """Variables of the form; strings, lists and mappings of strings only."""
