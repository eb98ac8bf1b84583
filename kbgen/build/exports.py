"""Export: what was agreed, written as files other programs open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kbgen.errors import Place, Problem, UsageError
from kbgen.importers.kb import read_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

Exporter = Callable[[KnowledgeBase, tuple[str, ...]], Mapping[str, bytes]]
"""Makes the files of one kind: name → content. The ids are of processes; empty means all."""


def _bpmn(kb: KnowledgeBase, processes: tuple[str, ...]) -> Mapping[str, bytes]:
    from kbgen.diagrams.bpmn import bpmn_files

    files = bpmn_files(kb, processes)
    if not files:
        raise UsageError([Problem("no_processes", kb.place("processes"))])
    return files


def _workbook(kb: KnowledgeBase, processes: tuple[str, ...]) -> Mapping[str, bytes]:  # noqa: ARG001
    from kbgen.importers.workbook.writer import workbook, workbook_trees

    return {f"{kb.client.id}.xlsx": workbook(workbook_trees(kb.client, kb.spec), kb.client.id, kb.language)}


KINDS: Mapping[str, Exporter] = {"bpmn": _bpmn, "xlsx": _workbook}
"""A new way out is one more line here."""


def export(
    workspace: Workspace, kind: str, client_id: str, to: Path, *, processes: tuple[str, ...] = (), force: bool = False
) -> tuple[Path, ...]:
    """Write the files of *kind* into the folder *to*; a single file may be named itself (``--to deal.xlsx``).

    Files that are there already are replaced only by *force*: somebody may have worked in them. Nothing is written
    unless everything can be.

    Raises:
        UsageError: unknown kind or process, or a file is there already.
        ContentError: the client's content cannot be read.
    """
    if kind not in KINDS:
        raise UsageError([Problem("unknown_export", Place(kind), {"kind": kind, "known": ", ".join(KINDS)})])
    kb = read_kb(workspace, client_id)
    known = [p.id for p in kb.spec.processes.processes]
    strangers = [id for id in processes if id not in known]
    if strangers:
        values = {"known": ", ".join(known) or "—"}
        raise UsageError([Problem("unknown_process", Place(id), {"id": id, **values}) for id in strangers])
    made = {_path(name, to, len(files) == 1): content for files in [KINDS[kind](kb, processes)]
            for name, content in files.items()}  # fmt: skip
    taken = [path for path in made if path.exists()]
    if taken and not force:
        raise UsageError([Problem("export_exists", Place(path.as_posix())) for path in taken])
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(content)
        fresh.replace(path)
    return tuple(made)


def _path(name: str, to: Path, alone: bool) -> Path:
    """Where a file goes: into the folder *to*, or to *to* itself where that names the only file."""
    return to if alone and to.suffix == Path(name).suffix and not to.is_dir() else to / name
