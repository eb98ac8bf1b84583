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
        entries.append({escaped(title): [p.path if _opens(p) else _entry(p) for p in inside]})
    return entries


def _opens(page: Page) -> bool:
    return page.path.endswith("/index.md")


def _entry(page: Page) -> Value:
    return {escaped(page.title): page.path}
