"""The specification as a paper: ten sections named as in ГОСТ 34.602-2020, every one of them there even when empty.

The names of sections come from secondary sources; the paper says «структура по…», never that it conforms.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.documents.acceptance import programme
from kbgen.documents.saying import Saying
from kbgen.documents.warranty import severities
from kbgen.language import words
from kbgen.model.entities import Entity, Field
from kbgen.model.processes import Process, State, Step
from kbgen.trace.agreed_rights import spoken_rights
from kbgen.trace.outcome import Outcome
from kbgen.trace.telling import telling


def specification(say: Saying, found: Outcome, papers: list[str]) -> dict[str, object]:
    """Everything agreed, section by section; *papers* are the titles of what is handed over."""
    spec = say.kb.spec
    dates = sorted(s.due for s in spec.acceptance.stages if s.due)
    tests = programme(say, found)
    return {
        **say.status(),
        "basis": say.contract(),
        "about": say.said(say.kb.client.about),
        "begins": say.day(dates[0]) if dates else say.w("none"),
        "ends": say.day(dates[-1]) if dates else say.w("none"),
        "goals": [{"text": say.said(g.text), "measure": say.or_dash(g.measure)} for g in spec.needs.goals],
        "needs": _needs(say),
        "roles": _roles(say),
        "people": _people(say),
        "processes": [_process(say, p) for p in spec.processes.processes],
        "entities": [_entity(say, e) for e in spec.entities.entities if not e.external],
        "devices": _devices(say),
        "rights": _rights(say),
        "severities": severities(say, spec.warranty) if spec.warranty else [],
        "language": say.w(f"spec.language_{say.kb.language}"),
        "hosting": say.said(say.kb.client.hosting),
        "stages": tests["stages"],
        "criteria": list(_criteria(say, found)),
        "parts": tests["parts"],
        "tests": tests["count_told"],
        "sessions": _sessions(say),
        "papers": papers,
        "sources": list(_sources(say)),
        "signers": list(_signers(say)),
    }


def _needs(say: Saying) -> list[dict[str, object]]:
    goals = {g.id: say.said(g.text) for g in say.kb.spec.needs.goals}
    return [
        {
            "id": n.id,
            "text": say.said(n.text),
            "asked_by": n.asked_by or say.w("none"),
            "priority": say.w(f"priority.{n.priority}"),
            "goal": goals.get(n.goal, say.w("none")),
        }
        for n in say.kb.spec.needs.needs
    ]


def _people(say: Saying) -> str:
    """How many work in the CRM; empty where the spec does not say."""
    people = sum(r.people or 0 for r in say.kb.spec.roles.roles)
    return say.w("spec.people", n=people) if people else ""


def _roles(say: Saying) -> list[dict[str, object]]:
    return [
        {
            "label": say.said(r.label),
            "people": str(r.people) if r.people else say.w("none"),
            "description": say.or_dash(r.description),
            "group": r.external_name or say.w("none"),
        }
        for r in say.kb.spec.roles.roles
    ]


def _process(say: Saying, process: Process) -> dict[str, object]:
    states = {s.id: s for s in process.states}
    roles = dict.fromkeys([s.role for s in process.steps] + [r for t in process.transitions for r in t.roles])
    entity = say.kb.entity(process.entity)
    fields = {f.id: say.said(f.label) for f in entity.fields} if entity else {}
    numbers = {s.id: n for n, s in enumerate(process.steps, 1)}
    return {
        "label": say.said(process.label),
        "goal": say.or_dash(process.goal),
        "trigger": say.or_dash(process.trigger),
        "result": say.or_dash(process.result),
        "roles": ", ".join(map(say.role, roles)) or say.w("none"),
        "steps": [
            {
                "number": str(n),
                "role": say.role(s.role),
                "action": say.said(s.action),
                "input": say.or_dash(s.input),
                "output": say.or_dash(s.output),
                "condition": say.w("spec.condition", text=say.inside(s.condition)) if s.condition else "",
                "ways": "; ".join(_ways(say, s, numbers)),
            }
            for n, s in enumerate(process.steps, 1)
        ],
        "transitions": [
            {
                "from": _state(say, states, t.from_),
                "to": _state(say, states, t.to),
                "roles": ", ".join(map(say.role, t.roles)) or say.w("spec.anybody"),
                "condition": say.or_dash(t.condition),
                "fields": ", ".join(fields.get(f, f) for f in t.required_fields) or say.w("none"),
            }
            for t in process.transitions
        ],
    }


def _ways(say: Saying, step: Step, numbers: dict[str, int]) -> Iterator[str]:
    """Where the step leads, when that depends on something, and how the process ends there."""
    for id in step.next:
        if (condition := step.next_if.get(id)) and id in numbers:
            yield say.w("spec.way_if", condition=say.inside(condition), n=numbers[id])
    for end in step.ends:
        values = {"result": say.inside(end.result), "condition": say.inside(end.condition)}
        yield say.w("spec.end_if" if end.condition else "spec.end", **values)


def _state(say: Saying, states: dict[str, State], id: str) -> str:
    return say.said(states[id].label) if id in states else id


def _entity(say: Saying, entity: Entity) -> dict[str, object]:
    shown = [f for f in entity.fields if not f.system]
    targets = dict.fromkeys(t for f in shown for t in f.target if t != entity.id)
    linked = [found for t in targets if (found := say.kb.entity(t)) is not None]
    return {
        "label": say.said(entity.plural or entity.label),
        "description": say.or_dash(entity.description),
        "linked": ", ".join(say.said(e.plural or e.label) for e in linked) or say.w("none"),
        "fields": [_field(say, f) for f in shown],
    }


def _field(say: Saying, field: Field) -> dict[str, object]:
    catalogue = words(say.kb.language)
    if field.required:
        required = say.w("spec.yes")
    else:
        required = say.w("spec.if", text=say.inside(field.required_if)) if field.required_if else ""
    return {
        "label": say.said(field.label),
        "type": catalogue.get(f"wiki.type.{field.type}", field.type),
        "required": required,
        "options": ", ".join(say.said(o.label) or str(o.value) for o in field.options[:12])
        + ("…" if len(field.options) > 12 else ""),
    }


def _devices(say: Saying) -> list[dict[str, object]]:
    return [
        {
            "label": say.said(d.label),
            "model": d.model or say.w("none"),
            "place": say.or_dash(d.place),
            "roles": ", ".join(map(say.role, d.roles)) or say.w("none"),
        }
        for d in say.kb.spec.equipment.devices
    ]


def _rights(say: Saying) -> list[dict[str, object]]:
    """A row a role and section: what is allowed and what is refused, in words."""
    rows = spoken_rights(telling(say.kb))
    return [
        {
            "role": say.role(role),
            "rows": [
                {
                    "section": right.section,
                    "may": "; ".join(right.may) or say.w("none"),
                    "may_not": "; ".join(right.may_not) or say.w("none"),
                    "when": right.when,
                }
                for right in rights
            ],
        }
        for role, rights in rows.items()
    ]


def _criteria(say: Saying, found: Outcome) -> Iterator[dict[str, object]]:
    for stage in say.kb.spec.acceptance.stages:
        for check in found.of_stage(stage.id):
            if check.kind == "criterion":
                yield {"id": check.id, "stage": say.said(stage.label), "text": check.title}


def _sessions(say: Saying) -> list[dict[str, object]]:
    return [
        {
            "label": say.said(s.label),
            "roles": ", ".join(map(say.role, s.roles)),
            "minutes": str(s.minutes),
            "date": say.short(s.held_on) or say.w("schedule.undated"),
        }
        for s in say.kb.spec.training.sessions
    ]


def _sources(say: Saying) -> Iterator[str]:
    yield say.contract()
    if who := ", ".join(dict.fromkeys(n.asked_by for n in say.kb.spec.needs.needs if n.asked_by)):
        yield say.w("spec.source_needs", who=who)
    decision = say.kb.spec.choice.decision
    if decision:
        taken = next((c for c in say.kb.spec.choice.candidates if c.id == decision.candidate), None)
        values = {
            "product": say.said(taken.label) if taken else decision.candidate,
            "day": say.day(decision.decided_on),
        }
        yield say.w("spec.source_choice" if decision.decided_on else "spec.source_choice_undated", **values)
    if say.kb.language == "ru":
        yield say.w("spec.source_standard")


def _signers(say: Saying) -> Iterator[dict[str, object]]:
    """Lines of the sign-off sheet: both sides, then everybody who accepts a stage, each once."""
    parties = say.parties()
    yield {"side": say.w("act.executor"), "person": parties["implementer_signs"]}
    yield {"side": say.w("act.customer"), "person": parties["client_signs"]}
    people = {s.responsible.name: say.inside(s.responsible.position) for s in say.kb.spec.acceptance.stages}
    for name, position in people.items():
        surname = name.split()[0] if name else ""
        if name and surname not in str(parties["client_signs"]):
            yield {"side": say.w("act.customer"), "person": ", ".join(filter(None, (position, name)))}
