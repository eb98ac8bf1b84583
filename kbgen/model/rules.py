"""Rules' severity: what a client or a whole workspace decided about the rules that content is checked by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """One decision about one rule. Of several that apply to a find, the last counts."""

    rule: str
    """Name of the rule, as ``kbgen check --rules`` lists it."""
    severity: Literal["error", "warning", "off"]
    """What its finds are from now on; ``off`` silences them."""
    where: tuple[str, ...] = ()
    """Only there: trace ids (``entities/Contact/fields/name``, ``guides/faq``) or paths of files, with ``*`` for any
    part; what stands inside counts too. Empty: everywhere."""
    reason: str = ""
    """Why. Must be given where a rule is made milder or silenced."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """``content/rules.yml``: decisions for all clients of the workspace."""

    rules: tuple[RuleSetting, ...] = ()
