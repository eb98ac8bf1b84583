"""Which pages of a site are as they were at the last build, and whether our search fits them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.search.linking import addresses, stamp_of
from kbgen.search.updating import digest, html

CHECKED_WORKERS = {"a7633da7": "9.8.1"}
"""Hash in the file name of Material's own worker → version; its protocol is what ours speaks."""
WORKER = re.compile(
    r'"search":\s*"(?P<root>[^"]*?)assets/(?:javascripts/workers/(?P<file>search\.(?P<hash>\w+)\.min\.js)|'
    r'kbgen/search-worker\.js[^"]*)"'
)
MARKED = "pages"
"""Folder beside the index with the pages as the site gets them."""
_NOTE = "seen.json"


@dataclass(slots=True)
class Seen:
    """A page of the site as it came from the engine."""

    stamp: str
    """Size and time."""
    digest: str
    """What its findable content is told by; empty for the page that says a page is missing."""
    copy: str
    """Stamp of its marked copy beside the index; empty where it has none."""


@dataclass(slots=True)
class Looked:
    """All pages of a site, looked through."""

    version: str
    pages: dict[str, Seen]
    marked: set[str]
    """Addresses of pages whose marked copy can be taken."""
    problem: Problem | None = None


def look(site: Path, folder: Path, version: str) -> Looked:
    """Every page of *site*; only those that are not as they were at the last build are read."""
    before = _read_seen(folder, version)
    looked = Looked(version, {}, set())
    boxes = False
    for address in sorted(addresses(site)):
        stamp = stamp_of(f"{site}/{address}")
        seen = before.get(address)
        if seen and seen.stamp == stamp:
            looked.pages[address] = seen
            if seen.copy and stamp_of(f"{folder}/{MARKED}/{address}") == seen.copy:
                looked.marked.add(address)
            boxes = True
            continue
        text = html(site / address)
        if 'id="__config"' in text:
            boxes = True
            if problem := _unfit(text, address):
                looked.problem = problem
                return looked
        looked.pages[address] = Seen(stamp, "" if address.endswith("404.html") else digest(text), "")
    if not boxes:
        looked.problem = Problem("search_no_pages", Place(site.name))
    return looked


def _read_seen(folder: Path, version: str) -> dict[str, Seen]:
    try:
        told = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return {a: Seen(*seen) for a, seen in told["pages"].items()} if told["version"] == version else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_seen(folder: Path, looked: Looked) -> None:
    pages = {address: [seen.stamp, seen.digest, seen.copy] for address, seen in looked.pages.items()}
    fresh = folder / f"{_NOTE}.new"
    fresh.write_text(json.dumps({"version": looked.version, "pages": pages}, ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / _NOTE)


def _unfit(text: str, address: str) -> Problem | None:
    """Why search cannot be put into a page: no search box, or a Material it was not checked with."""
    found = WORKER.search(text)
    if not found or 'data-md-component="search"' not in text:
        return Problem("search_no_box", Place(address))
    if found["hash"] and found["hash"] not in CHECKED_WORKERS:
        versions = ", ".join(CHECKED_WORKERS.values())
        return Problem("search_material_changed", Place(address), {"found": found["file"], "version": versions})
    return None
