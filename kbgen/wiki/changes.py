"""The page of changes: approved versions, what changed since then, change requests, news of the last release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.changes import Change, ChangeRequest, Deviation, Touched
from kbgen.model.decks import SlideRef
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.changes import changes
from kbgen.trace.deviations import deviations, done
from kbgen.trace.snapshots import snapshot
from kbgen.trace.standing import standing
from kbgen.trace.touching import Touching, touching
from kbgen.wiki.writing import write


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the page shows it."""

    change: Change
    touched: Touched
    requests: tuple[ChangeRequest, ...] = ()


_SHOWN = 60
"""Changes of one noun that are listed; a page of thousands would help nobody."""


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one noun."""

    noun: str
    told: tuple[Told, ...]
    rest: int = 0
    """How many more there are."""


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page without its body, which depends on all other pages; none where nothing was agreed or changed yet."""
    if not (kb.spec.approval.approvals or kb.spec.changes.requests or kb.previous):
        return
    texts = words(kb.language)
    yield Page(addresses.CHANGES, texts("changes.title"), "", "changes", "project", description=texts("changes.about"))


def filled(page: Page, kb: KnowledgeBase, all_pages: tuple[Page, ...]) -> Page:
    """*page* with its body; links lead to pages among *all_pages*."""
    found = deviations(kb)
    since = touching(kb, all_pages, kb.approved)
    look = touching(kb, all_pages, kb.previous) if kb.previous else since
    news = changes(kb.previous, snapshot(kb)) if kb.previous else ()
    return write(
        page,
        "changes",
        kb,
        standing=standing(kb),
        approvals=tuple(reversed(kb.spec.approval.approvals)),
        uncovered=_groups([d for d in found if not d.covered], since),
        covered=_groups([d for d in found if d.covered], since),
        requests=[(request, _done(request, found)) for request in kb.spec.changes.requests],
        news=_groups([Deviation(change) for change in news], look),
        previous=kb.previous,
        titles={page.path: page.title for page in all_pages},
        slides=lambda refs: _slides(kb, refs),
    )


def _groups(found: list[Deviation], look: Touching) -> tuple[Group, ...]:
    def noun_of(deviation: Deviation) -> str:
        noun = deviation.change.trace.split("/")[0]
        return noun if words("en").get(f"changes.noun.{noun}") else "other"

    groups = []
    for noun, inner in groupby(found, key=noun_of):
        all_ = list(inner)
        told = tuple(Told(d.change, look.of(d.change), d.requests) for d in all_[:_SHOWN])
        groups.append(Group(noun, told, len(all_) - len(told)))
    return tuple(groups)


def _done(request: ChangeRequest, found: tuple[Deviation, ...]) -> str:
    """What became of an accepted request: done, or to be done; nothing to say of others."""
    if request.decision != "accepted" or not request.touches:
        return ""
    return "done" if done(request, found) else "to_do"


def _slides(kb: KnowledgeBase, refs: tuple[SlideRef, ...]) -> list[tuple[str, str]]:
    """Name of the role whose deck it is, and the numbers of its slides."""
    by_deck: dict[str, list[int]] = {}
    for ref in refs:
        by_deck.setdefault(ref.deck, []).append(ref.number)
    roles = {role.id: role.label.said(kb.language) for role in kb.spec.roles.roles}
    return [(roles.get(deck, deck), ", ".join(map(str, sorted(numbers)))) for deck, numbers in by_deck.items()]
