"""The page that shows what of the spec is closed by what: pages, guides, videos, slides, acceptance checks."""

from __future__ import annotations

from collections.abc import Iterator
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
    """The page that closes it; empty where it is no page."""


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
    gaps = found.gaps
    return write(
        page,
        "coverage",
        kb,
        percent=percent(found.share),
        shares=tuple(shares(found)),
        gaps=[(in_words(g, kb.client.id, kb.language), _page_of(g)) for g in gaps if g.must],
        wishes=[in_words(g, kb.client.id, kb.language) for g in gaps if not g.must],
        needs=_matrix("need", found.of("need")),
        processes=tuple(_processes(kb, found)),
        roles=_matrix("role", found.of("role")),
        entities=_matrix("entity", found.of("entity")),
        devices=_matrix("device", found.of("device")),
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


def _processes(kb: KnowledgeBase, found: Coverage) -> Iterator[tuple[str, Matrix]]:
    """Id of each process that has steps, and its matrix."""
    steps = found.of("step")
    for process in kb.spec.processes.processes:
        if process.steps:
            own = tuple(item for item in steps if item.id.startswith(f"processes/{process.id}/steps/"))
            yield process.id, _matrix("step", own)


def _matrix(kind: ItemKind, items: tuple[Covered, ...]) -> Matrix:
    columns = _COLUMNS[kind]
    return Matrix(columns, tuple(Row(item, tuple(_mark(item, link) for link in columns)) for item in items))


def _mark(item: Covered, link: Link) -> Mark:
    closers = item.has.get(link, ())
    if closers:
        return Mark(link, "yes", _address(link, closers[0]))
    return Mark(link, "no" if link in item.must else "wish" if link in item.could else "none")


def _address(link: Link, closer: str) -> str:
    """Where the reader finds what closes the item."""
    if closer.endswith(".md"):
        return closer
    if link == "answer":
        noun, id = closer.split("/", 1)
        return str(getattr(addresses, _PAGES[noun])(id)) if noun in _PAGES else ""
    return {"guide": addresses.guide_page, "video": addresses.video_page}[link](closer) if link in _SHOWN else ""


_SHOWN = ("guide", "video")


def _page_of(gap: Gap) -> str:
    """Address of the page that shows the item, for the reader to look at; empty where it has none."""
    return next(iter(gap.item.has.get("page", ())), "")
