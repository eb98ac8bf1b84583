"""Import: a CRM's metadata becomes a draft spec in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbgen.build.scaffold import refuse_client
from kbgen.errors import Place, Problem, UsageError
from kbgen.importers import bpmn, django, espocrm, frappe
from kbgen.importers.espocrm import Imported
from kbgen.importers.kb import read_kb
from kbgen.model.text import Language
from kbgen.workspace import Workspace

_KINDS: dict[str, Callable[[Path, Language], Imported]] = {
    "espocrm": espocrm.read,
    "frappe": frappe.read,
    "django": django.read,
    "bpmn": bpmn.read,
}
"""Kind of metadata → its reader. A new way in is one more line here and one more module in ``importers``."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an import wrote."""

    files: tuple[str, ...]
    entities: int
    """Business entities read, without stubs of entities that are only linked to."""
    fields: int
    report: tuple[tuple[str, str, str], ...]
    """What was not understood: kind, name, why."""


def import_spec(workspace: Workspace, kind: str, source: Path, client_id: str, language: Language) -> Done:
    """Read metadata of *kind* from *source* and write it as the spec of a new client.

    Raises:
        UsageError: unknown kind, or the client exists already.
        ContentError: *source* is not such metadata.
    """
    if kind not in _KINDS:
        known = ", ".join(_KINDS)
        raise UsageError([Problem("unknown-import", Place(kind), {"kind": kind, "known": known})])
    refuse_client(workspace, client_id, language)
    imported = _KINDS[kind](source, language)
    folder = workspace.client(client_id)
    written = []
    for name, text in imported.files.items():
        path = folder.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(workspace.shown(path))
    entities = [e for e in read_kb(workspace, client_id).spec.entities.entities if not e.external]
    fields = sum(len(e.fields) for e in entities)
    return Done(tuple(written), len(entities), fields, tuple(imported.report))
