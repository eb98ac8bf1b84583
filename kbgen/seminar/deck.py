"""Deck: the seminar for one role, put together from the knowledge base."""

from __future__ import annotations

from kbgen.model.decks import Deck
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace


def deck(kb: KnowledgeBase, role: str, workspace: Workspace) -> Deck:
    """The seminar for *role*: every slide fits its layout, the minutes of all slides add up to the agenda's.

    Pictures are named by absolute path (``workspace`` is where guides and screenshots lie).

    Raises:
        KeyError: the spec has no such role.
    """
    raise NotImplementedError


def decks(kb: KnowledgeBase, workspace: Workspace) -> tuple[Deck, ...]:
    """One deck for each role, in the order of the spec."""
    return tuple(deck(kb, role.id, workspace) for role in kb.spec.roles.roles)
