"""Coverage of a client: measured without building the site, and written for machines.

``coverage.json`` of a release and ``kbgen coverage --json`` have this shape, version 1; later versions only add keys.
Of several clients, the command writes a list of such objects::

    {"format": "kbgen-coverage", "version": 1, "client": "romashka", "language": "ru", "release": "12" or null,
     "share": 0.98,                          # links that are there, of those that must be
     "kinds": {"step": {"items": 23, "closed": 22}, …},
     "items": [{"id": "processes/sale/steps/call", "kind": "step", "label": "позвонить клиенту",
                "file": "content/clients/romashka/spec/processes.yml", "line": 14,
                "must": ["page", "guide", "slide", "check"], "could": ["video"], "missing": ["guide"],
                "excuse": "why it is left so",      # only where that was decided; then nothing is missing
                "has": {"page": ["processes/sale.html"], "slide": ["manager/12"], "check": ["S-4K7M"], …}}, …],
     "gaps": [{"id": "…", "must": true, "missing": ["guide", "video"],
               "what": "процесс «Продажа», шаг 3 …: нет инструкции и видео",
               "advice": "Напишите …"}, …],
     "hints": [{"entity": "Deal", "fields": 21, "hinted": 20, "without": ["Описание"]}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kbgen import wiki
from kbgen.build.checking import load
from kbgen.build.progress import Progress, Silent
from kbgen.model import addresses
from kbgen.model.coverage import Coverage, Covered, Gap
from kbgen.model.decks import Deck, slides_by_trace
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.seminar import decks
from kbgen.trace.coverage import coverage
from kbgen.trace.gaps import in_words
from kbgen.workspace import Workspace

FORMAT, VERSION = "kbgen-coverage", 1


def measure(workspace: Workspace, client_id: str, progress: Progress | None = None) -> tuple[KnowledgeBase, Coverage]:
    """The client's knowledge base and what closes it, from real pages and slides; no video is encoded, no site built.

    Raises:
        ContentError: the content has errors.
        UsageError: there is no such client.
    """
    progress = progress or Silent()
    progress.step("read")
    kb, _, _ = load(workspace, client_id)
    progress.step("coverage")
    kb = with_slides(kb, decks(kb, workspace))
    return kb, coverage(kb, wiki.pages(kb))


def with_slides(kb: KnowledgeBase, made: Iterable[Deck]) -> KnowledgeBase:
    """*kb* that knows which slides of the decks come from which of its items."""
    return replace(kb, slides=slides_by_trace(made))


def write_coverage(kb: KnowledgeBase, pages: Iterable[Page], path: Path, release: str | None = None) -> None:
    """Write what closes *kb* to *path* as JSON; see the top of this module for its shape."""
    text = json.dumps(as_json(kb, coverage(kb, pages), release), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def as_json(kb: KnowledgeBase, found: Coverage, release: str | None = None) -> dict[str, Any]:
    """*found* as plain values for machines."""
    kinds: dict[str, dict[str, int]] = {}
    for item in found.items:
        kind = kinds.setdefault(item.kind, {"items": 0, "closed": 0})
        kind["items"] += 1
        kind["closed"] += item.closed
    return {
        "format": FORMAT,
        "version": VERSION,
        "client": kb.client.id,
        "language": kb.language,
        "release": release,
        "share": round(found.share, 4),
        "kinds": kinds,
        "items": [_item(item) for item in found.items],
        "gaps": [_gap(kb, gap) for gap in found.gaps],
        "hints": [
            {"entity": h.entity, "fields": h.fields, "hinted": h.hinted, "without": list(h.without)}
            for h in found.hints
        ],
    }


def _item(item: Covered) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "label": item.label,
        "file": item.place.file,
        "line": item.place.line,
        "must": list(item.must),
        "could": list(item.could),
        "missing": list(item.missing),
        **({"excuse": item.excuse} if item.excuse else {}),
        "has": {link: [_published(closer) for closer in closers] for link, closers in item.has.items() if closers},
    }


def _published(closer: str) -> str:
    return addresses.html(closer) if closer.endswith(".md") else closer


def _gap(kb: KnowledgeBase, gap: Gap) -> dict[str, Any]:
    said = in_words(gap, kb.client.id, kb.language)
    return {
        "id": gap.item.id,
        "must": gap.must,
        "missing": list(gap.missing),
        "what": said.what,
        "advice": said.advice,
    }
