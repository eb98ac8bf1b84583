"""Putting search into a built site: index, shards, worker, and the marks on each page.

Material for MkDocs lets a site name its own search worker in the page's ``__config``. That one address is
changed after the build, and our scripts are added to the head; nothing of Material's own is touched.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.search import lexicon, shards, store
from kbgen.search.records import pages
from kbgen.search.synonyms import shared_groups, spec_groups
from kbgen.workspace import Workspace

CHECKED_WORKERS = {"a7633da7": "9.8.1"}
"""Hash in the file name of Material's own worker → version; its protocol is what ours speaks."""

_WORKER = re.compile(
    r'"search":\s*"(?P<root>[^"]*?)assets/(?:javascripts/workers/(?P<file>search\.(?P<hash>\w+)\.min\.js)|'
    r'kbgen/search-worker\.js[^"]*)"'
)
_OURS = re.compile(r"\n?<!-- kbgen search -->.*?<!-- /kbgen search -->", re.DOTALL)
_SHIM = "vendor/iframe-worker/iframe-worker-shim.js"
_ASSETS = ("kbgen/search-worker.js", "kbgen/search-box.js", "kbgen/search-box.css", _SHIM)


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
    sources = {name: workspace.themes / "base" / "assets" / name for name in _ASSETS}
    problems = _unfit(site, sources)
    if problems:
        return SearchReport(0, 0, time.monotonic() - began, 0, problems)
    updated, files = _indexed(index_folder(kb, workspace), site, kb)
    for name, source in sources.items():
        _put(site / "assets" / name, source.read_bytes())
    size = shards.write(files, site / "assets" / "kbgen" / "search")
    _empty_stock_index(site)
    _mark_pages(site, files)
    return SearchReport(updated.pages, updated.records, time.monotonic() - began, size)


def _indexed(folder: Path, site: Path, kb: KnowledgeBase) -> tuple[store.Updated, Mapping[str, str]]:
    """The index brought up to date, and the browser's files. A cache that cannot be read is made anew, once."""
    groups = (*shared_groups(), *spec_groups(kb))
    try:
        return update(folder, site, groups), browser_files(folder, kb.language)
    except Exception:
        if not folder.exists():
            raise
        shutil.rmtree(folder)
        return update(folder, site, groups), browser_files(folder, kb.language)


def index_folder(kb: KnowledgeBase, workspace: Workspace) -> Path:
    """Where the index of a client is kept: what :func:`search` wants."""
    return workspace.cache / "search" / kb.client.id


def update(folder: Path, site: Path, groups: lexicon.Synonyms) -> store.Updated:
    """Brings the Whoosh index in *folder* and its lexicon up to the pages of *site*."""
    folder.mkdir(parents=True, exist_ok=True)
    updated = store.update(folder, ((_address(path, site), _html(path)) for path in pages(site)))
    groups = tuple(tuple(group) for group in groups)
    stamp = hashlib.sha256(json.dumps(groups).encode()).hexdigest()
    if updated.changed or not lexicon.is_made_for(folder, stamp):
        reader = store.open_reader(folder)
        made = lexicon.make_lexicon(reader, store.known_lemmas(folder), groups, updated.records)
        lexicon.write_lexicon(made, folder, stamp)
        reader.close()
    return updated


def browser_files(folder: Path, language: Language) -> Mapping[str, str]:
    """File name → content of what the browser loads, from the index in *folder*."""
    reader = store.open_reader(folder)
    try:
        return shards.shards(reader, lexicon.read_lexicon(folder), _wording(language))
    finally:
        reader.close()


def _wording(language: Language) -> dict[str, str]:
    """The words of the search box."""
    catalogue = words(language)
    return {key.removeprefix("search."): text for key, text in catalogue.texts.items() if key.startswith("search.")}


def _address(path: Path, site: Path) -> str:
    return path.relative_to(site).as_posix()


def _html(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _unfit(site: Path, sources: Mapping[str, Path]) -> tuple[Problem, ...]:
    """Why search cannot be put into *site*: something missing, or a Material it was not checked with."""
    for source in sources.values():
        if not source.is_file():
            return (Problem("search_no_worker", Place(source.name), {"file": source.as_posix()}),)
    marked = [path for path in site.rglob("*.html") if 'id="__config"' in _html(path)]
    if not marked:
        return (Problem("search_no_pages", Place(site.name)),)
    for path in marked:
        place = Place(_address(path, site))
        found = _WORKER.search(html := _html(path))
        if not found or 'data-md-component="search"' not in html:
            return (Problem("search_no_box", place),)
        if found["hash"] and found["hash"] not in CHECKED_WORKERS:
            versions = ", ".join(CHECKED_WORKERS.values())
            return (Problem("search_material_changed", place, {"found": found["file"], "version": versions}),)
    return ()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        path.unlink(missing_ok=True)  # it may be a link to the site's last build, which is not ours to change
        path.write_bytes(content)


def _empty_stock_index(site: Path) -> None:
    """Material still asks for its own index: it gets one without documents (the real one is many megabytes)."""
    path = site / "search" / "search_index.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))["config"]
    except (OSError, ValueError, KeyError):
        config = {"lang": ["en"], "separator": "[\\s\\-]+", "pipeline": [], "fields": {}}
    content = json.dumps({"config": config, "docs": []}, ensure_ascii=False)
    _put(path, content.encode())
    _put(path.with_suffix(".js"), f"var __index = {content}\n".encode())


def _mark_pages(site: Path, files: Mapping[str, str]) -> None:
    """Names our worker on every page; its version keeps browsers from using an older copy of the index."""
    version = hashlib.sha256("".join(map("".join, sorted(files.items()))).encode()).hexdigest()[:10]
    for path in site.rglob("*.html"):
        html = _html(path)
        found = _WORKER.search(html)
        if not found:
            continue
        root = found["root"]
        fresh = _OURS.sub("", html)
        fresh = _WORKER.sub(f'"search": "{root}assets/kbgen/search-worker.js?{version}"', fresh)
        head = "".join(f"\n{line}" for line in _head(root, fresh))
        fresh = fresh.replace("</head>", f"<!-- kbgen search -->{head}\n<!-- /kbgen search --></head>", 1)
        if fresh != html:
            path.unlink()  # likewise
            path.write_text(fresh, encoding="utf-8", newline="")


def _head(root: str, html: str) -> Iterator[str]:
    """What our search needs in the head; a page that has the shim for file:// already gets no second one."""
    yield f'<link rel="stylesheet" href="{root}assets/kbgen/search-box.css">'
    if "iframe-worker" not in html:
        yield f'<script src="{root}assets/{_SHIM}"></script>'
    yield f'<script src="{root}assets/kbgen/search-box.js"></script>'
