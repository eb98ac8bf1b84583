"""Draft: a check before it has an id."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.model.checks import CheckKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A check without id and stage. *key* tells it from all others of its kind, and never changes with its words."""

    kind: CheckKind
    key: str
    trace: tuple[str, ...]
    title: str
    action: str
    expected: str
    role: str = ""
    entity: str = ""
    process: str = ""
    device: str = ""
    stage: str = ""
    dangerous: bool = False
