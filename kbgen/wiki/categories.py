"""Categories: pages about one entity, one process, or what a writer named; each with a page that lists its members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kbgen.language import sort_key, words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.templates import render
from kbgen.wiki.kept import Kept
from kbgen.wiki.links import Links
from kbgen.wiki.writing import write

_MEMBERS = ("guide", "task", "video", "process", "entity", "device")
"""Kinds of pages that stand in categories, in the order a category lists them."""


@dataclass(frozen=True, slots=True)
class Category:
    """What its members have in common."""

    address: str
    title: str
    about: str = ""
    """Trace id of the entity or process it is made of; empty for one that a writer named."""


def categories(kb: KnowledgeBase, pages: tuple[Page, ...]) -> dict[Category, list[Page]]:
    """Categories with their members in the order of the alphabet; one made of an entity or process has two at least."""
    members = [page for page in pages if page.kind in _MEMBERS]
    found: dict[Category, list[Page]] = {}
    for category in _derived(kb):
        if len(inside := [p for p in members if category.about in p.trace]) > 1:
            found[category] = inside
    named: dict[str, Category] = {}
    for page in members:
        for name in page.categories:
            address = addresses.category_page(name)
            category = named.setdefault(address, Category(address, name))
            found.setdefault(category, []).append(page)
    return {category: sorted(inside, key=lambda p: sort_key(p.title)) for category, inside in found.items()}


def _derived(kb: KnowledgeBase) -> Iterator[Category]:
    said = kb.language
    for entity in kb.spec.entities.entities:
        if not entity.external:
            title = (entity.plural or entity.label).said(said)
            yield Category(addresses.category_page(f"entity-{entity.id}"), title, f"entities/{entity.id}")
    for process in kb.spec.processes.processes:
        address = addresses.category_page(f"process-{process.id}")
        yield Category(address, process.label.said(said), f"processes/{process.id}")


def pages(kb: KnowledgeBase, found: dict[Category, list[Page]]) -> Iterator[Page]:
    """The index of categories, then a page a category, in the order of the alphabet."""
    if not found:
        return
    catalogue = words(kb.language)
    ordered = sorted(found, key=lambda c: (sort_key(c.title), c.address))
    index = Page(addresses.CATEGORIES, catalogue("wiki.categories.title"), "", "index", "reference")
    yield write(index, "categories", kb, categories=[(c, len(found[c])) for c in ordered])
    for category in ordered:
        kinds = {kind: [p for p in found[category] if p.kind == kind] for kind in _MEMBERS}
        page = Page(
            category.address,
            catalogue("wiki.categories.page", name=category.title),
            "",
            "category",
            "reference",
            group=catalogue("wiki.categories.title"),
            trace=(category.about,) if category.about else (),
        )
        yield write(
            page, "category", kb, category=category, kinds=[(k, inside) for k, inside in kinds.items() if inside]
        )


def with_categories(
    pages: tuple[Page, ...], found: dict[Category, list[Page]], kb: KnowledgeBase, kept: Kept
) -> tuple[Page, ...]:
    """*pages* with a line at the end of each that names its categories."""
    of_page: dict[str, list[Category]] = {}
    for category, inside in found.items():
        for page in inside:
            of_page.setdefault(page.path, []).append(category)

    def finished(page: Page) -> Page:
        own = tuple(of_page.get(page.path, ()))
        return kept.finished("categories", page, own, lambda: _with(page, own, kb)) if own else page

    return tuple(map(finished, pages))


def _with(page: Page, own: tuple[Category, ...], kb: KnowledgeBase) -> Page:
    line = render("wiki/category-line.md.j2", kb.language, link=Links(kb, page.path), categories=own)
    return replace(page, body=f"{page.body.rstrip()}\n\n{line.strip()}\n")
