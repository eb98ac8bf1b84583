"""Rendering: a page's Markdown to HTML, or remembered. The first half of what MkDocs does with a page."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

from kbgen.site.pages.converting import Converter
from kbgen.site.pages.memory import Remembered, dumps, loads, packed


class _Looked:
    """The files of a project as one page sees them: notes which it asked for, and what it was told."""

    def __init__(self, files: Any) -> None:
        self.files = files
        self.asked: dict[str, Any] = {}

    def get_file_from_path(self, path: str) -> Any:
        found = self.files.get_file_from_path(path)
        self.asked[PurePath(path).as_posix()] = answer(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.files, name)


def answer(file: Any) -> Any:
    """What a link needs to know of the file it leads to; None where there is none."""
    return [file.url, file.inclusion.value] if file is not None else None


class _Heard(logging.Handler):
    """Notes what is said while a page is rendered, so that it can be said again; passes it on."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[list[Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append([record.name, record.levelno, record.getMessage()])


def source_key(file: Any, settings: str) -> str:
    """Of everything the HTML of *file* is made of, but the files its links ask for."""
    digest = hashlib.sha256(f"{settings}\n{file.src_uri}\n{file.dest_uri}\n".encode())
    digest.update(file.content_bytes)
    return digest.hexdigest()


def holds(remembered: Remembered | None, key: str, files: Any) -> bool:
    """Whether the page would be rendered to the same HTML again."""
    if remembered is None or remembered.key != key:
        return False
    there = files.src_uris
    asked: Mapping[str, Any] = remembered.head["asked"]
    return all(answer(there.get(path)) == told for path, told in asked.items())


def render(file: Any, converter: Converter, files: Any) -> tuple[str, bytes] | None:
    """Render the page of *file*; what is to be remembered of it: head, as JSON, and body, packed.

    None where its front matter holds something that cannot be remembered. Remarks wait in the head until
    :func:`say` says them, so that they come in the order of pages whoever rendered them.
    """
    from mkdocs.commands import build

    looked, heard = _Looked(files), _Heard()
    file.page.render = partial(converter.render, file.page)
    logger = logging.getLogger("mkdocs")
    listeners, logger.handlers = logger.handlers, [heard]
    try:
        build._populate_page(file.page, converter.config, looked)  # type: ignore[arg-type]
    except Exception:
        logger.handlers = listeners
        say({"said": heard.said})
        raise
    finally:
        logger.handlers = listeners
        del file.page.render
    page = file.page
    head = {
        "meta": dict(page.meta),
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": {to.src_uri: links for to, links in (page.links_to_anchors or {}).items()},
        "asked": looked.asked,
        "said": heard.said,
    }
    body = [page.content, [_anchor(item) for item in page.toc]]
    page.content, page.toc = "", []  # there are many pages
    return (dumps(head), packed(body)) if _is_plain(head["meta"]) else None


def _is_plain(value: Any) -> bool:
    """Whether *value* comes back from JSON as it was."""
    try:
        return bool(loads(dumps(value)) == value)
    except (TypeError, ValueError):
        return False


def _anchor(item: Any) -> list[Any]:
    return [str(item.title), item.id, item.level, [_anchor(child) for child in item.children]]


def say(head: Mapping[str, Any]) -> None:
    """Say what was said while the page of *head* was rendered."""
    for name, level, message in head["said"]:
        logging.getLogger(name).log(level, message)


def recall(file: Any, head: Mapping[str, Any], files: Any) -> None:
    """Give the page of *file* all that rendering gave it but its HTML."""
    page = file.page
    page.markdown = ""  # not None: the page was read
    page.meta = dict(head["meta"])
    page.content = ""
    page._title_from_render = head["title"]
    page.present_anchor_ids = set(head["anchors"])
    found = {files.get_file_from_path(uri): links for uri, links in head["links"].items()}
    page.links_to_anchors = {to: links for to, links in found.items() if to is not None}


def recall_body(page: Any, body: list[Any]) -> None:
    """Give *page* its HTML and table of contents."""
    from mkdocs.structure.toc import TableOfContents

    page.content = body[0]
    items = [_link(item) for item in body[1]]
    if items:
        items[0].active = True
    page.toc = TableOfContents(items)


def _link(told: list[Any]) -> Any:
    from mkdocs.structure.toc import AnchorLink

    link = AnchorLink(told[0], told[1], told[2])
    link.children = [_link(child) for child in told[3]]
    return link
