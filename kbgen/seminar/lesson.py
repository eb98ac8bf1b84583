"""Lesson: one role being taught, and the words to teach it in; what every module of slides starts from."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen.language import in_case, words
from kbgen.language.cases import Case, plural_forms
from kbgen.model.entities import Entity
from kbgen.model.guides import Callout, Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import Role
from kbgen.model.text import Language, Text
from kbgen.trace.wordings import with_terms
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lesson:
    """The seminar for *role*."""

    kb: KnowledgeBase
    role: Role
    workspace: Workspace

    @property
    def language(self) -> Language:
        """Language of the slides."""
        return self.kb.language

    def w(self, key: str, /, **values: object) -> str:
        """The catalogue's text ``seminar.<key>``."""
        return words(self.language)(f"seminar.{key}", **values)

    def said(self, text: Text) -> str:
        """*text* in the language of the slides, on one line."""
        return " ".join(text.said(self.language).split())

    def label(self, entity_id: str) -> str:
        """Name of an entity; the id where the spec does not know it."""
        entity = self.kb.entity(entity_id)
        return self.said(entity.label) if entity else entity_id

    def plural(self, entity: Entity, case: Case = "nomn") -> str:
        """The entity's plural name in *case*, with a small first letter, as in the middle of a sentence."""
        return small(in_case(self.said(entity.plural or entity.label), case, self.language, plural_forms(entity.forms)))

    def role_name(self, id: str) -> str:
        """Name of a role; the id where the spec does not know it."""
        role = self.kb.role(id)
        return self.said(role.label) if role else id

    def screenshot(self, guide: Guide, image: str) -> str:
        """Absolute path of a guide's picture; empty where it is missing or lies outside the workspace."""
        if not image:
            return ""
        root = self.workspace.root.resolve()
        path = Path(root, posixpath.dirname(guide.file), image).resolve()
        return str(path) if path.is_relative_to(root) and path.is_file() else ""

    def callouts(self, guide: Guide, image: str) -> tuple[Callout, ...]:
        """The numbered marks on a guide's picture, in the client's words."""
        picture = next((p for p in guide.pictures if p.path == image), None)
        marks = picture.callouts if picture else ()
        return tuple(replace(mark, text=with_terms(mark.text, self.kb)) for mark in marks)


def small(text: str) -> str:
    """*text* with a small first letter, unless it opens with an abbreviation (``CRM``, ``ИНН``)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """*text* with a capital first letter."""
    return text[:1].upper() + text[1:]
