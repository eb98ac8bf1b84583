"""The start page."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.phrases import deed
from kbgen.wiki.task_pages import Told
from kbgen.wiki.tasks import in_order_of_need
from kbgen.wiki.writing import write

_TASKS = 8
"""Guides shown on the start page; the rest are one click away."""
_RECENT = 5
_SYMPTOMS = 12


def page(kb: KnowledgeBase, known: tuple[Told, ...], others: tuple[Page, ...]) -> Page:
    """The start page: ways in by role, task, verb, process, symptom, video and screen, and rarer ones of *others*."""
    catalogue = words(kb.language)
    own = Page(addresses.START, catalogue("wiki.start.title"), "", "start")
    reviewed = sorted((g for g in kb.guides if g.reviewed), key=lambda g: str(g.reviewed), reverse=True)
    symptoms = [(device, symptom) for device in kb.spec.equipment.devices for symptom in device.symptoms]
    there = {page.path: page.title for page in (*others, own)}
    verbs = dict.fromkeys(one.task.operation for one in known)
    return write(
        own,
        "start",
        kb,
        guides=in_order_of_need(kb)[:_TASKS],
        verbs=[(op, deed(op, kb)) for op in kb.operations() if op in verbs],
        recent=reviewed[:_RECENT],
        symptoms=symptoms[:_SYMPTOMS],
        entities=[e for e in kb.spec.entities.entities if not e.external],
        more=[(address, there.get(address) or catalogue("wiki.alphabet.title")) for address in _more(there)],
        changes=there.get(_CHANGES, ""),
        changes_at=_CHANGES,
    )


_CHANGES = "project/changes.md"
"""What changed since the last release, where that is known."""
_MORE = (
    addresses.RIGHTS, addresses.TRAINING, addresses.WARRANTY, addresses.GLOSSARY, addresses.CATEGORIES,
    addresses.A_TO_Z, addresses.PROJECT,
)  # fmt: skip


def _more(there: Container[str]) -> Iterator[str]:
    """Addresses of the pages that are looked for less often; the index is made after this page."""
    return (address for address in _MORE if address in there or address == addresses.A_TO_Z)
