"""Putting search into a built site: index, shards, worker, and the marks on each page.

Material for MkDocs lets a site name its own search worker in the page's ``__config``. That one address is
changed after the build, and our scripts are added to the head; nothing of Material's own is touched.

Thousands of pages are as they were at most builds: which, is told by their size and time, and their marked copies,
kept beside the index, are linked into the site.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.search.linking import link, put
from kbgen.search.marking import SHIM, mark_pages, scripts_told, version_of, with_search
from kbgen.search.seen import MARKED, Looked, look, write_seen
from kbgen.search.synonyms import shared_groups, spec_groups
from kbgen.search.updating import Updated, bring_up
from kbgen.workspace import Workspace

_ASSETS = ("kbgen/search-worker.js", "kbgen/search-box.js", "kbgen/search-log.js", "kbgen/search-box.css", SHIM)


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What was indexed."""

    pages: int
    records: int
    seconds: float
    bytes: int
    """Size of the index the browser loads from."""
    problems: tuple[Problem, ...] = ()


def index(site: Path, kb: KnowledgeBase, workspace: Workspace) -> SearchReport:
    """Makes the pages of the built *site* findable, in the browser (file:// and http) and by :func:`search`.

    The index is kept in ``workspace.cache/"search"/<client>``; only changed pages are read again.
    Problems come back as values; then the site is as MkDocs left it, with Material's own search.
    """
    began = time.monotonic()
    sources = {name: _asset(workspace, name) for name in _ASSETS}
    folder = index_folder(kb, workspace)
    for source in sources.values():
        if not source.is_file():
            problem = Problem("search_no_worker", Place(source.name), {"file": source.as_posix()})
            return SearchReport(0, 0, time.monotonic() - began, 0, (problem,))
    said = scripts_told(kb)
    looked = look(site, folder, version_of(sources, said))
    if looked.problem:
        return SearchReport(0, 0, time.monotonic() - began, 0, (looked.problem,))
    updated, files = _indexed(folder, site, looked, kb)
    for name, source in sources.items():
        put(site / "assets" / name, source.read_bytes())
    size = _shards(files, site / "assets" / "kbgen" / "search")
    _empty_stock_index(site)
    mark_pages(site, folder / MARKED, looked, said)
    write_seen(folder, looked)
    return SearchReport(updated.pages, updated.records, time.monotonic() - began, size)


def marked(text: str, kb: KnowledgeBase, workspace: Workspace) -> str:
    """*text*, a page as the engine makes it, as :func:`index` leaves it in the site."""
    said = scripts_told(kb)
    return with_search(text, version_of({name: _asset(workspace, name) for name in _ASSETS}, said), said)


def _asset(workspace: Workspace, name: str) -> Path:
    return workspace.themes / "base" / "assets" / name


def _indexed(folder: Path, site: Path, looked: Looked, kb: KnowledgeBase) -> tuple[Updated, list[Path]]:
    """The index brought up to date, and the browser's files. A cache that cannot be read is made anew, once."""
    groups = (*shared_groups(), *spec_groups(kb))
    digests = {address: seen.digest for address, seen in looked.pages.items() if seen.digest}
    try:
        return bring_up(folder, site, digests, groups, _shown(kb))
    except Exception:
        if not folder.exists():
            raise
        shutil.rmtree(folder)
        looked.marked.clear()
        return bring_up(folder, site, digests, groups, _shown(kb))


def _shown(kb: KnowledgeBase) -> dict[str, object]:
    """What the search box says: its words, and the names of roles."""
    texts = words(kb.language).texts
    wording = {key.removeprefix("search."): text for key, text in texts.items() if key.startswith("search.")}
    return {"wording": wording, "roleLabels": {role.id: role.label.said(kb.language) for role in kb.spec.roles.roles}}


def index_folder(kb: KnowledgeBase, workspace: Workspace) -> Path:
    """Where the index of a client is kept: what :func:`search` wants."""
    return workspace.index(kb.client.id, kb.audience_id)


def _shards(files: list[Path], folder: Path) -> int:
    """The browser's *files* in the site's *folder*, and nothing else; their bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        link(file, folder / file.name)
    return sum(file.stat().st_size for file in files)


def _empty_stock_index(site: Path) -> None:
    """Material still asks for its own index: it gets one without documents (the real one is many megabytes)."""
    path = site / "search" / "search_index.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))["config"]
    except (OSError, ValueError, KeyError):
        config = {"lang": ["en"], "separator": "[\\s\\-]+", "pipeline": [], "fields": {}}
    content = json.dumps({"config": config, "docs": []}, ensure_ascii=False)
    put(path, content.encode())
    put(path.with_suffix(".js"), f"var __index = {content}\n".encode())
