"""Forms of names: cases that there are, one spelling a case."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.language.cases import CASES, PLURAL, SHORT
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

KNOWN = frozenset({"article", *(p + case for p in ("", PLURAL) for case in (*CASES, *SHORT))})


def forms(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """``forms`` of entities that name no case: nobody would ever use them."""
    for index, entity in enumerate(kb.spec.entities.entities):
        for key in entity.forms:
            if key not in KNOWN:
                near = nearest(key, KNOWN)
                place = kb.place("entities", "entities", index, "forms", key)
                yield Problem("unknown_form_near" if near else "unknown_form", place, {"form": key[:40], "near": near})
