"""Standing: where the agreement stands, in one line that every page, slide and paper shows."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.language import words
from kbgen.language.dates import day
from kbgen.model.approval import Status
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.deviations import deviations


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of the spec, and how to say it."""

    status: Status
    line: str
    """«Утверждено: версия 1.0 от 12 ноября 2026 г., после этого 2 изменения»; plain text, in the client's language."""
    brief: str
    """The same for footers: «версия 1.0 от 12.11.2026, изменений: 2»."""
    changes: int = 0
    """Changes since the last approval."""

    @property
    def draft(self) -> bool:
        """Whether nobody signed the spec as it is."""
        return self.status != "approved"


def standing(kb: KnowledgeBase) -> Standing:
    """Where the spec of *kb* stands."""
    known, w = kb.spec.approval, words(kb.language)
    current, approved = known.current, known.approved
    brief = w(f"approval.brief.{known.status}")
    if current is None:
        return Standing("draft", w("approval.line.draft"), brief)
    values = {"version": current.version, "day": day(current.signed_on, kb.language)}
    if current.status != "approved" and approved is not None:
        line = w("approval.line.draft_after", approved=approved.version, **values)
        return Standing(current.status, line, brief)
    if current.status != "approved":
        return Standing(current.status, w(f"approval.line.{current.status}_version", **values), brief)
    line, n = w("approval.line.approved", **values), len(deviations(kb))
    short = w("approval.brief.approved", version=current.version, day=f"{current.signed_on:{w('approval.brief.day')}}")
    if not n:
        return Standing("approved", line, short)
    return Standing(
        "approved", w("approval.line.deviations", line=line, n=n), w("approval.brief.more", line=short, n=n), n
    )


def spec_version(kb: KnowledgeBase) -> str:
    """The version of the spec of *kb* for programs: "1.0", "1.0+2" with two changes since, "1.1-draft"; or nothing."""
    current = kb.spec.approval.current
    if current is None:
        return ""
    if current.status != "approved":
        return f"{current.version}-{current.status}"
    n = len(deviations(kb))
    return f"{current.version}+{n}" if n else current.version
