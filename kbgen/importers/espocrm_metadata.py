"""The metadata folders of EspoCRM, merged the way EspoCRM merges them: core, modules, the firm's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.drafts import Report
from kbgen.importers.text_files import decode

LARGEST = 8 * 1024 * 1024
_LANGUAGES = {"ru": "ru_RU", "en": "en_US"}


@dataclass(slots=True)
class Metadata:
    """What EspoCRM's JSON files say; every table is a plain dict, whatever was in the files."""

    scopes: dict[str, dict[str, Any]] = field(default_factory=dict)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    layouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Entity → layout name → content."""
    texts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """Language (ru, en) → scope → labels."""
    acl: dict[str, Any] = field(default_factory=dict)


def read_metadata(folder: Path, report: Report) -> Metadata:
    """The metadata below *folder*: an EspoCRM installation, its ``application/Espo``, or a copy of it.

    Raises:
        ContentError: there is no EspoCRM metadata in it.
    """
    roots = [r for r in _roots(folder) if (r / "metadata").is_dir()]
    metadata = Metadata()
    for root in roots:
        metadata.scopes = _merged(metadata.scopes, _folder(root / "metadata" / "scopes", report))
        metadata.entities = _merged(metadata.entities, _folder(root / "metadata" / "entityDefs", report))
        metadata.acl = _merged(metadata.acl, _table(_json(root / "metadata" / "app" / "acl.json", report)))
        for language, name in _LANGUAGES.items():
            known = metadata.texts.setdefault(language, {})
            metadata.texts[language] = _merged(known, _folder(root / "i18n" / name, report))
        for entity in _subfolders(root / "layouts"):
            layouts = {f.stem: _json(f, report) for f in sorted(entity.glob("*.json"))}
            metadata.layouts.setdefault(entity.name, {}).update(layouts)
    if not metadata.entities:
        raise ContentError([Problem("not_espocrm", Place(folder.as_posix()))])
    return metadata


def _roots(folder: Path) -> Iterator[Path]:
    application = folder / "application" / "Espo" if (folder / "application" / "Espo").is_dir() else folder
    custom = folder / "custom" / "Espo"
    yield application / "Resources"
    yield from (m / "Resources" for m in _subfolders(application / "Modules"))
    yield from (m / "Resources" for m in _subfolders(custom / "Modules"))
    yield custom / "Custom" / "Resources"


def _subfolders(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_dir()) if folder.is_dir() else []


def _folder(folder: Path, report: Report) -> dict[str, dict[str, Any]]:
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return {f.stem: _table(_json(f, report)) for f in files}


def _json(path: Path, report: Report) -> Any:
    """The content of a file; None where it is absent or broken, which is reported."""
    if not path.is_file():
        return None
    if path.stat().st_size > LARGEST:
        report.add("file", path.name, "file_too_large")
        return None
    file = decode(path.read_bytes(), path.name)
    try:
        return None if file.problems else json.loads(file.text)
    except (ValueError, RecursionError):
        report.add("file", "/".join(path.parts[-3:]), "broken_json")
        return None
    finally:
        if file.problems:
            report.add("file", "/".join(path.parts[-3:]), "broken_text")


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """*above* laid over *below*: tables are merged, a list starting with ``__APPEND__`` is added to the one below."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merged(old, value)
        elif isinstance(value, list) and value[:1] == ["__APPEND__"]:
            result[key] = [*(old if isinstance(old, list) else []), *value[1:]]
        else:
            result[key] = value
    return result


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
