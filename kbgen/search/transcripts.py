"""Cues of a video as sections: about half a minute together, found at its first second."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kbgen.search.elements import text_of

TRANSCRIPT_STEP = 30
"""Cues are found together in groups of about this many seconds."""


@dataclass(slots=True)
class Section:
    anchor: str
    heading: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def transcript(element: Any) -> list[Section]:
    """Cues grouped to about half a minute, each group found at its first second."""
    groups: list[Section] = []
    began = 0.0
    for cue in element.iter("li"):
        try:
            second = float(cue.get("data-start"))
        except (TypeError, ValueError):
            continue
        if not groups or second - began >= TRANSCRIPT_STEP:
            began = second
            marks = (mark for mark in cue.iter("*") if "kb-chapter" in (mark.get("class") or "").split())
            chapter = " ".join("".join(mark.itertext()) for mark in marks)
            groups.append(Section(f"#t={second:g}", [f"{_clock(second)} {chapter}"]))
        groups[-1].text.append(text_of(cue) + " ")
    return groups


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
