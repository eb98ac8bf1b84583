"""All rules, in one explicit order."""

from __future__ import annotations

from collections.abc import Collection

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import acceptance
from kbgen.rules.agreement import dead_touches, unagreed_changes
from kbgen.rules.drawings import drawings
from kbgen.rules.guides import links, markup, replacements
from kbgen.rules.names import names
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
    names,
    markup,
    replacements,
    twin_labels,
    mixed_scripts,
    acceptance.results,
    acceptance.act,
    acceptance.defects,
    unagreed_changes,
    dead_touches,
    drawings,
)


_KINDS = {
    "entities": ("entity", "field"),
    "roles": ("role",),
    "processes": ("process", "step", "state"),
    "equipment": ("device",),
    "needs": ("goal", "need"),
    "choice": ("criterion", "candidate"),
    "guides": ("guide",),
    "videos": ("video",),
}
"""Noun → kinds of things it holds, as :mod:`kbgen.rules.references` names them."""


def check(kb: KnowledgeBase, workspace: Workspace, unread: Collection[str] = ()) -> tuple[Problem, ...]:
    """Everything to mend in *kb*, errors and warnings, in the order of files and lines.

    *unread* nouns have problems of their own and are missing from *kb*: nothing is said about references to them.
    """
    found = [problem for rule in RULES for problem in rule(kb, workspace)]
    excused = {f"dead_{kind}" for noun in unread for kind in _KINDS.get(noun, ())}
    if unread:
        excused |= {"dead_link", "dead_name", "acceptance_unknown_check", "acceptance_severity"}
    kept = (p for p in found if p.code.removesuffix("_near") not in excused)
    return tuple(sorted(kept, key=lambda p: (p.place, p.code)))
