"""The page that shows what of the spec is closed by what: pages, guides, videos, slides, acceptance checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.coverage import Coverage, Covered, Gap, ItemKind, Link
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.coverage import coverage
from kbgen.trace.gaps import in_words
from kbgen.wiki.writing import write

KINDS: tuple[ItemKind, ...] = (
    "need", "process", "step", "transition", "role", "permission", "entity", "device", "session", "criterion",
    "guide", "video",
)  # fmt: skip
"""Kinds of items in the order of the summary."""

_COLUMNS: dict[ItemKind, tuple[Link, ...]] = {
    "need": ("answer", "page", "guide", "video", "slide", "check"),
    "step": ("page", "guide", "video", "slide", "check"),
    "role": ("page", "guide", "slide", "session", "check"),
    "entity": ("page", "guide", "slide", "check"),
    "device": ("page", "guide", "symptom", "slide", "check"),
}
_PAGES: dict[str, str] = {"entities": "entity_page", "processes": "process_page", "roles": "role_page"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of a matrix: is the item closed by this link?"""

    link: Link
    state: Literal["yes", "no", "wish", "none"]
    """Wish: missing, but not needed for the handover. None: not asked for."""
    address: str = ""
    """The page that closes it or tells of it, as browsers name it; empty where there is none."""
    told: str = ""
    """What closes it, by name: «H-4K7M, +2», «Менеджер, слайд 12»."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a matrix."""

    item: Covered
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items of one kind and what closes each."""

    columns: tuple[Link, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many items of a kind lack nothing."""

    kind: ItemKind
    items: int
    closed: int


def page(kb: KnowledgeBase) -> Page:
    """The page without its body: what it says depends on all other pages."""
    texts = words(kb.language)
    about = texts("wiki.coverage.about")
    return Page(addresses.COVERAGE, texts("wiki.coverage.title"), "", "coverage", "project", description=about)


def filled(page: Page, kb: KnowledgeBase, all_pages: tuple[Page, ...]) -> Page:
    """*page* with its body, made of what *all_pages* show."""
    found = coverage(kb, all_pages)
    gaps, closers = found.gaps, _Closers(kb, {page.path: page.title for page in all_pages})
    return write(
        page,
        "coverage",
        kb,
        percent=percent(found.share),
        shares=tuple(shares(found)),
        gaps=[(in_words(g, kb.client.id, kb.language), _page_of(g)) for g in gaps if g.must],
        excused=[(in_words(g, kb.client.id, kb.language), g.item.excuse) for g in found.excused],
        wishes=[in_words(g, kb.client.id, kb.language) for g in gaps if not g.must],
        needs=_matrix("need", found.of("need"), closers),
        processes=tuple(_processes(kb, found, closers)),
        roles=_matrix("role", found.of("role"), closers),
        entities=_matrix("entity", found.of("entity"), closers),
        devices=_matrix("device", found.of("device"), closers),
        hints={f"entities/{h.entity}": h for h in found.hints},
    )


def percent(share: float) -> int:
    """*share* as a whole percentage; 100 only where nothing is missing."""
    return 100 if share >= 1 else min(99, round(share * 100))


def shares(found: Coverage) -> Iterator[Share]:
    """Kinds there are any items of, in the order of the summary."""
    for kind in KINDS:
        if items := found.of(kind):
            yield Share(kind, len(items), sum(item.closed for item in items))


def _processes(kb: KnowledgeBase, found: Coverage, closers: _Closers) -> Iterator[tuple[str, Matrix]]:
    """Id of each process that has steps, and its matrix."""
    steps = found.of("step")
    for process in kb.spec.processes.processes:
        if process.steps:
            own = tuple(item for item in steps if item.id.startswith(f"processes/{process.id}/steps/"))
            yield process.id, _matrix("step", own, closers)


def _matrix(kind: ItemKind, items: tuple[Covered, ...], closers: _Closers) -> Matrix:
    columns = _COLUMNS[kind]
    return Matrix(columns, tuple(Row(item, tuple(_mark(item, link, closers) for link in columns)) for item in items))


def _mark(item: Covered, link: Link, closers: _Closers) -> Mark:
    if there := item.has.get(link, ()):
        return Mark(link, "yes", closers.address(link, there[0]), closers.told(link, there))
    return Mark(link, "no" if link in item.must else "wish" if link in item.could else "none")


@dataclass(frozen=True, slots=True)
class _Closers:
    """Names and addresses of what closes items."""

    kb: KnowledgeBase
    titles: Mapping[str, str]
    """Address of each page → its title."""

    def address(self, link: Link, closer: str) -> str:
        """Where the reader finds it, as browsers name it; empty where there is no page of it."""
        path, anchor = self._page(link, closer)
        return addresses.html(path) + anchor if path in self.titles else ""

    def _page(self, link: Link, closer: str) -> tuple[str, str]:
        if closer.endswith(".md"):
            return closer, ""
        match link:
            case "answer":
                noun, id = closer.split("/", 1)
                return (str(getattr(addresses, _PAGES[noun])(id)), "") if noun in _PAGES else ("", "")
            case "guide":
                return addresses.guide_page(closer), ""
            case "video":
                return addresses.video_page(closer), ""
            case "check":
                return addresses.TESTS, f"#{addresses.check_anchor(closer)}"
            case "session":
                return addresses.TRAINING, ""
            case _:
                return "", ""

    def told(self, link: Link, there: tuple[str, ...]) -> str:
        """The first by name, and how many more there are."""
        first = self.name(link, there[0])
        if not first or len(there) == 1:
            return first
        return words(self.kb.language)("wiki.coverage.more", first=first, n=len(there) - 1)

    def name(self, link: Link, closer: str) -> str:
        """What it is called; empty where its page says no more than that it is there."""
        if link == "slide":
            deck, number = closer.rsplit("/", 1)
            role = self.kb.role(deck)
            named = role.label.said(self.kb.language) if role else deck
            return words(self.kb.language)("wiki.coverage.slide", role=named, number=number)
        if link == "check":
            return closer
        if link == "page":
            return ""
        return self.titles.get(self._page(link, closer)[0], "") if link != "session" else ""


def _page_of(gap: Gap) -> str:
    """Address of the page that shows the item, for the reader to look at; empty where it has none."""
    return next(iter(gap.item.has.get("page", ())), "")
