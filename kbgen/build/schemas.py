"""Schemas: JSON Schema of every file analysts edit, written where their editor finds it without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.json_schema import Known, json_schema, schema_files
from kbgen.importers.kb import client_ids, try_kb
from kbgen.model.audiences import Audience
from kbgen.model.entities import Entity
from kbgen.model.equipment import Device
from kbgen.model.guides import Guide
from kbgen.model.needs import Goal, Need
from kbgen.model.processes import Process
from kbgen.model.roles import BASIC_OPERATIONS, Operation, Role
from kbgen.model.text import Language
from kbgen.model.videos import Video
from kbgen.rules import KNOWN
from kbgen.workspace import Workspace

FOLDER = ".kbgen-schema"
"""Folder of the workspace; the first lines of scaffolded files lead there."""
_EXTENSION = "redhat.vscode-yaml"
"""The extension of VS Code that completes and checks YAML."""


def write_schemas(folder: Path, language: Language, known: Known | None = None) -> tuple[Path, ...]:
    """Write the schema of every kind of file to *folder* as ``<name>.json``; return the paths in order.

    *known* ids are suggested where something refers to them; see :func:`known_ids`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in schema_files():
        path = folder / f"{file.name}.json"
        text = json.dumps(json_schema(file, language, known), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def known_ids(workspace: Workspace) -> Known:
    """Ids of everything that the clients of *workspace* describe, as far as their files can be read."""
    found: dict[str, dict[str, None]] = {"rules": dict.fromkeys(KNOWN), "operations": dict.fromkeys(BASIC_OPERATIONS)}
    for client in client_ids(workspace):
        kb = try_kb(workspace, client).kb
        spec = kb.spec
        named: dict[
            str, tuple[Role | Entity | Process | Guide | Video | Device | Need | Goal | Operation | Audience, ...]
        ] = {
            "roles": spec.roles.roles,
            "entities": spec.entities.entities,
            "processes": spec.processes.processes,
            "guides": kb.guides,
            "videos": kb.videos,
            "devices": spec.equipment.devices,
            "needs": spec.needs.needs,
            "goals": spec.needs.goals,
            "operations": spec.roles.operations,
            "audiences": kb.client.audience,
        }
        for noun, items in named.items():
            found.setdefault(noun, {}).update(dict.fromkeys(item.id for item in items))
    return {noun: tuple(ids) for noun, ids in found.items()}


def connect_editor(workspace: Workspace) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Tell VS Code which schema belongs to which file, in the workspace's ``.vscode``; what people set there stays.

    Returns what was written, and a problem for each file that is no plain JSON and was left alone.
    """
    folder = workspace.root / ".vscode"
    written: list[Path] = []
    problems: list[Problem] = []
    for name, settings in (("settings.json", _settings()), ("extensions.json", _recommended())):
        path = folder / name
        there = _read(path)
        if there is None:
            problems.append(Problem("editor_settings", Place(workspace.shown(path)), {"file": name}, "warning"))
        elif (merged := _merged(there, settings)) != there or not path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(merged, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
            written.append(path)
    return tuple(written), tuple(problems)


def modelines() -> Iterator[tuple[str, str]]:
    """Pattern of files and the first line that names their schema, as seen from such a file."""
    for file in schema_files():
        for pattern in file.paths:
            up = "../" * pattern.count("/")
            yield pattern, f"# yaml-language-server: $schema={up}{FOLDER}/{file.name}.json"


def _settings() -> dict[str, Any]:
    return {"yaml.schemas": {f"./{FOLDER}/{file.name}.json": list(file.paths) for file in schema_files() if file.paths}}


def _recommended() -> dict[str, Any]:
    return {"recommendations": [_EXTENSION]}


def _read(path: Path) -> dict[str, Any] | None:
    """The settings there are; None where they cannot be read as JSON (VS Code allows comments in them)."""
    if not path.is_file():
        return {}
    try:
        there = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        return None
    return there if isinstance(there, dict) else None


def _merged(there: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """*ours* laid over *there*: other keys stay, lists grow, our own entries are renewed."""
    merged = dict(there)
    for key, value in ours.items():
        old = merged.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            kept = {k: v for k, v in old.items() if FOLDER not in str(k)}
            merged[key] = {**kept, **value}
        elif isinstance(value, list) and isinstance(old, list):
            merged[key] = [*old, *(v for v in value if v not in old)]
        else:
            merged[key] = value
    return merged
