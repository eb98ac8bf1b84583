"""Check: one thing a tester does at acceptance, and what must be seen. Made from the spec, never written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CheckKind = Literal[
    "denied", "allowed", "required", "required_if", "transition", "forbidden_transition", "step", "device", "need",
    "criterion",
]  # fmt: skip

CheckGroup = Literal["rights", "fields", "states", "steps", "devices", "needs", "criteria"]
"""Parts of the test programme, in its order."""

GROUPS: dict[CheckKind, CheckGroup] = {
    "denied": "rights",
    "allowed": "rights",
    "required": "fields",
    "required_if": "fields",
    "transition": "states",
    "forbidden_transition": "states",
    "step": "steps",
    "device": "devices",
    "need": "needs",
    "criterion": "criteria",
}
"""Kind → the part of the programme it stands in."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the test programme. Texts are in the client's language, plain and unescaped."""

    id: str
    """Printed in wiki, protocol and act: ``H-4K7M``. Stays when the spec grows or is put in another order; its signs
    look alike in Latin and Cyrillic, so that it can be read over the phone. A criterion of a stage keeps its own id."""
    kind: CheckKind
    trace: tuple[str, ...]
    """Trace ids it proves: ``permissions/manager/Deal/delete``, ``entities/Deal/fields/amount``…"""
    title: str
    action: str
    """What the tester does, in sentences."""
    expected: str
    """What must be seen then, in sentences."""
    role: str = ""
    """Id of the role to sign in with; empty: any."""
    entity: str = ""
    process: str = ""
    device: str = ""
    stage: str = ""
    """Id of the acceptance stage at which it is run; empty: not said."""
    dangerous: bool = False
    """It guards against what cannot be undone (deletion, export, bulk changes): such checks come first."""

    @property
    def group(self) -> CheckGroup:
        """The part of the programme it stands in."""
        return GROUPS[self.kind]
