"""States of a process and the permitted changes between them."""

from __future__ import annotations

from collections import Counter

from kbgen.diagrams.drawing import COLOURS, Diagram, draw, label
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, State, Transition

MOST_ABREAST = 5
"""More states than this stand one below the other: a longer row cannot be read on a page."""

_CLASSES = (
    f"classDef won fill:{COLOURS['won']},stroke:{COLOURS['won-border']}",
    f"classDef lost fill:{COLOURS['lost']},stroke:{COLOURS['lost-border']}",
)


def states(process: Process, kb: KnowledgeBase) -> Diagram | None:
    """The states of *process*, with who may change them; won ones green, lost ones red.

    None where no transition is agreed: states alone say more as a table.
    """
    index = {state.id: i for i, state in enumerate(process.states)}
    arrows = [t for t in process.transitions if t.from_ in index and t.to in index]
    if not arrows:
        return None
    usual = _usual(arrows)
    lines = ["flowchart TB" if len(process.states) > MOST_ABREAST else "flowchart LR"]
    lines += [f"s{i}([{label(state.label.said(kb.language), 60)}])" for i, state in enumerate(process.states)]
    lines += [_arrow(t, index, "" if t.roles == usual else _who(t.roles, kb)) for t in arrows]
    for kind, line in zip(("won", "lost"), _CLASSES, strict=True):
        if of_kind := [f"s{index[state.id]}" for state in process.states if _kind(state) == kind]:
            lines += [line, f"class {','.join(of_kind)} {kind}"]
    note = words(kb.language)("diagrams.usual", who=_who(usual, kb)) if usual else ""
    return draw("\n".join(lines) + "\n", _alt(process, arrows, kb), note)


def _kind(state: State) -> str:
    return "won" if state.kind == "done" else state.kind


def _usual(arrows: list[Transition]) -> tuple[str, ...]:
    """Roles that make more than half of the changes: named once below the picture, not at every arrow."""
    roles, times = Counter(t.roles for t in arrows).most_common(1)[0]
    return roles if times * 2 > len(arrows) else ()


def _who(roles: tuple[str, ...], kb: KnowledgeBase) -> str:
    found = (kb.role(role) for role in roles)
    return ", ".join(role.label.said(kb.language) for role in found if role)


def _arrow(transition: Transition, index: dict[str, int], who: str) -> str:
    start, end = index[transition.from_], index[transition.to]
    return f"s{start} -- {label(who, 60)} --> s{end}" if who else f"s{start} --> s{end}"


def _alt(process: Process, arrows: list[Transition], kb: KnowledgeBase) -> str:
    names = {state.id: state.label.said(kb.language) for state in process.states}
    changes = "; ".join(f"{names[t.from_]} → {names[t.to]}" for t in arrows)
    return words(kb.language)("diagrams.states", process=process.label.said(kb.language), changes=changes)
