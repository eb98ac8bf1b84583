"""Processes as swim lanes: a lane a role."""

from __future__ import annotations

from typing import Literal

from kbgen.diagrams.drawing import COLOURS, Diagram, draw, label
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Step
from kbgen.model.text import Text

LIT = f"classDef lit fill:{COLOURS['lit']},stroke:{COLOURS['lit-border']},stroke-width:2px"


def swimlane(
    process: Process,
    kb: KnowledgeBase,
    *,
    highlight_role: str | None = None,
    direction: Literal["LR", "TB"] = "LR",
) -> Diagram | None:
    """The steps of *process* in lanes of roles; the steps of *highlight_role* stand out.

    ``LR`` (lanes lie) suits slides, ``TB`` (lanes stand) suits pages. None where there are no steps.
    """
    if not process.steps:
        return None
    lines = [f"swimlane-beta {direction}"]
    for role in dict.fromkeys(step.role for step in process.steps):
        lines += _lane(role, process, kb)
    lines += _arrows(process, kb)
    lit = [f"s{i}" for i, step in enumerate(process.steps) if step.role == highlight_role]
    if lit:
        lines += [LIT, f"class {','.join(lit)} lit"]
    return draw("\n".join(lines) + "\n", _alt(process, kb), leads=_leads(process, kb))


def _leads(process: Process, kb: KnowledgeBase) -> dict[str, str]:
    """Each step leads to its guide, else to what it is done with."""
    found: dict[str, str] = {}
    for index, step in enumerate(process.steps):
        entity = kb.entity(step.entity)
        if kb.guide(step.guide):
            found[f"s{index}"] = addresses.guide_page(step.guide)
        elif entity and not entity.external:
            found[f"s{index}"] = addresses.entity_page(step.entity)
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _role_name(role: str, kb: KnowledgeBase) -> str:
    found = kb.role(role)
    return found.label.said(kb.language) if found else role


def _lane(role: str, process: Process, kb: KnowledgeBase) -> list[str]:
    inside: list[str] = []
    for index, step in enumerate(process.steps):
        if step.role != role:
            continue
        begins = process.trigger if index == 0 else step.trigger
        if begins:
            inside.append(f"{_begin(index)}([{label(begins.said(kb.language), 100)}])")
        inside.append(f"s{index}{_box(step, f'{index + 1}. {_capital(step.action.said(kb.language))}')}")
        if index == len(process.steps) - 1 and process.result and not step.ends and not process.following(step):
            inside.append(f"finish([{label(process.result.said(kb.language), 100)}])")
    for name, (owner, result) in _ends(process, kb).items():
        if process.steps[owner].role == role:
            inside.append(f"{name}([{label(result, 100)}])")
    number = list(dict.fromkeys(step.role for step in process.steps)).index(role)
    return [f"subgraph lane{number}[{label(_role_name(role, kb), 60)}]", *inside, "end"]


def _begin(index: int) -> str:
    return "begin" if index == 0 else f"begin{index}"


def _box(step: Step, text: str) -> str:
    """The step's shape: another process has double sides, what is waited for or sent has slanted ones."""
    said = label(text, 110)
    if step.kind == "process":
        return f"[[{said}]]"
    return f"{{{{{said}}}}}" if step.kind in ("wait", "receive", "send") else f"[{said}]"


def _ends(process: Process, kb: KnowledgeBase) -> dict[str, tuple[int, str]]:
    """Name of an end → the first step that leads to it, and what comes of it; equal ends of a lane are one."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for index, step in enumerate(process.steps):
        for end in step.ends:
            found.setdefault((step.role, end.result.said(kb.language)), (index, f"end{len(found)}"))
    return {name: (index, result) for (_, result), (index, name) in found.items()}


def _arrows(process: Process, kb: KnowledgeBase) -> list[str]:
    index = {step.id: i for i, step in enumerate(process.steps)}
    starts = [i for i, step in enumerate(process.steps) if (process.trigger if i == 0 else step.trigger)]
    lines = [f"{_begin(i)} --> s{i}" for i in starts]
    for i, step in enumerate(process.steps):
        for target in process.following(step):
            if (j := index.get(target)) is not None:
                lines.append(_arrow(f"s{i}", f"s{j}", process.condition(step, process.steps[j]), kb))
    names = {(process.steps[i].role, result): name for name, (i, result) in _ends(process, kb).items()}
    for i, step in enumerate(process.steps):
        for end in step.ends:
            lines.append(_arrow(f"s{i}", names[step.role, end.result.said(kb.language)], end.condition, kb))
    last = process.steps[-1]
    if process.result and not last.ends and not process.following(last):
        lines.append(f"s{len(process.steps) - 1} --> finish")
    return lines


def _arrow(source: str, target: str, condition: Text, kb: KnowledgeBase) -> str:
    said = condition.said(kb.language)
    return f"{source} -- {label(said, 60)} --> {target}" if said else f"{source} --> {target}"


def _alt(process: Process, kb: KnowledgeBase) -> str:
    catalogue, language = words(kb.language), kb.language
    steps = "; ".join(
        f"{n}. {_role_name(step.role, kb)}: {step.action.said(language)}" for n, step in enumerate(process.steps, 1)
    )
    return catalogue("diagrams.swimlane", process=process.label.said(language), steps=steps)
