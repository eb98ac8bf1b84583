"""All rules, in one explicit order."""

from __future__ import annotations

from collections.abc import Collection

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import acceptance
from kbgen.rules.agreement import dead_touches, unagreed_changes
from kbgen.rules.audiences import audiences, wordless_links
from kbgen.rules.drawings import drawings
from kbgen.rules.embeds import embeds
from kbgen.rules.folders import client_folder
from kbgen.rules.forms import forms
from kbgen.rules.guides import links, markup, replacements
from kbgen.rules.names import names
from kbgen.rules.orphans import guides_of_steps, lonely_entities, lonely_videos, unused_terms
from kbgen.rules.processes import conditions, state_flow, states_and_options, step_flow
from kbgen.rules.references import dead_references
from kbgen.rules.rights import idle_roles, twin_permissions, unknown_operations
from kbgen.rules.rule import Rule
from kbgen.rules.training import minutes
from kbgen.rules.translations import plurals, two_translations, untranslated
from kbgen.rules.twins import twin_entities, twin_labels
from kbgen.rules.values import ranges
from kbgen.rules.words import mixed_scripts
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
    conditions,
    minutes,
    links,
    names,
    embeds,
    forms,
    markup,
    replacements,
    twin_labels,
    twin_entities,
    mixed_scripts,
    two_translations,
    plurals,
    untranslated,
    lonely_entities,
    guides_of_steps,
    lonely_videos,
    unused_terms,
    acceptance.results,
    acceptance.act,
    acceptance.defects,
    unagreed_changes,
    dead_touches,
    audiences,
    client_folder,
)

SLOW_RULES: tuple[Rule, ...] = (drawings, wordless_links)
"""Rules that take longer than all others together: asked before a build, which needs what they make."""


_KINDS = {
    "entities": ("entity", "field"),
    "roles": ("role",),
    "processes": ("process", "step", "state"),
    "equipment": ("device",),
    "needs": ("goal", "need"),
    "choice": ("criterion", "candidate"),
    "client": ("audience",),
    "guides": ("guide",),
    "videos": ("video",),
}
"""Noun → kinds of things it holds, as :mod:`kbgen.rules.references` names them."""


_ORPHANS = ("orphan_entity", "unseen_entity", "guide_for_another_role", "orphan_video", "unused_term")


def check(
    kb: KnowledgeBase, workspace: Workspace, unread: Collection[str] = (), thorough: bool = False
) -> tuple[Problem, ...]:
    """Everything to mend in *kb*, errors and warnings, in the order of files and lines.

    Severity is each rule's own: what people decided about it is applied by :func:`kbgen.rules.settle`.
    *unread* nouns have problems of their own and are missing from *kb*: nothing is said about references to them.
    *thorough* asks the slow rules too.
    """
    rules = (*RULES, *SLOW_RULES) if thorough else RULES
    found = [problem for rule in rules for problem in rule(kb, workspace)]
    excused = {f"dead_{kind}" for noun in unread for kind in _KINDS.get(noun, ())}
    if unread:
        excused |= {
            *_ORPHANS,
            "audience_part",
            "dead_link",
            "dead_name",
            "acceptance_unknown_check",
            "acceptance_severity",
        }
    kept = (p for p in found if p.code.removesuffix("_near") not in excused)
    return tuple(sorted(kept, key=lambda p: (p.place, p.code)))
