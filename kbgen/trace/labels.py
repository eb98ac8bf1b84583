"""Labels: what people call the things of a snapshot, on one line and in their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kbgen.model.changes import Snapshot
from kbgen.model.text import Language, Text
from kbgen.trace.differences import COLLECTIONS, Plain, is_wording

_LONGEST = 240  # characters of a quoted value
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
"""Signs that would move the reader's cursor or turn the line round."""

_LABELS = ("label", "title", "text", "action", "term", "symptom", "name", "result", "id")


@dataclass(frozen=True)
class Names:
    """What things are called, in the old and in the new state; the new name wins."""

    old: Snapshot
    new: Snapshot

    @cached_property
    def known(self) -> Mapping[tuple[str, str], Plain]:
        """Kind and id (of fields and steps: with the holder's id before it) → values."""
        found: dict[tuple[str, str], Plain] = {}
        for side in (self.old, self.new):
            for noun, values in side.spec.items():
                self._gather(noun, values, found)
            for kind, things in (("guide", side.guides), ("video", side.videos)):
                found |= {(kind, id): values for id, values in (things or {}).items()}
        return found

    def _gather(self, kind: str, values: Any, found: dict[tuple[str, str], Plain], holder: str = "") -> None:
        for (of, attribute), (inner, _) in COLLECTIONS.items():
            items = values.get(attribute) if of == kind and isinstance(values, Mapping) else None
            for item in items if isinstance(items, list) else ():
                if isinstance(item, Mapping) and isinstance(item.get("id"), str):
                    name = f"{holder}/{item['id']}" if holder else item["id"]
                    found[inner, name] = item
                    if inner in ("entity", "process"):
                        self._gather(inner, item, found, item["id"])

    def of(self, kind: str, id: str, language: Language) -> str:
        """The name of the thing *id*; the id itself where nobody knows it."""
        values = self.known.get((kind, id))
        return label(kind, values, language) if values else shown(id.rsplit("/", 1)[-1])


def shown(value: object) -> str:
    """Text of a spec on one line, cut where it is very long."""
    text = " ".join(_CONTROL.sub(" ", str(value)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def said(value: Any, language: Language, other: Any = None) -> str:
    """A wording in *language*; where it is the same as *other* there, in the language in which the two differ."""
    if not is_wording(value):
        return shown(value)
    text = _text(value)
    if is_wording(other) and text.said(language) == _text(other).said(language):
        language = "en" if language == "ru" else "ru"
    return shown(text.said(language))


def _text(value: Mapping[str, Any]) -> Text:
    return Text(**{str(key): str(part) for key, part in value.items()})


def label(kind: str, values: Plain, language: Language) -> str:
    """What people call a thing with these *values*."""
    if kind in ("goal", "need", "criterion", "defect") and values.get("id"):
        return shown(values["id"])
    return next((said(values[key], language) for key in _LABELS if values.get(key)), "…")
