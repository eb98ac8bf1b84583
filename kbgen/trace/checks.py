"""Acceptance checks: what a tester has to do to see that the CRM is what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from kbgen.model.checks import GROUPS, Check, CheckKind
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.agreed_checks import criterion_checks, device_checks, need_checks
from kbgen.trace.check_ids import ids, own_ids
from kbgen.trace.draft import Draft
from kbgen.trace.flow_checks import field_checks, state_checks, step_checks
from kbgen.trace.rights_checks import rights_checks
from kbgen.trace.telling import telling

LETTERS: dict[CheckKind, str] = {
    "denied": "H",  # «нельзя»
    "allowed": "A",
    "required": "O",  # «обязательное»
    "required_if": "E",  # «если»
    "transition": "T",
    "forbidden_transition": "X",
    "step": "C",  # «сценарий»
    "device": "Y",  # «устройство»
    "need": "P",
}
"""First letter of an id: one a kind, alike in Latin and Cyrillic. Criteria keep ids of their own."""


def checks(kb: KnowledgeBase) -> tuple[Check, ...]:
    """Every check that follows from the spec, in the order of the test programme: rights (dangerous ones first),
    fields, states, steps, devices, needs, the stages' own criteria.

    Promises: ids are distinct and do not depend on order or number of other things in the spec; nothing agreed gives
    no check.
    """
    t = telling(kb)
    parts = (rights_checks, field_checks, state_checks, step_checks, device_checks, need_checks, criterion_checks)
    drafts = list(chain.from_iterable(part(t) for part in parts))
    return tuple(_numbered(drafts, kb))


def _numbered(drafts: Iterable[Draft], kb: KnowledgeBase) -> Iterator[Check]:
    drafts = list(drafts)
    named: dict[tuple[CheckKind, str], str] = {}
    for kind, letter in LETTERS.items():
        found = ids(letter, [d.key for d in drafts if d.kind == kind])
        named.update({(kind, key): id for key, id in found.items()})
    stages = kb.spec.acceptance.stages
    own = own_ids((stage.id, c.id) for stage in stages for c in stage.criteria)
    named.update({("criterion", f"{stage}\n{criterion}"): id for (stage, criterion), id in own.items()})
    at: dict[str, str] = {group: stage.id for stage in reversed(stages) for group in stage.checks}
    told: set[str] = set()
    for d in drafts:
        id = named[d.kind, d.key]
        if id not in told:
            told.add(id)
            yield Check(
                id, d.kind, d.trace, d.title, d.action, d.expected, d.role, d.entity, d.process, d.device,
                d.stage or at.get(GROUPS[d.kind], ""), d.dangerous,
            )  # fmt: skip
