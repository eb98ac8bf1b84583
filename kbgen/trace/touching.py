"""Touching: the pages, guides, videos, slides, checks and papers that a change makes worth another look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from kbgen.model import addresses
from kbgen.model.changes import Change, Snapshot, Touched
from kbgen.model.checks import Check
from kbgen.model.decks import SlideRef
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.checks import checks
from kbgen.trace.evidence import Evidence, evidence
from kbgen.trace.restored import as_it_was

_PAPERS = {
    "acceptance": ("acceptance-act",),
    "training": ("training-schedule", "attendance"),
    "warranty": ("acceptance-act",),
}
"""Noun → papers that print it."""

_PAGES = {
    "needs": addresses.NEEDS,
    "choice": addresses.CHOICE,
    "acceptance": addresses.ACCEPTANCE,
    "training": addresses.TRAINING,
    "warranty": addresses.WARRANTY,
    "operations": addresses.RIGHTS,
}


@dataclass(frozen=True, slots=True)
class Touching:
    """Looks up what a change touches; made once for a knowledge base."""

    kb: KnowledgeBase
    there: Evidence
    checks: tuple[Check, ...]
    pages: frozenset[str] | None
    """Addresses of the pages there are; None: every address is taken for one."""
    lapsed: tuple[Check, ...] = ()
    """Checks of the old state that are no checks now."""

    def of(self, change: Change) -> Touched:
        """Everything that shows, teaches or proves what *change* is about."""
        parts = change.trace.split("/")
        whole = change.kind in ("renamed", "removed", "added") or len(parts) == 1
        taught = self._taught(self.there.guides, parts, "guides")
        told = (*self._pages(parts), *self.there.pages.get(change.trace, ()), *(p for p in taught if p.endswith(".md")))
        return Touched(
            pages=tuple(dict.fromkeys(p for p in told if self._there(p))),
            guides=tuple(id for id in taught if self.kb.guide(id)),
            videos=self._taught(self.there.videos, parts, "videos"),
            slides=self._slides(change.trace, whole),
            checks=_of(self.checks, change.trace, whole),
            lapsed=_of(self.lapsed, change.trace, whole),
            documents=_PAPERS.get(parts[0], ()),
        )

    def _there(self, address: str) -> bool:
        return self.pages is None or address.partition("#")[0] in self.pages

    def _pages(self, parts: list[str]) -> Iterator[str]:
        noun, id = parts[0], parts[1] if len(parts) > 1 else ""
        if noun == "entities" and self.kb.entity(id):
            inner = f"#{addresses.field_anchor(parts[3])}" if parts[2:3] == ["fields"] and self._visible(parts) else ""
            yield addresses.entity_page(id) + inner
            yield from (addresses.process_page(p.id) for p in self.kb.spec.processes.processes if p.entity == id)
        elif noun == "roles" and self.kb.role(id):
            yield from (addresses.role_page(id), addresses.RIGHTS)
        elif noun == "permissions":
            yield from self._rights(id, parts[2])
        elif noun == "processes" and (process := self.kb.process(id)):
            yield addresses.process_page(id)
            yield from (addresses.role_page(r) for r in dict.fromkeys(s.role for s in process.steps) if self.kb.role(r))
            yield from ([addresses.entity_page(process.entity)] if self.kb.entity(process.entity) else [])
        elif noun == "equipment" and self.kb.device(id):
            yield addresses.device_page(id)
        elif noun == "guides" and self.kb.guide(id):
            yield addresses.guide_page(id)
        elif noun == "videos" and self.kb.video(id):
            yield addresses.video_page(id)
        elif noun == "glossary":
            known = any(term.id == id for term in self.kb.spec.glossary.terms)
            yield addresses.GLOSSARY + (f"#{addresses.term_anchor(id)}" if known else "")
        elif noun in _PAGES:
            yield _PAGES[noun]

    def _visible(self, parts: list[str]) -> bool:
        """Whether the field has a line of its own on its entity's page."""
        entity = self.kb.entity(parts[1])
        return any(f.id == parts[3] and not f.system for f in entity.fields) if entity else False

    def _rights(self, role: str, entity: str) -> Iterator[str]:
        yield addresses.RIGHTS
        yield from ([addresses.role_page(role)] if self.kb.role(role) else [])
        yield from ([addresses.entity_page(entity)] if self.kb.entity(entity) else [])

    def _taught(self, known: Mapping[str, tuple[str, ...]], parts: list[str], noun: str) -> tuple[str, ...]:
        """Guides or videos about the thing itself; else about what it is a part of."""
        if parts[0] == noun:
            return ()
        if parts[0] == "permissions":
            both = [set(known.get(f"{n}/{id}", ())) for n, id in (("roles", parts[1]), ("entities", parts[2]))]
            found = tuple(id for id in known.get(f"entities/{parts[2]}", ()) if id in both[0] & both[1])
            return self._of_operation(found, parts[-1]) or found
        names = ("/".join(parts[:end]) for end in range(len(parts), 1, -1))
        return next((known[name] for name in names if name in known), ())

    def _of_operation(self, ids: tuple[str, ...], operation: str) -> tuple[str, ...]:
        """Those of the guides that teach just this operation."""
        guides = (self.kb.guide(id) for id in ids)
        return tuple(guide.id for guide in guides if guide and guide.operation == operation)

    def _slides(self, trace: str, whole: bool) -> tuple[SlideRef, ...]:
        """Slides of the thing itself, of its parts where it changed as a whole, and of what it is a part of."""
        found = (refs for name, refs in self.kb.slides.items() if _near(name, trace, whole) or _is_in(trace, name))
        return tuple(dict.fromkeys(chain.from_iterable(found)))


def touching(kb: KnowledgeBase, pages: Iterable[Page] | None = None, old: Snapshot | None = None) -> Touching:
    """Ready to tell what changes of *kb* touch; slides come from ``kb.slides``.

    *pages*: the wiki's; without them every page that an id would have is taken for one. *old*: the state that changes
    are counted from.
    """
    all_checks, known = checks(kb), tuple(pages or ())
    there = None if pages is None else frozenset(page.path for page in known)
    before = as_it_was(kb, old) if old else None
    ids = {check.id for check in all_checks}
    lapsed = tuple(check for check in checks(before) if check.id not in ids) if before else ()
    return Touching(kb, evidence(kb, known, all_checks), all_checks, there, lapsed)


def _of(all_: tuple[Check, ...], trace: str, whole: bool) -> tuple[str, ...]:
    return tuple(check.id for check in all_ if any(_near(name, trace, whole) for name in check.trace))


def _near(name: str, trace: str, whole: bool) -> bool:
    return name == trace or (whole and _is_in(name, trace))


def _is_in(trace: str, holder: str) -> bool:
    return trace.startswith(f"{holder}/")
