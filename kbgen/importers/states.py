"""Options of a status field as states, where the metadata does not say which of them end the work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from kbgen.model.addresses import slug
from kbgen.model.entities import Option
from kbgen.model.processes import State
from kbgen.model.text import Text

_KINDS: tuple[tuple[Literal["won", "lost", "done"], re.Pattern[str]], ...] = (
    ("won", re.compile(r"\b(won|converted|accepted|fulfilled)\b", re.IGNORECASE)),
    ("lost", re.compile(
        r"\b(lost|dead|rejected|cancell?ed|duplicate|recycled|failed|expired|no answer|busy|junk|unqualified)\b",
        re.IGNORECASE)),
    ("done", re.compile(r"\b(closed|completed?|done|finished|resolved)\b", re.IGNORECASE)),
)  # fmt: skip


def states_of(options: tuple[Option, ...]) -> Iterator[State]:
    """A state an option; which of them are final is guessed from the English word and wants to be checked."""
    taken: dict[str, str] = {}
    for number, option in enumerate(options, 1):
        value = str(option.value)
        id = state_id(value, number)
        if taken.setdefault(slug(id), value) != value:
            id = f"{id}-{number}"
        kind = next((kind for kind, pattern in _KINDS if pattern.search(value)), "open")
        label = option.label or Text(value)
        yield State(id, label, option.value if id != option.value else None, kind, kind != "open")  # type: ignore[arg-type]


def state_id(value: str, number: int) -> str:
    """An id made of a value: ``Closed Won`` → ``Closed-Won``."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", value).strip("-.")
    return name if re.match(r"[A-Za-z]", name) else f"state-{slug(value)}" if name else f"state-{number}"
