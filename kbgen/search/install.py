"""Putting search into a built site: index, shards, worker, and the marks on each page.

Material for MkDocs lets a site name its own search worker in the page's ``__config``. That one address is
changed after the build, and our scripts are added to the head; nothing of Material's own is touched.

Thousands of pages are as they were at most builds: which, is told by their size and time, and their marked copies,
kept beside the index, are linked into the site.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.search.synonyms import shared_groups, spec_groups
from kbgen.search.updating import Updated, bring_up, digest, html
from kbgen.workspace import Workspace

CHECKED_WORKERS = {"a7633da7": "9.8.1"}
"""Hash in the file name of Material's own worker → version; its protocol is what ours speaks."""

_WORKER = re.compile(
    r'"search":\s*"(?P<root>[^"]*?)assets/(?:javascripts/workers/(?P<file>search\.(?P<hash>\w+)\.min\.js)|'
    r'kbgen/search-worker\.js[^"]*)"'
)
_OURS = re.compile(r"\n?<!-- kbgen search -->.*?<!-- /kbgen search -->", re.DOTALL)
_MARKED = "pages"
"""Folder beside the index with the pages as the site gets them."""
_NOTE = "seen.json"
_SHIM = "vendor/iframe-worker/iframe-worker-shim.js"
_ASSETS = ("kbgen/search-worker.js", "kbgen/search-box.js", "kbgen/search-log.js", "kbgen/search-box.css", _SHIM)


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
    folder = index_folder(kb, workspace)
    for source in sources.values():
        if not source.is_file():
            problem = Problem("search_no_worker", Place(source.name), {"file": source.as_posix()})
            return SearchReport(0, 0, time.monotonic() - began, 0, (problem,))
    said = _said(kb)
    looked = _look(site, folder, _version(sources, said))
    if looked.problem:
        return SearchReport(0, 0, time.monotonic() - began, 0, (looked.problem,))
    updated, files = _indexed(folder, site, looked, kb)
    for name, source in sources.items():
        _put(site / "assets" / name, source.read_bytes())
    size = _shards(files, site / "assets" / "kbgen" / "search")
    _empty_stock_index(site)
    _mark_pages(site, folder / _MARKED, looked, said)
    _write_seen(folder, looked)
    return SearchReport(updated.pages, updated.records, time.monotonic() - began, size)


def _indexed(folder: Path, site: Path, looked: _Looked, kb: KnowledgeBase) -> tuple[Updated, list[Path]]:
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


@dataclass(slots=True)
class _Seen:
    """A page of the site as it came from the engine."""

    stamp: str
    """Size and time."""
    digest: str
    """What its findable content is told by; empty for the page that says a page is missing."""
    copy: str
    """Stamp of its marked copy beside the index; empty where it has none."""


@dataclass(slots=True)
class _Looked:
    """All pages of a site, looked through."""

    version: str
    pages: dict[str, _Seen]
    marked: set[str]
    """Addresses of pages whose marked copy can be taken."""
    problem: Problem | None = None


class _Said(NamedTuple):
    """What scripts are told in their tags."""

    log: str
    """The script that keeps the log: whose it is, and its words."""
    box: str
    """The search box: what it says where not even its words can be read."""


def _said(kb: KnowledgeBase) -> _Said:
    texts = words(kb.language).texts
    said = {key.removeprefix("search."): text for key, text in texts.items() if key.startswith("search.log_")}
    told = json.dumps(said, ensure_ascii=False)
    log = f'data-client="{escape(kb.client.id)}" data-words="{escape(told)}"'
    return _Said(log, f'data-damaged="{escape(texts["search.damaged"])}"')


def _version(sources: Mapping[str, Path], said: _Said) -> str:
    """Names our scripts in pages, so that a browser never runs an old one."""
    scripts = b"".join(path.read_bytes() for path in sources.values())
    return hashlib.sha256(scripts + "".join(said).encode()).hexdigest()[:10]


