"""Import: a CRM's metadata becomes a draft spec in the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem, UsageError
from kbgen.importers.espocrm import read as read_espocrm
from kbgen.importers.kb import read_kb
from kbgen.model.text import Language
from kbgen.workspace import Workspace

KINDS = {"espocrm": read_espocrm}
"""Kind of metadata → its reader."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an import wrote."""

    files: tuple[str, ...]
    entities: int
    fields: int
    notes: tuple[str, ...]
    """What was not understood, one sentence each."""
