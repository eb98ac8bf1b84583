"""Meetings: what a session of the plan is for each of its roles, and what therefore belongs on its slides."""

from __future__ import annotations

from dataclasses import replace

from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import Role
from kbgen.model.training import Session
from kbgen.seminar.lesson import Lesson
from kbgen.workspace import Workspace


def lesson_of(kb: KnowledgeBase, session: Session, workspace: Workspace) -> Lesson:
    """The lesson of *session*: for its one role, or for several together, none of which is at the centre."""
    known = tuple(role for role in kb.spec.roles.roles if role.id in session.roles)
    alone = known[0] if len(known) == 1 else Role("", session.label)
    return Lesson(kb, alone, workspace, session, known)


def opens(lesson: Lesson) -> bool:
    """Whether somebody hears of the CRM for the first time: then it is told why there is one."""
    return lesson.session is None or any(_of(lesson, role)[:1] == [lesson.session] for role in lesson.roles)


def ends(lesson: Lesson) -> tuple[Role, ...]:
    """Roles for whom this is the last session: they are asked questions."""
    return tuple(role for role in lesson.roles if _of(lesson, role)[-1:] == [lesson.session])


def told_rights(lesson: Lesson) -> tuple[Role, ...]:
    """Roles that are told their rights here: in the first session of their own, else in the first of all."""
    return tuple(role for role in lesson.roles if _own_first(lesson, role) == lesson.session)


def for_one(lesson: Lesson, role: Role) -> Lesson:
    """The same lesson as *role* takes it."""
    return replace(lesson, role=role)


def _of(lesson: Lesson, role: Role) -> list[Session]:
    return [s for s in lesson.kb.spec.training.sessions if role.id in s.roles]


def _own_first(lesson: Lesson, role: Role) -> Session | None:
    mine = _of(lesson, role)
    return next((s for s in mine if len(s.roles) == 1), mine[0] if mine else None)