def _look(site: Path, folder: Path, version: str) -> _Looked:
    """Every page of *site*; only those that are not as they were at the last build are read."""
    before = _read_seen(folder, version)
    looked = _Looked(version, {}, set())
    boxes = False
    for address in sorted(_addresses(site)):
        stamp = _stamp(f"{site}/{address}")
        seen = before.get(address)
        if seen and seen.stamp == stamp:
            looked.pages[address] = seen
            if seen.copy and _stamp(f"{folder}/{_MARKED}/{address}") == seen.copy:
                looked.marked.add(address)
            boxes = True
            continue
        text = html(site / address)
        if 'id="__config"' in text:
            boxes = True
            if problem := _unfit(text, address):
                looked.problem = problem
                return looked
        looked.pages[address] = _Seen(stamp, "" if address.endswith("404.html") else digest(text), "")
    if not boxes:
        looked.problem = Problem("search_no_pages", Place(site.name))
    return looked


def _stamp(path: Path | str) -> str:
    try:
        state = os.stat(path)  # noqa: PTH116 (thousands of files)
    except OSError:
        return ""
    return f"{state.st_size}.{state.st_mtime_ns}"


def _read_seen(folder: Path, version: str) -> dict[str, _Seen]:
    try:
        told = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return {a: _Seen(*seen) for a, seen in told["pages"].items()} if told["version"] == version else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_seen(folder: Path, looked: _Looked) -> None:
    pages = {address: [seen.stamp, seen.digest, seen.copy] for address, seen in looked.pages.items()}
    fresh = folder / f"{_NOTE}.new"
    fresh.write_text(json.dumps({"version": looked.version, "pages": pages}, ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / _NOTE)


def _unfit(text: str, address: str) -> Problem | None:
    """Why search cannot be put into a page: no search box, or a Material it was not checked with."""
    found = _WORKER.search(text)
    if not found or 'data-md-component="search"' not in text:
        return Problem("search_no_box", Place(address))
    if found["hash"] and found["hash"] not in CHECKED_WORKERS:
        versions = ", ".join(CHECKED_WORKERS.values())
        return Problem("search_material_changed", Place(address), {"found": found["file"], "version": versions})
    return None


def _shards(files: list[Path], folder: Path) -> int:
    """The browser's *files* in the site's *folder*, and nothing else; their bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        _link(file, folder / file.name)
    return sum(file.stat().st_size for file in files)


def _link(source: Path | str, path: Path | str) -> None:
    """*path* as a hard link to *source*; a copy where the disk has no links."""
    try:
        os.link(source, path)
    except OSError:
        shutil.copy2(source, path)


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


def _mark_pages(site: Path, marked: Path, looked: _Looked, said: _Said) -> None:
    """Names our worker on every page."""
    for old in set(_addresses(marked)) - looked.pages.keys():
        (marked / old).unlink()
    for address, seen in looked.pages.items():
        path, copy = f"{site}/{address}", f"{marked}/{address}"  # thousands of files: strings, not paths
        if address not in looked.marked:
            text = html(Path(path))
            fresh = _with_search(text, looked.version, said)
            if fresh == text:
                seen.copy = ""
                continue
            _put(Path(copy), fresh.encode())
            seen.copy = _stamp(copy)
        os.unlink(path)  # noqa: PTH108 - it may be a link to the engine's own page
        _link(copy, path)


def _addresses(folder: Path) -> Iterator[str]:
    """Every HTML file below *folder*, with forward slashes."""
    for here, _, names in os.walk(folder):
        below = Path(here).relative_to(folder).as_posix()
        start = "" if below == "." else f"{below}/"
        yield from (start + name for name in names if name.endswith(".html"))


def _with_search(text: str, version: str, said: _Said) -> str:
    """A page that names our worker; as it is where it has no search box."""
    found = _WORKER.search(text)
    if not found:
        return text
    root = found["root"]
    fresh = _OURS.sub("", text)
    fresh = _WORKER.sub(f'"search": "{root}assets/kbgen/search-worker.js?{version}"', fresh)
    head = "".join(f"\n{line}" for line in _head(root, fresh, version, said))
    return fresh.replace("</head>", f"<!-- kbgen search -->{head}\n<!-- /kbgen search --></head>", 1)


def _head(root: str, text: str, version: str, said: _Said) -> Iterator[str]:
    """What our search needs in the head; a page that has the shim for file:// already gets no second one."""
    yield f'<link rel="stylesheet" href="{root}assets/kbgen/search-box.css?{version}">'
    if "iframe-worker" not in text:
        yield f'<script src="{root}assets/{_SHIM}"></script>'
    yield f'<script src="{root}assets/kbgen/search-box.js?{version}" {said.box}></script>'
    yield f'<script src="{root}assets/kbgen/search-log.js?{version}" {said.log}></script>'
