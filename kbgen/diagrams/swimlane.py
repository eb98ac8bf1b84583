"""Processes as swim lanes: a lane a role."""

from __future__ import annotations

from typing import Literal

from kbgen.diagrams.drawing import COLOURS, Diagram, draw, label
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process

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
        if index == 0 and process.trigger:
            inside.append(f"begin([{label(process.trigger.said(kb.language), 100)}])")
        inside.append(f"s{index}[{label(f'{index + 1}. {_capital(step.action.said(kb.language))}', 110)}]")
        if index == len(process.steps) - 1 and process.result:
            inside.append(f"finish([{label(process.result.said(kb.language), 100)}])")
    number = list(dict.fromkeys(step.role for step in process.steps)).index(role)
    return [f"subgraph lane{number}[{label(_role_name(role, kb), 60)}]", *inside, "end"]


def _arrows(process: Process, kb: KnowledgeBase) -> list[str]:
    index = {step.id: i for i, step in enumerate(process.steps)}
    lines = ["begin --> s0"] if process.trigger else []
    for i, step in enumerate(process.steps):
        for target in process.following(step):
            if (j := index.get(target)) is None:
                continue
            condition = process.condition(step, process.steps[j]).said(kb.language)
            lines.append(f"s{i} -- {label(condition, 60)} --> s{j}" if condition else f"s{i} --> s{j}")
    if process.result:
        lines.append(f"s{len(process.steps) - 1} --> finish")
    return lines


def _alt(process: Process, kb: KnowledgeBase) -> str:
    catalogue, language = words(kb.language), kb.language
    steps = "; ".join(
        f"{n}. {_role_name(step.role, kb)}: {step.action.said(language)}" for n, step in enumerate(process.steps, 1)
    )
    return catalogue("diagrams.swimlane", process=process.label.said(language), steps=steps)
