"""The index of everything from А to Я."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.language import sort_key, words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the index and where it leads."""

    word: str
    address: str
    note: str = ""
    """The kind of the page, or the word a synonym stands for."""


def letter(word: str) -> str:
    """The letter *word* stands under; digits and signs share ``#``."""
    first = next((c for c in word if c.isalnum()), "")
    return first.upper() if first.isalpha() else "#"


def letter_anchor(letter: str) -> str:
    """The anchor of a letter's heading: А and A look alike, so the code tells them apart."""
    return f"letter-{ord(letter[0]):x}"


def pages(kb: KnowledgeBase, others: tuple[Page, ...]) -> Iterator[Page]:
    """The index of *others*, of the glossary's terms with their synonyms, and of symptoms."""
    found = {*_of_pages(kb, others), *_of_terms(kb), *_of_stages(kb), *_of_symptoms(kb)}
    entries = sorted(found, key=lambda e: (sort_key(e.word), e.address))
    if not entries:
        return
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        letters.setdefault(letter(entry.word), []).append(entry)
    page = Page(addresses.A_TO_Z, words(kb.language)("wiki.alphabet.title"), "", "index", "reference")
    yield write(page, "alphabet", kb, letters=letters, anchor=letter_anchor)


def _of_pages(kb: KnowledgeBase, others: tuple[Page, ...]) -> Iterator[Entry]:
    catalogue = words(kb.language)
    for page in others:
        if page.kind not in ("start", "index") and not (page.kind == "category" and page.trace):
            word = _sought(page, catalogue("wiki.alphabet.how"))
            yield Entry(word, page.path, catalogue.get(f"wiki.kind.{page.kind}"))


def _sought(page: Page, how: str) -> str:
    """The title as people look for it: «Как создать сделку» under С, not with a hundred others under К."""
    short = page.title.removeprefix(how)
    return short[:1].upper() + short[1:] if page.kind in ("guide", "task") else page.title


def _of_terms(kb: KnowledgeBase) -> Iterator[Entry]:
    catalogue = words(kb.language)
    for term in kb.spec.glossary.terms:
        address = f"{addresses.GLOSSARY}#{addresses.term_anchor(term.id)}"
        name = term.term.said(kb.language)
        yield Entry(name, address, catalogue("wiki.kind.term"))
        for synonym in term.synonyms:
            yield Entry(synonym, address, catalogue("wiki.alphabet.see", term=name))


def _of_stages(kb: KnowledgeBase) -> Iterator[Entry]:
    said = kb.language
    for process in kb.spec.processes.processes:
        note = words(said)("wiki.alphabet.stage", process=process.label.said(said))
        for state in process.states:
            address = f"{addresses.process_page(process.id)}#{addresses.state_anchor(process.id, state.id)}"
            yield Entry(state.label.said(said), address, note)


def _of_symptoms(kb: KnowledgeBase) -> Iterator[Entry]:
    for device in kb.spec.equipment.devices:
        for symptom in device.symptoms:
            address = f"{addresses.device_page(device.id)}#{addresses.symptom_anchor(symptom.id)}"
            yield Entry(symptom.symptom.said(kb.language), address, device.label.said(kb.language))
