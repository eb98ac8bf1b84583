"""All rules, in one explicit order."""

from __future__ import annotations

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.rules.guides import links, markup, replacements
from kbgen.rules.processes import state_flow, states_and_options, step_flow
from kbgen.rules.references import dead_references
from kbgen.rules.rights import idle_roles, twin_permissions, unknown_operations
from kbgen.rules.rule import Rule
from kbgen.rules.training import minutes
from kbgen.rules.values import ranges
from kbgen.rules.words import mixed_scripts, twin_labels
from kbgen.workspace import Workspace

RULES: tuple[Rule, ...] = (
    dead_references,
    ranges,
    twin_permissions,
    unknown_operations,
    idle_roles,
    state_flow,
    states_and_options,
    step_flow,
    minutes,
    links,
    markup,
    replacements,
    twin_labels,
    mixed_scripts,
)


def check(kb: KnowledgeBase, workspace: Workspace) -> tuple[Problem, ...]:
    """Everything to mend in *kb*, errors and warnings, in the order of files and lines."""
    found = [problem for rule in RULES for problem in rule(kb, workspace)]
    return tuple(sorted(found, key=lambda p: (p.place, p.code)))
