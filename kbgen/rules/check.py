"""All rules, in one explicit order."""

from __future__ import annotations

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace


def check(kb: KnowledgeBase, workspace: Workspace) -> tuple[Problem, ...]:
    """Everything to mend in *kb*, errors and warnings, in the order of files and lines."""
    return ()
