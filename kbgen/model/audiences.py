"""Audiences: who gets a copy of their own, and what is in it (``audience`` in ``client.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbgen.model.text import Text

ProjectPart = Literal["needs", "choice", "acceptance", "training", "warranty", "changes", "coverage"]
"""Parts of the section about the project, with the papers that belong to them."""

USUAL_PARTS: tuple[ProjectPart, ...] = ("training", "warranty")
"""What everybody who works in the CRM needs of it: when the lessons are, and whom to call."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers who get a copy of their own: a site, a search, slides, papers, archives, without what is not for them."""

    id: str
    """Folder name of the copy: ``dist/<client>/for/<id>/``; small Latin letters, digits and hyphens."""
    title: Text
    """As readers see it: «Сотрудники», «Руководство», «ИТ»."""
    roles: tuple[str, ...] = ()
    """Roles whose rights, steps, guides, videos and seminars are in the copy; empty: all."""
    project: tuple[ProjectPart, ...] = USUAL_PARTS
    """Parts of the section about the project, with their papers, that are in the copy."""
    hide: tuple[str, ...] = ()
    """What is left out all the same: ``guides/<id>``, ``videos/<id>``, ``entities/<id>``, ``processes/<id>``,
    ``equipment/<id>``, ``training/<id>``, ``glossary/<id>``, ``entities/<id>/fields/<id>``."""
    show: tuple[str, ...] = ()
    """What is in the copy all the same, written like ``hide``."""
