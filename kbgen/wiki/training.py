"""The page of the seminar: its schedule by role."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.quiz import asked
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page, where sessions are planned."""
    training = kb.spec.training
    if training.sessions:
        catalogue = words(kb.language)
        page = Page(
            addresses.TRAINING,
            catalogue("wiki.training.title"),
            "",
            "training",
            "project",
            description=catalogue("wiki.training.about"),
        )
        sizes = {role: len(own) for role, own in asked(kb).items()}
        yield write(page, "training", kb, training=training, roles=kb.spec.roles.roles, asked=sizes)
