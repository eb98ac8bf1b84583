"""Import: somebody else's metadata, or a customer's workbook, becomes a client's spec, or is merged into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.build.scaffold import refuse_client
from kbgen.build.writing import write_all
from kbgen.errors import ContentError, Place, Problem, UsageError
from kbgen.importers import bpmn, django, espocrm, frappe
from kbgen.importers.drafts import Imported
from kbgen.importers.kb import client_ids
from kbgen.importers.merging_base import base_path, imported_text, read_imported
from kbgen.importers.merging_spec import (
    Merged,
    draft_trees,
    merge_answer,
    merge_source,
    new_client,
    without_placeholders,
)
from kbgen.importers.merging_words import told
from kbgen.importers.workbook.names import names_of
from kbgen.importers.workbook.reader import read_workbook
from kbgen.model.text import Language
from kbgen.workspace import Workspace

_KINDS: dict[str, Callable[[Path, Language], Imported]] = {
    "espocrm": espocrm.read,
    "frappe": frappe.read,
    "django": django.read,
    "bpmn": bpmn.read,
}
"""Kind of metadata → its reader. A new way in is one more line here and one more module in ``importers``."""
WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True)
class Note:
    """A difference between what people have and what was imported, in words."""

    kind: str
    """See :data:`kbgen.importers.merging.DifferenceKind`."""
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did, or would do."""

    files: tuple[str, ...]
    """Files written, relative to the workspace; what the next import needs to know is not counted."""
    entities: int
    """Business entities the client has now, without stubs of entities that are only linked to."""
    fields: int
    report: tuple[tuple[str, str, str], ...]
    """What was not understood: kind, name, why."""
    merged: bool = False
    """Whether the client was there before."""
    notes: tuple[Note, ...] = ()
    warnings: tuple[Problem, ...] = ()
    processes: int = 0
    steps: int = 0


def import_spec(
    workspace: Workspace, kind: str, source: Path, client_id: str, language: Language,
    *, dry_run: bool = False, delete: bool = False,
) -> Done:  # fmt: skip
    """Read *source* of *kind*: the spec of a new client, or merged into the spec of one that exists.

    What people wrote by hand stays: see :mod:`kbgen.importers.merging`. Everything is read back before anything is
    written, and all files are written or none. With *delete* rows that a customer deleted from a workbook are deleted
    here too. *language* is that of drafts and of what is told.

    Raises:
        UsageError: unknown kind, no fit name for a client, or *delete* with anything but a workbook.
        ContentError: *source* is no such thing, or the client's own files cannot be read.
    """
    if kind not in (*_KINDS, WORKBOOK):
        known = ", ".join((*_KINDS, WORKBOOK))
        raise UsageError([Problem("unknown-import", Place(kind), {"kind": kind, "known": known})])
    if delete and kind != WORKBOOK:
        raise UsageError([Problem("import_delete", Place(kind))])
    fresh = client_id not in client_ids(workspace)
    if fresh:
        refuse_client(workspace, client_id, language)
    step = _workbook if kind == WORKBOOK else _metadata
    return step(_Order(workspace, kind, source, client_id, language, fresh, dry_run, delete))


@dataclass(frozen=True, slots=True)
class _Order:
    """One import."""

    workspace: Workspace
    kind: str
    source: Path
    client_id: str
    language: Language
    fresh: bool
    dry_run: bool
    delete: bool


def _metadata(order: _Order) -> Done:
    imported = _KINDS[order.kind](order.source, order.language)
    theirs = draft_trees(imported.files, order.client_id)
    path = base_path(order.workspace, order.client_id, order.kind, order.source)
    if order.fresh:
        folder = order.workspace.client(order.client_id)
        texts = {folder.joinpath(*name.split("/")): text for name, text in imported.files.items()}
        _write(order, {**texts, path: imported_text(order.kind, without_placeholders(theirs))})
        return _done(order, texts, theirs, report=tuple(imported.report))
    base = read_imported(path, order.workspace)
    merged = merge_source(order.workspace, order.client_id, theirs, base, order.language, order.kind, imported.invented)
    text = imported_text(order.kind, without_placeholders({**theirs, **merged.base}))
    _write(order, {**merged.texts, path: text})
    return _done(order, merged.texts, theirs, merged, tuple(imported.report))


def _workbook(order: _Order) -> Done:
    answer = read_workbook(order.source)
    if order.fresh:
        texts = new_client(order.workspace, order.client_id, answer.trees, answer.language, order.source.name)
        _write(order, texts)
        return _done(order, texts, answer.trees, warnings=answer.warnings)
    if answer.base and answer.base.client != order.client_id:
        values = {"found": answer.base.client, "client": order.client_id}
        raise ContentError([Problem("workbook_other_client", Place(order.source.name), values)])
    base = answer.base.trees if answer.base else None
    merged = merge_answer(order.workspace, order.client_id, answer.trees, base, answer.language, order.source.name,
                          order.delete)  # fmt: skip
    _write(order, merged.texts)
    return _done(order, merged.texts, answer.trees, merged, warnings=answer.warnings)


def _write(order: _Order, texts: Mapping[Path, str]) -> None:
    if not order.dry_run:
        write_all({path: text.encode("utf-8") for path, text in texts.items()})


def _done(order: _Order, texts: Mapping[Path, str], theirs: Mapping[str, Any], merged: Merged | None = None,
          report: tuple[Any, ...] = (), warnings: tuple[Problem, ...] = ()) -> Done:  # fmt: skip
    ours = merged.ours if merged else {}
    names = names_of({**theirs, **ours}, order.language)
    differences = merged.differences if merged else ()
    notes = tuple(Note(d.kind, told(d, ours, theirs, order.language, names)) for d in differences)
    files = tuple(order.workspace.shown(path) for path in texts)
    spec = merged.spec if merged else theirs
    entities = [e for e in spec.get("entities", {}).get("entities", ()) if not e.get("external")]
    fields = sum(len(e.get("fields", ())) for e in entities)
    processes = spec.get("processes", {}).get("processes", ())
    steps = sum(len(p.get("steps", ())) for p in processes)
    return Done(files, len(entities), fields, report, merged is not None, notes, warnings, len(processes), steps)
