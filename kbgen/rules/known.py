"""Every rule by name: how bad its finds are, and whether a client may decide otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a rule besides how it looks."""

    severity: Severity
    fixed: bool = False
    """Its finds would break pages or harm readers: it can be neither silenced nor made milder."""


_DEAD = (
    "role", "entity", "field", "process", "step", "state", "guide", "video", "device", "goal", "need", "criterion",
    "candidate", "operation", "audience",
)  # fmt: skip

KNOWN: Mapping[str, Known] = {
    **{f"dead_{kind}": Known("error", fixed=True) for kind in _DEAD},
    "dead_link": Known("error"),
    "dead_name": Known("warning"),
    "unclear_term": Known("warning"),
    **{f"embed_{what}": Known("error") for what in ("unreadable", "unknown_argument", "bad_second", "backwards")},
    "embed_in_sentence": Known("warning"),
    "embed_late": Known("warning"),
    "absolute_link": Known("error"),
    "unsafe_link": Known("error", fixed=True),
    "dangerous_html": Known("error", fixed=True),
    "raw_html": Known("warning"),
    "replaced_without_reason": Known("warning"),
    "guide_for_another_role": Known("warning"),
    "orphan_video": Known("warning"),
    "review_overdue": Known("warning"),
    "reviewed_in_future": Known("warning"),
    "unknown_form": Known("error"),
    "out_of_range": Known("error"),
    "min_above_max": Known("error"),
    "minutes_differ": Known("error"),
    "twin_permission": Known("error", fixed=True),
    "unnamed_operation": Known("warning"),
    "idle_role": Known("warning"),
    "orphan_entity": Known("warning"),
    "unseen_entity": Known("warning"),
    "state_without_exit": Known("warning"),
    "state_out_of_reach": Known("warning"),
    "step_out_of_reach": Known("warning"),
    "condition_without_way": Known("error"),
    "state_not_an_option": Known("warning"),
    "twin_label": Known("warning"),
    "twin_option": Known("warning"),
    "twin_entity": Known("warning"),
    "latin_letter": Known("warning"),
    "cyrillic_letter": Known("warning"),
    "two_translations": Known("warning"),
    "one_word_for_two": Known("warning"),
    "plural_differs": Known("warning"),
    "untranslated": Known("warning"),
    "unused_term": Known("warning"),
    "acceptance_severity": Known("error"),
    "acceptance_no_remark": Known("warning"),
    "acceptance_fixed_before": Known("error"),
    "acceptance_unknown_check": Known("warning"),
    "acceptance_group_twice": Known("warning"),
    "warranty_not_from_act": Known("warning"),
    "unagreed_changes": Known("warning"),
    "dead_touch": Known("warning"),
    "diagram_not_drawn": Known("warning"),
    "theme_contrast": Known("warning"),
    "client_folder": Known("error", fixed=True),
    "audience_id": Known("error", fixed=True),
    "audience_part": Known("error", fixed=True),
    "audience_wordless_link": Known("warning"),
    "coverage_gap": Known("warning"),
}
"""Rule → what is known of it, in the order of ``kbgen check --rules``."""


ELSEWHERE = ("coverage_gap", "embed_late")
"""Rules whose finds are no problems of a check: ``kbgen coverage`` and the build apply what was decided about them."""


def rule_of(problem: Problem) -> str:
    """Name of the rule that found *problem*."""
    return problem.code.removesuffix("_near")
