"""The menu: sections and pages in the order they come in."""

from __future__ import annotations

from collections.abc import Sequence

from kbgen.language import Words
from kbgen.model.pages import Page
from kbgen.site.page_text import escaped
from kbgen.site.yaml_text import Value


def menu(pages: Sequence[Page], words: Words) -> list[Value]:
    """``nav`` of mkdocs.yml; a section's own page (``index.md``) opens it."""
    entries: list[Value] = [_entry(page) for page in pages if not page.section]
    for section in dict.fromkeys(page.section for page in pages if page.section):
        inside = sorted((p for p in pages if p.section == section), key=lambda p: not _opens(p))
        title = words.get(f"wiki.section.{section}", section)
        entries.append({escaped(title): _grouped(inside)})
    return entries


def _grouped(inside: Sequence[Page]) -> list[Value]:
    """Pages right in the section where they stand, those of a group under its heading in the place of its first.

    A page called like a group stands in it, first: the menu names nothing twice.
    """
    entries: list[Value] = []
    groups: dict[str, list[Value]] = {}
    named = {page.group for page in inside}
    for page in inside:
        if not page.group and page.title in named:
            groups[page.title] = [_entry(page)]
            entries.append({escaped(page.title): groups[page.title]})
        elif not page.group:
            entries.append(page.path if _opens(page) else _entry(page))
        elif page.group in groups:
            groups[page.group].append(_entry(page))
        else:
            groups[page.group] = [_entry(page)]
            entries.append({escaped(page.group): groups[page.group]})
    return entries


def _opens(page: Page) -> bool:
    return page.path.endswith("/index.md")


def _entry(page: Page) -> Value:
    return {escaped(page.title): page.path}
