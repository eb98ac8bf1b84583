"""Guides as tasks: which come first, and which are everybody's."""

from __future__ import annotations

from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process


def of_steps(process: Process, kb: KnowledgeBase) -> list[str]:
    """Ids of the guides that the steps of *process* name, in the order of the steps."""
    return list(dict.fromkeys(step.guide for step in process.steps if kb.guide(step.guide)))


def in_order_of_need(kb: KnowledgeBase) -> list[Guide]:
    """All guides: those that process steps name first, in that order, the rest after them."""
    ids = dict.fromkeys(id for process in kb.spec.processes.processes for id in of_steps(process, kb))
    first = [guide for id in ids if (guide := kb.guide(id))]
    return first + [guide for guide in kb.guides if guide.id not in ids]


def for_everybody(guide: Guide, kb: KnowledgeBase) -> bool:
    """Whether the guide is for all roles: it names none, or every one of several."""
    roles = {role.id for role in kb.spec.roles.roles}
    return not guide.roles or (len(roles) > 1 and roles <= set(guide.roles))
