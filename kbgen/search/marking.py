"""The marked copies of pages: they name our worker and load our scripts."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.search.linking import addresses, link, put, stamp_of
from kbgen.search.seen import WORKER, Looked
from kbgen.search.updating import html

_OURS = re.compile(r"\n?<!-- kbgen search -->.*?<!-- /kbgen search -->", re.DOTALL)
SHIM = "vendor/iframe-worker/iframe-worker-shim.js"


class Said(NamedTuple):
    """What scripts are told in their tags."""

    log: str
    """The script that keeps the log: whose it is, and its words."""
    box: str
    """The search box: what it says where not even its words can be read."""


def scripts_told(kb: KnowledgeBase) -> Said:
    texts = words(kb.language).texts
    said = {key.removeprefix("search."): text for key, text in texts.items() if key.startswith("search.log_")}
    told = json.dumps(said, ensure_ascii=False)
    log = f'data-client="{escape(kb.client.id)}" data-words="{escape(told)}"'
    return Said(log, f'data-damaged="{escape(texts["search.damaged"])}"')


def version_of(sources: Mapping[str, Path], said: Said) -> str:
    """Names our scripts in pages, so that a browser never runs an old one."""
    scripts = b"".join(path.read_bytes() for path in sources.values())
    return hashlib.sha256(scripts + "".join(said).encode()).hexdigest()[:10]


def mark_pages(site: Path, marked: Path, looked: Looked, said: Said) -> None:
    """Names our worker on every page."""
    for old in set(addresses(marked)) - looked.pages.keys():
        (marked / old).unlink()
    for address, seen in looked.pages.items():
        path, copy = f"{site}/{address}", f"{marked}/{address}"  # thousands of files: strings, not paths
        if address not in looked.marked:
            text = html(Path(path))
            fresh = with_search(text, looked.version, said)
            if fresh == text:
                seen.copy = ""
                continue
            put(Path(copy), fresh.encode())
            seen.copy = stamp_of(copy)
        os.unlink(path)  # noqa: PTH108 - it may be a link to the engine's own page
        link(copy, path)


def with_search(text: str, version: str, said: Said) -> str:
    """A page that names our worker; as it is where it has no search box."""
    found = WORKER.search(text)
    if not found:
        return text
    root = found["root"]
    fresh = _OURS.sub("", text)
    fresh = WORKER.sub(f'"search": "{root}assets/kbgen/search-worker.js?{version}"', fresh)
    head = "".join(f"\n{line}" for line in _head(root, fresh, version, said))
    return fresh.replace("</head>", f"<!-- kbgen search -->{head}\n<!-- /kbgen search --></head>", 1)


def _head(root: str, text: str, version: str, said: Said) -> Iterator[str]:
    """What our search needs in the head; a page that has the shim for file:// already gets no second one."""
    yield f'<link rel="stylesheet" href="{root}assets/kbgen/search-box.css?{version}">'
    if "iframe-worker" not in text:
        yield f'<script src="{root}assets/{SHIM}"></script>'
    yield f'<script src="{root}assets/kbgen/search-box.js?{version}" {said.box}></script>'
    yield f'<script src="{root}assets/kbgen/search-log.js?{version}" {said.log}></script>'
