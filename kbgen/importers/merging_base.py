"""The base of the next import: what a source said last time, beside the client's files.

``content/clients/<id>/imported/<kind>.json`` belongs to the program: people need not look at it, it is no part of
what a build depends on, and it should be kept under version control with the rest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.merging_spec import kinds
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.text_files import read_text, shown
from kbgen.model.addresses import slug
from kbgen.workspace import Workspace

FOLDER = "imported"
_FORMAT = 1


def base_path(workspace: Workspace, client_id: str, kind: str, source: Path) -> Path:
    """Where the base lies: one a kind; drawings of processes have one a file, for a client has many of them."""
    name = f"{kind}-{slug(source.stem)}" if kind == "bpmn" else kind
    return workspace.client(client_id) / FOLDER / f"{name}.json"


def read_imported(path: Path, workspace: Workspace) -> dict[str, Any] | None:
    """The plain trees (noun → values) imported last; None where nothing was.

    Raises:
        ContentError: the file is damaged.
    """
    if not path.exists() and not path.is_symlink():
        return None
    file = read_text(path, workspace)
    if file.problems:
        raise ContentError(file.problems)
    try:
        written = json.loads(file.text)
    except (ValueError, RecursionError):
        written = None
    spec: Any = written.get("spec") if isinstance(written, dict) and written.get("format") == _FORMAT else None
    try:
        return {noun: _fitting(spec[noun], shape(kind)) for noun, kind in kinds().items() if noun in spec}
    except (TypeError, ValueError):
        raise ContentError([Problem("import_base_damaged", Place(shown(path, workspace)))]) from None


def _fitting(value: Any, wanted: Shape) -> Any:
    """*value* without what the nouns no longer have.

    Raises:
        ValueError: it is of another kind.
    """
    if wanted.kind == "object":
        members = wanted.members
        return {k: _fitting(v, members[k].shape) for k, v in _of(value, dict).items() if k in members}
    if wanted.kind == "list" and wanted.item is not None:
        return [_fitting(v, wanted.item) for v in _of(value, list)]
    if wanted.kind == "mapping" and wanted.item is not None:
        return {k: _fitting(v, wanted.item) for k, v in _of(value, dict).items()}
    if isinstance(value, list) or (isinstance(value, dict) and wanted.kind != "text"):
        raise ValueError(wanted.kind)
    return value


def _of(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(kind.__name__)
    return value


def imported_text(kind: str, trees: dict[str, Any]) -> str:
    """The text of the base file: equal trees give equal text, and a change shows as few lines."""
    written = {"format": _FORMAT, "kind": kind, "spec": trees}
    return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
