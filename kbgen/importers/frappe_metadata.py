"""Files of a Frappe application: DocTypes, workspaces and translations, as plain tables."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.pofile import PoFileError, read_po

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.drafts import Report
from kbgen.importers.text_files import decode

LARGEST = 8 * 1024 * 1024
"""Bytes of one file; the largest DocType of Frappe takes 60 KB, its largest translation 4 MB."""


@dataclass(slots=True)
class Metadata:
    """What the files of a Frappe application say."""

    doctypes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name (``CRM Deal``) → content."""
    plurals: dict[str, str] = field(default_factory=dict)
    """Name → the English words of its shortcut on a workspace, where there is one (``Deals``)."""
    menus: dict[str, str] = field(default_factory=dict)
    """Name → the workspace it has a shortcut on."""
    russian: dict[str, str] = field(default_factory=dict)
    """English words → Russian ones."""


def read_metadata(folder: Path, report: Report) -> Metadata:
    """Everything below *folder*: an application (``apps/crm``), one of its modules or a copy of them.

    Raises:
        ContentError: there is no DocType in it.
    """
    metadata = Metadata()
    for path in sorted(folder.rglob("*.json")):
        for content in _documents(path, report):
            _place(content, metadata, report)
    for path in sorted(folder.rglob("ru.po")):
        metadata.russian |= _translations(path, report)
    if not metadata.doctypes:
        raise ContentError([Problem("not_frappe", Place(folder.as_posix()))])
    return metadata


def _place(content: dict[str, Any], metadata: Metadata, report: Report) -> None:
    name = str(content.get("name") or "")
    if content.get("doctype") == "DocType" and name:
        metadata.doctypes[name] = content
    elif content.get("doctype") == "Workspace" and name:
        for shortcut in rows(content, "shortcuts"):
            if shortcut.get("type") == "DocType":
                metadata.plurals.setdefault(str(shortcut.get("link_to")), str(shortcut.get("label") or ""))
                metadata.menus.setdefault(str(shortcut.get("link_to")), str(content.get("label") or name))
            else:
                report.add("link", f"{name}: {shortcut.get('label')}", "frappe_shortcut")
    elif content.get("custom_fields") or content.get("property_setters"):
        report.add("file", str(content.get("doctype") or "?"), "frappe_custom")
    elif isinstance(content.get("doctype"), str):
        report.add("file", f"{content['doctype']} «{name}»", "frappe_other")


def _documents(path: Path, report: Report) -> Iterator[dict[str, Any]]:
    text = _text(path, report)
    try:
        content = json.loads(text) if text else None
    except (ValueError, RecursionError):
        report.add("file", "/".join(path.parts[-2:]), "broken_json")
        return
    yield from (c for c in (content if isinstance(content, list) else [content]) if isinstance(c, dict))


def _translations(path: Path, report: Report) -> dict[str, str]:
    """English → Russian; words in doubt (fuzzy), without translation or of one form only are left out."""
    text = _text(path, report)
    try:
        catalogue = read_po(io.BytesIO(text.encode()), locale="ru", abort_invalid=True)
    except (PoFileError, ValueError, LookupError):
        report.add("file", "/".join(path.parts[-2:]), "frappe_po")
        return {}
    pairs = ((m.id, m.string) for m in catalogue if not m.fuzzy)
    return {en: ru for en, ru in pairs if isinstance(en, str) and isinstance(ru, str) and en and ru.strip()}


def _text(path: Path, report: Report) -> str:
    """The text of a file; empty where it is broken, which is reported."""
    if path.stat().st_size > LARGEST:
        report.add("file", path.name, "file_too_large")
        return ""
    file = decode(path.read_bytes(), path.name)
    if file.problems:
        report.add("file", "/".join(path.parts[-2:]), "broken_text")
    return file.text


def rows(table: Any, key: str) -> list[dict[str, Any]]:
    """The tables listed at *key*; whatever else stands there is left out."""
    value = table.get(key) if isinstance(table, dict) else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
