"""Glossary: the client's words (``spec/glossary.yml``)."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.model.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means here; synonyms feed the search."""

    id: str
    term: Text
    meaning: Text
    synonyms: tuple[str, ...] = ()
    entity: str = ""
    """Id of the entity the term names."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """``spec/glossary.yml``."""

    terms: tuple[Term, ...] = ()
