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
from kbgen.model.training import Session
from kbgen.trace.wordings import with_terms
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lesson:
    """The seminar for *role*, or one session of it."""

    kb: KnowledgeBase
    role: Role
    """Whose work is taught; of a session for several roles, one without id that has the session's name."""
    workspace: Workspace
    session: Session | None = None
    """The session it is; None: everything the role is taught."""
    listeners: tuple[Role, ...] = ()
    """Who takes part, where these are several."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who takes part."""
        return self.listeners or (self.role,)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Meetings of the lesson, in the order of the plan."""
        if self.session:
            return (self.session,)
        return tuple(s for s in self.kb.spec.training.sessions if self.role.id in s.roles)

    def guides(self) -> tuple[Guide, ...]:
        """What is taught: the role's guides; of a session, those that its topics name."""
        if self.session is None:
            return tuple(self.kb.guides_of(self.role.id))
        named = dict.fromkeys(id for topic in self.session.topics for id in topic.guides)
        return tuple(guide for id in named if (guide := self.kb.guide(id)))

    def has_step(self, role: str) -> bool:
        """Whether a step of *role* is one of the listeners' own."""
        return any(role == one.id for one in self.roles)

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

    def address(self, page: str, second: float = 0.0) -> str:
        """Full address of a *page*, of a video at its *second*; empty where it is not known where the site will be."""
        site = self.kb.client.site
        moment = f"?t={second:g}" if second else ""  # phones and letters lose what follows a #
        return f"{site.rstrip('/')}/{page}{moment}" if site else ""

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
