"""Document: a printable paper, as data for its Word form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.model.text import Language


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a paper."""

    png: bytes
    height: float
    """Millimetres."""
    alt: str


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
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Variables of the form that are pictures. Every form may show "logo" besides: the theme's."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file of a release, as the list of what was handed over names it."""

    path: str
    """Relative to the release, POSIX."""
    size: int
    sha256: str
