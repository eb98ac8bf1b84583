"""Page: one page of the wiki in Markdown, before any site engine sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PageKind = Literal[
    "start", "role", "entity", "process", "guide", "video", "device", "rights", "need", "choice",
    "acceptance", "training", "warranty", "glossary", "index", "task", "category", "wanted", "coverage", "changes",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``path`` is its stable address: ``entities/deal.md`` becomes ``entities/deal.html``."""

    path: str
    """Relative POSIX path, ASCII slugs from ids, ending in ``.md``."""
    title: str
    """Plain text, unescaped."""
    body: str
    """Markdown, already escaped, without front matter and without the first heading's ``# title`` line."""
    kind: PageKind
    section: str = ""
    """Key of the wiki section it stands in (``wiki.SECTIONS``); empty for the start page."""
    description: str = ""
    roles: tuple[str, ...] = ()
    """Role ids the page is for; empty: everybody."""
    keywords: tuple[str, ...] = ()
    """Words to find the page by that need not stand on it: synonyms, ids."""
    group: str = ""
    """Heading of the group inside the section's menu, in the client's language; empty: right in the section."""
    trace: tuple[str, ...] = ()
    """Trace ids of what the page is about: ``entities/Deal``, ``processes/sale``."""
    categories: tuple[str, ...] = ()
    """Names of categories the writer gave it; those that follow from ``trace`` are not repeated here."""
    files: dict[str, str] = field(default_factory=dict)
    """Published path relative to the docs root → the file to copy there (pictures, media): its absolute path, or its
    path relative to the workspace."""
    texts: dict[str, str] = field(default_factory=dict)
    """Published path relative to the docs root → content to write there (SVG diagrams, caption scripts)."""
