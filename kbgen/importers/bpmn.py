"""BPMN 2.0 drawings as a draft spec: one file, or a folder of them.

- A pool with a drawing inside is a process. Pools tied together by sequence flows (BPMN forbids it, people draw it)
  make one process; pools that only exchange messages stay apart, and the messages are what a step needs and gives.
- A lane is a role, a pool without lanes too; lanes of one name are one role in all files. Nodes outside lanes belong to
  the performer they name, else to a role of the draft.
- Tasks of every kind, and events in the middle that wait or send, are steps. Gateways, links and events at the edge of
  a task are not: they become the ways on from a step, with conditions. Start events say what begins the process, end
  events what comes of it.
- A sub-process is a process of its own that the step leads to, and so is what a call activity calls, where it was read.
- Documentation and texts beside a node are notes; documents are inputs and outputs.
- Everything else (extensions of modellers, settings of engines, categories) is counted and reported.
"""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.bpmn_graph import read_graph
from kbgen.importers.bpmn_processes import Reading
from kbgen.importers.bpmn_xml import read_document
from kbgen.importers.drafts import Imported, Report, draft_file
from kbgen.language import words
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.processes import Processes
from kbgen.model.roles import Roles
from kbgen.model.text import Language, Text

__all__ = ["read"]

_ENDINGS = (".bpmn", ".bpmn2", ".bpmn20.xml")


def read(path: Path, language: Language) -> Imported:
    """A draft spec of the BPMN file *path*, or of all such files in the folder *path*.

    The draft reads back without a problem of severity "error". The report is in *language* and names everything
    that was left out.

    Raises:
        ContentError: a file is refused (all problems of all files), or nothing in them can be done step by step.
    """
    reading = Reading(Report(language), words(language))
    problems: list[Problem] = []
    for file in _files(path):
        try:
            reading.add(read_graph(read_document(file)))
        except ContentError as refused:
            problems += refused.problems
    if problems:
        raise ContentError(problems)
    processes = tuple(reading.processes())
    if not processes:
        raise ContentError([Problem("bpmn_empty", Place(path.as_posix()))])
    reading.report_rest()
    nouns = {
        "client.yml": _client(language),
        "spec/entities.yml": Entities(()),
        "spec/roles.yml": Roles(tuple(reading.roles.values())),
        "spec/processes.yml": Processes(processes),
    }
    files = {name: draft_file(noun, "BPMN", language) for name, noun in nouns.items()}
    files["client.yml"] = files["client.yml"].replace("id: draft\n", "", 1)
    return Imported(files, reading.report.in_order(), invented=("entities",))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(f for f in path.rglob("*") if f.is_file() and f.name.lower().endswith(_ENDINGS))
    if not found:
        raise ContentError([Problem("bpmn_no_files", Place(path.as_posix()))])
    return found


def _client(language: Language) -> Client:
    """A client to be filled in; the folder gives the id."""
    said = words(language)
    return Client(
        id="draft",
        name=Text(said("importers.draft.client")),
        product=Product("crm", "CRM"),
        implementer=Firm(said("importers.draft.firm")),
        language=language,
    )
