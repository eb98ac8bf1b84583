"""Acceptance checks: what a tester has to do to see that the CRM is what was agreed."""

from __future__ import annotations

from kbgen.model.checks import Check
from kbgen.model.kb import KnowledgeBase


def checks(kb: KnowledgeBase) -> tuple[Check, ...]:
    """Every check that follows from the spec, in the order of the test programme: rights (dangerous ones first), fields,
    states, steps, devices, needs, the stages' own criteria.

    Promises: ids are distinct and do not depend on order or number of other things in the spec; nothing agreed gives no check.
    """
    return ()
