"""Whether a page is sound HTML: parsed by the rules of browsers, every deviation reported, and what they let pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib

_FOCUSABLE = {"a", "button", "input", "select", "textarea", "summary"}
_REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


def faults(file: Path) -> list[str]:
    """Everything wrong with the page *file*."""
    text = file.read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    found = [f"line {line}: {code} {_named(values)}" for (line, _), code, values in parser.errors]
    return [*found, *_of_tree(tree, text)]


def _named(values: Any) -> str:
    return str(values.get("name", "")) if isinstance(values, dict) else ""


def _of_tree(tree: Any, text: str) -> Iterator[str]:
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    yield from (f"id {name!r} {times} times" for name, times in ids.items() if times > 1 or not name)
    if not tree.get("lang"):
        yield "no language"
    titles = [e for e in elements if e.tag == "title"]
    if len(titles) < 1 or not (titles[0].text or "").strip():
        yield "no title"
    if re.search(r"<[^>]+\sstyle=", re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)):
        yield "a style attribute: a strict security policy forbids it"
    for element in elements:
        yield from _of_element(element, ids)


def _of_element(element: Any, ids: Counter[str | None]) -> Iterator[str]:
    tag = element.tag
    if tag == "img" and element.get("alt") is None:
        yield f"img without alt: {element.get('src')}"
    for attribute in _REFERS:
        for name in (element.get(attribute) or "").split():
            if name not in ids:
                yield f"{tag} {attribute}={name!r} refers to nothing"
    yield from (f"{tag} has {name}" for name in element.attrib if re.fullmatch(r"on[a-z]+", str(name)))
    if tag in ("a", "button"):
        inside = [e.tag for e in element.iter() if e is not element and e.tag in _FOCUSABLE]
        if inside:
            yield f"{tag} holds {inside}"
        if tag == "a" and element.get("href") is not None and not _name_of(element):
            yield f"a link without words: {element.get('href')}"


def _name_of(element: Any) -> str:
    words = "".join(element.itertext()).strip()
    pictures = "".join(e.get("alt") or e.get("aria-label") or "" for e in element.iter())
    return str(words or pictures or element.get("title") or "")
