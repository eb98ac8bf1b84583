"""The start page."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.tasks import in_order_of_need
from kbgen.wiki.writing import write

_TASKS = 8
"""Guides shown on the start page; the rest are one click away."""
_RECENT = 5
_SYMPTOMS = 12


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The start page: ways in by role, task, process, symptom, video and record."""
    catalogue = words(kb.language)
    page = Page(addresses.START, catalogue("wiki.start.title"), "", "start")
    reviewed = sorted((g for g in kb.guides if g.reviewed), key=lambda g: str(g.reviewed), reverse=True)
    symptoms = [(device, symptom) for device in kb.spec.equipment.devices for symptom in device.symptoms]
    yield write(
        page,
        "start",
        kb,
        guides=in_order_of_need(kb)[:_TASKS],
        recent=reviewed[:_RECENT],
        symptoms=symptoms[:_SYMPTOMS],
        entities=[e for e in kb.spec.entities.entities if not e.external],
        more=list(_more(kb)),
    )


def _more(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Addresses and titles of the pages that are looked for less often."""
    catalogue, spec = words(kb.language), kb.spec
    if spec.roles.permissions:
        yield addresses.RIGHTS, catalogue("wiki.rights.title")
    if spec.training.sessions:
        yield addresses.TRAINING, catalogue("wiki.training.title")
    if spec.warranty:
        yield addresses.WARRANTY, catalogue("wiki.warranty.title")
    if spec.glossary.terms:
        yield addresses.GLOSSARY, catalogue("wiki.glossary.title")
    yield addresses.A_TO_Z, catalogue("wiki.alphabet.title")
    if has_project(kb):
        yield addresses.PROJECT, catalogue("wiki.section.project")


def has_project(kb: KnowledgeBase) -> bool:
    """Whether anything is known of the roll-out, so that the section has pages."""
    spec = kb.spec
    return bool(
        spec.needs.goals
        or spec.needs.needs
        or spec.choice.candidates
        or spec.acceptance.stages
        or spec.training.sessions
        or spec.warranty
    )
