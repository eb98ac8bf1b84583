"""Papers: what is printed for a client, as values for Word forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.language import words
from kbgen.language.dates import day
from kbgen.model.acceptance import Stage
from kbgen.model.addresses import slug
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.model.training import Session

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_EMPTY_ROWS = 10
"""Rows of an attendance list where the spec does not say how many people come."""
_MOST_ROWS = 60


def documents(kb: KnowledgeBase) -> tuple[Document, ...]:
    """Every paper the spec has words for: the acceptance act first, then the schedule and a list for each session."""
    made = [_paper(kb, "acceptance-act", "acceptance-act", _said(kb, "act.title"), _act(kb))]
    if kb.spec.training.sessions:
        made.append(_paper(kb, "training-schedule", "training-schedule", _said(kb, "schedule.title"), _schedule(kb)))
    for session in kb.spec.training.sessions:
        title = _said(kb, "attendance.title", session=session.label.said(kb.language))
        made.append(_paper(kb, f"attendance-{slug(session.id)}", "attendance", title, _attendance(kb, session)))
    return tuple(made)


def _paper(kb: KnowledgeBase, id: str, form: str, title: str, values: Mapping[str, object]) -> Document:
    cleaned: Any = _clean({**_parties(kb), **values})
    return Document(id, title, f"{form}.{kb.language}.docx", kb.language, cleaned)


def _said(kb: KnowledgeBase, key: str, **values: object) -> str:
    return words(kb.language)(f"documents.{key}", **values)


def _clean(value: object) -> object:
    """*value* without characters that XML forbids, in strings however deep."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value


def _parties(kb: KnowledgeBase) -> dict[str, object]:
    """What every paper may print: who, for whom, which product."""
    client, firm = kb.client, kb.client.implementer
    blank = _said(kb, "blank")
    return {
        "client": client.name.said(kb.language),
        "client_signs": client.signs or blank,
        "client_address": blank,
        "client_contacts": blank,
        "implementer": firm.name,
        "implementer_signs": firm.signs or blank,
        "implementer_address": firm.address or blank,
        "implementer_contacts": ", ".join(filter(None, (firm.phone, firm.email))) or blank,
        "product": " ".join(filter(None, (client.product.name, client.product.version))),
        "address": client.product.address,
    }


def _act(kb: KnowledgeBase) -> dict[str, object]:
    contract = kb.client.contract.said(kb.language).rstrip(".") or _said(kb, "act.no_contract")
    return {
        "basis": contract[:1].upper() + contract[1:],
        "stages": [_stage(kb, stage, number) for number, stage in enumerate(kb.spec.acceptance.stages, 1)],
        "empty": [] if kb.spec.acceptance.stages else ["" for _ in range(6)],
        "warranty": _warranty(kb),
    }


def _stage(kb: KnowledgeBase, stage: Stage, number: int) -> dict[str, object]:
    said = _telling(kb)
    responsible = ", ".join(filter(None, (stage.responsible.name, said(stage.responsible.position))))
    return {
        "number": str(number),
        "label": said(stage.label),
        "result": said(stage.result) or _said(kb, "none"),
        "due": stage.due.strftime("%d.%m.%Y" if kb.language == "ru" else "%Y-%m-%d") if stage.due else "",
        "responsible": responsible or _said(kb, "blank"),
        "criteria": [
            {"number": f"{number}.{n}", "id": c.id, "text": said(c.text)} for n, c in enumerate(stage.criteria, 1)
        ],
    }


def _telling(kb: KnowledgeBase) -> Any:
    def said(text: Text) -> str:
        return " ".join(text.said(kb.language).split())

    return said


def _warranty(kb: KnowledgeBase) -> str:
    warranty = kb.spec.warranty
    if warranty is None:
        return _said(kb, "act.warranty_none")
    end = warranty.end()
    if warranty.start and end:
        dates = {"start": day(warranty.start, kb.language), "end": day(end, kb.language)}
        told = _said(kb, "act.warranty_until", months=warranty.months, **dates).replace("..", ".")
    else:
        told = _said(kb, "act.warranty_months", months=warranty.months)
    people = "; ".join(", ".join(filter(None, (c.name, c.phone, c.email))) for c in warranty.contacts)
    return f"{told} {_said(kb, 'act.warranty_contacts', contacts=people)}" if people else told


def _schedule(kb: KnowledgeBase) -> dict[str, object]:
    return {"sessions": [_session(kb, session) for session in kb.spec.training.sessions]}


def _session(kb: KnowledgeBase, session: Session) -> dict[str, object]:
    said = _telling(kb)
    return {
        "session": said(session.label),
        "date": day(session.held_on, kb.language) if session.held_on else _said(kb, "schedule.undated"),
        "roles": ", ".join(_roles(kb, session)),
        "minutes": str(session.minutes),
        "place": said(session.place) or _said(kb, "none"),
        "trainer": session.trainer or _said(kb, "none"),
        "topics": [f"{said(topic.label)} — {topic.minutes}" for topic in session.topics],
    }


def _roles(kb: KnowledgeBase, session: Session) -> list[str]:
    found = ((id, kb.role(id)) for id in session.roles)
    return [role.label.said(kb.language) if role else id for id, role in found]


def _attendance(kb: KnowledgeBase, session: Session) -> dict[str, object]:
    people = list(_people(kb, session))[:_MOST_ROWS]
    rows = [{"number": str(n), "role": role} for n, role in enumerate(people, 1)]
    return {**_session(kb, session), "people": rows}


def _people(kb: KnowledgeBase, session: Session) -> Iterator[str]:
    """A row for each person of the session's roles; empty rows where their number is not known."""
    roles = [role for id in session.roles if (role := kb.role(id))]
    if not any(role.people for role in roles):
        yield from ("" for _ in range(_EMPTY_ROWS))
        return
    for role in roles:
        yield from (role.label.said(kb.language) for _ in range(role.people or 2))
